#include "otc/clouds.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/patch.h"
#include "wire/tree.h"

#include "base/banned.h"

struct clouds {
    char *path;
    json_t *clouds;   /* clouds.yaml */
    json_t *secure;   /* NULL: there is none */
    json_t *vendors;  /* clouds-public.yaml; NULL: there is none */
    json_t *built_in; /* vendors this program knows by itself */
};

/* As they are published; the second has no scheme in its URL. */
static const char built_in_vendors[] =
    "{\"public-clouds\":{"
    "\"otc\":{\"auth\":{\"auth_url\":\"https://iam.{region_name}.otc.t-systems.com/v3\"},"
    "\"regions\":[\"eu-de\",\"eu-nl\"]},"
    "\"otc-swiss\":{\"auth\":{\"auth_url\":\"iam-pub.eu-ch2.sc.otc.t-systems.com/v3\"},"
    "\"regions\":[\"eu-ch2\"]}}}";

/* ---- finding files ---------------------------------------------------------- */

static const char *env(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* folder/stem.yaml, .yml or .json; NULL when none of them can be read. */
static char *find_in(const char *folder, const char *stem)
{
    static const char *const endings[] = {"yaml", "yml", "json"};
    struct buf path;

    buf_init(&path, LIMIT_HEADER_BYTES);
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        buf_clear(&path);
        buf_print(&path, "%s/%s.%s", folder, stem, endings[i]);
        if (access(buf_text(&path), R_OK) == 0)
            return buf_take(&path);
    }
    buf_release(&path);
    return NULL;
}

static char *find_below(const char *base, const char *below, const char *stem)
{
    struct buf folder;

    if (base == NULL)
        return NULL;
    buf_init(&folder, LIMIT_HEADER_BYTES);
    buf_print(&folder, "%s%s", base, below);
    char *path = find_in(buf_text(&folder), stem);
    buf_release(&folder);
    return path;
}

static char *find(const char *stem)
{
    char *path = find_in(".", stem);
    if (path == NULL)
        path = find_below(env("XDG_CONFIG_HOME"), "/openstack", stem);
    if (path == NULL)
        path = find_below(env("HOME"), "/.config/openstack", stem);
    if (path == NULL)
        path = find_in("/etc/openstack", stem);
    return path;
}

static char *find_beside(const char *path, const char *stem)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return NULL;
    char *folder = mem_copy_bytes(path, (size_t)(slash - path));
    char *found = find_in(folder, stem);
    free(folder);
    return found;
}

/* A file that was named must be there; one that is searched for need not. */
static char *named_or_found(const char *variable, const char *beside, const char *stem)
{
    if (env(variable) != NULL)
        return mem_copy_text(env(variable));
    char *path = beside == NULL ? NULL : find_beside(beside, stem);
    return path != NULL ? path : find(stem);
}

/* ---- reading ---------------------------------------------------------------- */

static enum err_code read_optional(const char *variable, const char *beside,
                                   const char *stem, json_t **ret_tree, struct err *err)
{
    char *path = named_or_found(variable, beside, stem);
    enum err_code code = ERR_OK;

    if (path != NULL)
        code = tree_from_file(path, ret_tree, err);
    free(path);
    return code;
}

enum err_code clouds_load(struct clouds **ret_clouds, struct err *err)
{
    char *path = named_or_found("OS_CLIENT_CONFIG_FILE", NULL, "clouds");
    if (path == NULL)
        return err_set(err, ERR_ABSENT, "no clouds.yaml found");

    struct clouds *clouds = mem_new(sizeof *clouds);
    clouds->path = path;
    enum err_code code = tree_from_file(path, &clouds->clouds, err);
    if (code != ERR_OK)
        goto out;

    code = read_optional("OS_CLIENT_SECURE_FILE", path, "secure", &clouds->secure, err);
    if (code != ERR_OK)
        goto out;

    code = read_optional("OS_CLIENT_VENDOR_FILE", path, "clouds-public", &clouds->vendors,
                         err);
    if (code != ERR_OK)
        goto out;

    code = tree_from_json(span_of(built_in_vendors), "vendors", &clouds->built_in, err);
    if (code != ERR_OK)
        goto out;

    *ret_clouds = clouds;
    clouds = NULL;
out:
    clouds_free(clouds);
    return code;
}

enum err_code clouds_read(const char *path, struct clouds **ret_clouds, struct err *err)
{
    struct clouds *clouds = mem_new(sizeof *clouds);

    clouds->path = mem_copy_text(path);
    enum err_code code = tree_from_file(path, &clouds->clouds, err);
    if (code == ERR_OK)
        code =
            tree_from_json(span_of(built_in_vendors), "vendors", &clouds->built_in, err);
    if (code != ERR_OK) {
        clouds_free(clouds);
        return code;
    }
    *ret_clouds = clouds;
    return ERR_OK;
}

void clouds_free(struct clouds *clouds)
{
    if (clouds == NULL)
        return;
    json_decref(clouds->clouds);
    json_decref(clouds->secure);
    json_decref(clouds->vendors);
    json_decref(clouds->built_in);
    free(clouds->path);
    free(clouds);
}

/* ---- what is in it ---------------------------------------------------------- */

static json_t *entries(const struct clouds *clouds)
{
    return json_object_get(clouds->clouds, "clouds");
}

const char *clouds_path(const struct clouds *clouds)
{
    return clouds->path;
}

size_t clouds_count(const struct clouds *clouds)
{
    return json_object_size(entries(clouds));
}

const char *clouds_only(const struct clouds *clouds)
{
    if (clouds_count(clouds) != 1)
        return NULL;
    return json_object_iter_key(json_object_iter(entries(clouds)));
}

void clouds_list(const struct clouds *clouds, struct buf *out)
{
    const char *name;
    json_t *entry;
    const char *gap = "";

    json_object_foreach(entries(clouds), name, entry)
    {
        buf_print(out, "%s%s", gap, name);
        gap = ", ";
    }
}

void clouds_at(const struct clouds *clouds, const char *cloud, const char *field,
               struct err *err)
{
    enum { LONGEST_PATH = 60 }; /* the field is what matters; there is room for 128 */
    const char *path = clouds->path;
    const char *slash = strrchr(path, '/');

    if (strlen(path) > LONGEST_PATH && slash != NULL)
        path = slash + 1;
    err_at(err, "%s: clouds.%s%s%s", path, cloud, field[0] == '\0' ? "" : ".", field);
}

/* ---- one entry -------------------------------------------------------------- */

static const json_t *vendor(const json_t *vendors, const char *name)
{
    return tree_key(tree_key(vendors, "public-clouds"), name);
}

/* `profile:` or, as it was once called, `cloud:`. NULL: the entry stands alone. */
static enum err_code find_profile(const struct clouds *clouds, const char *cloud,
                                  const json_t *entry, const json_t **ret_profile,
                                  struct err *err)
{
    const char *key = tree_key(entry, "profile") != NULL ? "profile" : "cloud";
    const char *name = tree_key_text(entry, key);

    *ret_profile = NULL;
    if (name == NULL)
        return ERR_OK;
    *ret_profile = vendor(clouds->vendors, name);
    if (*ret_profile == NULL)
        *ret_profile = vendor(clouds->built_in, name);
    if (*ret_profile != NULL)
        return ERR_OK;
    clouds_at(clouds, cloud, key, err);
    return err_set(err, ERR_LOCAL, "no vendor profile \"%s\" is known", name);
}

/* entry = entry with `over` on top of it. */
static void lay_over(json_t **entry, const json_t *over)
{
    if (over == NULL)
        return;
    json_t *merged = patch_merge(*entry, over);
    json_decref(*entry);
    *entry = merged;
}

enum err_code clouds_entry(const struct clouds *clouds, const char *cloud,
                           json_t **ret_entry, struct err *err)
{
    const json_t *entry = tree_key(entries(clouds), cloud);
    const json_t *profile;
    struct buf names;

    if (!json_is_object(entry)) {
        buf_init(&names, LIMIT_CLOUD_TEXT_BYTES);
        clouds_list(clouds, &names);
        clouds_at(clouds, cloud, "", err);
        err_set(err, ERR_LOCAL, "no such cloud; there %s %s",
                clouds_count(clouds) == 1 ? "is" : "are",
                clouds_count(clouds) == 0 ? "none" : buf_text(&names));
        buf_release(&names);
        return ERR_LOCAL;
    }
    enum err_code code = find_profile(clouds, cloud, entry, &profile, err);
    if (code != ERR_OK)
        return code;

    *ret_entry = json_object();
    lay_over(ret_entry, profile);
    lay_over(ret_entry, entry);
    lay_over(ret_entry, tree_key(tree_key(clouds->secure, "clouds"), cloud));
    return ERR_OK;
}
