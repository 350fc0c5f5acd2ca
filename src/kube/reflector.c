/*
 * What is asked next (the task) and how sure the picture is (the state) are two things.
 * The state changes only when an answer proves it: a server that is tried again and again
 * does not look alive in between.
 *
 *   LIST ─page─► LIST ─last page─► WATCH ─ends─► WATCH ─410, silence─► LIST
 *
 * Two counters keep a sick server from being asked in a hot loop: `failures` counts
 * answers that were errors, `spins` counts answers that were right and led nowhere (a
 * watch that ends at once, a resourceVersion that is too old as soon as it was listed).
 */
#include "kube/reflector.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/reading.h"
#include "kube/refusal.h"
#include "wire/backoff.h"
#include "wire/url.h"

#include "base/banned.h"

enum {
    SPINS_AT_ONCE = 2,       /* so often without a wait */
    WATCH_FAILURES_MOST = 3, /* then the picture is listed anew */
    SKEW_NOISE_MS = 1500,    /* Date has whole seconds, and an answer travels */
};

enum task { TASK_LIST, TASK_WATCH };

struct reflector {
    /* fixed after reflector_new */
    const struct kube_resource *resource;
    char *namespace;
    struct reflector_sink sink;

    /* what is asked next */
    struct chance chance;
    enum task task;
    bool older;           /* the older version of the API is the one that is there */
    struct buf next_page; /* continue token; empty for the first page */
    size_t pages;         /* of this list, before the next one */
    int64_t due_ms;

    /* the exchange under way */
    bool under_way;
    bool anew; /* the caller wants a list when this watch ends */
    int64_t started_ms;
    int64_t fed_ms; /* its last byte, or its start */
    struct reading reading;

    /* how it went */
    struct backoff failures;
    struct backoff spins;
    int watch_failures; /* in a row, that were answers */
    bool unauthorized;  /* the last answer was a 401 */
    enum reflector_state state;
    struct err why; /* of WAITING, DENIED, ABSENT */
    bool ever_listed;
    int64_t confirmed_ms;
    int64_t skew_ms;
};

struct reflector *reflector_new(const struct reflector_config *config,
                                const struct reflector_sink *sink)
{
    struct reflector *self = mem_new(sizeof *self);

    self->resource = kube_resource_of(config->kind);
    self->namespace = mem_copy_text(config->namespace);
    self->sink = *sink;
    self->chance = chance_from(config->seed);
    self->why = (struct err)ERR_INIT;
    buf_init(&self->next_page, READING_TOKEN_BYTES);
    reading_init(&self->reading, config->kind, sink);
    return self;
}

void reflector_free(struct reflector *self)
{
    if (self == NULL)
        return;
    free(self->namespace);
    buf_release(&self->next_page);
    reading_release(&self->reading);
    free(self);
}

/* ---- what is asked ----------------------------------------------------------------- */

static void start_list(struct reflector *self)
{
    self->task = TASK_LIST;
    self->pages = 0;
    self->watch_failures = 0;
    buf_clear(&self->next_page);
}

/* The first list comes from the server's memory, whole and at once; `limit` is for servers
 * that keep none. Later lists follow a 410 or a failure: those ask for the newest state. */
static void add_list_query(const struct reflector *self, struct url *url)
{
    url_query_int(url, "limit", LIMIT_PAGE_ITEMS);
    if (self->next_page.bytes > 0)
        url_query(url, "continue", buf_text(&self->next_page));
    else if (!self->ever_listed)
        url_query(url, "resourceVersion", "0");
}

static void add_watch_query(struct reflector *self, struct url *url)
{
    int64_t seconds = chance_between(&self->chance, INTERVAL_WATCH_MS / 1000,
                                     INTERVAL_WATCH_MS * 2 / 1000);

    /* After a failure the first watch is a short one: a server sends a bookmark before it
     * ends a watch, so this one soon proves that the line is good again. */
    if (self->failures.failures > 0)
        seconds = INTERVAL_PROVE_MS / 1000;
    url_query(url, "watch", "true");
    url_query(url, "allowWatchBookmarks", "true");
    url_query(url, "resourceVersion", buf_text(&self->reading.version));
    url_query_int(url, "timeoutSeconds", seconds);
}

static struct http_request *make_request(struct reflector *self)
{
    bool is_list = self->task == TASK_LIST;
    struct buf path;
    struct url url;

    buf_init(&path, READING_TOKEN_BYTES);
    kube_resource_path(self->resource, self->older, self->namespace, &path);
    url_init(&url, buf_text(&path));
    if (!self->reading.choose)
        url_query(&url, "fieldSelector", self->resource->field_selector);
    if (is_list)
        add_list_query(self, &url);
    else
        add_watch_query(self, &url);

    struct http_request *request = http_request_new("GET", url_text(&url));
    http_headers_add(&request->headers, "Accept", "application/json");
    request->answer_ms = -1; /* a page may be large and the line slow: only */
    request->silence_ms =
        is_list ? INTERVAL_ANSWER_MS : INTERVAL_SILENCE_MS; /* silence */
    request->label = is_list ? self->resource->list_label : self->resource->watch_label;
    url_release(&url);
    buf_release(&path);
    return request;
}

struct http_request *reflector_next(struct reflector *self, int64_t now_ms,
                                    int64_t wall_ms)
{
    if (self->under_way || now_ms < self->due_ms)
        return NULL;

    struct http_request *request = make_request(self);
    self->under_way = true;
    self->anew = false;
    self->started_ms = now_ms;
    self->fed_ms = now_ms;
    reading_begin(&self->reading, self->task == TASK_WATCH, wall_ms - INTERVAL_FRESH_MS);
    return request;
}

/* ---- bytes of a 2xx body ----------------------------------------------------------- */

/* The watch has proved itself: what failed before is over. */
static void prove_watch(struct reflector *self, int64_t now_ms)
{
    self->state = REFLECTOR_WATCHING;
    self->confirmed_ms = now_ms;
    self->watch_failures = 0;
    self->unauthorized = false;
    backoff_succeed(&self->failures);
}

bool reflector_feed(struct reflector *self, const char *at, size_t bytes, int64_t now_ms)
{
    struct reading *reading = &self->reading;

    if (!self->under_way)
        return false;
    if (self->task == TASK_LIST) {
        if (!reading->fed && self->pages == 0) {
            reading->unreadable = 0;
            self->sink.list_began(self->sink.ctx, self->resource->kind);
        }
        self->state = REFLECTOR_LISTING;
    }

    bool goes_on = reading_feed(reading, at, bytes);
    self->fed_ms = now_ms;
    if (self->task == TASK_WATCH && goes_on && reading->changes > 0)
        prove_watch(self, now_ms);
    return goes_on;
}

/* ---- how an exchange ended --------------------------------------------------------- */

static void wait_in(struct reflector *self, enum reflector_state state,
                    const struct err *why, int64_t due_ms)
{
    self->state = state;
    self->why = *why;
    self->due_ms = due_ms;
}

/* Did the server itself say so, rather than the line to it? */
static bool is_answer(const struct err *err)
{
    return err->code != ERR_NET || err->http_status >= 400;
}

/* An error: wait, longer each time, and never less than the server asked for. */
static void fail(struct reflector *self, const struct err *err, int64_t now_ms)
{
    backoff_fail(&self->failures, &self->chance, err->retry_after_ms, now_ms);
    if (self->task == TASK_WATCH && is_answer(err) &&
        ++self->watch_failures >= WATCH_FAILURES_MOST)
        start_list(self);
    wait_in(self, REFLECTOR_WAITING, err, self->failures.until_ms);
}

/* Right, but it led nowhere: again at once, though not for ever. */
static void spin(struct reflector *self, const struct err *err, int64_t now_ms)
{
    backoff_fail(&self->spins, &self->chance, -1, now_ms);
    if (self->spins.failures <= SPINS_AT_ONCE)
        self->due_ms = now_ms;
    else
        wait_in(self, REFLECTOR_WAITING, err, self->spins.until_ms);
}

/* 410: the resourceVersion, or the continue token, is of a time the server forgot. */
static void expire(struct reflector *self, const struct err *err, int64_t now_ms)
{
    start_list(self);
    spin(self, err, now_ms);
}

static int64_t about(struct reflector *self, int64_t interval_ms)
{
    return chance_between(&self->chance, interval_ms * 9 / 10, interval_ms * 11 / 10);
}

/* Rights change rarely, so the question is asked rarely. */
static void deny(struct reflector *self, const struct err *err, int64_t now_ms)
{
    start_list(self);
    backoff_succeed(&self->failures);
    wait_in(self, REFLECTOR_DENIED, err, now_ms + about(self, INTERVAL_DENIED_MS));
}

/* What is not installed has no objects. */
static void be_absent(struct reflector *self, const struct err *err, int64_t now_ms)
{
    start_list(self);
    backoff_succeed(&self->failures);
    wait_in(self, REFLECTOR_ABSENT, err, now_ms + about(self, INTERVAL_ABSENT_MS));
    if (self->ever_listed) {
        self->sink.list_began(self->sink.ctx, self->resource->kind);
        self->sink.list_ended(self->sink.ctx, self->resource->kind);
    }
}

static void miss(struct reflector *self, const struct err *err, int64_t now_ms)
{
    bool try_older = self->resource->older_version != NULL && !self->older;

    start_list(self);
    self->older = try_older;
    if (try_older)
        self->due_ms = now_ms;
    else if (self->resource->optional)
        be_absent(self, err, now_ms);
    else
        fail(self, err, now_ms);
}

/* The first 401 is tried again as soon as the caller has logged in anew. */
static void be_unauthorized(struct reflector *self, const struct err *err, int64_t now_ms)
{
    bool again = self->unauthorized;

    self->unauthorized = true;
    fail(self, err, now_ms);
    if (!again)
        self->due_ms = now_ms;
}

/* spec.type can be selected by since Kubernetes 1.31; before, the list says 400. */
static bool can_do_without_selector(struct reflector *self, int status)
{
    if (status != 400 || self->task != TASK_LIST || self->pages > 0 ||
        self->reading.choose || self->resource->field_selector == NULL)
        return false;
    self->reading.choose = true;
    return true;
}

static void refused(struct reflector *self, const struct http_exchange *exchange,
                    int64_t now_ms)
{
    struct err err = ERR_INIT;

    if (can_do_without_selector(self, exchange->status)) {
        self->due_ms = now_ms;
        return;
    }

    refusal_of_answer(exchange, &err);
    switch (exchange->status) {
    case 401:
        be_unauthorized(self, &err, now_ms);
        break;
    case 403:
        deny(self, &err, now_ms);
        break;
    case 404:
        miss(self, &err, now_ms);
        break;
    case 410:
        expire(self, &err, now_ms);
        break;
    default:
        /* Another "no" is about what was asked: a continue token, a resourceVersion. */
        if (exchange->status < 500 && exchange->status != 429)
            start_list(self);
        fail(self, &err, now_ms);
        break;
    }
}

static void end_list(struct reflector *self, int64_t now_ms)
{
    self->task = TASK_WATCH;
    self->ever_listed = true;
    prove_watch(self, now_ms);
    self->due_ms = now_ms;
    self->sink.list_ended(self->sink.ctx, self->resource->kind);
}

/* A server that does not know `continue` gives the same page for ever. */
static bool is_endless(const struct reflector *self, const struct buf *next)
{
    return self->pages + 1 >= LIMIT_PAGES ||
           span_compare(buf_span(next), buf_span(&self->next_page)) == 0;
}

static void end_page(struct reflector *self, int64_t now_ms)
{
    struct err err = ERR_INIT;
    struct buf next;

    buf_init(&next, READING_TOKEN_BYTES);
    enum err_code code = reading_end_page(&self->reading, &next, &err);
    if (code == ERR_OK && next.bytes > 0 && is_endless(self, &next)) {
        start_list(self);
        code = err_set(&err, ERR_LIMIT, "the list has no last page");
    }

    if (code != ERR_OK) {
        fail(self, &err, now_ms);
    } else if (next.bytes == 0) {
        end_list(self, now_ms);
    } else {
        self->pages++;
        buf_clear(&self->next_page);
        buf_add(&self->next_page, next.at, next.bytes);
        self->due_ms = now_ms;
    }
    buf_release(&next);
}

/*
 * A healthy server sends a bookmark each minute. Silence is what a resourceVersion of the
 * future gets, after a server's data were set back; and what a dead line says. A list
 * tells which.
 */
static void list_after_silence(struct reflector *self, int64_t now_ms)
{
    start_list(self);
    self->due_ms = now_ms;
}

/* A clean end, as each watch has one in time. */
static void end_watch(struct reflector *self, int64_t now_ms)
{
    struct err err = ERR_INIT;
    int64_t lived_ms = now_ms - self->started_ms;

    if (lived_ms < INTERVAL_QUICK_END_MS) {
        err_set(&err, ERR_NET, "each watch ends as soon as it began");
        spin(self, &err, now_ms);
    } else if (lived_ms >= INTERVAL_SILENCE_MS && self->reading.changes == 0) {
        list_after_silence(self, now_ms);
    } else {
        prove_watch(self, now_ms);
        self->due_ms = now_ms;
    }
}

static bool was_cut_for_silence(const struct reflector *self,
                                const struct http_exchange *exchange, int64_t now_ms)
{
    return self->task == TASK_WATCH && exchange->err.code == ERR_NET &&
           now_ms - self->fed_ms >= INTERVAL_SILENCE_MS;
}

static void judge(struct reflector *self, const struct http_exchange *exchange,
                  int64_t now_ms)
{
    struct reading *reading = &self->reading;

    if (self->task == TASK_WATCH && exchange->err.code == ERR_OK &&
        reading->verdict == READING_GOOD)
        reading_end_watch(reading);

    if (reading->verdict == READING_EXPIRED) {
        expire(self, &reading->err, now_ms);
    } else if (reading->verdict == READING_FAILED) {
        fail(self, &reading->err, now_ms);
    } else if (was_cut_for_silence(self, exchange, now_ms)) {
        list_after_silence(self, now_ms);
    } else if (exchange->err.code != ERR_OK) {
        fail(self, &exchange->err, now_ms);
    } else if (http_status_code(exchange->status) != ERR_OK) {
        refused(self, exchange, now_ms);
    } else if (self->task == TASK_LIST) {
        end_page(self, now_ms);
    } else {
        end_watch(self, now_ms);
    }
}

/* A watch's first byte may come long after its headers, so only lists tell the time. */
static void compare_clocks(struct reflector *self, const struct http_exchange *exchange)
{
    int64_t date_ms = http_date_ms(&exchange->headers);

    if (self->task != TASK_LIST || date_ms == WHEN_UNKNOWN || exchange->first_byte_ms < 0)
        return;
    int64_t ours_ms = exchange->started_wall_ms + exchange->first_byte_ms;
    int64_t skew_ms = date_ms + 500 - ours_ms; /* Date is cut to seconds */
    self->skew_ms = llabs(skew_ms) < SKEW_NOISE_MS ? 0 : skew_ms;
}

void reflector_ended(struct reflector *self, const struct http_exchange *exchange,
                     int64_t now_ms)
{
    bool was_watch = self->task == TASK_WATCH;

    self->under_way = false;
    self->due_ms = now_ms;
    if (was_watch && now_ms - self->started_ms >= INTERVAL_QUICK_END_MS)
        backoff_succeed(&self->spins);
    if (exchange != NULL) {
        compare_clocks(self, exchange);
        judge(self, exchange, now_ms);
    }
    if (self->anew) {
        start_list(self);
        self->due_ms = now_ms;
    }
}

/* ---- when, and how it is ----------------------------------------------------------- */

int64_t reflector_due_ms(const struct reflector *self)
{
    return self->under_way ? INT64_MAX : self->due_ms;
}

void reflector_retry_now(struct reflector *self, int64_t now_ms)
{
    if (self->under_way) {
        self->anew = self->task == TASK_WATCH;
        return;
    }
    start_list(self);
    self->due_ms = now_ms;
}

static bool is_without_picture(enum reflector_state state)
{
    return state == REFLECTOR_WAITING || state == REFLECTOR_DENIED ||
           state == REFLECTOR_ABSENT;
}

void reflector_health(const struct reflector *self, struct reflector_health *ret_health)
{
    *ret_health = (struct reflector_health){
        .state = self->state,
        .ever_listed = self->ever_listed,
        .confirmed_ms = self->confirmed_ms,
        .retry_at_ms = self->due_ms,
        .failures = self->failures.failures,
        .unreadable = self->reading.unreadable,
        .clock_skew_ms = self->skew_ms,
        .err = is_without_picture(self->state) ? self->why : self->reading.unreadable_err,
    };
    if (!is_without_picture(self->state) && self->reading.unreadable == 0)
        err_clear(&ret_health->err);
}
