#include "sim/control.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/span.h"
#include "wire/tree.h"

#include "base/banned.h"

enum {
    LOG_USUAL = 500,
    LOG_MOST = 4000,
    STEP_POLL_MS = 5, /* real; others get so long to react to a wait that has ended */
    STEP_PATIENCE_MS = 60, /* real; nobody reacted: the next wait may end */
    STEP_WAITS_MOST = 400, /* then a step gives up */
};

struct control {
    struct control_config config;
    struct server *server;
    struct teach *teach;

    pthread_mutex_t mu;
    json_t *places; /* NULL until set */
};

/* ---- answers ---- */

static void refuse(struct reply *reply, int status, const char *text)
{
    reply_status(reply, status);
    reply_json(reply, json_pack("{s:s}", "error", text));
}

static json_t *places_of(struct control *control)
{
    pthread_mutex_lock(&control->mu);
    json_t *places =
        control->places != NULL ? json_deep_copy(control->places) : json_object();
    pthread_mutex_unlock(&control->mu);
    return places;
}

static json_t *state_json(struct control *control)
{
    const struct control_config *config = &control->config;

    return json_pack(
        "{s:I, s:f, s:b, s:I, s:{s:s, s:s, s:i, s:i}, s:o, s:b, s:I, s:o, s:o}", "now_ms",
        (json_int_t)pace_now_ms(config->pace), "speed", pace_speed(config->pace),
        "paused", pace_is_paused(config->pace), "seed", (json_int_t)config->seed, "story",
        "name", config->story->name, "about", config->story->about, "steps",
        (int)config->story->step_count, "done", (int)player_steps_done(config->player),
        "faults", fault_box_json(config->box), "ccm_running",
        config->ccm != NULL && !ccm_is_held(config->ccm), "heard",
        (json_int_t)heard_count(config->heard), "gate", teach_json(control->teach),
        "places", places_of(control));
}

static void answer_state(struct control *control, struct reply *reply)
{
    reply_status(reply, 200);
    reply_json(reply, state_json(control));
}

/* NULL: there is a body and it is not JSON; else an object, the caller's. */
static json_t *body_of(const struct ask *ask)
{
    json_t *body = NULL;
    if (span_trim(ask->body).bytes == 0)
        return json_object();
    if (tree_from_json(ask->body, "body", &body, NULL) == ERR_OK && json_is_object(body))
        return body;
    json_decref(body);
    return NULL;
}

/* ---- step ---- */

/* Kept over the polls of one step. */
struct stepping {
    uint64_t changes_before;
    int64_t waits_left; /* -1: until something changes */
    int waits_ended;
    int64_t quiet_since_ms; /* real */
    int64_t now_ms;         /* simulated, when the last wait ended */
};

static const struct clock machine = CLOCK_REAL_INIT;

static void end_a_wait(struct control *control, struct stepping *stepping)
{
    pace_step(control->config.pace);
    stepping->waits_ended++;
    stepping->quiet_since_ms = clock_now_ms(&machine);
}

static bool is_done(struct control *control, const struct stepping *stepping)
{
    if (stepping->waits_ended >= STEP_WAITS_MOST)
        return true;
    if (stepping->waits_left >= 0)
        return stepping->waits_ended >= stepping->waits_left;
    return heard_change_count(control->config.heard) > stepping->changes_before;
}

/* Asked again every few milliseconds until something was heard that changes the world. */
static void continue_step(struct control *control, struct stepping *stepping,
                          struct reply *reply)
{
    struct stepping *memo;

    bool quiet = clock_now_ms(&machine) - stepping->quiet_since_ms >= STEP_PATIENCE_MS;
    if (is_done(control, stepping)) {
        answer_state(control, reply);
        return;
    }
    if (quiet || stepping->waits_left >= 0)
        end_a_wait(control, stepping);
    memo = mem_new(sizeof *memo);
    *memo = *stepping;
    reply_wait(reply, STEP_POLL_MS, memo, free);
}

static void step(struct control *control, const struct ask *ask, struct reply *reply)
{
    if (ask->waited) {
        struct stepping again = *(const struct stepping *)ask->memo;
        continue_step(control, &again, reply);
        return;
    }
    if (!pace_is_paused(control->config.pace)) {
        refuse(reply, 409, "time is running; POST /pause first");
        return;
    }
    json_t *body = body_of(ask);
    if (body == NULL) {
        refuse(reply, 400, "the body is not a JSON object");
        return;
    }
    struct stepping stepping = {
        .changes_before = heard_change_count(control->config.heard),
        .waits_left = tree_int(body, "waits", -1),
    };
    json_decref(body);
    end_a_wait(control, &stepping);
    continue_step(control, &stepping, reply);
}

/* ---- the other calls ---- */

static void set_pause(struct control *control, struct reply *reply, bool paused)
{
    if (paused)
        pace_pause(control->config.pace);
    else
        pace_run(control->config.pace);
    answer_state(control, reply);
}

/* {"speed":10}, or ?speed=10 for those who type. */
static double speed_of(const struct ask *ask)
{
    const char *typed = ask_query(ask, "speed");
    json_t *body = body_of(ask);
    json_t *wrapped = NULL;

    if (typed != NULL)
        wrapped = json_loads(typed, JSON_DECODE_ANY, NULL);
    double speed =
        json_number_value(wrapped != NULL ? wrapped : json_object_get(body, "speed"));
    json_decref(wrapped);
    json_decref(body);
    return speed;
}

static void set_speed(struct control *control, const struct ask *ask, struct reply *reply)
{
    double speed = speed_of(ask);

    if (speed < 0.1 || speed > 100) {
        refuse(reply, 400, "speed must be 0.1 to 100");
        return;
    }
    pace_set_speed(control->config.pace, speed);
    answer_state(control, reply);
}

/* {"fault":SPEC}, or the SPEC alone. */
static char *spec_of(const struct ask *ask)
{
    struct span typed = span_trim(ask->body);
    json_t *body = body_of(ask);
    const char *told = tree_text(body, "fault");
    char *spec = NULL;

    if (told != NULL)
        spec = mem_copy_text(told);
    else if (body == NULL && typed.bytes > 0 && typed.at[0] != '{')
        spec = mem_copy_bytes(typed.at, typed.bytes);
    json_decref(body);
    return spec;
}

static void make_fault(struct control *control, const struct ask *ask,
                       struct reply *reply)
{
    struct err err = ERR_INIT;
    char line[512];
    char *spec = spec_of(ask);

    if (spec == NULL)
        refuse(reply, 400, "{\"fault\":SPEC} is wanted");
    else if (trouble_make(control->config.trouble, spec, &err) != ERR_OK)
        refuse(reply, err.code == ERR_ABSENT ? 404 : 400,
               err_line(&err, line, sizeof line));
    else
        answer_state(control, reply);
    free(spec);
}

static void answer_log(struct control *control, const struct ask *ask,
                       struct reply *reply)
{
    const char *after = ask_query(ask, "after");
    const char *limit = ask_query(ask, "limit");
    int64_t seq = 0;
    int64_t most = LOG_USUAL;

    if ((after != NULL && !span_to_range(span_of(after), 0, INT64_MAX, &seq)) ||
        (limit != NULL && !span_to_range(span_of(limit), 1, LOG_MOST, &most))) {
        refuse(reply, 400, "after and limit are numbers");
        return;
    }
    reply_status(reply, 200);
    reply_json(reply, heard_json(control->config.heard, (uint64_t)seq, (size_t)most,
                                 ask_query(ask, "server")));
}

static bool is(const struct ask *ask, const char *method, const char *path)
{
    return strcmp(ask->method, method) == 0 && strcmp(ask->path, path) == 0;
}

static void handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct control *control = ctx;
    bool told;

    if (teach_handle(control->teach, ask, reply, &told)) {
        if (told)
            answer_state(control, reply);
    } else if (is(ask, "GET", "/state")) {
        answer_state(control, reply);
    } else if (is(ask, "GET", "/log")) {
        answer_log(control, ask, reply);
    } else if (is(ask, "POST", "/step")) {
        step(control, ask, reply);
    } else if (is(ask, "POST", "/pause")) {
        set_pause(control, reply, true);
    } else if (is(ask, "POST", "/run")) {
        set_pause(control, reply, false);
    } else if (is(ask, "POST", "/speed")) {
        set_speed(control, ask, reply);
    } else if (is(ask, "POST", "/fault")) {
        make_fault(control, ask, reply);
    } else if (is(ask, "DELETE", "/fault")) {
        trouble_mend(control->config.trouble);
        answer_state(control, reply);
    } else {
        refuse(reply, 404,
               "GET /state /log, POST /step /run /pause /speed /fault /gate /act /next, "
               "DELETE /fault");
    }
}

enum err_code control_new(const struct control_config *config,
                          struct control **ret_control, struct err *err)
{
    struct control *control = mem_new(sizeof *control);
    const struct server_config server = {
        .name = "control", .port = config->port, .handle = handle, .handle_ctx = control};

    control->config = *config;
    control->teach = teach_new(&(struct teach_config){.pace = config->pace,
                                                      .gate = config->gate,
                                                      .heard = config->heard,
                                                      .player = config->player,
                                                      .cloud = config->cloud});
    pthread_mutex_init(&control->mu, NULL);
    enum err_code code = server_new(&server, &control->server, err);
    if (code != ERR_OK) {
        control_free(control);
        return code;
    }
    *ret_control = control;
    return ERR_OK;
}

void control_free(struct control *control)
{
    if (control == NULL)
        return;
    server_free(control->server);
    teach_free(control->teach);
    json_decref(control->places);
    pthread_mutex_destroy(&control->mu);
    free(control);
}

const char *control_url(const struct control *control)
{
    return server_url(control->server);
}

void control_set_places(struct control *control, json_t *places)
{
    pthread_mutex_lock(&control->mu);
    json_decref(control->places);
    control->places = places;
    pthread_mutex_unlock(&control->mu);
}
