#include "record/deck.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/sweep.h"
#include "wire/http.h"
#include "wire/members.h"
#include "wire/tree.h"
#include "base/banned.h"

/* Monotonic time at the beginning: all ages before it are above zero. */
#define BEGINNING_MS INT64_C(1000000000000)

struct deck {
    const struct tape *tape;
    struct store *store;
    char *namespace;
    size_t next; /* line */
    int64_t wall_ms;
    struct view *view; /* the last one; the next is told apart from it */
    bool news;

    size_t *pages; /* line of each page, from number 1 */
    size_t page_count;

    int64_t *changes; /* when something was seen to change, ascending */
    size_t change_count, change_capacity;
};

/* ---- time ----------------------------------------------------------------------------- */

static int64_t now_of(const struct deck *deck, int64_t wall_ms)
{
    return BEGINNING_MS + (wall_ms - deck->tape->header.from_wall_ms);
}

int64_t deck_wall_ms(const struct deck *deck)
{
    return deck->wall_ms;
}

int64_t deck_now_ms(const struct deck *deck)
{
    return now_of(deck, deck->wall_ms);
}

bool deck_is_at_end(const struct deck *deck)
{
    return deck->wall_ms >= deck->tape->header.to_wall_ms;
}

/* ---- one line into the store ------------------------------------------------------------ */

static void play_put(struct deck *deck, const struct line *line, int64_t wall_ms)
{
    struct kube_object *object = NULL;

    if (kube_object_decode(line->kind, line->object, line->managed, INT64_MIN, &object,
                           NULL) == ERR_OK)
        store_put(deck->store, object, now_of(deck, wall_ms), wall_ms);
}

static void play_gone(struct deck *deck, const struct line *line, const json_t *tree,
                      int64_t wall_ms)
{
    store_gone(deck->store, line->kind, tree_key_text(tree, "namespace"),
               tree_key_text(tree, "name"), tree_key_text(tree, "uid"),
               now_of(deck, wall_ms), wall_ms);
}

static void play_probe(struct deck *deck, const json_t *tree)
{
    struct probe_result result;
    const char *address;
    uint16_t port;

    if (line_read_probe(tree, &address, &port, &result, NULL) == ERR_OK)
        store_set_probe(deck->store, address, port, &result);
}

static void play_source(struct deck *deck, const json_t *tree, int64_t wall_ms)
{
    struct source source;
    enum source_name name;

    if (line_read_source(tree, now_of(deck, wall_ms), wall_ms, &name, &source, NULL) ==
        ERR_OK)
        store_set_source(deck->store, name, &source);
}

static void play_scope(struct deck *deck, const json_t *tree)
{
    free(deck->namespace);
    deck->namespace = mem_copy_text(tree_key_text(tree, "namespace"));
    store_set_scope(deck->store, deck->namespace);
}

/* ---- a sweep is swept again -------------------------------------------------------------- */

/* Status and body of an answer, as the sweep would have been told. */
static void recall_page(const struct deck *deck, size_t number,
                        struct http_exchange *exchange)
{
    const struct tape_line *at = &deck->tape->lines[deck->pages[number - 1]];
    struct members members;
    struct span key;
    struct span value;
    struct span text = span_of("");
    int64_t status = 0;

    members_begin(&members, tape_text(deck->tape, at));
    while (members_next(&members, &key, &value)) {
        if (span_is(key, "status"))
            span_to_range(value, 100, 999, &status);
        else if (span_is(key, "body") && !members_string(value, &text))
            text = value;
    }
    exchange->status = (int)status;
    buf_add(&exchange->body, text.at, text.bytes);
}

/* false: the sweep is over, well or not. */
static bool answer_next(struct deck *deck, struct sweep *sweep, size_t number)
{
    struct http_request *request = sweep_next(sweep);
    struct http_exchange exchange = {.err = ERR_INIT, .first_byte_ms = -1};

    if (request == NULL)
        return false;
    buf_init(&exchange.body, LIMIT_RESPONSE_BYTES);
    recall_page(deck, number, &exchange);
    exchange.request = request;
    enum err_code code = sweep_feed(sweep, &exchange, NULL);
    buf_release(&exchange.body);
    http_request_free(request);
    return code == ERR_OK;
}

static void play_sweep(struct deck *deck, const json_t *tree, int64_t wall_ms)
{
    const json_t *pages;
    struct sweep_gaps gaps;
    enum sweep_kind kind;
    int64_t page_items;
    int64_t took_ms;

    if (line_read_sweep(tree, &kind, &gaps, &page_items, &took_ms, &pages, NULL) !=
        ERR_OK)
        return;
    struct sweep *sweep = sweep_new(kind, "recorded", page_items,
                                    now_of(deck, wall_ms - took_ms), wall_ms - took_ms);
    sweep_assume(sweep, gaps);
    for (size_t i = 0; i < json_array_size(pages); i++) {
        json_int_t number = json_integer_value(json_array_get(pages, i));
        if (number < 1 || (size_t)number > deck->page_count ||
            !answer_next(deck, sweep, (size_t)number))
            break;
    }
    if (sweep_is_done(sweep) && kind == SWEEP_ELB)
        store_set_elbs(deck->store, sweep_take_elbs(sweep));
    else if (sweep_is_done(sweep))
        store_set_eips(deck->store, sweep_take_eips(sweep));
    sweep_free(sweep);
}

/* ---- line after line ------------------------------------------------------------------------ */

/* Those that are small, read as a tree. */
static void play_tree(struct deck *deck, const struct line *line, struct span text,
                      int64_t wall_ms)
{
    json_t *tree = NULL;

    if (tree_from_json(text, "", &tree, NULL) != ERR_OK)
        return;
    if (line->op == LINE_GONE)
        play_gone(deck, line, tree, wall_ms);
    else if (line->op == LINE_SWEEP)
        play_sweep(deck, tree, wall_ms);
    else if (line->op == LINE_PROBE)
        play_probe(deck, tree);
    else if (line->op == LINE_SOURCE)
        play_source(deck, tree, wall_ms);
    else if (line->op == LINE_SCOPE)
        play_scope(deck, tree);
    else if (line->op == LINE_SKEW)
        store_set_skew(deck->store, tree_int(tree, "ms", 0));
    else if (line->op == LINE_PROBING)
        store_set_probing(deck->store, tree_bool(tree, "on", false));
    json_decref(tree);
}

static void play_next(struct deck *deck)
{
    const struct tape_line *at = &deck->tape->lines[deck->next++];
    struct span text = tape_text(deck->tape, at);
    struct line line;

    if (line_split(text, &line, NULL) != ERR_OK)
        return;
    deck->news = true;
    switch (line.op) {
    case LINE_PUT:
        play_put(deck, &line, at->wall_ms);
        break;
    case LINE_LIST_BEGAN:
        store_list_began(deck->store, line.kind);
        break;
    case LINE_LIST_ENDED:
        store_list_ended(deck->store, line.kind, now_of(deck, at->wall_ms), at->wall_ms);
        break;
    case LINE_PAGE:
    case LINE_START:
    case LINE_END:
        break;
    default:
        play_tree(deck, &line, text, at->wall_ms);
        break;
    }
}

/* ---- from view to view --------------------------------------------------------------------- */

/* Rows that nothing touched are shared from view to view. */
static bool differ(const struct view *a, const struct view *b)
{
    if (a == NULL || a->row_count != b->row_count || a->event_count != b->event_count ||
        a->change_count != b->change_count || a->elb_count != b->elb_count ||
        a->eip_count != b->eip_count)
        return true;
    for (size_t i = 0; i < a->row_count; i++) {
        if (a->rows[i] != b->rows[i])
            return true;
    }
    for (int name = 0; name < SOURCE_COUNT; name++) {
        if (a->sources[name].state != b->sources[name].state)
            return true;
    }
    return false;
}

static void note_change(struct deck *deck)
{
    if (deck->change_count > 0 && deck->changes[deck->change_count - 1] >= deck->wall_ms)
        return; /* it was here before */
    deck->changes = mem_grow(deck->changes, &deck->change_capacity,
                             deck->change_count + 1, sizeof *deck->changes);
    deck->changes[deck->change_count++] = deck->wall_ms;
}

/* true: something is to be seen that was not so in the view before. */
static bool look(struct deck *deck)
{
    struct view *view = store_view(deck->store, deck_now_ms(deck), deck->wall_ms);
    bool changed = differ(deck->view, view);

    view_free(deck->view);
    deck->view = view;
    if (changed)
        note_change(deck);
    return changed;
}

int64_t deck_due_wall_ms(const struct deck *deck)
{
    int64_t now_ms = deck_now_ms(deck);
    int64_t due_ms = store_due_ms(deck->store, now_ms);
    /* What is due at this moment was looked at when it came. */
    int64_t due = due_ms == INT64_MAX || due_ms <= now_ms
                      ? INT64_MAX
                      : deck->wall_ms + (due_ms - now_ms);

    if (deck->next < deck->tape->count && deck->tape->lines[deck->next].wall_ms < due)
        due = deck->tape->lines[deck->next].wall_ms;
    return due;
}

/*
 * To the next frame or the next row that changes by itself, and what comes within the time
 * that the worker would have waited before it published; but not past `until`. true: there
 * was something to be seen.
 */
static bool move_on(struct deck *deck, int64_t until_wall_ms)
{
    int64_t due = deck_due_wall_ms(deck);

    if (due > until_wall_ms) {
        deck->wall_ms = until_wall_ms;
        return false;
    }
    int64_t last = due + INTERVAL_PUBLISH_MS - 1;
    if (last > until_wall_ms)
        last = until_wall_ms;
    deck->wall_ms = due > deck->wall_ms ? due : deck->wall_ms;
    while (deck->next < deck->tape->count &&
           deck->tape->lines[deck->next].wall_ms <= last) {
        deck->wall_ms = deck->tape->lines[deck->next].wall_ms;
        play_next(deck);
    }
    return look(deck);
}

/* ---- from the beginning ----------------------------------------------------------------------- */

static void find_pages(struct deck *deck)
{
    const struct tape *tape = deck->tape;
    size_t capacity = 0;

    for (size_t i = 0; i < tape->count; i++) {
        if (tape->lines[i].op != LINE_PAGE)
            continue;
        deck->pages =
            mem_grow(deck->pages, &capacity, deck->page_count + 1, sizeof *deck->pages);
        deck->pages[deck->page_count++] = i;
    }
}

static void rewind_tape(struct deck *deck)
{
    store_free(deck->store);
    view_free(deck->view);
    deck->view = NULL;
    deck->store = store_new();
    store_set_patience(deck->store, &deck->tape->header.patience);
    deck->next = 0;
    deck->wall_ms = deck->tape->header.from_wall_ms;
    while (deck->next < deck->tape->base_count)
        play_next(deck);
    deck->view = store_view(deck->store, deck_now_ms(deck), deck->wall_ms);
}

struct deck *deck_new(const struct tape *tape)
{
    struct deck *deck = mem_new(sizeof *deck);

    deck->tape = tape;
    find_pages(deck);
    rewind_tape(deck);
    return deck;
}

void deck_free(struct deck *deck)
{
    if (deck == NULL)
        return;
    store_free(deck->store);
    view_free(deck->view);
    free(deck->namespace);
    free(deck->pages);
    free(deck->changes);
    free(deck);
}

/* ---- where to ------------------------------------------------------------------------------------ */

void deck_go(struct deck *deck, int64_t wall_ms)
{
    const struct line_header *header = &deck->tape->header;

    if (wall_ms < header->from_wall_ms)
        wall_ms = header->from_wall_ms;
    if (wall_ms > header->to_wall_ms)
        wall_ms = header->to_wall_ms;
    if (wall_ms < deck->wall_ms)
        rewind_tape(deck);
    deck->news = true;
    while (deck->wall_ms < wall_ms || deck_due_wall_ms(deck) <= wall_ms)
        move_on(deck, wall_ms);
}

void deck_next(struct deck *deck)
{
    int64_t end = deck->tape->header.to_wall_ms;

    deck->news = true;
    while (!deck_is_at_end(deck) || deck_due_wall_ms(deck) <= end) {
        if (move_on(deck, end))
            return;
    }
}

void deck_back(struct deck *deck)
{
    int64_t to = deck->tape->header.from_wall_ms;

    for (size_t i = 0; i < deck->change_count && deck->changes[i] < deck->wall_ms; i++)
        to = deck->changes[i];
    deck_go(deck, to);
}

/* ---- what is to be seen ----------------------------------------------------------------------------- */

struct view *deck_view(struct deck *deck)
{
    deck->news = false;
    return store_view(deck->store, deck_now_ms(deck), deck->wall_ms);
}

bool deck_has_news(const struct deck *deck)
{
    return deck->news || store_is_dirty(deck->store);
}

const char *deck_namespace(const struct deck *deck)
{
    return deck->namespace;
}
