/*
 * stage.h - a reflector on a stage: the test plays the server and the clock, and reads a
 * log of what the reflector told.
 *
 * Log lines: "began services", "put shop/web 17", "gone shop/web", "ended services".
 */
#ifndef ELBTOP_TESTS_KUBE_STAGE_H
#define ELBTOP_TESTS_KUBE_STAGE_H

#include "base/buf.h"
#include "kube/reflector.h"

struct stage {
    struct reflector *reflector;
    struct buf log;
    int64_t now_ms;
    int64_t wall_ms;
    struct http_request *request;   /* the last one that was asked for; NULL */
    struct http_headers headers;    /* of the next answer */
    struct reflector_health health; /* after the last call */
};

void stage_init(struct stage *stage, enum kube_kind kind, const char *namespace,
                uint64_t seed);
void stage_release(struct stage *stage);

/* The next request's path and query, or NULL when none is due. */
const char *stage_ask(struct stage *stage);

/* Waits until one is due, then asks. Fails the test when none is due by time. */
const char *stage_ask_when_due(struct stage *stage);

/* How long until the next request is due; 0 when it is. */
int64_t stage_wait_ms(const struct stage *stage);

void stage_pass(struct stage *stage, int64_t ms);

/* Bytes of a 2xx body. */
bool stage_feed(struct stage *stage, const char *text);
bool stage_feed_bytes(struct stage *stage, const char *at, size_t bytes);

/* The exchange ends: whole with that status and body, or cut. */
void stage_end(struct stage *stage);
void stage_end_status(struct stage *stage, int status, const char *type,
                      const char *body);
void stage_end_bytes(struct stage *stage, int status, struct span body);
void stage_end_cut(struct stage *stage);

/* A whole list of one page with these items ("{…},{…}"), asked for and ended. */
void stage_list(struct stage *stage, const char *version, const char *items);

/* What was told since the last call; valid until the next one. */
const char *stage_told(struct stage *stage);

const char *stage_state_name(enum reflector_state state);

#endif
