#include "otc/pager.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

void pager_init(struct pager *pager, int64_t page_items)
{
    *pager = (struct pager){.page_items = page_items};
}

void pager_release(struct pager *pager)
{
    for (size_t i = 0; i < pager->marker_count; i++)
        free(pager->markers[i]);
    free(pager->markers);
    *pager = (struct pager){.page_items = pager->page_items};
}

void pager_ask(const struct pager *pager, struct url *url)
{
    url_query_int(url, "limit", pager->page_items);
    if (pager->marker_count > 0)
        url_query(url, "marker", pager->markers[pager->marker_count - 1]);
}

static bool has_asked(const struct pager *pager, const char *marker)
{
    for (size_t i = 0; i < pager->marker_count; i++) {
        if (strcmp(pager->markers[i], marker) == 0)
            return true;
    }
    return false;
}

enum err_code pager_feed(struct pager *pager, size_t item_count, const char *next_marker,
                         const char *last_id, bool *ret_more, struct err *err)
{
    *ret_more = false;
    if (item_count == 0 || item_count < (size_t)pager->page_items)
        return ERR_OK;

    const char *marker =
        next_marker != NULL && next_marker[0] != '\0' ? next_marker : last_id;
    if (marker == NULL)
        return err_set(err, ERR_SHAPE, "a page of %zu items without any id", item_count);
    if (has_asked(pager, marker))
        return ERR_OK;
    if (pager->marker_count + 1 >= LIMIT_PAGES)
        return err_set(err, ERR_LIMIT, "more than %d pages", LIMIT_PAGES);

    pager->markers = mem_grow(pager->markers, &pager->marker_capacity,
                              pager->marker_count + 1, sizeof *pager->markers);
    pager->markers[pager->marker_count++] = mem_copy_text(marker);
    *ret_more = true;
    return ERR_OK;
}
