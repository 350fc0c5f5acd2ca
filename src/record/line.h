/*
 * line.h - one line of a recording: what it is about, and its members as JSON. The format is
 * described in doc/recording.md; this is the one place that writes and reads it, but for the
 * objects and answers inside, which stay as their servers told them.
 *
 * A line is {"at":"2026-01-15T08:15:30.123Z","op":"put",…}: `at` is set before the rest when
 * the line is written, so what is kept meanwhile are the members from "op" on.
 */
#ifndef ELBTOP_RECORD_LINE_H
#define ELBTOP_RECORD_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "kube/object.h"
#include "net/probe.h"
#include "otc/sweep.h"
#include "state/patience.h"
#include "state/view.h"

enum { RECORDING_VERSION = 1 };

enum line_op {
    LINE_START, /* what stands before it was known when the recording begins */
    LINE_LIST_BEGAN,
    LINE_LIST_ENDED,
    LINE_PUT,
    LINE_GONE,
    LINE_PAGE,  /* one answer of the cloud, by number */
    LINE_SWEEP, /* a whole read of the cloud: numbers of pages */
    LINE_PROBE,
    LINE_SOURCE,
    LINE_SCOPE,
    LINE_SKEW,
    LINE_PROBING,
    LINE_END,
    LINE_OP_COUNT
};

/* ---- the first line: whose recording it is ---- */

struct line_header {
    const char *program; /* "elbtop 0.1.0" */
    const char *context; /* "" */
    const char *server;  /* "" */
    const char *project; /* NULL: no cloud */
    bool simulator;
    int64_t from_wall_ms, to_wall_ms;
    struct patience_table patience;
};

void line_print_header(const struct line_header *header, struct buf *out);

/* Texts are borrowed from the tree. Errors: ERR_SHAPE no recording; ERR_LIMIT a version that
 * this program does not know. */
enum err_code line_read_header(const json_t *tree, struct line_header *ret_header,
                               struct err *err);

/* ---- members, out ---- */

void line_print_list(struct buf *out, enum line_op op, enum kube_kind kind);
void line_print_put(struct buf *out, enum kube_kind kind, struct span object,
                    struct span managed);
void line_print_gone(struct buf *out, enum kube_kind kind, const char *namespace,
                     const char *name, const char *uid);
void line_print_probe(struct buf *out, const char *address, uint16_t port,
                      const struct probe_result *result);
void line_print_source(struct buf *out, enum source_name name,
                       const struct source *source, int64_t now_ms);
void line_print_scope(struct buf *out, const char *namespace);
void line_print_skew(struct buf *out, int64_t skew_ms);
void line_print_probing(struct buf *out, bool probing);
/* Of a page only what stands behind its number: the body of one answer. */
void line_print_answer(struct buf *out, int status, struct span body);
/* Of a sweep what stands before its pages. */
void line_print_sweep(struct buf *out, enum sweep_kind kind, struct sweep_gaps gaps,
                      int64_t page_items, int64_t took_ms);

/* ---- a line, in ---- */

struct line {
    enum line_op op;
    int64_t wall_ms;
    enum kube_kind kind;         /* LIST, PUT, GONE */
    struct span object, managed; /* PUT: as they stand */
    struct span body;            /* PAGE: JSON, or a text with its quotes */
    int64_t page;                /* PAGE: its number */
};

/*
 * Takes a line apart; spans point into it. What small lines say is read with line_tree().
 * Errors: ERR_SHAPE, where = the member.
 */
enum err_code line_split(struct span text, struct line *ret_line, struct err *err);

/* Readers of small lines; `tree` is the whole line. Errors: ERR_SHAPE. */
enum err_code line_read_probe(const json_t *tree, const char **ret_address,
                              uint16_t *ret_port, struct probe_result *ret_result,
                              struct err *err);
/* Moments of the source are made from ages: now_ms and wall_ms are those of the line. */
enum err_code line_read_source(const json_t *tree, int64_t now_ms, int64_t wall_ms,
                               enum source_name *ret_name, struct source *ret_source,
                               struct err *err);
enum err_code line_read_sweep(const json_t *tree, enum sweep_kind *ret_kind,
                              struct sweep_gaps *ret_gaps, int64_t *ret_page_items,
                              int64_t *ret_took_ms, const json_t **ret_pages,
                              struct err *err);

#endif
