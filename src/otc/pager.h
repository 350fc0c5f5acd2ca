/*
 * pager.h - how to read a list page by page to its end, whoever made the pages.
 *
 * The services disagree on how a last page looks: ELB v3 gives next_marker even then, its
 * Swiss edition leaves it out, the members of one pool never have one, ELB v2.0 gives
 * links to internal hosts, EIP v1 gives nothing at all. One rule holds for all of them: a
 * page that is full may be followed by another, which begins behind the last id seen; a
 * marker that comes back means a loop, and is the end. It costs one empty page when the
 * items fill the last one exactly.
 *
 * Source: OTC ELB and EIP API references, "querying data in pages".
 */
#ifndef ELBTOP_OTC_PAGER_H
#define ELBTOP_OTC_PAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/url.h"

struct pager {
    int64_t page_items;
    char **markers; /* asked for so far; the last one is the page under way */
    size_t marker_count;
    size_t marker_capacity;
};

void pager_init(struct pager *pager, int64_t page_items);
void pager_release(struct pager *pager);

/* limit= always (a marker alone is ignored), marker= from the second page on. */
void pager_ask(const struct pager *pager, struct url *url);

/*
 * A page came: how many items it has, the marker for the next page if it names one, and
 * the id of its last item. *ret_more: ask again.
 * Errors: ERR_LIMIT after LIMIT_PAGES pages; ERR_SHAPE for a full page without any id.
 */
enum err_code pager_feed(struct pager *pager, size_t item_count, const char *next_marker,
                         const char *last_id, bool *ret_more, struct err *err);

#endif
