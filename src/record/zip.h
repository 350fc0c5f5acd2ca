/*
 * zip.h - deflated bytes in three forms: a short text beside others of its like (packer), a
 * .gz file that is written (gzip), and one that is read (gunzip). All that knows zlib.
 *
 * Source: RFC 1950 (zlib, preset dictionaries), RFC 1952 (gzip).
 */
#ifndef ELBTOP_RECORD_ZIP_H
#define ELBTOP_RECORD_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/* ---- short texts ---- */

struct packer;

struct packer *packer_new(void);
void packer_free(struct packer *packer);

/*
 * What the text has in common with `like` costs next to nothing; the very same `like` is
 * needed to unpack. It may be empty. Added to out, whose ceiling is the caller's affair.
 */
void packer_pack(struct packer *packer, struct span text, struct span like,
                 struct buf *out);
/* false: not what was packed with it, or out is full. */
bool packer_unpack(struct packer *packer, struct span packed, struct span like,
                   struct buf *out);

/* ---- files ---- */

/* Takes bytes on; false: it could not, and no more are wanted. */
typedef bool (*zip_take)(void *ctx, const char *at, size_t bytes);

struct gzip;

struct gzip *gzip_new(zip_take take, void *ctx);
void gzip_free(struct gzip *gzip);
bool gzip_feed(struct gzip *gzip, struct span text); /* false: take did not */
bool gzip_end(struct gzip *gzip);                    /* with the check sum behind */

struct gunzip;

struct gunzip *gunzip_new(zip_take take, void *ctx);
void gunzip_free(struct gunzip *gunzip);

/* Errors: ERR_SHAPE not gzip, or damaged; ERR_LIMIT when take said false. */
enum err_code gunzip_feed(struct gunzip *gunzip, const char *at, size_t bytes,
                          struct err *err);
/* Was the end of the file reached, with the right check sum? */
bool gunzip_is_whole(const struct gunzip *gunzip);

#endif
