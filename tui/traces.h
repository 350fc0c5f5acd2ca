/*
 * traces.h - values traced back to where they come from, as `w` explains them: how each is
 * shown, what it was before, when it was read. Made anew for each frame, so that ages are
 * true.
 */
#ifndef ELBTOP_TUI_TRACES_H
#define ELBTOP_TUI_TRACES_H

#include "base/arena.h"
#include "tui/origin.h"
#include "tui/page.h"
#include "tui/scene.h"

/* Of one value. All text is a literal or the arena's of its list. */
struct trace {
    const char *head; /* what the values from here on are of; NULL: as the one before */
    const char *id;   /* tells it apart for as long as it lives */
    struct origin origin;
    const char *shown;   /* as it stands in its cell; "-" */
    const char *raw;     /* ""; nothing was read */
    const char *read;    /* when, and what was answered */
    const char *trouble; /* why it is not known, or old; NULL */
    const char *none;    /* what it means that nothing is there; NULL: something is */
    enum look look;      /* of what is shown */
    bool old;            /* its source is silent */
};

/* Values of one page share a few calls; each is looked up once. */
enum { TRACES_ANSWERS = 8 };

struct traces {
    size_t count, capacity;
    struct trace *at;
    size_t left_out;  /* that were too many */
    const char *head; /* of the next one */
    const char *section;
    struct trace spare; /* what is written into one of those */
    struct {
        const char *line;   /* of an origin, as it is */
        const char *answer; /* to its newest request */
    } answers[TRACES_ANSWERS];
    size_t answer_count; /* ever; the oldest makes way */
    struct arena arena;
};

void traces_release(struct traces *traces); /* zero-filled ones are fine */
void traces_clear(struct traces *traces);   /* empty, to be filled again */

/* The values that follow are of this. */
void traces_head(struct traces *traces, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * One more. shown may be NULL or "", for nothing; the origin is copied, its texts are not.
 * The result may be changed until the next one is added.
 */
struct trace *traces_add(struct traces *traces, const struct scene *scene,
                         const struct origin *origin, const char *shown, const char *raw);

/* Text that lives as long as they do. */
const char *traces_print(struct traces *traces, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* By its id, else the first with that title; count when there is none. */
size_t traces_find(const struct traces *traces, const char *id);

/* Does anything that is said of it hold this text, in upper or lower case? */
bool trace_holds(const struct trace *value, const char *text);

/* All that is said of it, as lines. `whole`: what is shown is among them. */
void trace_write(const struct trace *value, bool whole, struct page *page);

/* The raw value for somebody's clipboard: without the quotes when it is one text. */
const char *trace_bare(const struct trace *value, char out[ORIGIN_RAW_BYTES]);

#endif
