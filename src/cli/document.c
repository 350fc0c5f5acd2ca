#include "cli/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/item.h"

#include "base/banned.h"

static void say(const char *text, json_dump_callback_t sink, void *ctx)
{
    sink(text, strlen(text), ctx);
}

void document_print(const struct kind *kind, const struct view *view,
                    const struct kind_list *list, json_dump_callback_t sink, void *ctx)
{
    json_t *sources = item_sources(view, view->now_ms);

    say("{\"api_version\":\"elbtop/v1\",\"kind\":\"", sink, ctx);
    say(kind->list_name, sink, ctx);
    say("\",\"sources\":", sink, ctx);
    json_dump_callback(sources, sink, ctx, JSON_COMPACT);
    say(",\"items\":[", sink, ctx);
    for (size_t i = 0; i < list->count; i++) {
        json_t *item = kind->json(view, &list->items[i]);
        say(i == 0 ? "\n" : ",\n", sink, ctx);
        json_dump_callback(item, sink, ctx, JSON_COMPACT);
        json_decref(item);
    }
    say("\n]}\n", sink, ctx);
    json_decref(sources);
}

/* ---- some of them ---- */

static int add_to_buf(const char *bytes, size_t count, void *ctx)
{
    buf_add(ctx, bytes, count);
    return 0;
}

/* An item of one thing has it in `at`, one about an ELB alone in `elb`. */
static uintptr_t thing_of(const struct kind_item *item)
{
    return (uintptr_t)(item->at != NULL ? item->at : (const void *)item->elb);
}

static int compare(const void *left, const void *right)
{
    uintptr_t a = thing_of(left);
    uintptr_t b = thing_of(right);
    return a < b ? -1 : a > b;
}

void document_of(const struct kind *kind, const struct view *view, const void *const *at,
                 size_t count, struct buf *out)
{
    struct kind_list all = {0};
    struct kind_list some = {.items = mem_new_array(count + 1, sizeof *some.items)};

    kind->collect(view, &all);
    if (all.count > 0)
        qsort(all.items, all.count, sizeof *all.items, compare);
    for (size_t i = 0; i < count && all.count > 0; i++) {
        const struct kind_item wanted = {.at = at[i]};
        const struct kind_item *found =
            bsearch(&wanted, all.items, all.count, sizeof *all.items, compare);
        if (found != NULL)
            some.items[some.count++] = *found;
    }
    document_print(kind, view, &some, add_to_buf, out);
    free(all.items);
    free(some.items);
}
