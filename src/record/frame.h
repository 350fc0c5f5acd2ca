/*
 * frame.h - one thing that was heard, as the recorder keeps it: its line, raw or deflated, and
 * what it is about. Answers of the cloud are pages of their own: many sweeps in a row consist
 * of the same.
 *
 * For src/record/recording*.c only.
 */
#ifndef ELBTOP_RECORD_FRAME_H
#define ELBTOP_RECORD_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "record/line.h"
#include "record/zip.h"
#include "wire/digest.h"

/* The members of a line, from "op" on. */
struct kept {
    char *at;
    uint32_t bytes;      /* a line has a ceiling far below four GiB */
    uint32_t text_bytes; /* of the text, when it is deflated; 0: it is raw */
};

/* Shared by the sweeps it is a part of. */
struct page {
    size_t refs;
    struct kept kept;
    unsigned char digest[SHA256_BYTES];
    int64_t number; /* in the file that is being written; 0: not in it yet */
};

struct frame {
    struct frame *next; /* heard after it */
    uint64_t key;       /* of what a later one of the same replaces: a hash */
    int64_t wall_ms;
    struct kept kept;
    uint32_t uid_hash;   /* of PUT and GONE; 0: not said */
    uint32_t page_count; /* of SWEEP */
    struct page **pages;
    unsigned char op;   /* enum line_op */
    unsigned char kind; /* enum kube_kind */
    bool marked;        /* in the base: not named yet by the list that comes in */
};

/* FNV-1a; 0 for no text. */
uint64_t frame_hash(const char *text);

struct frame *frame_new(enum line_op op, enum kube_kind kind, uint64_t key,
                        struct span members, int64_t wall_ms);
void frame_free(struct frame *frame); /* its pages must be let go before */
size_t frame_bytes(const struct frame *frame);

struct page *page_new(struct span members, const unsigned char digest[SHA256_BYTES]);
void page_free(struct page *page);
size_t page_bytes(const struct page *page);

/* Deflates in place; `like` as in zip.h, and the same at each later look. */
void kept_pack(struct kept *kept, struct packer *packer, struct span like);
/* Appends the text to out; false when it does not fit. */
bool kept_text(const struct kept *kept, struct packer *packer, struct span like,
               struct buf *out);

#endif
