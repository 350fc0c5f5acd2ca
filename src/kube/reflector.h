/*
 * reflector.h - list-then-watch of one kind, as a state machine: fed with bytes and time,
 * it yields changes and the next call. Does no I/O.
 *
 * The life of one: LIST (page after page, all of one resourceVersion) → WATCH from there
 * with bookmarks → resume from the last resourceVersion when the stream ends → LIST again
 * when the server says 410, as a status or as an ERROR event inside a 200. While a new
 * list comes in, the old objects stay; what the complete list did not name is then gone.
 *
 * Source: Kubernetes API concepts ("efficient detection of changes"); recorded answers
 *         600-623 and 700-710.
 */
#ifndef ELBTOP_KUBE_REFLECTOR_H
#define ELBTOP_KUBE_REFLECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/chance.h"
#include "base/err.h"
#include "kube/kind.h"
#include "kube/object.h"
#include "wire/http.h"

/* Changes only when an answer proves it: a dead server that is tried again is WAITING. */
enum reflector_state {
    REFLECTOR_STARTING, /* nothing was ever read */
    REFLECTOR_LISTING,  /* a list comes in; what was known before still stands */
    REFLECTOR_WATCHING, /* the picture is live */
    REFLECTOR_WAITING, /* something failed; the picture is old; next try at retry_at_ms */
    REFLECTOR_DENIED,  /* 403: named and lived without; asked again now and then */
    REFLECTOR_ABSENT,  /* 404 of an optional kind: not installed */
};

/* Where changes go; in the order in which they happened. Objects are given away. */
struct reflector_sink {
    void *ctx;
    /* Just before the same object is given to put: as it was stated, managedFields apart.
     * NULL: nobody wants to know. */
    void (*heard)(void *ctx, const struct kube_object *object, struct span text,
                  struct span managed);
    void (*put)(void *ctx, struct kube_object *object); /* added or changed */
    void (*gone)(void *ctx, enum kube_kind kind, const char *namespace, const char *name,
                 const char *uid);
    void (*list_began)(void *ctx, enum kube_kind kind);
    void (*list_ended)(void *ctx, enum kube_kind kind); /* the unnamed are gone */
};

struct reflector;

struct reflector_config {
    enum kube_kind kind;
    const char *namespace; /* "" or NULL: all */
    uint64_t seed;         /* for jitter */
};

struct reflector *reflector_new(const struct reflector_config *config,
                                const struct reflector_sink *sink);
void reflector_free(struct reflector *reflector);

/*
 * The next request, when it is time for one: NULL while one is under way or waited for.
 * The caller sends it with a sink that calls reflector_feed(), and tells its end with
 * reflector_ended().
 */
struct http_request *reflector_next(struct reflector *reflector, int64_t now_ms,
                                    int64_t wall_ms);

/* Bytes of a 2xx body, in any pieces. false: unreadable, end the exchange. */
bool reflector_feed(struct reflector *reflector, const char *at, size_t bytes,
                    int64_t now_ms);

/*
 * The exchange has ended (err, status, body of a non-2xx answer in it). NULL: the caller
 * dropped it, for no fault of the server. After the first 401 the next request is due at
 * once, so that it goes out as soon as the caller has logged in anew.
 */
void reflector_ended(struct reflector *reflector, const struct http_exchange *exchange,
                     int64_t now_ms);

/* Monotonic time at which reflector_next should be asked again; INT64_MAX: not by time. */
int64_t reflector_due_ms(const struct reflector *reflector);

/*
 * List anew at once (key R, new credentials, woken from sleep): ends waits. While a watch
 * is under way the list comes after its end, which the caller may bring about.
 */
void reflector_retry_now(struct reflector *reflector, int64_t now_ms);

struct reflector_health {
    enum reflector_state state;
    bool ever_listed;
    int64_t confirmed_ms;  /* monotonic: last byte that proved the picture true */
    int64_t retry_at_ms;   /* monotonic; when WAITING */
    int failures;          /* in a row */
    size_t unreadable;     /* objects that could not be decoded since the list */
    int64_t clock_skew_ms; /* server's Date minus ours; 0 unknown */
    struct err err;        /* why WAITING or DENIED; last unreadable otherwise */
};
void reflector_health(const struct reflector *reflector,
                      struct reflector_health *ret_health);

#endif
