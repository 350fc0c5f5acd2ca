#include "cli/service_name.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/banned.h"

/* A DNS label: it becomes part of a path, so nothing else is let through. */
static bool is_label(struct span text)
{
    if (text.bytes == 0 || text.bytes > 63)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        bool inside = i > 0 && i + 1 < text.bytes;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && inside)))
            return false;
    }
    return true;
}

bool service_name_read(const struct options *options, const char *text,
                       struct service_name *ret_name)
{
    struct span name = span_of(text);
    struct span namespace = span_of(options->namespace);
    const char *slash = strchr(text, '/');

    if (slash != NULL)
        span_cut(&name, '/', &namespace);
    if (slash == NULL && options->namespace == NULL) {
        options_usage_error(options, "%s: expected NAMESPACE/NAME, or NAME with -n",
                            text);
        return false;
    }
    if (!is_label(namespace) || !is_label(name)) {
        options_usage_error(
            options, "%s: names are 1-63 small letters, digits and '-' inside", text);
        return false;
    }
    snprintf(ret_name->namespace, sizeof ret_name->namespace, "%.*s",
             (int)namespace.bytes, namespace.at);
    snprintf(ret_name->name, sizeof ret_name->name, "%.*s", (int)name.bytes, name.at);
    snprintf(ret_name->full, sizeof ret_name->full, "%s/%s", ret_name->namespace,
             ret_name->name);
    return true;
}
