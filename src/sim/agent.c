#include "sim/agent.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { TURN_MOST_MS = 60 * 1000 };

/* An errand that has not ended; the owner of its exchange. */
struct pending {
    struct agent_errand errand;
    struct pending *previous;
    struct pending *next;
};

struct agent {
    /* fixed after agent_new */
    struct pace *pace;
    struct http *http; /* the thread's, but for http_wake */
    const char *name;  /* NULL: nobody in particular */
    struct gate *gate; /* NULL: it waits nowhere */

    /* fixed by agent_start */
    bool started;
    pthread_t thread;
    void (*run)(void *ctx);
    void *ctx;

    atomic_bool ends;
    atomic_bool held;
    atomic_bool nudged;

    /* the thread's own */
    struct http_exchange *asked; /* of agent_ask(), once it has ended */
    struct pending *pending;
};

static const struct clock machine = CLOCK_REAL_INIT;

static void on_pace_change(void *ctx)
{
    agent_nudge(ctx);
}

enum err_code agent_new(struct pace *pace, struct agent **ret_agent, struct err *err)
{
    struct agent *agent = mem_new(sizeof *agent);
    agent->pace = pace;

    enum err_code code = http_new(&agent->http, err);
    if (code != ERR_OK) {
        free(agent);
        return code;
    }
    pace_on_change(pace, on_pace_change, agent);
    *ret_agent = agent;
    return ERR_OK;
}

void agent_introduce(struct agent *agent, const char *name, struct gate *gate)
{
    agent->name = name;
    agent->gate = gate;
}

static void *agent_run(void *ctx)
{
    struct agent *agent = ctx;
    agent->run(agent->ctx);
    return NULL;
}

enum err_code agent_start(struct agent *agent, void (*run)(void *ctx), void *ctx,
                          struct err *err)
{
    agent->run = run;
    agent->ctx = ctx;
    int failed = pthread_create(&agent->thread, NULL, agent_run, agent);
    if (failed != 0)
        return err_set(err, ERR_LOCAL, "cannot start a thread: error %d", failed);
    agent->started = true;
    return ERR_OK;
}

void agent_nudge(struct agent *agent)
{
    atomic_store(&agent->nudged, true);
    http_wake(agent->http);
}

void agent_hold(struct agent *agent, bool held)
{
    atomic_store(&agent->held, held);
    agent_nudge(agent);
}

bool agent_is_held(const struct agent *agent)
{
    return atomic_load(&agent->held);
}

void agent_join(struct agent *agent)
{
    if (!agent->started)
        return;
    pthread_join(agent->thread, NULL);
    agent->started = false;
}

void agent_stop(struct agent *agent)
{
    atomic_store(&agent->ends, true);
    agent_nudge(agent);
    agent_join(agent);
}

static void pending_drop(struct agent *agent, struct pending *pending)
{
    if (pending->previous != NULL)
        pending->previous->next = pending->next;
    else
        agent->pending = pending->next;
    if (pending->next != NULL)
        pending->next->previous = pending->previous;
    free(pending);
}

void agent_free(struct agent *agent)
{
    if (agent == NULL)
        return;
    agent_stop(agent);
    pace_off_change(agent->pace, on_pace_change, agent);
    http_free(agent->http);
    while (agent->pending != NULL)
        pending_drop(agent, agent->pending);
    free(agent);
}

bool agent_ends(const struct agent *agent)
{
    return atomic_load(&agent->ends);
}

struct pace *agent_pace(const struct agent *agent)
{
    return agent->pace;
}

/* ---- turning ---- */

/* The owner of an exchange is a pending errand, or the agent: then it was asked. */
static void tell_ended(struct agent *agent, struct http_exchange *exchange)
{
    if (exchange->owner == agent) {
        agent->asked = exchange;
        return;
    }
    struct pending *pending = exchange->owner;
    struct agent_errand errand = pending->errand;
    pending_drop(agent, pending);
    errand.ended(errand.ctx, exchange);
    http_exchange_free(exchange);
}

static void tell_all_ended(struct agent *agent)
{
    struct http_exchange *exchange;
    while ((exchange = http_finished(agent->http)) != NULL)
        tell_ended(agent, exchange);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long nothing has to be looked at, but for bytes. */
static int64_t rest_ms(struct agent *agent, int64_t until_simulated_ms,
                       int64_t until_real_ms)
{
    if (atomic_exchange(&agent->nudged, false) || agent_ends(agent))
        return 0;
    int64_t simulated = pace_real_ms_until(agent->pace, until_simulated_ms);
    int64_t real = until_real_ms - clock_now_ms(&machine);
    int64_t rest = least(least(simulated, real), TURN_MOST_MS);
    return rest > 0 ? rest : 0;
}

void agent_turn(struct agent *agent, int64_t until_simulated_ms, int64_t until_real_ms)
{
    http_work(agent->http, NULL, 0, rest_ms(agent, until_simulated_ms, until_real_ms));
    tell_all_ended(agent);
}

bool agent_wait(struct agent *agent, int64_t simulated_ms)
{
    int64_t until = pace_now_ms(agent->pace) + simulated_ms;
    while (!agent_ends(agent) && pace_now_ms(agent->pace) < until)
        agent_turn(agent, until, INT64_MAX);
    return !agent_ends(agent);
}

/* ---- asking ---- */

static struct http_exchange *start(struct agent *agent, const struct agent_server *server,
                                   struct http_request *request,
                                   const struct http_sink *sink, void *owner)
{
    if (agent->name != NULL)
        http_headers_add(&request->headers, "User-Agent", agent->name);
    if (server->sign != NULL)
        server->sign(server->ctx, request);
    return http_start(agent->http, server->peer(server->ctx), request, sink, owner);
}

static struct agent_answer answer_of(struct http_exchange *exchange)
{
    struct agent_answer answer = {.status = exchange->status, .err = exchange->err};
    answer.headers = exchange->headers;
    answer.text = exchange->body;
    exchange->headers = (struct http_headers){0};
    buf_init(&exchange->body, 0);
    if (answer.text.bytes > 0) {
        struct err unread = ERR_INIT;
        tree_from_json(buf_span(&answer.text), "answer", &answer.json, &unread);
    }
    return answer;
}

static void nudge(void *ctx)
{
    agent_nudge(ctx);
}

/* The call may be looked at before it is made. Returns its ticket; 0: there is no gate. */
static uint64_t wait_at_gate(struct agent *agent, const struct http_request *request)
{
    if (agent->gate == NULL)
        return 0;
    uint64_t ticket = gate_enter(agent->gate, agent->name, request, nudge, agent);
    while (!gate_lets(agent->gate, ticket) && !agent_ends(agent))
        agent_turn(agent, INT64_MAX, INT64_MAX);
    return ticket;
}

static struct agent_answer ask_now(struct agent *agent, const struct agent_server *server,
                                   struct http_request *request)
{
    struct http_exchange *exchange = start(agent, server, request, NULL, agent);
    while (agent->asked == NULL && !agent_ends(agent))
        agent_turn(agent, INT64_MAX, INT64_MAX);
    if (agent->asked == NULL) {
        http_cancel(agent->http, exchange);
        struct agent_answer none = {.err = ERR_INIT};
        err_set(&none.err, ERR_LOCAL, "the world ends");
        return none;
    }
    struct agent_answer answer = answer_of(agent->asked);
    http_exchange_free(agent->asked);
    agent->asked = NULL;
    return answer;
}

struct agent_answer agent_ask(struct agent *agent, const struct agent_server *server,
                              struct http_request *request)
{
    while (agent_is_held(agent) && !agent_ends(agent))
        agent_turn(agent, INT64_MAX, INT64_MAX);
    uint64_t ticket = wait_at_gate(agent, request);
    struct agent_answer answer = ask_now(agent, server, request);
    if (ticket != 0)
        gate_leave(agent->gate, ticket);
    return answer;
}

void agent_answer_release(struct agent_answer *answer)
{
    http_headers_release(&answer->headers);
    json_decref(answer->json);
    buf_release(&answer->text);
    *answer = (struct agent_answer){.err = ERR_INIT};
}

bool agent_answer_is_good(const struct agent_answer *answer)
{
    return answer->status >= 200 && answer->status < 300;
}

struct http_request *agent_request(const char *method, const char *path,
                                   const char *content_type, const json_t *body)
{
    struct http_request *request = http_request_new(method, path);
    http_headers_add(&request->headers, "Accept", "application/json");
    if (body != NULL) {
        http_headers_add(&request->headers, "Content-Type",
                         content_type != NULL ? content_type : "application/json");
        tree_to_json(body, 0, &request->body);
    }
    request->intent = HTTP_CHANGES;
    request->answer_ms = -1; /* the world may be paused in mid-answer */
    return request;
}

struct http_exchange *agent_start_errand(struct agent *agent,
                                         const struct agent_server *server,
                                         struct http_request *request,
                                         const struct http_sink *sink,
                                         const struct agent_errand *errand)
{
    struct pending *pending = mem_new(sizeof *pending);

    pending->errand = *errand;
    pending->next = agent->pending;
    if (pending->next != NULL)
        pending->next->previous = pending;
    agent->pending = pending;
    return start(agent, server, request, sink, pending);
}

void agent_cancel_errand(struct agent *agent, struct http_exchange *exchange)
{
    pending_drop(agent, exchange->owner);
    http_cancel(agent->http, exchange);
}
