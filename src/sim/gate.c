#include "sim/gate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { CALLS_MOST = 32, BODY_BYTES = 16384 };

struct call {
    uint64_t ticket; /* 0: this place is free */
    bool passes;
    const char *who; /* a word of the program */
    char method[12];
    char *target;
    char *body; /* NULL: none */
    void (*nudge)(void *ctx);
    void *ctx;
};

struct gate {
    struct pace *pace;

    /* under mu; agents are nudged while it is held, and nothing else is called */
    pthread_mutex_t mu;
    bool shut;
    uint64_t last_ticket;
    size_t count;
    struct call calls[CALLS_MOST]; /* in order of age */
};

struct gate *gate_new(struct pace *pace)
{
    struct gate *gate = mem_new(sizeof *gate);

    gate->pace = pace;
    pthread_mutex_init(&gate->mu, NULL);
    return gate;
}

static void call_release(struct call *call)
{
    free(call->target);
    free(call->body);
    *call = (struct call){0};
}

void gate_free(struct gate *gate)
{
    if (gate == NULL)
        return;
    for (size_t i = 0; i < gate->count; i++)
        call_release(&gate->calls[i]);
    pthread_mutex_destroy(&gate->mu);
    free(gate);
}

/* ---- who calls ---- */

/* Conditions of Gateways and routes are told again and again while something moves. */
static bool is_condition(const char *path)
{
    return strncmp(path, "/apis/gateway.", 14) == 0 && strstr(path, "/status") != NULL;
}

static bool is_to_be_seen(const struct http_request *request)
{
    return strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0 &&
           strncmp(request->path, "/v3/auth/", 9) != 0 &&
           strstr(request->path, "/events") == NULL && !is_condition(request->path);
}

static size_t under_way_locked(const struct gate *gate)
{
    size_t count = 0;
    for (size_t i = 0; i < gate->count; i++)
        count += gate->calls[i].passes;
    return count;
}

/* Somebody waits, and nothing else is going on. */
static bool stands_still_locked(const struct gate *gate)
{
    return gate->count > 0 && under_way_locked(gate) == 0;
}

static struct call call_of(const struct http_request *request)
{
    struct call call = {.target = mem_copy_text(request->path)};
    size_t bytes = request->body.bytes < BODY_BYTES ? request->body.bytes : BODY_BYTES;

    snprintf(call.method, sizeof call.method, "%s", request->method);
    if (bytes > 0)
        call.body = mem_copy_bytes(request->body.at, bytes);
    return call;
}

uint64_t gate_enter(struct gate *gate, const char *who,
                    const struct http_request *request, void (*nudge)(void *ctx),
                    void *ctx)
{
    struct call call = call_of(request);
    bool still = false;

    call.who = who;
    call.nudge = nudge;
    call.ctx = ctx;
    pthread_mutex_lock(&gate->mu);
    if (gate->count == CALLS_MOST) { /* more than there are agents: it passes unseen */
        pthread_mutex_unlock(&gate->mu);
        call_release(&call);
        return 0;
    }
    call.passes = !gate->shut || !is_to_be_seen(request);
    call.ticket = ++gate->last_ticket;
    gate->calls[gate->count++] = call;
    still = stands_still_locked(gate);
    pthread_mutex_unlock(&gate->mu);
    if (still)
        pace_pause(gate->pace);
    return call.ticket;
}

static struct call *find(struct gate *gate, uint64_t ticket)
{
    for (size_t i = 0; i < gate->count; i++) {
        if (gate->calls[i].ticket == ticket)
            return &gate->calls[i];
    }
    return NULL;
}

bool gate_lets(struct gate *gate, uint64_t ticket)
{
    pthread_mutex_lock(&gate->mu);
    const struct call *call = find(gate, ticket);
    bool lets = call == NULL || call->passes;
    pthread_mutex_unlock(&gate->mu);
    return lets;
}

void gate_leave(struct gate *gate, uint64_t ticket)
{
    pthread_mutex_lock(&gate->mu);
    struct call *call = find(gate, ticket);
    if (call != NULL) {
        size_t behind = gate->count - (size_t)(call - gate->calls) - 1;
        call_release(call);
        memmove(call, call + 1, behind * sizeof *call);
        gate->calls[--gate->count] = (struct call){0};
    }
    bool still = stands_still_locked(gate);
    pthread_mutex_unlock(&gate->mu);
    if (still)
        pace_pause(gate->pace);
}

/* ---- who looks ---- */

static void let_through(struct call *call)
{
    call->passes = true;
    call->nudge(call->ctx);
}

void gate_shut(struct gate *gate, bool shut)
{
    pthread_mutex_lock(&gate->mu);
    gate->shut = shut;
    for (size_t i = 0; i < gate->count && !shut; i++)
        let_through(&gate->calls[i]);
    pthread_mutex_unlock(&gate->mu);
}

bool gate_is_shut(struct gate *gate)
{
    pthread_mutex_lock(&gate->mu);
    bool shut = gate->shut;
    pthread_mutex_unlock(&gate->mu);
    return shut;
}

static struct call *first_waiting(struct gate *gate)
{
    for (size_t i = 0; i < gate->count; i++) {
        if (!gate->calls[i].passes)
            return &gate->calls[i];
    }
    return NULL;
}

uint64_t gate_let_one(struct gate *gate)
{
    uint64_t ticket = 0;

    pthread_mutex_lock(&gate->mu);
    struct call *call = first_waiting(gate);
    if (call != NULL) {
        ticket = call->ticket;
        let_through(call);
    }
    pthread_mutex_unlock(&gate->mu);
    return ticket;
}

bool gate_is_waited_at(struct gate *gate)
{
    pthread_mutex_lock(&gate->mu);
    bool waits = first_waiting(gate) != NULL;
    pthread_mutex_unlock(&gate->mu);
    return waits;
}

bool gate_has_left(struct gate *gate, uint64_t ticket)
{
    pthread_mutex_lock(&gate->mu);
    bool left = find(gate, ticket) == NULL;
    pthread_mutex_unlock(&gate->mu);
    return left;
}

size_t gate_under_way(struct gate *gate)
{
    pthread_mutex_lock(&gate->mu);
    size_t count = under_way_locked(gate);
    pthread_mutex_unlock(&gate->mu);
    return count;
}

json_t *gate_json(struct gate *gate)
{
    json_t *all = json_array();

    pthread_mutex_lock(&gate->mu);
    for (size_t i = 0; i < gate->count; i++) {
        const struct call *call = &gate->calls[i];
        if (call->passes)
            continue;
        json_t *one = json_pack("{s:s, s:s, s:s}", "who", call->who, "method",
                                call->method, "target", call->target);
        if (call->body != NULL)
            json_object_set_new(one, "body", json_string(call->body));
        json_array_append_new(all, one);
    }
    pthread_mutex_unlock(&gate->mu);
    return all;
}
