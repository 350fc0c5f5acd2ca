/* The recording as lines: the header, the base as it would have been heard in one go, then what
 * happened. */
#include "record/recording_inside.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/readable.h"
#include "base/banned.h"

struct writing {
    struct recording *recording;
    recording_take take;
    void *ctx;
    int64_t pages;    /* numbers given so far */
    struct buf text;  /* members */
    struct buf line;  /* with all around them */
    struct buf clean; /* masked */
};

/* ---- one line -------------------------------------------------------------------------- */

static bool give(struct writing *writing, struct span line)
{
    buf_clear(&writing->clean);
    if (readable_mask(line, &writing->clean))
        line = buf_span(&writing->clean);
    return writing->take(writing->ctx, line) &&
           writing->take(writing->ctx, span_of("\n"));
}

static void begin(struct writing *writing, int64_t wall_ms)
{
    char when[WHEN_TEXT_BYTES];

    buf_clear(&writing->line);
    buf_print(&writing->line, "{\"at\":\"%s\",", when_print(wall_ms, when));
}

static bool end(struct writing *writing)
{
    buf_add_byte(&writing->line, '}');
    return give(writing, buf_span(&writing->line));
}

static bool give_page(struct writing *writing, struct page *page, int64_t wall_ms)
{
    page->number = ++writing->pages;
    buf_clear(&writing->text);
    if (!kept_text(&page->kept, writing->recording->packer, span_of(""), &writing->text))
        return false;
    begin(writing, wall_ms);
    buf_print(&writing->line, "\"op\":\"page\",\"page\":%lld,", (long long)page->number);
    buf_add(&writing->line, buf_text(&writing->text), writing->text.bytes);
    return end(writing);
}

static void add_page_numbers(struct buf *line, const struct frame *frame)
{
    buf_add_text(line, ",\"pages\":[");
    for (size_t i = 0; i < frame->page_count; i++)
        buf_print(line, "%s%lld", i == 0 ? "" : ",", (long long)frame->pages[i]->number);
    buf_add_byte(line, ']');
}

static bool give_frame(struct writing *writing, const struct frame *frame,
                       int64_t wall_ms)
{
    for (size_t i = 0; i < frame->page_count; i++) {
        if (frame->pages[i]->number == 0 && !give_page(writing, frame->pages[i], wall_ms))
            return false;
    }
    buf_clear(&writing->text);
    if (!kept_text(&frame->kept, writing->recording->packer,
                   recording_like(writing->recording, frame), &writing->text))
        return false;
    begin(writing, wall_ms);
    buf_add(&writing->line, buf_text(&writing->text), writing->text.bytes);
    if (frame->op == LINE_SWEEP)
        add_page_numbers(&writing->line, frame);
    return end(writing);
}

/* ---- the base -------------------------------------------------------------------------- */

static bool give_list(struct writing *writing, enum line_op op, enum kube_kind kind)
{
    begin(writing, writing->recording->from_wall_ms);
    line_print_list(&writing->line, op, kind);
    return end(writing);
}

static bool give_objects(struct writing *writing, enum kube_kind kind, bool marked_too)
{
    const struct recording *recording = writing->recording;

    struct frame *frame;

    for (size_t i = 0; (frame = base_next(&recording->base, &i)) != NULL; i++) {
        if (frame->op != LINE_PUT || frame->kind != kind ||
            (frame->marked && !marked_too))
            continue;
        if (!give_frame(writing, frame, recording->from_wall_ms))
            return false;
    }
    return true;
}

/*
 * A list that was read to its end; when the next one comes in at this moment, that one's
 * beginning behind it.
 */
static bool give_kind(struct writing *writing, enum kube_kind kind)
{
    const struct recording *recording = writing->recording;

    bool listed = recording->listed[kind];

    if ((listed && !give_list(writing, LINE_LIST_BEGAN, kind)) ||
        !give_objects(writing, kind, true) ||
        (listed && !give_list(writing, LINE_LIST_ENDED, kind)))
        return false;
    return !recording->listing[kind] || (give_list(writing, LINE_LIST_BEGAN, kind) &&
                                         give_objects(writing, kind, false));
}

/* What the lists are to be read with: before them, everything else behind. */
static bool is_setting(const struct frame *frame)
{
    return frame->op == LINE_SCOPE || frame->op == LINE_SKEW || frame->op == LINE_PROBING;
}

/* With the time at which each was heard: it may hold an age. */
static bool give_facts(struct writing *writing, bool settings)
{
    const struct recording *recording = writing->recording;

    struct frame *frame;

    for (size_t i = 0; (frame = base_next(&recording->base, &i)) != NULL; i++) {
        if (frame->op != LINE_PUT && is_setting(frame) == settings &&
            !give_frame(writing, frame, frame->wall_ms))
            return false;
    }
    return true;
}

static bool give_base(struct writing *writing)
{
    if (!give_facts(writing, true))
        return false;
    for (int kind = 0; kind < KUBE_KIND_COUNT; kind++) {
        if (!give_kind(writing, (enum kube_kind)kind))
            return false;
    }
    return give_facts(writing, false);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static bool give_mark(struct writing *writing, const char *op, int64_t wall_ms)
{
    begin(writing, wall_ms);
    buf_print(&writing->line, "\"op\":\"%s\"", op);
    return end(writing);
}

/* A clock may have been set back since. */
static int64_t newest_of(const struct recording *recording, int64_t wall_ms)
{
    int64_t newest =
        wall_ms > recording->from_wall_ms ? wall_ms : recording->from_wall_ms;

    const struct frame *known;
    for (size_t i = 0; (known = base_next(&recording->base, &i)) != NULL; i++)
        newest = known->wall_ms > newest ? known->wall_ms : newest;
    for (const struct frame *frame = recording->oldest; frame != NULL;
         frame = frame->next)
        newest = frame->wall_ms > newest ? frame->wall_ms : newest;
    return newest;
}

static bool give_all(struct writing *writing, const struct line_header *header,
                     int64_t wall_ms)
{
    struct line_header filled = *header;

    filled.from_wall_ms = writing->recording->from_wall_ms;
    filled.to_wall_ms = newest_of(writing->recording, wall_ms);
    buf_clear(&writing->line);
    line_print_header(&filled, &writing->line);
    if (!give(writing, buf_span(&writing->line)) || !give_base(writing) ||
        !give_mark(writing, "start", filled.from_wall_ms))
        return false;
    for (const struct frame *frame = writing->recording->oldest; frame != NULL;
         frame = frame->next) {
        if (!give_frame(writing, frame, frame->wall_ms))
            return false;
    }
    return give_mark(writing, "end", filled.to_wall_ms);
}

static void forget_numbers_of(const struct frame *frame)
{
    for (size_t i = 0; i < frame->page_count; i++)
        frame->pages[i]->number = 0;
}

static void forget_numbers(struct recording *recording)
{
    struct frame *frame;

    for (size_t i = 0; (frame = base_next(&recording->base, &i)) != NULL; i++)
        forget_numbers_of(frame);
    for (frame = recording->oldest; frame != NULL; frame = frame->next)
        forget_numbers_of(frame);
}

enum err_code recording_write(struct recording *recording,
                              const struct line_header *header, int64_t wall_ms,
                              recording_take take, void *ctx, struct err *err)
{
    struct writing writing = {.recording = recording, .take = take, .ctx = ctx};

    if (recording->overfull)
        return err_set(err, ERR_LIMIT,
                       "what is known here does not fit into the recorder's %zu MiB",
                       recording->cap_bytes / LIMIT_MIB);
    buf_init(&writing.text, LIMIT_RECORD_LINE_BYTES);
    buf_init(&writing.line, LIMIT_RECORD_LINE_BYTES + LIMIT_KIB);
    buf_init(&writing.clean, LIMIT_RECORD_LINE_BYTES * 2);
    bool done = give_all(&writing, header, wall_ms);
    forget_numbers(recording);
    buf_release(&writing.text);
    buf_release(&writing.line);
    buf_release(&writing.clean);
    return done ? ERR_OK : err_set(err, ERR_LOCAL, "the recording was not written");
}
