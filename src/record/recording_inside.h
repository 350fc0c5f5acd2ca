/*
 * recording_inside.h - what the files of the recorder share. For src/record/recording*.c only.
 */
#ifndef ELBTOP_RECORD_RECORDING_INSIDE_H
#define ELBTOP_RECORD_RECORDING_INSIDE_H

#include <uthash.h>

#include "record/base.h"
#include "record/frame.h"
#include "record/recording.h"

enum { LIKES = LINE_OP_COUNT + KUBE_KIND_COUNT, SWEEP_KINDS = SWEEP_EIP + 1 };

struct pages {
    struct page **at; /* a reference to each */
    size_t count, capacity;
};

struct recording {
    size_t cap_bytes;
    int64_t from_wall_ms; /* of the base: everything up to here is in it */
    bool overfull;

    struct packer *packer;
    char *likes[LIKES]; /* the first line of each sort, which the others are like */
    struct buf scratch; /* the line that is being made */

    /* the base */
    struct base base;
    bool listed[KUBE_KIND_COUNT];
    bool listing[KUBE_KIND_COUNT];

    /* the ring, oldest first: deflated up to `raw`, where that is not NULL */
    struct frame *oldest, *newest, *raw;
    size_t frames;
    size_t bytes;
    size_t raw_bytes;

    /* answers of sweeps */
    struct pages last[SWEEP_KINDS];   /* of the last whole one */
    struct pages coming[SWEEP_KINDS]; /* of the one that runs */
    struct buf body[SWEEP_KINDS];     /* its answer that comes in */
    bool too_large[SWEEP_KINDS];      /* it has an answer that is */
    struct said_probe *probes;        /* by key: what was heard last */
    int64_t said_skew_ms;
    bool said_skew;
    int lists; /* that come in: they are not held up by deflating */
    bool coming_in[KUBE_KIND_COUNT];
};

struct said_probe {
    UT_hash_handle hh;
    struct probe_result result;
    char key[];
};

/* What the lines of a frame's sort are deflated with. */
struct span recording_like(const struct recording *recording, const struct frame *frame);

/* The oldest frame goes into the base. */
void recording_fold(struct recording *recording);
void recording_let_go(struct recording *recording, struct frame *frame);
void recording_let_go_page(struct recording *recording, struct page *page);
void recording_let_go_pages(struct recording *recording, struct pages *pages);

#endif
