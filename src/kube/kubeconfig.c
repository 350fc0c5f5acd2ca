#include "kube/kubeconfig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

#define POD_FOLDER "/var/run/secrets/kubernetes.io/serviceaccount"

enum { PATH_BYTES = 4096 }; /* Linux's own ceiling */

struct cluster_env cluster_env_of_process(void)
{
    return (struct cluster_env){
        .kubeconfig = getenv("KUBECONFIG"),
        .home = getenv("HOME"),
        .service_host = getenv("KUBERNETES_SERVICE_HOST"),
        .service_port = getenv("KUBERNETES_SERVICE_PORT"),
        .pod_folder = POD_FOLDER,
    };
}

/* ---- files ------------------------------------------------------------------------- */

static enum err_code add_file(struct kubeconfig *config, const char *path,
                              struct err *err)
{
    json_t *tree = NULL;
    enum err_code code = tree_from_file(path, &tree, err);
    if (code != ERR_OK)
        return code;
    if (!json_is_object(tree) && !json_is_null(tree)) {
        json_decref(tree);
        err_at(err, "%s", path);
        return err_set(err, ERR_SHAPE, "is not a kubeconfig");
    }

    config->files = mem_grow(config->files, &config->capacity, config->file_count + 1,
                             sizeof *config->files);
    config->files[config->file_count++] =
        (struct kubeconfig_file){mem_copy_text(path), tree};
    return ERR_OK;
}

static enum err_code add_file_if_there(struct kubeconfig *config, const char *path,
                                       struct err *err)
{
    return access(path, F_OK) == 0 ? add_file(config, path, err) : ERR_OK;
}

static enum err_code add_list(struct kubeconfig *config, const char *list,
                              struct err *err)
{
    struct span rest = span_of(list);
    struct span part;
    enum err_code code = ERR_OK;

    while (code == ERR_OK && span_cut(&rest, ':', &part)) {
        if (part.bytes == 0)
            continue;
        char *path = mem_copy_bytes(part.at, part.bytes);
        code = add_file_if_there(config, path, err);
        free(path);
    }
    return code;
}

static enum err_code add_usual_file(struct kubeconfig *config, const char *home,
                                    struct err *err)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof path, "%s/.kube/config", home);
    return add_file_if_there(config, path, err);
}

enum err_code kubeconfig_read(const struct cluster_env *env, const char *only,
                              struct kubeconfig *ret_config, struct err *err)
{
    enum err_code code = ERR_OK;

    *ret_config = (struct kubeconfig){0};
    if (only != NULL)
        code = add_file(ret_config, only, err);
    else if (env->kubeconfig != NULL && env->kubeconfig[0] != '\0')
        code = add_list(ret_config, env->kubeconfig, err);
    else if (env->home != NULL)
        code = add_usual_file(ret_config, env->home, err);
    if (code != ERR_OK)
        kubeconfig_release(ret_config);
    return code;
}

void kubeconfig_release(struct kubeconfig *config)
{
    for (size_t i = 0; i < config->file_count; i++) {
        free(config->files[i].path);
        json_decref(config->files[i].tree);
    }
    free(config->files);
    *config = (struct kubeconfig){0};
}

const char *kubeconfig_current(const struct kubeconfig *config, const char **ret_file)
{
    *ret_file = config->file_count == 0 ? NULL : config->files[0].path;
    for (size_t i = 0; i < config->file_count; i++) {
        const char *name = tree_key_text(config->files[i].tree, "current-context");
        if (name != NULL && name[0] != '\0') {
            *ret_file = config->files[i].path;
            return name;
        }
    }
    return NULL;
}

/* ---- entries ----------------------------------------------------------------------- */

static const char *name_at(const json_t *list, size_t i)
{
    return tree_key_text(json_array_get(list, i), "name");
}

bool kubeconfig_find(const struct kubeconfig *config, const char *list, const char *inner,
                     const char *name, struct kubeconfig_entry *ret_entry)
{
    for (size_t f = 0; f < config->file_count; f++) {
        const json_t *entries = tree_key(config->files[f].tree, list);
        for (size_t i = 0; i < json_array_size(entries); i++) {
            const char *its = name_at(entries, i);
            if (its == NULL || strcmp(its, name) != 0)
                continue;
            *ret_entry = (struct kubeconfig_entry){
                .file = config->files[f].path,
                .list = list,
                .index = i,
                .inner = inner,
                .fields = tree_key(json_array_get(entries, i), inner),
            };
            return true;
        }
    }
    return false;
}

static bool is_named(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

const char **kubeconfig_names(const struct kubeconfig *config, const char *list,
                              struct arena *arena, size_t *ret_count)
{
    size_t most = 0;
    size_t count = 0;

    for (size_t f = 0; f < config->file_count; f++)
        most += json_array_size(tree_key(config->files[f].tree, list));
    const char **names = arena_new_array(arena, most, sizeof *names);
    for (size_t f = 0; f < config->file_count; f++) {
        const json_t *entries = tree_key(config->files[f].tree, list);
        for (size_t i = 0; i < json_array_size(entries); i++) {
            const char *name = name_at(entries, i);
            if (name != NULL && !is_named(names, count, name))
                names[count++] = name;
        }
    }
    *ret_count = count;
    return names;
}

/* ---- fields ------------------------------------------------------------------------ */

/* The end of a file name is what tells it from others; the field is told in any case. */
static void name_place(const struct kubeconfig_entry *entry, const char *field,
                       struct err *err)
{
    char place[sizeof err->where];

    int wrote = snprintf(place, sizeof place, ": %s[%zu].%s.%s", entry->list,
                         entry->index, entry->inner, field);
    size_t room =
        wrote < 0 || (size_t)wrote >= sizeof place ? 0 : sizeof place - 1 - (size_t)wrote;
    size_t bytes = strlen(entry->file);
    if (bytes <= room)
        err_at(err, "%s%s", entry->file, place);
    else if (room > strlen("..."))
        err_at(err, "...%s%s", entry->file + bytes - (room - strlen("...")), place);
    else
        err_at(err, "%s", place + strlen(": "));
}

enum err_code entry_misfit(const struct kubeconfig_entry *entry, const char *field,
                           enum err_code code, struct err *err, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    err_set(err, code, "%s", text);
    if (err != NULL)
        name_place(entry, field, err);
    return code;
}

enum err_code entry_text(const struct kubeconfig_entry *entry, const char *field,
                         const char **ret_text, struct err *err)
{
    struct err misfit = ERR_INIT;
    enum err_code code = tree_may_text(entry->fields, field, ret_text, &misfit);

    if (code != ERR_OK)
        return entry_misfit(entry, field, code, err, "%s", misfit.text);
    if (*ret_text != NULL && (*ret_text)[0] == '\0')
        *ret_text = NULL;
    return ERR_OK;
}

enum err_code entry_bool(const struct kubeconfig_entry *entry, const char *field,
                         bool *ret_value, struct err *err)
{
    const json_t *node = tree_at(entry->fields, field);

    if (node != NULL && !json_is_boolean(node))
        return entry_misfit(entry, field, ERR_SHAPE, err, "expected true or false");
    *ret_value = json_is_true(node);
    return ERR_OK;
}

enum err_code entry_texts(const struct kubeconfig_entry *entry, const char *field,
                          struct arena *arena, const char *const **ret_texts,
                          size_t *ret_count, struct err *err)
{
    const json_t *list = tree_at(entry->fields, field);
    size_t count = json_array_size(list);

    if (list != NULL && !json_is_array(list))
        return entry_misfit(entry, field, ERR_SHAPE, err, "expected an array");
    const char **texts = arena_new_array(arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL)
            return entry_misfit(entry, field, ERR_SHAPE, err,
                                "expected an array of texts");
        texts[i] = arena_text(arena, text);
    }
    *ret_texts = texts;
    *ret_count = count;
    return ERR_OK;
}

enum err_code entry_path(const struct kubeconfig_entry *entry, const char *field,
                         struct arena *arena, const char **ret_path, struct err *err)
{
    const char *name;
    enum err_code code = entry_text(entry, field, &name, err);
    if (code != ERR_OK)
        return code;

    const char *slash = strrchr(entry->file, '/');
    if (name == NULL)
        *ret_path = NULL;
    else if (name[0] == '/' || slash == NULL)
        *ret_path = arena_text(arena, name);
    else
        *ret_path =
            arena_print(arena, "%.*s/%s", (int)(slash - entry->file), entry->file, name);
    return ERR_OK;
}

/* ---- PEM --------------------------------------------------------------------------- */

static enum err_code check_pem(const struct kubeconfig_entry *entry, const char *field,
                               const char *marker, struct buf *pem, struct err *err)
{
    if (span_has(buf_span(pem), "-----BEGIN ") && span_has(buf_span(pem), marker))
        return ERR_OK;
    return entry_misfit(entry, field, ERR_SHAPE, err, "holds no PEM text with \"%s\"",
                        marker);
}

static enum err_code decode_data(const struct kubeconfig_entry *entry, const char *field,
                                 const char *data, struct buf *pem, struct err *err)
{
    struct err why = ERR_INIT;

    if (base64_decode(pem, span_of(data), &why) == ERR_OK)
        return ERR_OK;
    return entry_misfit(entry, field, ERR_SHAPE, err, "%s", why.text);
}

static enum err_code read_named_file(const struct kubeconfig_entry *entry,
                                     const char *field, struct buf *pem, bool *ret_given,
                                     struct err *err)
{
    struct arena arena = {0};
    struct err why = ERR_INIT;
    const char *path;
    enum err_code code = entry_path(entry, field, &arena, &path, err);

    *ret_given = code == ERR_OK && path != NULL;
    if (*ret_given) {
        code = file_read(path, LIMIT_FILE_BYTES, pem, &why);
        if (code != ERR_OK)
            entry_misfit(entry, field, code, err, "%s %s", path, why.text);
    }
    arena_release(&arena);
    return code;
}

enum err_code entry_pem(const struct kubeconfig_entry *entry, const char *field,
                        const char *marker, struct buf *ret_pem, struct err *err)
{
    char data_field[64];
    const char *data;
    bool is_given = true;

    buf_init(ret_pem, LIMIT_FILE_BYTES);
    snprintf(data_field, sizeof data_field, "%s-data", field);
    enum err_code code = entry_text(entry, data_field, &data, err);
    if (code != ERR_OK)
        return code;

    if (data != NULL)
        code = decode_data(entry, data_field, data, ret_pem, err);
    else
        code = read_named_file(entry, field, ret_pem, &is_given, err);
    if (code != ERR_OK || !is_given)
        return code;
    return check_pem(entry, data != NULL ? data_field : field, marker, ret_pem, err);
}
