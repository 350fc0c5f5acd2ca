/*
 * Each file of tests/data/kube/captures is an exchange with a real api-server v1.36.2. It
 * is played to a reflector that has come to the point where it asks such a thing; the
 * .expect file beside it says what the reflector made of it and what it asks next.
 *
 * Each is played again with the body cut into random pieces: that must change nothing.
 * SEED= chooses the cuts.
 */
#include "kube/reflector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/kube/cases.h"
#include "unit/kube/recorded.h"
#include "unit/kube/stage.h"

#include "base/banned.h"

enum { CUTTINGS = 20, PIECE_MOST = 2000, JITTER_SEED = 7 };

static uint64_t cut_seed;

/* ---- bringing a reflector to the point --------------------------------------------- */

static enum kube_kind kind_of(const struct recorded *recorded)
{
    struct span path = span_of(recorded->target);

    span_cut(&path, '?', &path);
    path = span_make(recorded->target, strcspn(recorded->target, "?"));
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        if (span_ends(path, kube_resource_of((enum kube_kind)i)->name))
            return (enum kube_kind)i;
    }
    return KUBE_GATEWAY; /* what may be missing */
}

static char *namespace_of(const struct recorded *recorded)
{
    const char *found = strstr(recorded->target, "/namespaces/");

    if (found == NULL)
        return NULL;
    found += strlen("/namespaces/");
    return mem_copy_bytes(found, strcspn(found, "/"));
}

static bool is_watch(const struct recorded *recorded)
{
    return strstr(recorded->target, "watch=true") != NULL;
}

/* A list before it, empty, that leads to this page or to a watch from this version. */
static void lead_up(struct stage *stage, const struct recorded *recorded)
{
    char *version = recorded_query(recorded, "resourceVersion");
    char *next = recorded_query(recorded, "continue");
    struct buf page;

    buf_init(&page, LIMIT_RESPONSE_BYTES);
    buf_print(&page,
              "{\"metadata\":{\"resourceVersion\":\"%s\",\"continue\":\"%s\"},"
              "\"items\":[]}",
              version == NULL || version[0] == '0' ? "5" : version,
              next == NULL ? "" : next);
    if (is_watch(recorded) || next != NULL) {
        assert_non_null(stage_ask(stage));
        assert_true(stage_feed(stage, buf_text(&page)));
        stage_end(stage);
        buf_clear(&stage->log);
    }
    buf_release(&page);
    free(version);
    free(next);
}

/* ---- playing ----------------------------------------------------------------------- */

static void play_pieces(struct stage *stage, const struct recorded *recorded)
{
    int64_t start_ms = stage->now_ms;
    const char *at = buf_text(&recorded->body);

    for (size_t i = 0; i < recorded->piece_count; i++) {
        const struct recorded_piece *piece = &recorded->pieces[i];
        stage_pass(stage, start_ms + piece->at_ms - stage->now_ms);
        if (!stage_feed_bytes(stage, at, piece->bytes))
            return;
        at += piece->bytes;
    }
}

static void play_cut(struct stage *stage, const struct recorded *recorded,
                     struct chance *chance)
{
    struct span rest = buf_span(&recorded->body);

    while (rest.bytes > 0) {
        size_t bytes = 1 + (size_t)chance_below(chance, PIECE_MOST);
        bytes = bytes < rest.bytes ? bytes : rest.bytes;
        char *copy = mem_copy_bytes(rest.at, bytes); /* so that ASan sees the edges */
        bool goes_on = stage_feed_bytes(stage, copy, bytes);
        free(copy);
        if (!goes_on)
            return;
        rest = span_skip(rest, bytes);
    }
}

/* A watch that ended well did so when its time was over. */
static void pass_until_end(struct stage *stage, const struct recorded *recorded,
                           int64_t start_ms)
{
    char *seconds = recorded_query(recorded, "timeoutSeconds");
    int64_t lasted_ms;

    if (seconds != NULL && span_to_i64(span_of(seconds), &lasted_ms) && !recorded->is_cut)
        stage_pass(stage, start_ms + lasted_ms * 1000 - stage->now_ms);
    free(seconds);
}

static void end(struct stage *stage, const struct recorded *recorded)
{
    for (size_t i = 0; i < recorded->headers.count; i++) {
        if (strcasecmp(recorded->headers.at[i].name, "date") != 0)
            http_headers_add(&stage->headers, recorded->headers.at[i].name,
                             recorded->headers.at[i].value);
    }
    if (recorded->is_cut)
        stage_end_cut(stage);
    else
        stage_end_bytes(stage, recorded->status,
                        recorded->status == 200 ? span_of("")
                                                : buf_span(&recorded->body));
}

/* ---- what came of it --------------------------------------------------------------- */

/* "at once", or the step of back-off that the jitter is around. */
static void print_wait(struct buf *out, int64_t wait_ms)
{
    static const int steps[] = {1, 2, 4, 8, 15, 30, 60, 300};

    if (wait_ms == 0) {
        buf_add_text(out, "at once");
        return;
    }
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        if (wait_ms >= steps[i] * 800 && wait_ms <= steps[i] * 1200) {
            buf_print(out, "in about %d s", steps[i]);
            return;
        }
    }
    buf_print(out, "in %lld ms", (long long)wait_ms);
}

/* The path, with the jitter of timeoutSeconds taken out. */
static void print_path(struct buf *out, const char *path)
{
    const char *jitter = strstr(path, "timeoutSeconds=");

    if (jitter == NULL) {
        buf_add_text(out, path);
        return;
    }
    jitter += strlen("timeoutSeconds=");
    buf_add(out, path, (size_t)(jitter - path));
    buf_add_text(out, strlen(jitter) > 1 ? "minutes" : "seconds");
}

static void print_end(struct buf *out, struct stage *stage)
{
    const struct reflector_health *health = &stage->health;
    char line[512];

    buf_add(out, buf_text(&stage->log), stage->log.bytes);
    buf_print(out, "is %s, %d failures, %zu unreadable\n",
              stage_state_name(health->state), health->failures, health->unreadable);
    if (health->err.code != ERR_OK)
        buf_print(out, "%s %d: %s\n", err_code_name(health->err.code),
                  health->err.http_status, err_line(&health->err, line, sizeof line));
    buf_add_text(out, "next ");
    print_wait(out, stage_wait_ms(stage));
    buf_add_text(out, ": ");
    print_path(out, stage_ask_when_due(stage));
    buf_add_text(out, "\n");
}

/* chance NULL: in the pieces in which it arrived. */
static void play(const struct recorded *recorded, struct chance *chance, struct buf *out)
{
    struct stage stage;
    char *namespace = namespace_of(recorded);

    stage_init(&stage, kind_of(recorded), namespace, JITTER_SEED);
    lead_up(&stage, recorded);
    buf_add_text(out, "asks ");
    print_path(out, stage_ask_when_due(&stage));
    buf_add_text(out, "\n");

    int64_t start_ms = stage.now_ms;
    if (recorded->status == 200 && chance == NULL)
        play_pieces(&stage, recorded);
    else if (recorded->status == 200)
        play_cut(&stage, recorded, chance);
    pass_until_end(&stage, recorded, start_ms);
    end(&stage, recorded);
    print_end(out, &stage);
    stage_release(&stage);
    free(namespace);
}

static void replay_case(const char *name, const char *path, struct buf *out,
                        bool *ret_failed)
{
    struct recorded *recorded = recorded_read(path);
    struct chance chance = chance_from(cut_seed);
    struct buf again;

    (void)name;
    (void)ret_failed;
    buf_print(out, "%s\n\n", recorded->shows);
    size_t head = out->bytes;
    play(recorded, NULL, out);
    for (int i = 0; i < CUTTINGS; i++) {
        buf_init(&again, LIMIT_FILE_BYTES);
        play(recorded, &chance, &again);
        if (strcmp(buf_text(&again), buf_text(out) + head) != 0)
            print_message("SEED=%llu, cutting %d\n", (unsigned long long)cut_seed, i);
        assert_string_equal(buf_text(&again), buf_text(out) + head);
        buf_release(&again);
    }
    recorded_free(recorded);
}

int main(void)
{
    const char *seed = getenv("SEED");
    int64_t number;

    if (seed != NULL && span_to_i64(span_of(seed), &number))
        cut_seed = (uint64_t)number;
    else
        cut_seed = 20261123;
    printf("# SEED=%llu\n", (unsigned long long)cut_seed);
    return cases_run("replay", "kube/captures", ".http", replay_case);
}
