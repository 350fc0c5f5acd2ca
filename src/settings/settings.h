/*
 * settings.h - what a person has settled once and for all, in a file of their own:
 *
 *     $XDG_CONFIG_HOME/elbtop/config.yaml     (~/.config/elbtop/config.yaml)
 *
 * This program reads the file and never writes it. No file is fine: everything has a usual
 * value. What the command line says wins over the file. A field that is not known, or a value
 * that cannot be, is an error that names file, line and field and says what would be right:
 * a misspelt protection must not be taken for none.
 *
 * One table says what there is; reading, `F2`, `:info` and the manual's guard go by it.
 */
#ifndef ELBTOP_SETTINGS_SETTINGS_H
#define ELBTOP_SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum setting_kind {
    SETTING_FLAG, /* true, false */
    SETTING_WORD, /* one of `choices` */
    SETTING_TIME, /* a duration: "300ms", "5s", "2m" */
    SETTING_LIST, /* texts */
    SETTING_KEYS, /* a mapping of names to a text or a list of texts */
};

/* From when on a change on the screen counts. */
enum setting_when {
    SETTING_NOW,
    SETTING_FROM_CONTEXT, /* from the next context that is entered */
    SETTING_FROM_START,   /* it is changed in the file alone */
};

struct setting {
    const char *path; /* "intervals.cloud_calm" */
    enum setting_kind kind;
    size_t offset;              /* in struct settings */
    const char *const *choices; /* WORD, LIST: NULL: any text; ends with NULL */
    int64_t least_ms, most_ms;  /* TIME */
    int64_t usual_ms;           /* TIME */
    const char *usual; /* in words, where the value alone does not say it; NULL */
    const char *help;  /* a few words */
    enum setting_when when;
};

struct texts {
    size_t count;
    const char *const *at;
};

/* One entry of `keys`: an action gets these keys, and no others. */
struct rebinding {
    const char *action;
    struct texts keys;
};

struct rebindings {
    size_t count;
    const struct rebinding *at;
};

struct step_limits {
    int64_t slow_ms, stuck_ms;
};

struct settings {
    const char *path; /* of the file, be it there or not; NULL: there is no home */
    bool found;

    const char *theme;  /* NULL: as NO_COLOR says */
    const char *ascii;  /* NULL, "auto", "always", "never" */
    const char *notify; /* NULL, "bell", "osc9", "osc777" */
    bool mouse;
    bool clipboard;
    bool read_only;
    struct texts protected_contexts; /* patterns of fnmatch(3) */
    struct texts columns;            /* none: by width */
    struct rebindings keys;

    struct {
        int64_t cloud_open_ms, cloud_moving_ms, cloud_calm_ms;
        int64_t glow_ms, struck_ms;
    } intervals;
    struct {
        struct step_limits seen, cloud, cloud_attach, ids, address, routed, teardown;
    } thresholds;

    struct arena arena; /* all texts above */
};

/*
 * file: NULL is the environment's, which may be missing. ret_settings is the caller's, with
 * settings_free. Errors: ERR_LOCAL, ERR_SHAPE, ERR_LIMIT; where = "FILE:LINE".
 */
enum err_code settings_read(const char *file, struct settings **ret_settings,
                            struct err *err);

/* The same from a text; `name` stands for the file in errors. */
enum err_code settings_parse(struct span text, const char *name,
                             struct settings **ret_settings, struct err *err);
void settings_free(struct settings *settings); /* NULL is fine */

/* An error about a field that was found later: where "keys.freeze" becomes "FILE:LINE", and
 * the field stands before the text. */
void settings_blame(const struct settings *settings, struct err *err);

/* Everything as usual, as without a file. */
struct settings *settings_new(void);

/* Changes one in memory; text as it would stand in the file. Errors: ERR_SHAPE. */
enum err_code settings_set(struct settings *settings, const struct setting *setting,
                           const char *text, struct err *err);

/* ---- the table ---- */
size_t settings_count(void);
const struct setting *settings_at(size_t index);
const struct setting *settings_find(const char *path); /* NULL */

/* The value as it would stand in the file: "30s", "[prod, \"prod-*\"]"; "" when it is none. */
enum { SETTING_TEXT_BYTES = 512 };
const char *settings_text(const struct settings *settings, const struct setting *setting,
                          char out[SETTING_TEXT_BYTES]);
bool settings_is_usual(const struct settings *settings, const struct setting *setting);

/* What may be said for it, in words: "one of a, b", "2s to 1h". */
const char *setting_values(const struct setting *setting, char out[SETTING_TEXT_BYTES]);

/* Is this context one where nothing is changed until it is armed? */
bool settings_protects(const struct settings *settings, const char *context);

/* Names of themes, NULL at the end; and all of them in one line. */
extern const char *const settings_themes[];
const char *settings_theme_list(char out[SETTING_TEXT_BYTES]);

#endif
