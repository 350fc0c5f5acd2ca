#include "sim/object_path.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

static bool is_cluster_wide(const char *kind)
{
    static const char *const kinds[] = {"Namespace", "Node", "GatewayClass",
                                        "ClusterRole", "ClusterRoleBinding"};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    }
    return false;
}

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

/* "Service" → "services", "GatewayClass" → "gatewayclasses", "EnvoyProxy" →
 * "envoyproxies". */
static void add_plural(struct buf *out, const char *kind)
{
    size_t bytes = strlen(kind);

    for (size_t i = 0; i < bytes; i++)
        buf_add_byte(out, (char)tolower((unsigned char)kind[i]));
    char last = out->at[bytes - 1];
    char before = bytes > 1 ? out->at[bytes - 2] : '\0';
    if (strcmp(kind, "Endpoints") == 0)
        return;
    if (last == 'y' && !is_vowel(before)) {
        buf_cut(out, bytes - 1);
        buf_add_text(out, "ies");
    } else if (last == 's' || last == 'x') {
        buf_add_text(out, "es");
    } else {
        buf_add_byte(out, 's');
    }
}

bool object_path(const char *api_version, const char *kind, const char *namespace,
                 const char *name, struct url *url)
{
    url_init(url, "");
    if (api_version == NULL || kind == NULL || kind[0] == '\0' || name == NULL)
        return false;

    buf_print(&url->text, "%s%s", strchr(api_version, '/') == NULL ? "/api/" : "/apis/",
              api_version);
    if (!is_cluster_wide(kind)) {
        url_segment(url, "namespaces");
        url_segment(url,
                    namespace != NULL && namespace[0] != '\0' ? namespace : "default");
    }
    struct buf plural;
    buf_init(&plural, LIMIT_KIB);
    add_plural(&plural, kind);
    url_segment(url, buf_text(&plural));
    buf_release(&plural);
    url_segment(url, name);
    return true;
}
