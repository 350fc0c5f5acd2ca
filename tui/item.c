#include "tui/item.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/columns.h"

#include "base/banned.h"

/* Between DELETING and READY: row_state_order() leaves the place free. */
enum { ORPHAN_ORDER = 7 };

const char *item_id(const struct item *item)
{
    const char *id = NULL;

    switch (item->kind) {
    case ITEM_SERVICE:
        id = item->row->uid;
        break;
    case ITEM_ORPHAN_ELB:
        id = item->elb->id;
        break;
    case ITEM_ORPHAN_EIP:
        id = item->eip->id;
        break;
    case ITEM_GONE:
        id = item->gone->id;
        break;
    }
    return id == NULL ? "" : id;
}

const char *item_name(const struct item *item, char out[ITEM_TEXT_BYTES])
{
    if (item->kind == ITEM_SERVICE)
        snprintf(out, ITEM_TEXT_BYTES, "%s/%s", item->row->namespace, item->row->name);
    else if (item->kind == ITEM_GONE)
        snprintf(out, ITEM_TEXT_BYTES, "%s", item->gone->name);
    else
        snprintf(out, ITEM_TEXT_BYTES, "(no Service)");
    return out;
}

const char *item_state_word(const struct item *item, char out[ITEM_TEXT_BYTES])
{
    if (item->kind == ITEM_SERVICE)
        row_state_word(item->row, out, ITEM_TEXT_BYTES);
    else if (item->kind == ITEM_GONE)
        snprintf(out, ITEM_TEXT_BYTES, "%s", item->gone->texts[COLUMN_STATE]);
    else
        snprintf(out, ITEM_TEXT_BYTES, "ORPHAN");
    return out;
}

int item_order(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SERVICE:
        return row_state_order(item->row->state);
    case ITEM_GONE:
        return item->gone->order;
    case ITEM_ORPHAN_ELB:
    case ITEM_ORPHAN_EIP:
        break;
    }
    return ORPHAN_ORDER;
}

bool item_is_problem(const struct item *item)
{
    if (item->kind != ITEM_SERVICE)
        return item->kind != ITEM_GONE;
    switch (item->row->state) {
    case ROW_FAILED:
    case ROW_STUCK:
    case ROW_SKIPPED:
    case ROW_DEGRADED:
        return true;
    default:
        return false;
    }
}

int64_t item_since_ms(const struct item *item, bool *ret_exact)
{
    *ret_exact = true;
    switch (item->kind) {
    case ITEM_SERVICE:
        *ret_exact = item->row->since_exact;
        return item->row->since_ms;
    case ITEM_ORPHAN_ELB:
        return item->elb->orphan_since_ms;
    case ITEM_ORPHAN_EIP:
    case ITEM_GONE:
        break;
    }
    return WHEN_UNKNOWN;
}

bool item_is_orphan_eip(const struct view *view, const struct view_eip *eip)
{
    if (!eip->orphan)
        return false;
    for (size_t i = 0; eip->elb_id != NULL && i < view->elb_count; i++) {
        if (view->elbs[i].kind == ELB_ORPHAN &&
            strcmp(view->elbs[i].id, eip->elb_id) == 0)
            return false;
    }
    return true;
}

size_t item_count_orphans(const struct view *view)
{
    size_t count = view->orphan_elb_count;

    for (size_t i = 0; i < view->eip_count; i++)
        count += item_is_orphan_eip(view, &view->eips[i]);
    return count;
}

const char *item_elb_name(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SERVICE:
        return item->row->elb == NULL ? NULL : item->row->elb->name;
    case ITEM_ORPHAN_ELB:
        return item->elb->name;
    case ITEM_ORPHAN_EIP:
        return item->eip->elb_name;
    case ITEM_GONE:
        break;
    }
    return NULL;
}

const char *item_address(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SERVICE:
        return item->row->address;
    case ITEM_ORPHAN_ELB:
        return item->elb->address;
    case ITEM_ORPHAN_EIP:
        return item->eip->address;
    case ITEM_GONE:
        break;
    }
    return NULL;
}
