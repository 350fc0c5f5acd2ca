#include "tui/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

struct glow {
    char *id;
    unsigned columns; /* bits 1 << enum column_id */
    int64_t until_ms;
};

struct recent {
    int64_t glow_ms, struck_ms;
    size_t glow_count;
    struct glow glows[LIMIT_GLOWS];
    size_t gone_count;
    struct gone gone[LIMIT_STRUCK];
};

struct recent *recent_new(void)
{
    struct recent *recent = mem_new(sizeof *recent);

    recent_set_times(recent, INTERVAL_GLOW_MS, INTERVAL_STRUCK_MS);
    return recent;
}

void recent_set_times(struct recent *recent, int64_t glow_ms, int64_t struck_ms)
{
    recent->glow_ms = glow_ms;
    recent->struck_ms = struck_ms;
}

static void drop_glow(struct recent *recent, size_t at)
{
    free(recent->glows[at].id);
    recent->glow_count--;
    memmove(recent->glows + at, recent->glows + at + 1,
            (recent->glow_count - at) * sizeof recent->glows[0]);
}

static void drop_gone(struct recent *recent, size_t at)
{
    struct gone *gone = &recent->gone[at];

    for (int i = 0; i < COLUMN_COUNT; i++)
        free(gone->texts[i]);
    free(gone->texts);
    free(gone->name);
    free(gone->id);
    recent->gone_count--;
    memmove(recent->gone + at, recent->gone + at + 1,
            (recent->gone_count - at) * sizeof recent->gone[0]);
}

void recent_free(struct recent *recent)
{
    if (recent == NULL)
        return;
    while (recent->glow_count > 0)
        drop_glow(recent, recent->glow_count - 1);
    while (recent->gone_count > 0)
        drop_gone(recent, recent->gone_count - 1);
    free(recent);
}

/* ---- two views side by side ---- */

static int compare_names(const struct row *a, const struct row *b)
{
    int order = strcmp(a->namespace, b->namespace);
    return order != 0 ? order : strcmp(a->name, b->name);
}

struct walk {
    const struct view *before, *after;
    size_t at_before, at_after;
};

/*
 * The next place where the two differ: a row that went (*ret_after NULL), came (*ret_before
 * NULL), or is another one by the same name. Rows are shared between views, so an unchanged
 * row is the same pointer; ten thousand of them are walked in no time.
 */
static bool next_difference(struct walk *walk, const struct row **ret_before,
                            const struct row **ret_after)
{
    while (walk->at_before < walk->before->row_count ||
           walk->at_after < walk->after->row_count) {
        const struct row *a = NULL;
        const struct row *b = NULL;
        if (walk->at_before < walk->before->row_count)
            a = walk->before->rows[walk->at_before];
        if (walk->at_after < walk->after->row_count)
            b = walk->after->rows[walk->at_after];
        int order = a == b ? 0 : a == NULL ? 1 : b == NULL ? -1 : compare_names(a, b);
        walk->at_before += order <= 0;
        walk->at_after += order >= 0;
        if (a == b)
            continue;
        *ret_before = order <= 0 ? a : NULL;
        *ret_after = order >= 0 ? b : NULL;
        return true;
    }
    return false;
}

size_t recent_count_changes(const struct view *before, const struct view *after)
{
    struct walk walk = {.before = before, .after = after};
    const struct row *a;
    const struct row *b;
    size_t count = 0;

    if (before == NULL || after == NULL)
        return 0;
    while (next_difference(&walk, &a, &b))
        count++;
    return count;
}

/* ---- remembering ---- */

static const char *id_of(const struct row *row)
{
    struct item item = {.kind = ITEM_SERVICE, .row = row};
    return item_id(&item);
}

static void add_glow(struct recent *recent, const char *id, unsigned columns,
                     int64_t now_ms)
{
    for (size_t i = 0; i < recent->glow_count; i++) {
        if (strcmp(recent->glows[i].id, id) == 0) {
            columns |= recent->glows[i].columns;
            drop_glow(recent, i);
            break;
        }
    }
    if (recent->glow_count == LIMIT_GLOWS)
        drop_glow(recent, 0);
    recent->glows[recent->glow_count++] =
        (struct glow){.id = mem_copy_text(id),
                      .columns = columns,
                      .until_ms = now_ms + recent->glow_ms};
}

static void add_gone(struct recent *recent, const struct row *row,
                     const struct scene *scene, int64_t now_ms)
{
    struct item item = {.kind = ITEM_SERVICE, .row = row};
    char text[ITEM_TEXT_BYTES];

    if (recent->gone_count == LIMIT_STRUCK)
        drop_gone(recent, 0);
    struct gone *gone = &recent->gone[recent->gone_count++];
    *gone = (struct gone){.id = mem_copy_text(item_id(&item)),
                          .name = mem_copy_text(item_name(&item, text)),
                          .order = item_order(&item),
                          .until_ms = now_ms + recent->struck_ms,
                          .texts = mem_new_array(COLUMN_COUNT, sizeof *gone->texts)};
    for (int id = 0; id < COLUMN_COUNT; id++)
        gone->texts[id] = mem_copy_text(column_text(
            (enum column_id)id, &item, scene, column_cells((enum column_id)id), text));
}

/* FOR and AGE change by the passing of time alone; that is no news. */
static unsigned changed_columns(const struct row *before,
                                const struct scene *scene_before, const struct row *after,
                                const struct scene *scene_after)
{
    static const enum column_id watched[] = {
        COLUMN_STEPS,   COLUMN_STATE,     COLUMN_ELB,  COLUMN_MEMBERS,
        COLUMN_ADDRESS, COLUMN_LISTENERS, COLUMN_PORTS};
    struct item a = {.kind = ITEM_SERVICE, .row = before};
    struct item b = {.kind = ITEM_SERVICE, .row = after};
    unsigned changed = 0;

    for (size_t i = 0; i < ARRAY_COUNT(watched); i++) {
        char text_a[ITEM_TEXT_BYTES];
        char text_b[ITEM_TEXT_BYTES];
        column_text(watched[i], &a, scene_before, column_cells(watched[i]), text_a);
        column_text(watched[i], &b, scene_after, column_cells(watched[i]), text_b);
        if (strcmp(text_a, text_b) != 0)
            changed |= 1u << watched[i];
    }
    return changed;
}

static void note_difference(struct recent *recent, const struct row *before,
                            const struct scene *scene_before, const struct row *after,
                            const struct scene *scene_after)
{
    unsigned columns = 1u << COLUMN_SERVICE | 1u << COLUMN_STATE; /* a new row */

    if (after == NULL) {
        add_gone(recent, before, scene_before, scene_after->now_ms);
        return;
    }
    if (before != NULL)
        columns = changed_columns(before, scene_before, after, scene_after);
    if (columns != 0)
        add_glow(recent, id_of(after), columns, scene_after->now_ms);
}

void recent_compare(struct recent *recent, const struct scene *before,
                    const struct scene *after)
{
    struct walk walk = {.before = scene_view(before), .after = scene_view(after)};
    const struct row *a;
    const struct row *b;

    if (walk.before == NULL || walk.after == NULL || !before->snapshot->complete ||
        recent_count_changes(walk.before, walk.after) > LIMIT_GLOWS)
        return;
    while (next_difference(&walk, &a, &b))
        note_difference(recent, a, before, b, after);
}

/* ---- asking ---- */

unsigned recent_columns(const struct recent *recent, const char *id)
{
    for (size_t i = 0; recent != NULL && i < recent->glow_count; i++) {
        if (strcmp(recent->glows[i].id, id) == 0)
            return recent->glows[i].columns;
    }
    return 0;
}

size_t recent_gone_count(const struct recent *recent)
{
    return recent == NULL ? 0 : recent->gone_count;
}

const struct gone *recent_gone_at(const struct recent *recent, size_t index)
{
    return &recent->gone[index];
}

/* Both lists are in the order in which they end, since each kind lasts equally long. */
int64_t recent_due_ms(const struct recent *recent)
{
    int64_t due_ms = INT64_MAX;

    if (recent->glow_count > 0)
        due_ms = recent->glows[0].until_ms;
    if (recent->gone_count > 0 && recent->gone[0].until_ms < due_ms)
        due_ms = recent->gone[0].until_ms;
    return due_ms;
}

bool recent_expire(struct recent *recent, int64_t now_ms)
{
    size_t before = recent->glow_count + recent->gone_count;

    while (recent->glow_count > 0 && recent->glows[0].until_ms <= now_ms)
        drop_glow(recent, 0);
    while (recent->gone_count > 0 && recent->gone[0].until_ms <= now_ms)
        drop_gone(recent, 0);
    return recent->glow_count + recent->gone_count != before;
}
