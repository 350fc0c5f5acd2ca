#include "tui/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void table_release(struct table *table)
{
    free(table->id);
    *table = (struct table){0};
}

static void clamp(struct table *table)
{
    if (table->at >= table->count)
        table->at = table->count == 0 ? 0 : table->count - 1;
}

void table_settle(struct table *table, size_t count, size_t found)
{
    table->count = count;
    if (!table->moved)
        table->at = 0;
    else if (found < count)
        table->at = found;
    clamp(table);
}

void table_hold(struct table *table, const char *id)
{
    if (table->id != NULL && id != NULL && strcmp(table->id, id) == 0)
        return;
    free(table->id);
    table->id = mem_copy_text(id);
}

void table_goto(struct table *table, size_t line)
{
    table->at = line;
    table->moved = true;
    clamp(table);
}

static void up(struct table *table, size_t lines)
{
    table_goto(table, table->at > lines ? table->at - lines : 0);
}

static void down(struct table *table, size_t lines)
{
    table_goto(table, table->at + lines);
}

/* Whoever does something with a line means that line from now on. */
static bool points_at_line(enum action action)
{
    switch (action) {
    case ACTION_ENTER:
    case ACTION_TREE:
    case ACTION_OWNER:
    case ACTION_EVENTS:
    case ACTION_PROBE:
    case ACTION_BELL:
    case ACTION_WHY:
    case ACTION_YAML:
    case ACTION_DESCRIBE:
    case ACTION_NEW:
    case ACTION_LINK:
    case ACTION_TEAR:
    case ACTION_MENU:
    case ACTION_MARK:
    case ACTION_COPY:
        return true;
    default:
        return false;
    }
}

bool table_act(struct table *table, enum action action)
{
    size_t page = table->page == 0 ? 1 : table->page;

    switch (action) {
    case ACTION_DOWN:
        down(table, 1);
        return true;
    case ACTION_UP:
        up(table, 1);
        return true;
    case ACTION_TOP:
        table_goto(table, 0);
        return true;
    case ACTION_BOTTOM:
        table_goto(table, table->count);
        return true;
    case ACTION_HALF_DOWN:
        down(table, (page + 1) / 2);
        return true;
    case ACTION_HALF_UP:
        up(table, (page + 1) / 2);
        return true;
    case ACTION_PAGE_DOWN:
        down(table, page);
        return true;
    case ACTION_PAGE_UP:
        up(table, page);
        return true;
    default:
        table->moved = table->moved || points_at_line(action);
        return false;
    }
}

void table_fit(struct table *table, size_t page)
{
    table->page = page;
    if (page == 0)
        return;
    if (table->at < table->top)
        table->top = table->at;
    if (table->at >= table->top + page)
        table->top = table->at - page + 1;
    if (table->top + page > table->count)
        table->top = table->count > page ? table->count - page : 0;
}
