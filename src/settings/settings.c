#include "settings/settings_inside.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "base/banned.h"

const char *const settings_themes[] = {"default",  "dark",         "light", "mono",
                                       "contrast", "colour-blind", NULL};

static const char *const column_words[] = {
    "service", "steps",     "state",   "for",       "usual", "elb",
    "pattern", "listeners", "members", "address",   "ports", "age",
    "class",   "role",      "eip",     "endpoints", NULL};

static const char *const ascii_words[] = {"auto", "always", "never", NULL};
static const char *const notify_words[] = {"bell", "osc9", "osc777", NULL};

#define AT(field)  offsetof(struct settings, field)
#define SECONDS(n) ((int64_t)(n)*1000)
#define MINUTES(n) SECONDS((n)*60)
#define LIMITS(name, slow, stuck, what)                                                  \
    {"thresholds." #name ".slow",                                                        \
     SETTING_TIME,                                                                       \
     AT(thresholds.name.slow_ms),                                                        \
     NULL,                                                                               \
     SECONDS(1),                                                                         \
     MINUTES(60),                                                                        \
     slow,                                                                               \
     NULL,                                                                               \
     what " is called slow after it",                                                    \
     SETTING_FROM_CONTEXT},                                                              \
    {                                                                                    \
        "thresholds." #name ".stuck", SETTING_TIME, AT(thresholds.name.stuck_ms), NULL,  \
            SECONDS(1), MINUTES(60), stuck, NULL, what " is called STUCK after it",      \
            SETTING_FROM_CONTEXT                                                         \
    }

/* clang-format off */
static const struct setting table[] = {
    {"theme", SETTING_WORD, AT(theme), settings_themes, 0, 0, 0,
     "default; mono where NO_COLOR is set", "colours of the screen", SETTING_NOW},
    {"ascii", SETTING_WORD, AT(ascii), ascii_words, 0, 0, 0,
     "auto: where locale or terminal need it", "nothing but ASCII on the screen", SETTING_NOW},
    {"mouse", SETTING_FLAG, AT(mouse), NULL, 0, 0, 0, NULL,
     "clicks and the wheel; to select text then needs Shift", SETTING_NOW},
    {"clipboard", SETTING_FLAG, AT(clipboard), NULL, 0, 0, 0, NULL,
     "copying uses the terminal's clipboard (OSC 52)", SETTING_NOW},
    {"notify", SETTING_WORD, AT(notify), notify_words, 0, 0, 0,
     "bell: nothing more", "a bell on a row is a notification, too", SETTING_NOW},
    {"columns", SETTING_LIST, AT(columns), column_words, 0, 0, 0, "by width",
     "columns of the list of Services, in this order", SETTING_NOW},
    {"keys", SETTING_KEYS, AT(keys), NULL, 0, 0, 0, NULL,
     "keys of actions, each a key or a list of keys", SETTING_FROM_START},
    {"intervals.glow", SETTING_TIME, AT(intervals.glow_ms), NULL,
     0, MINUTES(1), INTERVAL_GLOW_MS, NULL, "a changed cell is reversed so long", SETTING_NOW},
    {"intervals.struck", SETTING_TIME, AT(intervals.struck_ms), NULL,
     0, MINUTES(1), INTERVAL_STRUCK_MS, NULL, "a row that went is shown so long", SETTING_NOW},
    {"read_only", SETTING_FLAG, AT(read_only), NULL, 0, 0, 0, NULL,
     "refuse every request that would change something", SETTING_FROM_START},
    {"protected_contexts", SETTING_LIST, AT(protected_contexts), NULL, 0, 0, 0, NULL,
     "contexts (patterns) where nothing is changed before :arm", SETTING_FROM_START},
    {"intervals.cloud_open", SETTING_TIME, AT(intervals.cloud_open_ms), NULL,
     SECONDS(1), MINUTES(60), INTERVAL_CLOUD_OPEN_MS, NULL,
     "the cloud is read so often while the open Service moves", SETTING_FROM_CONTEXT},
    {"intervals.cloud_moving", SETTING_TIME, AT(intervals.cloud_moving_ms), NULL,
     SECONDS(1), MINUTES(60), INTERVAL_CLOUD_MOVING_MS, NULL,
     "so often while any Service moves", SETTING_FROM_CONTEXT},
    {"intervals.cloud_calm", SETTING_TIME, AT(intervals.cloud_calm_ms), NULL,
     SECONDS(5), MINUTES(60), INTERVAL_CLOUD_CALM_MS, NULL, "so often otherwise", SETTING_FROM_CONTEXT},
    LIMITS(seen, PATIENCE_SEEN_SLOW_MS, PATIENCE_SEEN_STUCK_MS, "3 SEEN"),
    LIMITS(cloud, PATIENCE_CLOUD_SLOW_MS, PATIENCE_CLOUD_STUCK_MS, "4 CLOUD"),
    LIMITS(cloud_attach, PATIENCE_ATTACH_SLOW_MS, PATIENCE_ATTACH_STUCK_MS,
           "4 CLOUD of a linked Service"),
    LIMITS(ids, PATIENCE_IDS_SLOW_MS, PATIENCE_IDS_STUCK_MS, "5 IDS"),
    LIMITS(address, PATIENCE_ADDRESS_SLOW_MS, PATIENCE_ADDRESS_STUCK_MS, "6 ADDRESS"),
    LIMITS(routed, PATIENCE_ROUTED_SLOW_MS, PATIENCE_ROUTED_STUCK_MS, "7 ROUTED"),
    LIMITS(teardown, PATIENCE_TEARDOWN_SLOW_MS, PATIENCE_TEARDOWN_STUCK_MS,
           "a tear-down"),
};
/* clang-format on */

/* ---- the table ---- */

size_t settings_count(void)
{
    return ARRAY_COUNT(table);
}

const struct setting *settings_at(size_t index)
{
    return &table[index];
}

const struct setting *settings_find(const char *path)
{
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        if (strcmp(table[i].path, path) == 0)
            return &table[i];
    }
    return NULL;
}

void *settings_slot(struct settings *settings, const struct setting *setting)
{
    return (char *)settings + setting->offset;
}

const void *settings_peek(const struct settings *settings, const struct setting *setting)
{
    return (const char *)settings + setting->offset;
}

/* ---- life ---- */

struct settings *settings_new(void)
{
    struct settings *settings = mem_new(sizeof *settings);

    settings->clipboard = true;
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        if (table[i].kind == SETTING_TIME)
            *(int64_t *)settings_slot(settings, &table[i]) = table[i].usual_ms;
    }
    return settings;
}

void settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    arena_release(&settings->arena);
    free(settings);
}

/* ---- as text ---- */

/* Exact, unlike duration_print(): what is shown can be written into the file again. */
static void print_time(int64_t ms, char out[SETTING_TEXT_BYTES])
{
    if (ms % 60000 == 0 && ms >= 120000)
        snprintf(out, SETTING_TEXT_BYTES, "%lldm", (long long)(ms / 60000));
    else if (ms % 1000 == 0)
        snprintf(out, SETTING_TEXT_BYTES, "%llds", (long long)(ms / 1000));
    else
        snprintf(out, SETTING_TEXT_BYTES, "%lldms", (long long)ms);
}

static json_t *list_tree(const struct texts *texts)
{
    json_t *list = json_array();

    for (size_t i = 0; i < texts->count; i++)
        json_array_append_new(list, json_string(texts->at[i]));
    return list;
}

/* JSON is YAML as well, and fits into one line. */
static void print_tree(json_t *tree, char out[SETTING_TEXT_BYTES])
{
    struct buf text;

    buf_init(&text, SETTING_TEXT_BYTES - 1);
    tree_to_json(tree, 0, &text);
    snprintf(out, SETTING_TEXT_BYTES, "%s%s", buf_text(&text), text.over ? ".." : "");
    buf_release(&text);
    json_decref(tree);
}

static void print_keys(const struct rebindings *keys, char out[SETTING_TEXT_BYTES])
{
    json_t *tree = json_object();

    for (size_t i = 0; i < keys->count; i++)
        json_object_set_new(tree, keys->at[i].action, list_tree(&keys->at[i].keys));
    print_tree(tree, out);
}

const char *settings_text(const struct settings *settings, const struct setting *setting,
                          char out[SETTING_TEXT_BYTES])
{
    const void *slot = settings_peek(settings, setting);
    const char *word;

    out[0] = '\0';
    switch (setting->kind) {
    case SETTING_FLAG:
        snprintf(out, SETTING_TEXT_BYTES, "%s", *(const bool *)slot ? "true" : "false");
        break;
    case SETTING_WORD:
        word = *(const char *const *)slot;
        snprintf(out, SETTING_TEXT_BYTES, "%s", word != NULL ? word : "");
        break;
    case SETTING_TIME:
        print_time(*(const int64_t *)slot, out);
        break;
    case SETTING_LIST:
        if (((const struct texts *)slot)->count > 0)
            print_tree(list_tree(slot), out);
        break;
    case SETTING_KEYS:
        if (((const struct rebindings *)slot)->count > 0)
            print_keys(slot, out);
        break;
    }
    return out;
}

bool settings_is_usual(const struct settings *settings, const struct setting *setting)
{
    struct settings *usual = settings_new();
    char a[SETTING_TEXT_BYTES];
    char b[SETTING_TEXT_BYTES];

    settings_text(settings, setting, a);
    settings_text(usual, setting, b);
    settings_free(usual);
    return strcmp(a, b) == 0;
}

static void join(const char *const *words, char out[SETTING_TEXT_BYTES])
{
    size_t at = 0;

    for (size_t i = 0; words[i] != NULL && at < SETTING_TEXT_BYTES; i++)
        at += (size_t)snprintf(out + at, SETTING_TEXT_BYTES - at, "%s%s",
                               i == 0 ? "" : ", ", words[i]);
}

const char *setting_values(const struct setting *setting, char out[SETTING_TEXT_BYTES])
{
    char words[SETTING_TEXT_BYTES - 16];
    char least[SETTING_TEXT_BYTES];
    char most[SETTING_TEXT_BYTES];

    switch (setting->kind) {
    case SETTING_FLAG:
        snprintf(out, SETTING_TEXT_BYTES, "true or false");
        break;
    case SETTING_WORD:
        join(setting->choices, most);
        snprintf(words, sizeof words, "%.400s", most);
        snprintf(out, SETTING_TEXT_BYTES, "one of %s", words);
        break;
    case SETTING_TIME:
        print_time(setting->least_ms, least);
        print_time(setting->most_ms, most);
        snprintf(out, SETTING_TEXT_BYTES, "%.40s to %.40s", least, most);
        break;
    case SETTING_LIST:
        if (setting->choices == NULL) {
            snprintf(out, SETTING_TEXT_BYTES, "a list of texts");
            break;
        }
        join(setting->choices, most);
        snprintf(out, SETTING_TEXT_BYTES, "a list of %.400s", most);
        break;
    case SETTING_KEYS:
        snprintf(out, SETTING_TEXT_BYTES, "a mapping of actions to keys");
        break;
    }
    return out;
}

const char *settings_theme_list(char out[SETTING_TEXT_BYTES])
{
    join(settings_themes, out);
    return out;
}

/* ---- what they mean ---- */

bool settings_protects(const struct settings *settings, const char *context)
{
    for (size_t i = 0; i < settings->protected_contexts.count; i++) {
        if (fnmatch(settings->protected_contexts.at[i], context, 0) == 0)
            return true;
    }
    return false;
}
