#include "worker/scopefile.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "worker/statefile.h"
#include "base/banned.h"

enum { NAMESPACE_MOST = 63 }; /* of RFC 1123; what is longer is nobody's */

static enum err_code find_file(const struct scope_place *place,
                               char path[STATEFILE_PATH_BYTES + 16], struct err *err)
{
    char folder[STATEFILE_PATH_BYTES];
    enum err_code code = statefile_folder(place->state_dir, "scopes", folder, err);

    if (code == ERR_OK)
        snprintf(path, STATEFILE_PATH_BYTES + 16, "%s/scopes.json", folder);
    return code;
}

/* The list of all places, or a new one. */
static json_t *read_places(const char *path)
{
    json_t *tree = NULL;

    if (tree_from_file(path, &tree, NULL) != ERR_OK || !json_is_array(tree)) {
        json_decref(tree);
        tree = json_array();
    }
    return tree;
}

static bool is_same(const char *a, const char *b)
{
    return a != NULL && strcmp(a, b != NULL ? b : "") == 0;
}

/* Where it stands; the length of the list when it does not. */
static size_t find_place(const json_t *places, const struct scope_place *place)
{
    size_t i = 0;

    while (i < json_array_size(places)) {
        const json_t *entry = json_array_get(places, i);
        if (is_same(tree_text(entry, "context"), place->context) &&
            is_same(tree_text(entry, "server"), place->server))
            break;
        i++;
    }
    return i;
}

bool scopefile_recall(const struct scope_place *place, char **ret_namespace)
{
    char path[STATEFILE_PATH_BYTES + 16];

    if (find_file(place, path, NULL) != ERR_OK)
        return false;
    json_t *places = read_places(path);
    const json_t *entry = json_array_get(places, find_place(places, place));
    const json_t *namespace = json_object_get(entry, "namespace");
    const char *text = json_string_value(namespace);
    bool known = json_is_null(namespace) ||
                 (text != NULL && text[0] != '\0' && strlen(text) <= NAMESPACE_MOST);
    if (known)
        *ret_namespace = mem_copy_text(text);
    json_decref(places);
    return known;
}

static enum err_code write_places(const json_t *places, const char *path, struct err *err)
{
    struct buf text;

    buf_init(&text, LIMIT_FILE_BYTES);
    tree_to_json(places, 1, &text);
    buf_add_byte(&text, '\n');
    enum err_code code = statefile_replace(path, buf_span(&text), err);
    buf_release(&text);
    return code;
}

enum err_code scopefile_keep(const struct scope_place *place, const char *namespace,
                             struct err *err)
{
    char path[STATEFILE_PATH_BYTES + 16];
    enum err_code code = find_file(place, path, err);

    if (code != ERR_OK)
        return code;
    json_t *places = read_places(path);
    json_array_remove(places, find_place(places, place));
    while (json_array_size(places) >= LIMIT_SCOPES)
        json_array_remove(places, json_array_size(places) - 1);
    json_t *entry = json_pack(
        "{s:s, s:s, s:s?}", "context", place->context != NULL ? place->context : "",
        "server", place->server != NULL ? place->server : "", "namespace", namespace);
    json_array_insert_new(places, 0, entry);
    code = write_places(places, path, err);
    json_decref(places);
    return code;
}
