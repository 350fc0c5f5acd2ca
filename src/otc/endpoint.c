#include "otc/endpoint.h"

#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

#define OTC_DOMAIN ".otc.t-systems.com"

/* ---- URLs ------------------------------------------------------------------- */

/* "v3", "v2.0", "V1.0" */
static bool is_version(struct span segment)
{
    return segment.bytes >= 2 && (segment.at[0] == 'v' || segment.at[0] == 'V') &&
           segment.at[1] >= '0' && segment.at[1] <= '9';
}

/* How much of the path stands before its version, without a slash at its end. */
static size_t bytes_before_version(struct span path)
{
    struct span rest = path;
    struct span segment;
    size_t bytes = 0;

    span_cut(&rest, '?', &path);
    rest = path;
    while (span_cut(&rest, '/', &segment) && !is_version(segment))
        bytes = (size_t)(segment.at + segment.bytes - path.at);
    while (bytes > 0 && path.at[bytes - 1] == '/')
        bytes--;
    return bytes;
}

bool endpoint_base(const char *url, struct buf *out)
{
    struct span text = span_trim(span_of(url));
    struct url_parts parts;

    if (!url_split(text, &parts) ||
        !(span_is_nocase(parts.scheme, "https") || span_is_nocase(parts.scheme, "http")))
        return false;
    size_t before_path = (size_t)(parts.path.at - text.at);
    return buf_add(out, text.at, before_path + bytes_before_version(parts.path));
}

bool endpoint_auth_url(const char *url, struct buf *out)
{
    struct buf with_scheme;

    buf_init(&with_scheme, out->limit);
    if (strstr(url, "://") == NULL)
        buf_add_text(&with_scheme, "https://");
    buf_add_text(&with_scheme, url);
    bool ok = endpoint_base(buf_text(&with_scheme), out) && buf_add_text(out, "/v3");
    buf_release(&with_scheme);
    return ok;
}

bool endpoint_is_otc(const char *url)
{
    struct url_parts parts;
    return url_split(span_of(url), &parts) && span_ends(parts.host, OTC_DOMAIN);
}

/* ---- catalog ---------------------------------------------------------------- */

/* Types that stand for a service, the best first: v2.0's host serves v3 as well. */
static const char *const types[CLOUD_SERVICE_COUNT][3] = {
    [CLOUD_IAM] = {"identity"},
    [CLOUD_ELB] = {"elbv3", "elb", "load-balancer"},
    [CLOUD_VPC] = {"network", "vpc"},
};

static bool is_text(const json_t *object, const char *key, const char *text)
{
    const char *found = tree_key_text(object, key);
    return found != NULL && strcmp(found, text) == 0;
}

static bool is_public(const json_t *endpoint)
{
    return tree_key(endpoint, "interface") == NULL ||
           is_text(endpoint, "interface", "public");
}

static bool is_in_region(const json_t *endpoint, const char *region)
{
    return region[0] == '\0' || is_text(endpoint, "region", region) ||
           is_text(endpoint, "region_id", region);
}

static bool is_everywhere(const json_t *endpoint)
{
    return tree_key(endpoint, "region") == NULL || is_text(endpoint, "region", "*");
}

static const char *find_url(const json_t *endpoints, const char *region)
{
    const char *everywhere = NULL;

    for (size_t i = 0; i < json_array_size(endpoints); i++) {
        const json_t *endpoint = json_array_get(endpoints, i);
        const char *url = tree_key_text(endpoint, "url");
        if (url == NULL || !is_public(endpoint))
            continue;
        if (is_in_region(endpoint, region))
            return url;
        if (everywhere == NULL && is_everywhere(endpoint))
            everywhere = url;
    }
    return everywhere;
}

static bool find_type(const json_t *catalog, const char *type, const char *region,
                      struct buf *out)
{
    for (size_t i = 0; i < json_array_size(catalog); i++) {
        const json_t *service = json_array_get(catalog, i);
        if (!is_text(service, "type", type))
            continue;
        const char *url = find_url(tree_key(service, "endpoints"), region);
        if (url != NULL && endpoint_base(url, out))
            return true;
    }
    return false;
}

bool endpoint_from_catalog(const json_t *catalog, enum cloud_service service,
                           const char *region, struct buf *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(types[service]); i++) {
        const char *type = types[service][i];
        if (type != NULL && find_type(catalog, type, region, out))
            return true;
    }
    return false;
}
