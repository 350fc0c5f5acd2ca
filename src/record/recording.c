/*
 *    base                    ring
 *  ┌──────────────┐   ┌───┬───┬───┬───┬───┬───┐
 *  │ key → frame  │ ◄─│ 1 │ 2 │ 3 │ 4 │ 5 │ 6 │ ◄─ heard
 *  └──────────────┘   └───┴───┴───┴───┴───┴───┘
 *               fold   deflated │ raw, in turn
 */
#include "record/recording_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/kind.h"
#include "base/banned.h"

enum { LIKE_BYTES = 16 * 1024 };

/* ---- life ----------------------------------------------------------------------------- */

struct recording *recording_new(size_t cap_bytes, int64_t wall_ms)
{
    struct recording *recording = mem_new(sizeof *recording);

    recording->cap_bytes = cap_bytes;
    recording->from_wall_ms = wall_ms;
    recording->packer = packer_new();
    buf_init(&recording->scratch, LIMIT_RECORD_LINE_BYTES);
    for (int kind = 0; kind < SWEEP_KINDS; kind++)
        buf_init(&recording->body[kind], LIMIT_RECORD_LINE_BYTES);
    return recording;
}

static void let_all_go(struct recording *recording)
{
    struct frame *frame;
    struct frame *next;

    for (size_t i = 0; (frame = base_next(&recording->base, &i)) != NULL; i++)
        recording_let_go(recording, frame);
    base_release(&recording->base);
    for (frame = recording->oldest; frame != NULL; frame = next) {
        next = frame->next;
        recording_let_go(recording, frame);
    }
    recording->oldest = recording->newest = recording->raw = NULL;
    recording->frames = 0;
    for (int kind = 0; kind < SWEEP_KINDS; kind++) {
        recording_let_go_pages(recording, &recording->last[kind]);
        recording_let_go_pages(recording, &recording->coming[kind]);
        buf_release(&recording->body[kind]);
    }
    recording->bytes = recording->raw_bytes = 0;
    struct said_probe *said;
    struct said_probe *other;
    HASH_ITER(hh, recording->probes, said, other)
    {
        HASH_DEL(recording->probes, said);
        free(said);
    }
}

void recording_free(struct recording *recording)
{
    if (recording == NULL)
        return;
    let_all_go(recording);
    for (int i = 0; i < LIKES; i++)
        free(recording->likes[i]);
    buf_release(&recording->scratch);
    packer_free(recording->packer);
    free(recording);
}

/* ---- what is kept ----------------------------------------------------------------------- */

/* What is deflated counts against the cap, what is raw waits beside it. */
static size_t *counter_of(struct recording *recording, const struct kept *kept)
{
    return kept->text_bytes != 0 || kept->bytes == 0 ? &recording->bytes
                                                     : &recording->raw_bytes;
}

void recording_let_go_page(struct recording *recording, struct page *page)
{
    if (--page->refs > 0)
        return;
    *counter_of(recording, &page->kept) -= page_bytes(page);
    page_free(page);
}

void recording_let_go_pages(struct recording *recording, struct pages *pages)
{
    for (size_t i = 0; i < pages->count; i++)
        recording_let_go_page(recording, pages->at[i]);
    free(pages->at);
    *pages = (struct pages){0};
}

void recording_let_go(struct recording *recording, struct frame *frame)
{
    *counter_of(recording, &frame->kept) -= frame_bytes(frame);
    for (size_t i = 0; i < frame->page_count; i++)
        recording_let_go_page(recording, frame->pages[i]);
    frame_free(frame);
}

static size_t like_index(const struct frame *frame)
{
    return frame->op == LINE_PUT ? (size_t)LINE_OP_COUNT + frame->kind : frame->op;
}

struct span recording_like(const struct recording *recording, const struct frame *frame)
{
    const char *like = recording->likes[like_index(frame)];
    return span_of(like);
}

/* The first of its sort is what the others are deflated with. */
static void learn_like(struct recording *recording, const struct frame *frame)
{
    char **like = &recording->likes[like_index(frame)];
    size_t bytes = frame->kept.bytes < LIKE_BYTES ? frame->kept.bytes : LIKE_BYTES;

    if (*like == NULL)
        *like = mem_copy_bytes(frame->kept.at, bytes);
}

/* ---- deflating ------------------------------------------------------------------------------ */

static void pack_page(struct recording *recording, struct page *page)
{
    if (page->kept.text_bytes != 0)
        return;
    recording->raw_bytes -= page_bytes(page);
    kept_pack(&page->kept, recording->packer, span_of(""));
    recording->bytes += page_bytes(page);
}

static void pack_pages(struct recording *recording, struct frame *frame)
{
    for (size_t i = 0; i < frame->page_count; i++)
        pack_page(recording, frame->pages[i]);
}

static void keep_to_the_cap(struct recording *recording)
{
    while (recording->bytes > recording->cap_bytes && recording->oldest != recording->raw)
        recording_fold(recording);
    if (recording->bytes <= recording->cap_bytes)
        return;
    let_all_go(recording);
    recording->overfull = true;
}

static void pack_next(struct recording *recording)
{
    struct frame *frame = recording->raw;

    *counter_of(recording, &frame->kept) -= frame_bytes(frame);
    kept_pack(&frame->kept, recording->packer, recording_like(recording, frame));
    *counter_of(recording, &frame->kept) += frame_bytes(frame);
    pack_pages(recording, frame);
    recording->raw = frame->next;
    keep_to_the_cap(recording);
}

bool recording_has_work(const struct recording *recording)
{
    return recording != NULL && recording->raw != NULL && recording->lists == 0;
}

void recording_work(struct recording *recording)
{
    static const struct clock machine = CLOCK_REAL_INIT;

    if (!recording_has_work(recording))
        return;
    int64_t until_ms = clock_now_ms(&machine) + INTERVAL_RECORD_PACK_MS;
    do {
        for (int i = 0; i < 16 && recording->raw != NULL; i++)
            pack_next(recording);
    } while (recording->raw != NULL && clock_now_ms(&machine) < until_ms);
}

/* ---- what is heard -------------------------------------------------------------------------- */

static bool is_deaf(const struct recording *recording)
{
    return recording == NULL || recording->overfull;
}

static struct buf *begin_line(struct recording *recording)
{
    buf_clear(&recording->scratch);
    return &recording->scratch;
}

/* Behind all others. One that is too long for a line is not there: its thing stays as it was. */
static struct frame *append(struct recording *recording, enum line_op op,
                            enum kube_kind kind, const char *key, int64_t wall_ms)
{
    if (recording->scratch.over)
        return NULL;

    struct frame *frame =
        frame_new(op, kind, frame_hash(key), buf_span(&recording->scratch), wall_ms);
    learn_like(recording, frame);
    *counter_of(recording, &frame->kept) += frame_bytes(frame);
    if (recording->newest != NULL)
        recording->newest->next = frame;
    else
        recording->oldest = frame;
    recording->newest = frame;
    if (recording->raw == NULL)
        recording->raw = frame;
    recording->frames++;
    return frame;
}

static void make_room(struct recording *recording)
{
    while (recording->raw != NULL && recording->raw_bytes > LIMIT_RECORD_RAW_BYTES)
        pack_next(recording);
}

void recording_list(struct recording *recording, enum kube_kind kind, bool ended,
                    int64_t wall_ms)
{
    enum line_op op = ended ? LINE_LIST_ENDED : LINE_LIST_BEGAN;

    if (is_deaf(recording))
        return;
    recording->lists += !ended - recording->coming_in[kind];
    recording->coming_in[kind] = !ended;
    line_print_list(begin_line(recording), op, kind);
    append(recording, op, kind, "", wall_ms);
}

static void print_object_key(char key[LIMIT_RECORD_KEY_BYTES], enum kube_kind kind,
                             const char *namespace, const char *name)
{
    snprintf(key, LIMIT_RECORD_KEY_BYTES, "%s/%s/%s", kube_resource_of(kind)->name,
             namespace == NULL ? "" : namespace, name == NULL ? "" : name);
}

static bool has_times(const struct kube_object *object)
{
    return object->kind == KUBE_SERVICE &&
           (object->service.times.finalizer_ms != WHEN_UNKNOWN ||
            object->service.times.ids_ms != WHEN_UNKNOWN ||
            object->service.times.ingress_ms != WHEN_UNKNOWN);
}

void recording_put(struct recording *recording, const struct kube_object *object,
                   struct span text, struct span managed, int64_t wall_ms)
{
    char key[LIMIT_RECORD_KEY_BYTES];

    if (is_deaf(recording))
        return;
    print_object_key(key, object->kind, object->meta.namespace, object->meta.name);
    line_print_put(begin_line(recording), object->kind, text,
                   has_times(object) ? managed : span_of(""));
    struct frame *frame = append(recording, LINE_PUT, object->kind, key, wall_ms);
    if (frame != NULL)
        frame->uid_hash = (uint32_t)frame_hash(object->meta.uid);
    make_room(recording);
}

void recording_gone(struct recording *recording, enum kube_kind kind,
                    const char *namespace, const char *name, const char *uid,
                    int64_t wall_ms)
{
    char key[LIMIT_RECORD_KEY_BYTES];

    if (is_deaf(recording))
        return;
    print_object_key(key, kind, namespace, name);
    line_print_gone(begin_line(recording), kind, namespace, name, uid);
    struct frame *frame = append(recording, LINE_GONE, kind, key, wall_ms);
    if (frame != NULL)
        frame->uid_hash = (uint32_t)frame_hash(uid);
}

static bool is_same_result(const struct probe_result *a, const struct probe_result *b)
{
    return a->state == b->state && a->at_wall_ms == b->at_wall_ms &&
           a->rtt_ms == b->rtt_ms && a->http_status == b->http_status &&
           a->first_ok_wall_ms == b->first_ok_wall_ms && a->tries == b->tries;
}

/* All results are told again whenever one is new. */
static bool is_news(struct recording *recording, const char *key,
                    const struct probe_result *result)
{
    struct said_probe *said;

    HASH_FIND_STR(recording->probes, key, said);
    if (said != NULL && is_same_result(&said->result, result))
        return false;
    if (said == NULL) {
        size_t bytes = strlen(key) + 1;
        said = mem_new(sizeof *said + bytes);
        memcpy(said->key, key, bytes);
        HASH_ADD_STR(recording->probes, key, said);
    }
    said->result = *result;
    return true;
}

void recording_probe(struct recording *recording, const char *address, uint16_t port,
                     const struct probe_result *result, int64_t wall_ms)
{
    char key[LIMIT_RECORD_KEY_BYTES];

    if (is_deaf(recording))
        return;
    snprintf(key, sizeof key, "probe %s %u", address, port);
    if (!is_news(recording, key, result))
        return;
    line_print_probe(begin_line(recording), address, port, result);
    append(recording, LINE_PROBE, KUBE_KIND_COUNT, key, wall_ms);
}

void recording_source(struct recording *recording, enum source_name name,
                      const struct source *source, int64_t now_ms, int64_t wall_ms)
{
    char key[64];

    if (is_deaf(recording))
        return;
    snprintf(key, sizeof key, "source %s", source_name_text(name));
    line_print_source(begin_line(recording), name, source, now_ms);
    append(recording, LINE_SOURCE, KUBE_KIND_COUNT, key, wall_ms);
}

void recording_scope(struct recording *recording, const char *namespace, int64_t wall_ms)
{
    if (is_deaf(recording))
        return;
    line_print_scope(begin_line(recording), namespace);
    append(recording, LINE_SCOPE, KUBE_KIND_COUNT, "scope", wall_ms);
}

void recording_skew(struct recording *recording, int64_t skew_ms, int64_t wall_ms)
{
    if (is_deaf(recording) ||
        (recording->said_skew && recording->said_skew_ms == skew_ms))
        return;
    recording->said_skew = true;
    recording->said_skew_ms = skew_ms;
    line_print_skew(begin_line(recording), skew_ms);
    append(recording, LINE_SKEW, KUBE_KIND_COUNT, "skew", wall_ms);
}

void recording_probing(struct recording *recording, bool probing, int64_t wall_ms)
{
    if (is_deaf(recording))
        return;
    line_print_probing(begin_line(recording), probing);
    append(recording, LINE_PROBING, KUBE_KIND_COUNT, "probing", wall_ms);
}

/* ---- sweeps of the cloud ------------------------------------------------------------------------ */

static void add_page(struct pages *pages, struct page *page)
{
    pages->at =
        mem_grow(pages->at, &pages->capacity, pages->count + 1, sizeof *pages->at);
    pages->at[pages->count++] = page;
}

/* The answer at the same place of the last sweep, when it is the same answer. */
static struct page *find_same(const struct pages *last, size_t place,
                              const unsigned char digest[SHA256_BYTES])
{
    if (place >= last->count ||
        memcmp(last->at[place]->digest, digest, SHA256_BYTES) != 0)
        return NULL;
    last->at[place]->refs++;
    return last->at[place];
}

void recording_bytes(struct recording *recording, enum sweep_kind kind, const char *at,
                     size_t bytes)
{
    if (!is_deaf(recording))
        buf_add(&recording->body[kind], at, bytes);
}

void recording_answer(struct recording *recording, enum sweep_kind kind, int status,
                      struct span body)
{
    unsigned char digest[SHA256_BYTES];

    if (is_deaf(recording) || recording->too_large[kind])
        return;
    struct buf *all = &recording->body[kind];
    buf_add(all, body.at, body.bytes);
    struct buf *line = begin_line(recording);
    line_print_answer(line, status, buf_span(all));
    recording->too_large[kind] = line->over || all->over;
    buf_clear(all);
    if (recording->too_large[kind])
        return;
    digest_sha256(buf_span(line), digest);
    struct pages *coming = &recording->coming[kind];
    struct page *page = find_same(&recording->last[kind], coming->count, digest);
    if (page == NULL) {
        page = page_new(buf_span(line), digest);
        recording->raw_bytes += page_bytes(page);
        if (recording->raw_bytes > LIMIT_RECORD_RAW_BYTES)
            pack_page(recording, page);
    }
    add_page(coming, page);
}

void recording_no_sweep(struct recording *recording, enum sweep_kind kind)
{
    if (is_deaf(recording))
        return;
    recording->too_large[kind] = false;
    buf_clear(&recording->body[kind]);
    recording_let_go_pages(recording, &recording->coming[kind]);
}

/* The frame has references of its own. */
static void give_pages(struct recording *recording, struct frame *frame,
                       const struct pages *pages)
{
    size_t *counter = counter_of(recording, &frame->kept);

    *counter -= frame_bytes(frame);
    frame->pages = mem_new_array(pages->count + 1, sizeof(struct page *));
    for (size_t i = 0; i < pages->count; i++) {
        frame->pages[i] = pages->at[i];
        frame->pages[i]->refs++;
    }
    frame->page_count = (uint32_t)pages->count;
    *counter += frame_bytes(frame);
}

void recording_sweep(struct recording *recording, enum sweep_kind kind,
                     struct sweep_gaps gaps, int64_t page_items, int64_t took_ms,
                     int64_t wall_ms)
{
    if (is_deaf(recording))
        return;
    if (recording->too_large[kind]) {
        recording_no_sweep(recording, kind);
        return;
    }
    line_print_sweep(begin_line(recording), kind, gaps, page_items, took_ms);
    struct frame *frame = append(recording, LINE_SWEEP, KUBE_KIND_COUNT,
                                 kind == SWEEP_ELB ? "sweep elb" : "sweep eip", wall_ms);
    give_pages(recording, frame, &recording->coming[kind]);
    recording_let_go_pages(recording, &recording->last[kind]);
    recording->last[kind] = recording->coming[kind];
    recording->coming[kind] = (struct pages){0};
    buf_release(&recording->body[kind]); /* not kept for half a minute */
    make_room(recording);
}

/* ---- how it is ------------------------------------------------------------------------------------ */

void recording_look(const struct recording *recording, struct recording_state *ret_state)
{
    *ret_state = (struct recording_state){0};
    if (recording == NULL)
        return;
    *ret_state = (struct recording_state){
        .on = true,
        .overfull = recording->overfull,
        .bytes = recording->bytes,
        .raw_bytes = recording->raw_bytes,
        .cap_bytes = recording->cap_bytes,
        .frames = recording->frames,
        .from_wall_ms = recording->from_wall_ms,
    };
}
