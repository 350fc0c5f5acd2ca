/*
 * agent.h - one of the world's controllers as a client: a thread that asks servers over
 * HTTP, keeps watches open, and waits in simulated time.
 *
 * An agent turns: agent_turn() lets bytes flow until something happened or a moment came.
 * agent_ask() and agent_wait() turn as well, so that watches go on while one answer or
 * one moment is waited for. What ends in between is told to whoever started it.
 *
 * Thread: agent_new, _start, _stop, _free, _nudge and _hold from outside; all others from
 * within.
 */
#ifndef ELBTOP_SIM_AGENT_H
#define ELBTOP_SIM_AGENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "sim/gate.h"
#include "sim/pace.h"
#include "wire/http.h"

/* A server as an agent reaches it. The calls are made on the agent's thread. */
struct agent_server {
    const struct http_peer *(*peer)(void *ctx);
    void (*sign)(void *ctx, struct http_request *request); /* credentials; NULL: none */
    void *ctx;
};

struct agent;

enum err_code agent_new(struct pace *pace, struct agent **ret_agent, struct err *err);
void agent_free(struct agent *agent); /* stops it first */

/* Who it is ("kubectl"), as servers hear it, and where it waits before it calls; NULL:
 * nowhere. Both borrowed. Before agent_start(). */
void agent_introduce(struct agent *agent, const char *name, struct gate *gate);

/* run is the thread's whole life; it must return soon after agent_ends() is true. */
enum err_code agent_start(struct agent *agent, void (*run)(void *ctx), void *ctx,
                          struct err *err);
void agent_stop(struct agent *agent);  /* returns when the thread has ended */
void agent_join(struct agent *agent);  /* the same, but lets it end by itself */
void agent_nudge(struct agent *agent); /* ends a turn; any thread */

/* Trouble: held, it sends nothing with agent_ask() until it is let go. Any thread. */
void agent_hold(struct agent *agent, bool held);
bool agent_is_held(const struct agent *agent);

/* ---- from within the agent's thread ---- */

bool agent_ends(const struct agent *agent);
struct pace *agent_pace(const struct agent *agent);

/*
 * Bytes flow until some came, something ended, a nudge, that simulated moment, or that
 * real one (monotonic; INT64_MAX: none), whichever is first. To be called in a loop.
 */
void agent_turn(struct agent *agent, int64_t until_simulated_ms, int64_t until_real_ms);

/* false: the world ends. */
bool agent_wait(struct agent *agent, int64_t simulated_ms);

struct agent_answer {
    int status; /* 0: none came, err says why */
    struct http_headers headers;
    json_t *json;    /* NULL: no body, or not JSON */
    struct buf text; /* the body as it came */
    struct err err;
};

/* Takes the request, as http_start() does. Owner of the answer: the caller. */
struct agent_answer agent_ask(struct agent *agent, const struct agent_server *server,
                              struct http_request *request);
void agent_answer_release(struct agent_answer *answer);
bool agent_answer_is_good(const struct agent_answer *answer); /* 2xx */

/* With a JSON body (borrowed; NULL: none); content_type NULL: application/json. */
struct http_request *agent_request(const char *method, const char *path,
                                   const char *content_type, const json_t *body);

/* Something under way that is not waited for. ended is told on the agent's thread, from
 * within some later turn; the exchange is freed after it. */
struct agent_errand {
    void (*ended)(void *ctx, struct http_exchange *exchange);
    void *ctx;
};
struct http_exchange *agent_start_errand(struct agent *agent,
                                         const struct agent_server *server,
                                         struct http_request *request,
                                         const struct http_sink *sink,
                                         const struct agent_errand *errand);
void agent_cancel_errand(struct agent *agent, struct http_exchange *exchange);

#endif
