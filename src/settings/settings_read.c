/*
 * The file is read as a tree, each setting of the table is taken out of it, and then the tree
 * is walked for what no setting has taken. Lines are looked up only for an error.
 */
#include "settings/settings_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "settings/nearest.h"
#include "settings/place.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { FILE_PATH_BYTES = 4096, FIELD_BYTES = 256 };

/* ---- one value ---- */

static enum err_code take_flag(bool *slot, const json_t *value, struct err *err)
{
    if (!json_is_boolean(value))
        return err_set(err, ERR_SHAPE, "expected true or false");
    *slot = json_is_true(value);
    return ERR_OK;
}

static enum err_code take_word(struct settings *settings, const struct setting *setting,
                               const json_t *value, struct err *err)
{
    const char *word = json_string_value(value);
    struct nearest near = nearest_to(word != NULL ? word : "");
    char values[SETTING_TEXT_BYTES];

    for (size_t i = 0; setting->choices[i] != NULL; i++) {
        if (word != NULL && strcmp(setting->choices[i], word) == 0) {
            *(const char **)settings_slot(settings, setting) = setting->choices[i];
            return ERR_OK;
        }
        nearest_offer(&near, setting->choices[i]);
    }
    setting_values(setting, values);
    if (word == NULL)
        return err_set(err, ERR_SHAPE, "expected %s", values);
    if (near.best != NULL)
        return err_set(err, ERR_SHAPE, "\"%.40s\" is none; did you mean %s? It is %s",
                       word, near.best, values);
    return err_set(err, ERR_SHAPE, "\"%.40s\" is none; it is %s", word, values);
}

static enum err_code take_time(int64_t *slot, const struct setting *setting,
                               const json_t *value, struct err *err)
{
    const char *text = json_string_value(value);
    char values[SETTING_TEXT_BYTES];
    int64_t ms;

    setting_values(setting, values);
    if (text == NULL || !duration_parse(span_of(text), &ms))
        return err_set(err, ERR_SHAPE,
                       "expected a duration such as 300ms, 5s or 2m, from %s", values);
    if (ms < setting->least_ms || ms > setting->most_ms)
        return err_set(err, ERR_SHAPE, "%.40s is out of range: %s", text, values);
    *slot = ms;
    return ERR_OK;
}

static enum err_code check_choice(const char *const *choices, const char *word,
                                  struct err *err)
{
    struct nearest near = nearest_to(word);

    for (size_t i = 0; choices != NULL && choices[i] != NULL; i++) {
        if (strcmp(choices[i], word) == 0)
            return ERR_OK;
        nearest_offer(&near, choices[i]);
    }
    if (choices == NULL)
        return ERR_OK;
    return err_set(err, ERR_SHAPE, "\"%.40s\" is none%s%s", word,
                   near.best != NULL ? "; did you mean " : "; elbtop(1) lists them",
                   near.best != NULL ? near.best : "");
}

/* A text alone is a list of one. */
static enum err_code take_texts(struct settings *settings, const char *const *choices,
                                struct texts *slot, const json_t *value, struct err *err)
{
    size_t count = json_is_string(value) ? 1 : json_array_size(value);
    const char **texts;

    if (!json_is_string(value) && !json_is_array(value))
        return err_set(err, ERR_SHAPE, "expected a list of texts: [a, b]");
    texts = arena_new_array(&settings->arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_string(value) ? value : json_array_get(value, i);
        if (!json_is_string(item))
            return err_set(err, ERR_SHAPE,
                           "item %zu is no text; put it into quotes: \"..\"", i + 1);
        if (check_choice(choices, json_string_value(item), err) != ERR_OK)
            return ERR_SHAPE;
        texts[i] = arena_text(&settings->arena, json_string_value(item));
    }
    *slot = (struct texts){.count = count, .at = texts};
    return ERR_OK;
}

static enum err_code take_keys(struct settings *settings, struct rebindings *slot,
                               const json_t *value, struct err *err)
{
    size_t count = json_object_size(value);
    struct rebinding *list;
    const char *name;
    json_t *keys;
    size_t i = 0;

    if (!json_is_object(value))
        return err_set(err, ERR_SHAPE, "expected a mapping, as in  freeze: [z, F7]");
    list = arena_new_array(&settings->arena, count + 1, sizeof *list);
    json_object_foreach((json_t *)(uintptr_t)value, name, keys)
    {
        list[i].action = arena_text(&settings->arena, name);
        if (take_texts(settings, NULL, &list[i].keys, keys, NULL) != ERR_OK)
            return err_set(err, ERR_SHAPE,
                           "%.40s wants a key or a list of keys, in quotes where YAML "
                           "needs them: \"0\"",
                           name);
        i++;
    }
    *slot = (struct rebindings){.count = count, .at = list};
    return ERR_OK;
}

enum err_code settings_take(struct settings *settings, const struct setting *setting,
                            const json_t *value, struct err *err)
{
    void *slot = settings_slot(settings, setting);

    switch (setting->kind) {
    case SETTING_FLAG:
        return take_flag(slot, value, err);
    case SETTING_WORD:
        return take_word(settings, setting, value, err);
    case SETTING_TIME:
        return take_time(slot, setting, value, err);
    case SETTING_LIST:
        return take_texts(settings, setting->choices, slot, value, err);
    case SETTING_KEYS:
        break;
    }
    return take_keys(settings, slot, value, err);
}

/* ---- a whole file ---- */

struct reading {
    struct span text;
    const char *name;
    struct settings *settings;
    struct err *err;
};

static enum err_code misfit(const struct reading *in, const char *path, const char *why)
{
    err_at(in->err, "%s:%zu", in->name, place_line(in->text, path));
    return err_set(in->err, ERR_SHAPE, "%s: %s", path, why);
}

static enum err_code take_all(const struct reading *in, const json_t *tree)
{
    for (size_t i = 0; i < settings_count(); i++) {
        const struct setting *setting = settings_at(i);
        const json_t *value = tree_at(tree, setting->path);
        struct err why = ERR_INIT;
        if (value != NULL && settings_take(in->settings, setting, value, &why) != ERR_OK)
            return misfit(in, setting->path, why.text);
    }
    return ERR_OK;
}

/* Is there something below this path? */
static bool is_group(const char *path)
{
    size_t bytes = strlen(path);

    for (size_t i = 0; i < settings_count(); i++) {
        const char *known = settings_at(i)->path;
        if (strncmp(known, path, bytes) == 0 && known[bytes] == '.')
            return true;
    }
    return false;
}

/* Offers each name that may stand beside `key` in the group `prefix`: "" or "a.b.". */
static void offer_names(struct nearest *near, const char *prefix, struct arena *arena)
{
    size_t bytes = strlen(prefix);

    for (size_t i = 0; i < settings_count(); i++) {
        const char *known = settings_at(i)->path;
        if (strncmp(known, prefix, bytes) == 0)
            nearest_offer(near,
                          arena_bytes(arena, known + bytes, strcspn(known + bytes, ".")));
    }
}

static enum err_code unknown(const struct reading *in, const char *prefix,
                             const char *key)
{
    struct nearest near = nearest_to(key);
    struct arena arena = {0};
    char path[FIELD_BYTES];
    char why[FIELD_BYTES];

    offer_names(&near, prefix, &arena);
    snprintf(path, sizeof path, "%.150s%.80s", prefix, key);
    if (near.best != NULL)
        snprintf(why, sizeof why, "there is no such setting; did you mean %s%.60s?",
                 prefix, near.best);
    else
        snprintf(why, sizeof why, "there is no such setting; elbtop(1) lists them");
    arena_release(&arena);
    return misfit(in, path, why);
}

static enum err_code find_unknown(const struct reading *in, const json_t *object,
                                  const char *prefix)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        char path[FIELD_BYTES];
        enum err_code code = ERR_OK;
        snprintf(path, sizeof path, "%.150s%.80s", prefix, key);
        if (settings_find(path) != NULL)
            continue;
        if (!is_group(path))
            return unknown(in, prefix, key);
        if (!json_is_object(value) && !json_is_null(value))
            return misfit(in, path, "expected settings below it, indented");
        snprintf(path, sizeof path, "%.150s%.80s.", prefix, key);
        code = find_unknown(in, value, path);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

/* Stuck comes after slow. */
static enum err_code check_limits(const struct reading *in)
{
    for (size_t i = 0; i + 1 < settings_count(); i++) {
        const struct setting *slow = settings_at(i);
        const struct setting *stuck = settings_at(i + 1);
        if (!span_ends(span_of(slow->path), ".slow") ||
            *(const int64_t *)settings_peek(in->settings, slow) <=
                *(const int64_t *)settings_peek(in->settings, stuck))
            continue;
        bool is_usual = settings_is_usual(in->settings, stuck);
        return misfit(in, is_usual ? slow->path : stuck->path,
                      "a step is stuck after it was slow: slow must not be longer");
    }
    return ERR_OK;
}

enum err_code settings_parse(struct span text, const char *name,
                             struct settings **ret_settings, struct err *err)
{
    struct settings *settings = settings_new();
    struct reading in = {.text = text, .name = name, .settings = settings, .err = err};
    json_t *tree = NULL;
    enum err_code code = tree_from_yaml(text, name, &tree, err);

    if (code != ERR_OK)
        goto out;
    if (!json_is_object(tree) && !json_is_null(tree)) {
        err_at(err, "%s:1", name);
        code = err_set(err, ERR_SHAPE, "expected settings, as in  theme: dark");
        goto out;
    }
    code = find_unknown(&in, tree, "");
    if (code == ERR_OK)
        code = take_all(&in, tree);
    if (code == ERR_OK)
        code = check_limits(&in);
    if (code != ERR_OK)
        goto out;

    settings->path = arena_text(&settings->arena, name);
    settings->found = true;
    *ret_settings = settings;
    settings = NULL;
out:
    json_decref(tree);
    settings_free(settings);
    return code;
}

void settings_blame(const struct settings *settings, struct err *err)
{
    char field[sizeof err->where];
    struct buf text;

    if (settings->path == NULL || !settings->found ||
        file_read(settings->path, LIMIT_FILE_BYTES, &text, NULL) != ERR_OK)
        return;
    snprintf(field, sizeof field, "%s", err->where);
    char why[sizeof err->text];
    snprintf(why, sizeof why, "%s", err->text);
    err->where[0] = '\0';
    err_at(err, "%s:%zu", settings->path, place_line(buf_span(&text), field));
    snprintf(err->text, sizeof err->text, "%.60s: %.170s", field, why);
    buf_release(&text);
}

static bool find_file(char out[FILE_PATH_BYTES])
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int wrote = -1;

    if (config != NULL && config[0] == '/')
        wrote = snprintf(out, FILE_PATH_BYTES, "%s/elbtop/config.yaml", config);
    else if (home != NULL && home[0] == '/')
        wrote = snprintf(out, FILE_PATH_BYTES, "%s/.config/elbtop/config.yaml", home);
    return wrote > 0 && wrote < FILE_PATH_BYTES;
}

enum err_code settings_read(const char *file, struct settings **ret_settings,
                            struct err *err)
{
    char path[FILE_PATH_BYTES];
    struct buf text;

    if (file == NULL) {
        bool has_place = find_file(path);
        if (!has_place || access(path, F_OK) != 0) {
            *ret_settings = settings_new();
            if (has_place)
                (*ret_settings)->path = arena_text(&(*ret_settings)->arena, path);
            return ERR_OK;
        }
        file = path;
    }
    enum err_code code = file_read(file, LIMIT_FILE_BYTES, &text, err);
    if (code != ERR_OK)
        return code;
    code = settings_parse(buf_span(&text), file, ret_settings, err);
    buf_release(&text);
    return code;
}

enum err_code settings_set(struct settings *settings, const struct setting *setting,
                           const char *text, struct err *err)
{
    json_t *value = NULL;
    enum err_code code = tree_from_yaml(span_of(text), setting->path, &value, err);

    if (code == ERR_OK)
        code = settings_take(settings, setting, value, err);
    json_decref(value);
    return code;
}
