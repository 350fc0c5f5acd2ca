/*
 * A binary heap by moment, and a table by key that knows where in the heap each one
 * stands. A key that is not queued stays in the table only while it has failures.
 */
#include "sim/ccm_queue.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"

#include "base/banned.h"

enum { RETRY_FIRST_MS = 5000, RETRY_MOST_MS = 300 * 1000 };

#define NOWHERE SIZE_MAX

struct turn {
    char *key;
    int64_t due_ms;
    uint64_t serial; /* first come, first served among equals */
    size_t place;    /* in the heap; NOWHERE: not queued */
    int failures;
    UT_hash_handle hh;
};

struct ccm_queue {
    struct turn *by_key;
    struct turn **heap;
    size_t count;
    size_t capacity;
    uint64_t serial;
};

/* ---- the heap ---- */

static bool is_before(const struct turn *a, const struct turn *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->serial < b->serial;
}

static void set_place(struct ccm_queue *queue, size_t place, struct turn *turn)
{
    queue->heap[place] = turn;
    turn->place = place;
}

static void rise(struct ccm_queue *queue, struct turn *turn)
{
    size_t place = turn->place;
    while (place > 0 && is_before(turn, queue->heap[(place - 1) / 2])) {
        set_place(queue, place, queue->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    set_place(queue, place, turn);
}

static void sink(struct ccm_queue *queue, struct turn *turn)
{
    size_t place = turn->place;
    for (;;) {
        size_t child = 2 * place + 1;
        if (child + 1 < queue->count &&
            is_before(queue->heap[child + 1], queue->heap[child]))
            child++;
        if (child >= queue->count || !is_before(queue->heap[child], turn))
            break;
        set_place(queue, place, queue->heap[child]);
        place = child;
    }
    set_place(queue, place, turn);
}

static void heap_push(struct ccm_queue *queue, struct turn *turn)
{
    queue->heap =
        mem_grow(queue->heap, &queue->capacity, queue->count + 1, sizeof *queue->heap);
    turn->serial = queue->serial++;
    turn->place = queue->count++;
    rise(queue, turn);
}

static struct turn *heap_pop(struct ccm_queue *queue)
{
    struct turn *first = queue->heap[0];
    struct turn *last = queue->heap[--queue->count];
    first->place = NOWHERE;
    if (last != first) {
        set_place(queue, 0, last);
        sink(queue, last);
    }
    return first;
}

/* ---- the table ---- */

static struct turn *find(const struct ccm_queue *queue, const char *key)
{
    struct turn *turn;
    HASH_FIND_STR(queue->by_key, key, turn);
    return turn;
}

static struct turn *find_or_add(struct ccm_queue *queue, const char *key)
{
    struct turn *turn = find(queue, key);
    if (turn == NULL) {
        turn = mem_new(sizeof *turn);
        turn->key = mem_copy_text(key);
        turn->place = NOWHERE;
        HASH_ADD_KEYPTR(hh, queue->by_key, turn->key, strlen(turn->key), turn);
    }
    return turn;
}

static void drop(struct ccm_queue *queue, struct turn *turn)
{
    HASH_DEL(queue->by_key, turn);
    free(turn->key);
    free(turn);
}

struct ccm_queue *ccm_queue_new(void)
{
    return mem_new(sizeof(struct ccm_queue));
}

void ccm_queue_free(struct ccm_queue *queue)
{
    if (queue == NULL)
        return;
    while (queue->by_key != NULL)
        drop(queue, queue->by_key);
    free(queue->heap);
    free(queue);
}

void ccm_queue_add(struct ccm_queue *queue, const char *key, int64_t due_ms)
{
    struct turn *turn = find_or_add(queue, key);
    if (turn->place == NOWHERE) {
        turn->due_ms = due_ms;
        heap_push(queue, turn);
    } else if (due_ms < turn->due_ms) {
        turn->due_ms = due_ms;
        rise(queue, turn);
    }
}

static int64_t wait_after(int failures)
{
    int64_t wait = RETRY_FIRST_MS;
    for (int i = 1; i < failures && wait < RETRY_MOST_MS; i++)
        wait *= 2;
    return wait > RETRY_MOST_MS ? RETRY_MOST_MS : wait;
}

int64_t ccm_queue_add_failed(struct ccm_queue *queue, const char *key, int64_t now_ms)
{
    struct turn *turn = find_or_add(queue, key);
    int64_t wait = wait_after(++turn->failures);
    ccm_queue_add(queue, key, now_ms + wait);
    return wait;
}

void ccm_queue_forget_failures(struct ccm_queue *queue, const char *key)
{
    struct turn *turn = find(queue, key);
    if (turn == NULL)
        return;
    turn->failures = 0;
    if (turn->place == NOWHERE)
        drop(queue, turn);
}

int ccm_queue_failures(const struct ccm_queue *queue, const char *key)
{
    const struct turn *turn = find(queue, key);
    return turn != NULL ? turn->failures : 0;
}

char *ccm_queue_take(struct ccm_queue *queue, int64_t now_ms)
{
    if (queue->count == 0 || queue->heap[0]->due_ms > now_ms)
        return NULL;
    struct turn *turn = heap_pop(queue);
    char *key = mem_copy_text(turn->key);
    if (turn->failures == 0)
        drop(queue, turn);
    return key;
}

int64_t ccm_queue_due_ms(const struct ccm_queue *queue)
{
    return queue->count > 0 ? queue->heap[0]->due_ms : INT64_MAX;
}

size_t ccm_queue_count(const struct ccm_queue *queue)
{
    return queue->count;
}
