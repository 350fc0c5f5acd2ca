/*
 * url.h - paths and queries built from parts, with escaping, never with printf.
 *
 * Unreserved characters (A-Z a-z 0-9 - _ . ~) stay, every other byte becomes %XX with
 * capital hex: RFC 3986, and what the OTC signature wants.
 */
#ifndef ELBTOP_WIRE_URL_H
#define ELBTOP_WIRE_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

struct url {
    struct buf text;
    bool has_query;
};

/* `path` is taken as it stands: "/api/v1". */
void url_init(struct url *url, const char *path);
void url_release(struct url *url);
void url_segment(struct url *url, const char *segment); /* "/" + escaped */
void url_query(struct url *url, const char *name,
               const char *value); /* value NULL: left out */
void url_query_int(struct url *url, const char *name, int64_t value);
const char *url_text(const struct url *url);

void url_escape(struct buf *out, struct span text);
/* false on a broken %XX; '+' stays '+' unless plus_is_blank (form queries). */
bool url_unescape(struct buf *out, struct span text, bool plus_is_blank);

/*
 * Cuts "https://user@host:port/path" into parts; host without brackets, port by scheme
 * when absent. false when there is no scheme or no host.
 */
struct url_parts {
    struct span scheme;
    struct span host;
    uint16_t port;
    struct span path; /* "" or "/…", with query */
};
bool url_split(struct span text, struct url_parts *ret_parts);

#endif
