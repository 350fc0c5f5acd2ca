#include "cli/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/print.h"
#include "base/banned.h"

struct seen {
    char *name;
    const struct row
        *row;   /* of a Service, held: the same row needs no comparing; or NULL */
    char *text; /* compact JSON */
    unsigned round;
    UT_hash_handle hh;
};

struct watch {
    const struct kind *kind;
    enum output output;
    size_t column_count;
    size_t *widths; /* of the first table, kept for the lines after it */
    unsigned round;
    struct seen *seen;
};

struct watch *watch_new(const struct kind *kind, enum output output, size_t column_count)
{
    struct watch *watch = mem_new(sizeof *watch);

    watch->kind = kind;
    watch->output = output;
    watch->column_count = column_count;
    watch->widths = mem_new_array(column_count, sizeof *watch->widths);
    return watch;
}

static void forget(struct watch *watch, struct seen *seen)
{
    HASH_DEL(watch->seen, seen);
    row_unref(seen->row);
    free(seen->name);
    free(seen->text);
    free(seen);
}

void watch_free(struct watch *watch)
{
    struct seen *seen;
    struct seen *next;

    HASH_ITER(hh, watch->seen, seen, next)
    forget(watch, seen);
    free(watch->widths);
    free(watch);
}

/* The item without what changes at every look. */
static char *comparable_text(json_t *item)
{
    json_t *probe = json_object_get(item, "probe");
    json_t *at = json_incref(json_object_get(probe, "at"));
    json_t *rtt = json_incref(json_object_get(probe, "rtt_ms"));

    json_t *age = json_incref(json_object_get(item, "age_ms"));
    json_object_del(probe, "at");
    json_object_del(probe, "rtt_ms");
    json_object_del(item, "age_ms");
    char *text = json_dumps(item, JSON_COMPACT);
    if (probe != NULL) {
        json_object_set_new(probe, "at", at);
        json_object_set_new(probe, "rtt_ms", rtt);
    }
    if (age != NULL)
        json_object_set_new(item, "age_ms", age);
    return text;
}

static void print_cells(struct watch *watch, const char *const *cells)
{
    for (size_t i = 0; i < watch->column_count; i++) {
        const char *cell = cells[i] == NULL || cells[i][0] == '\0' ? "-" : cells[i];
        size_t width = utf8_text_cells(span_of(cell));
        if (width > watch->widths[i])
            watch->widths[i] = width;
        fputs(cell, stdout);
        if (i + 1 < watch->column_count)
            printf("%*s", (int)(watch->widths[i] - width + 2), "");
    }
    fputc('\n', stdout);
}

static void print_line(struct watch *watch, const struct view *view,
                       const struct kind_item *item)
{
    struct arena arena;
    const char *cells[KIND_COLUMNS] = {NULL};

    arena_init(&arena, 0);
    watch->kind->cells(view, item, &arena, cells);
    print_cells(watch, cells);
    arena_release(&arena);
}

static void print_json_line(const char *type, json_t *object)
{
    printf("{\"type\":\"%s\",\"object\":", type);
    json_dumpf(object, stdout, JSON_COMPACT);
    fputs("}\n", stdout);
}

static void show_change(struct watch *watch, const char *type, const struct view *view,
                        const struct kind_item *item, const char *name, json_t *json)
{
    if (watch->output == OUTPUT_JSON)
        print_json_line(type, json);
    else if (watch->output == OUTPUT_NAME)
        puts(name);
    else
        print_line(watch, view, item);
    fflush(stdout);
}

static void show_gone(struct watch *watch, const struct seen *seen)
{
    if (watch->output == OUTPUT_JSON) {
        json_t *object = json_loads(seen->text, 0, NULL);
        print_json_line("DELETED", object);
        json_decref(object);
    } else if (watch->output == OUTPUT_NAME) {
        puts(seen->name);
    } else {
        printf("%s  gone\n", seen->name);
    }
    fflush(stdout);
}

static void look_at(struct watch *watch, const struct view *view,
                    const struct kind_item *item, const char *name)
{
    struct seen *seen;
    const struct row *row = strcmp(watch->kind->name, "services") == 0 ? item->at : NULL;

    HASH_FIND_STR(watch->seen, name, seen);
    if (seen != NULL) {
        seen->round = watch->round;
        if (row != NULL && seen->row == row)
            return;
    }
    json_t *json = watch->kind->json(view, item);
    char *text = comparable_text(json);
    bool is_new = seen == NULL;
    if (is_new) {
        seen = mem_new(sizeof *seen);
        seen->name = mem_copy_text(name);
        seen->round = watch->round;
        HASH_ADD_KEYPTR(hh, watch->seen, seen->name, strlen(seen->name), seen);
    }
    if (is_new || strcmp(text, seen->text) != 0)
        show_change(watch, is_new ? "ADDED" : "MODIFIED", view, item, name, json);
    free(seen->text);
    seen->text = text;
    row_unref(seen->row);
    seen->row = row == NULL ? NULL : row_ref(row);
    json_decref(json);
}

void watch_show(struct watch *watch, const struct view *view,
                const struct kind_list *list)
{
    struct arena arena;
    struct seen *seen;
    struct seen *next;

    if (watch->round++ == 0 && watch->output != OUTPUT_JSON &&
        watch->output != OUTPUT_NAME)
        print_cells(watch, watch->kind->titles);
    arena_init(&arena, 0);
    for (size_t i = 0; i < list->count; i++)
        look_at(watch, view, &list->items[i],
                watch->kind->name_of(view, &list->items[i], &arena));
    arena_release(&arena);

    HASH_ITER(hh, watch->seen, seen, next)
    {
        if (seen->round == watch->round)
            continue;
        /* Events that were merged or fell out of the ring are not deletions to tell of. */
        if (strcmp(watch->kind->name, "events") != 0)
            show_gone(watch, seen);
        forget(watch, seen);
    }
}
