#include "tui/rebind.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "settings/nearest.h"
#include "tui/gate.h"
#include "tui/key.h"

#include "base/banned.h"

static const struct {
    const char *name;
    enum action action;
} names[] = {
    {"down", ACTION_DOWN},
    {"up", ACTION_UP},
    {"top", ACTION_TOP},
    {"bottom", ACTION_BOTTOM},
    {"half_down", ACTION_HALF_DOWN},
    {"half_up", ACTION_HALF_UP},
    {"page_down", ACTION_PAGE_DOWN},
    {"page_up", ACTION_PAGE_UP},
    {"left", ACTION_LEFT},
    {"right", ACTION_RIGHT},
    {"earlier", ACTION_EARLIER},
    {"later", ACTION_LATER},
    {"tree", ACTION_TREE},
    {"owner", ACTION_OWNER},
    {"events", ACTION_EVENTS},
    {"probe", ACTION_PROBE},
    {"follow", ACTION_FOLLOW},
    {"freeze", ACTION_FREEZE},
    {"wide", ACTION_WIDE},
    {"refresh", ACTION_REFRESH},
    {"repaint", ACTION_REPAINT},
    {"bell", ACTION_BELL},
    {"why", ACTION_WHY},
    {"yaml", ACTION_YAML},
    {"describe", ACTION_DESCRIBE},
    {"filter", ACTION_FILTER},
    {"match_next", ACTION_MATCH_NEXT},
    {"match_before", ACTION_MATCH_BEFORE},
    {"pane_next", ACTION_PANE_NEXT},
    {"pane_before", ACTION_PANE_BEFORE},
    {"problems", ACTION_PROBLEMS},
    {"all_namespaces", ACTION_ALL_NAMESPACES},
    {"namespace", ACTION_NAMESPACE},
    {"context", ACTION_CONTEXT},
    {"command", ACTION_COMMAND},
    {"sort_name", ACTION_SORT_NAME},
    {"sort_age", ACTION_SORT_AGE},
    {"sort_namespace", ACTION_SORT_NAMESPACE},
    {"sort_state", ACTION_SORT_STATE},
    {"sort_left", ACTION_SORT_LEFT},
    {"sort_right", ACTION_SORT_RIGHT},
    {"sort_invert", ACTION_SORT_INVERT},
    {"new", ACTION_NEW},
    {"link", ACTION_LINK},
    {"teardown", ACTION_TEAR},
    {"menu", ACTION_MENU},
    {"undo", ACTION_UNDO},
    {"mark", ACTION_MARK},
    {"unmark", ACTION_UNMARK},
    {"copy", ACTION_COPY},
    {"save", ACTION_SAVE},
    {"settings", ACTION_SETTINGS},
    {"close", ACTION_CLOSE},
    {"help", ACTION_HELP},
};

const char *rebind_name(size_t index)
{
    return index < ARRAY_COUNT(names) ? names[index].name : NULL;
}

enum action rebind_action(size_t index)
{
    return index < ARRAY_COUNT(names) ? names[index].action : ACTION_NONE;
}

static const char *name_of(enum action action)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (names[i].action == action)
            return names[i].name;
    }
    return NULL;
}

static enum action find_action(const char *name, struct err *err)
{
    struct nearest near = nearest_to(name);

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(names[i].name, name) == 0)
            return names[i].action;
        nearest_offer(&near, names[i].name);
    }
    if (near.best != NULL)
        err_set(err, ERR_SHAPE, "there is no such action; did you mean %s?", near.best);
    else
        err_set(err, ERR_SHAPE, "there is no such action; elbtop(1) lists them");
    return ACTION_NONE;
}

/* ---- one key ---- */

/* These lead out, or belong to the terminal. */
static bool is_kept(uint32_t key)
{
    return key == K_ESCAPE || key == K_ENTER || key == K_CTRL('c') ||
           key == K_CTRL('z') || key == K_PASTE_BEGIN || key == K_PASTE_END ||
           key == K_CLICK;
}

/* Lower case never changes anything, and fingers know these keys from elsewhere. */
static bool is_harmless_looking(uint32_t key)
{
    return key < K_NAMED ? !(key >= 'A' && key <= 'Z') : !(key >= K_F1 && key <= K_F12);
}

static uint32_t find_key(const char *name, enum action action, struct err *err)
{
    uint32_t key = key_parse(name);

    if (key == K_NONE)
        err_set(err, ERR_SHAPE,
                "\"%.20s\" is no key; write j, Ctrl-J, F5, Space, Home or PgDn", name);
    else if (is_kept(key))
        err_set(err, ERR_SHAPE, "%.20s cannot be bound: it has one meaning everywhere",
                name);
    else if (gate_guards(action) && is_harmless_looking(key))
        err_set(err, ERR_SHAPE,
                "%.20s cannot change anything: take a capital letter or a function key",
                name);
    else
        return key;
    return K_NONE;
}

/* One letter says yes there, and must not scroll elsewhere what it confirms here. */
static bool acts_in_dialogs(const struct keymap *keymap, enum action action)
{
    return keymap_action(keymap, PANEL_TEAR, action) != NULL ||
           keymap_action(keymap, PANEL_CREATE, action) != NULL;
}

static enum err_code read_binding(const struct keymap *keymap,
                                  const struct rebinding *wanted,
                                  struct key_binding *ret_binding, struct err *err)
{
    struct key_binding binding = {.action = find_action(wanted->action, err)};

    if (binding.action == ACTION_NONE)
        return ERR_SHAPE;
    if (wanted->keys.count == 0 || wanted->keys.count > KEYMAP_KEYS)
        return err_set(err, ERR_SHAPE, "wants 1 to %d keys; none would switch it off",
                       KEYMAP_KEYS);
    for (; binding.count < wanted->keys.count; binding.count++) {
        uint32_t key = find_key(wanted->keys.at[binding.count], binding.action, err);
        if (key == K_NONE)
            return ERR_SHAPE;
        if (key == 'y' && acts_in_dialogs(keymap, binding.action))
            return err_set(err, ERR_SHAPE,
                           "y says yes in dialogs, where this works too; take another");
        binding.keys[binding.count] = key;
    }
    if (binding.action == ACTION_COMMAND && binding.count < KEYMAP_KEYS)
        binding.keys[binding.count++] = ':'; /* texts write commands as ":orphans" */
    *ret_binding = binding;
    return ERR_OK;
}

/* ---- two meanings of one key ---- */

static uint32_t shared_key(const struct keymap_entry *a, const struct keymap_entry *b)
{
    for (size_t i = 0; i < KEYMAP_KEYS; i++) {
        for (size_t k = 0; k < KEYMAP_KEYS; k++) {
            if (a->keys[i] != K_NONE && a->keys[i] == b->keys[k])
                return a->keys[i];
        }
    }
    return K_NONE;
}

/* A key that did nothing on purpose may get a meaning; all others must be free. */
static enum err_code check_meanings(const struct keymap *keymap,
                                    const struct rebinding *wanted, struct err *err)
{
    enum action action = find_action(wanted->action, NULL);
    char label[16];

    for (size_t i = 0; i < keymap_count(keymap); i++) {
        const struct keymap_entry *ours = keymap_at(keymap, i);
        for (size_t k = 0; ours->action == action && k < keymap_count(keymap); k++) {
            const struct keymap_entry *other = keymap_at(keymap, k);
            uint32_t key = shared_key(ours, other);
            if (other->action == action || other->action == ACTION_TRAP ||
                (ours->where & other->where) == 0 || key == K_NONE)
                continue;
            const char *name = name_of(other->action);
            key_label(key, label);
            if (name != NULL)
                return err_set(err, ERR_SHAPE,
                               "%s is %s (\"%s\") already; give that another key first",
                               label, name, other->help);
            return err_set(err, ERR_SHAPE, "%s is \"%s\" already, which cannot be moved",
                           label, other->help);
        }
    }
    return ERR_OK;
}

static enum err_code bind_all(struct keymap *keymap, const struct rebindings *keys,
                              struct err *err)
{
    struct key_binding *bindings = mem_new_array(keys->count, sizeof *bindings);
    enum err_code code = ERR_OK;
    size_t i;

    for (i = 0; i < keys->count && code == ERR_OK; i++)
        code = read_binding(keymap, &keys->at[i], &bindings[i], err);
    if (code == ERR_OK) {
        keymap_bind(keymap, bindings, keys->count);
        for (i = 0; i < keys->count && code == ERR_OK; i++)
            code = check_meanings(keymap, &keys->at[i], err);
    }
    if (code != ERR_OK)
        err_at(err, "keys.%s", keys->at[i - 1].action);
    free(bindings);
    return code;
}

enum err_code rebind_keymap(const struct rebindings *keys, struct keymap **ret_keymap,
                            struct err *err)
{
    struct keymap *keymap = keymap_new();
    enum err_code code =
        keys == NULL || keys->count == 0 ? ERR_OK : bind_all(keymap, keys, err);

    if (code == ERR_OK)
        *ret_keymap = keymap;
    else
        keymap_free(keymap);
    return code;
}
