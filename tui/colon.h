/*
 * colon.h - what can be typed after `:`. One table: name, what it does, help.
 */
#ifndef ELBTOP_TUI_COLON_H
#define ELBTOP_TUI_COLON_H

#include <stddef.h>

#include "state/view.h"
#include "tui/keymap.h"
#include "tui/prompt.h"

enum colon_kind {
    COLON_NONE, /* an empty line */
    COLON_UNKNOWN,
    COLON_OFF, /* known, and not in this version */
    COLON_QUIT,
    COLON_SAVE,
    COLON_OPEN,    /* `panel` */
    COLON_CONTEXT, /* `argument`; "" asks which */
    COLON_SIMULATOR,
    COLON_BACK, /* to where one was before a place that is not real */
    COLON_LOGIN,
    COLON_READ_ONLY,
    COLON_NAMESPACE, /* `argument`; "" for all */
    COLON_LESSON,    /* `argument`; "" lists them */
    COLON_AGAIN,     /* the lesson from its start */
    COLON_ARM,       /* `argument`: "5m why" */
    COLON_REPLAY,    /* `argument`: a file */
    COLON_RECORD,    /* `argument`: a file; "" a name of its own */
};

struct colon {
    enum colon_kind kind;
    const char *name; /* of the table */
    enum panel_kind panel;
    char argument[PROMPT_BYTES];
};

struct colon colon_parse(const char *line);

/*
 * The longest text that `line` can only go on to, in out; and when there are several ways,
 * these in `choices`.
 */
void colon_complete(const char *line, char out[PROMPT_BYTES], char *choices,
                    size_t choices_bytes);
/* One of these names behind `prefix`, with which the line begins: "ctx ". */
void colon_complete_name(const char *const *names, size_t count, const char *prefix,
                         const char *line, char out[PROMPT_BYTES], char *choices,
                         size_t choices_bytes);
void colon_complete_namespace(const struct view *view, const char *prefix,
                              const char *line, char out[PROMPT_BYTES], char *choices,
                              size_t choices_bytes);

#endif
