#include "lesson/twin.h"

#include <string.h>

#include "base/banned.h"

static const char *twin_of_user(const struct lesson_line *line, struct arena *arena)
{
    if (strcmp(line->verb, "delete") == 0)
        return arena_print(arena, "kubectl -n %s delete svc %s", line->namespace,
                           line->name);
    if (strcmp(line->verb, "patch") == 0)
        return arena_print(arena, "kubectl -n %s patch svc %s --type=merge -p '%s'",
                           line->namespace, line->name, line->body);
    return "kubectl apply --server-side -f -   (the manifest above)";
}

static const char *twin_of_service(const struct lesson_line *line, struct arena *arena)
{
    if (strcmp(line->method, "PUT") == 0)
        return arena_print(arena, "kubectl -n %s get svc %s -o yaml | grep elb",
                           line->namespace, line->name);
    return arena_print(arena,
                       "kubectl -n %s patch svc %s --subresource=status --type=merge "
                       "-p '%s'",
                       line->namespace, line->name,
                       line->body == NULL ? "{}" : line->body);
}

static const char *twin_of_cloud(const struct lesson_line *line, struct arena *arena)
{
    const char *host = strstr(line->target, "publicips") != NULL ? "$VPC" : "$ELB";
    const char *data = line->body == NULL ? "" : " -d ";

    return arena_print(
        arena, "curl -X %s %s%s -H \"X-Auth-Token: $TOKEN\"%s%s%s%s", line->method, host,
        line->target, data, line->body == NULL ? "" : "'",
        line->body == NULL ? "" : line->body, line->body == NULL ? "" : "'");
}

const char *twin_of(const struct lesson_line *line, struct arena *arena)
{
    if (line->method[0] == '\0')
        return "";
    if (line->to == LESSON_CLOUD)
        return twin_of_cloud(line, arena);
    if (line->from == LESSON_YOU)
        return line->name != NULL ? twin_of_user(line, arena) : "kubectl apply -f -";
    if (line->from == LESSON_CCM && line->name != NULL &&
        strstr(line->target, "/services/") != NULL)
        return twin_of_service(line, arena);
    return "kubectl get --raw / --v=8   (the requests kubectl itself makes)";
}
