#include "worker/protect.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { PATH_BYTES = 4096 };

static bool find_file(char out[PATH_BYTES])
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int wrote = -1;

    if (config != NULL && config[0] == '/')
        wrote = snprintf(out, PATH_BYTES, "%s/elbtop/config.yaml", config);
    else if (home != NULL && home[0] == '/')
        wrote = snprintf(out, PATH_BYTES, "%s/.config/elbtop/config.yaml", home);
    return wrote > 0 && wrote < PATH_BYTES;
}

static enum err_code look_into(const json_t *config, const char *context,
                               bool *ret_protected, struct err *err)
{
    const json_t *list = tree_at(config, "protected_contexts");
    size_t i;
    json_t *pattern;

    *ret_protected = false;
    if (list == NULL)
        return ERR_OK;
    *ret_protected = true;
    if (!json_is_array(list)) {
        err_at(err, "protected_contexts");
        return err_set(err, ERR_SHAPE, "expected a list of context names");
    }
    json_array_foreach(list, i, pattern)
    {
        if (!json_is_string(pattern)) {
            err_at(err, "protected_contexts[%zu]", i);
            return err_set(err, ERR_SHAPE, "expected a text");
        }
        if (fnmatch(json_string_value(pattern), context, 0) == 0)
            return ERR_OK;
    }
    *ret_protected = false;
    return ERR_OK;
}

enum err_code protect_find(const char *file, const char *context, bool *ret_protected,
                           struct err *err)
{
    char path[PATH_BYTES];
    json_t *config = NULL;

    *ret_protected = false;
    if (file == NULL && (!find_file(path) || access(path, F_OK) != 0))
        return ERR_OK;

    *ret_protected = true;
    enum err_code code = tree_from_file(file != NULL ? file : path, &config, err);
    if (code == ERR_OK)
        code = look_into(config, context, ret_protected, err);
    json_decref(config);
    return code;
}
