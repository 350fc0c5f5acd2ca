#include "lesson/classroom.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sim/sim.h"
#include "wire/http.h"
#include "wire/tree.h"
#include "worker/worker.h"
#include "base/banned.h"

enum { LOG_MOST = 1000, PATIENCE_MS = 30000, PICTURE_MS = 5000 };

static const struct clock machine = CLOCK_REAL_INIT;

struct classroom {
    struct sim *sim;
    struct worker *worker;
    struct http *http;
    struct http_peer *control;
    int64_t begun_ms;
    int64_t heard; /* the last entry of the record that was read */
};

static enum err_code start_world(struct classroom *room, const struct script *script,
                                 struct err *err)
{
    const struct sim_config config = {
        .story = script->story, .seed = script->seed, .speed = 100};
    return sim_start(&config, &room->sim, err);
}

static enum err_code start_worker(struct classroom *room, struct err *err)
{
    const struct sim_places *places = sim_places(room->sim);
    const struct worker_config config = {
        .kubeconfig = places->kubeconfig,
        .clouds_file = places->clouds_yaml,
        .os_cloud = "sim",
        .probe_proxy = places->probe_proxy,
        .state_dir = places->dir,
        .simulator = true,
        .forget = true,
        .read_only = true, /* what happens here, happens call by call */
        .seed = 1,
    };
    enum err_code code = worker_new(&config, &room->worker, err);
    return code == ERR_OK ? worker_start(room->worker, err) : code;
}

static enum err_code open_control(struct classroom *room, struct err *err)
{
    const struct http_peer_config config = {
        .base_url = sim_places(room->sim)->control, .proxy_url = "", .http1_only = true};
    enum err_code code = http_new(&room->http, err);
    return code == ERR_OK ? http_peer_new(&config, &room->control, err) : code;
}

/* ---- asking ---- */

static enum err_code read_answer(const struct http_exchange *exchange, json_t **ret_tree,
                                 struct err *err)
{
    json_t *tree = NULL;
    enum err_code code = ERR_OK;

    if (exchange->err.code != ERR_OK)
        return err_set(err, ERR_NET, "the world does not answer: %s", exchange->err.text);
    code = tree_from_json(buf_span(&exchange->body), "answer", &tree, err);
    if (code == ERR_OK && exchange->status != 200)
        code = err_set(err, ERR_REFUSED, "%s",
                       tree_text(tree, "error") != NULL ? tree_text(tree, "error")
                                                        : "the world says no");
    if (code == ERR_OK && ret_tree != NULL)
        *ret_tree = json_incref(tree);
    json_decref(tree);
    return code;
}

enum err_code classroom_ask(struct classroom *room, const char *method, const char *path,
                            json_t *body, json_t **ret_answer, struct err *err)
{
    struct http_request *request = http_request_new(method, path);

    request->answer_ms = PATIENCE_MS;
    if (body != NULL)
        tree_to_json(body, 0, &request->body);
    json_decref(body);
    struct http_exchange *exchange =
        http_exchange_now(room->http, room->control, request);
    enum err_code code = read_answer(exchange, ret_answer, err);
    http_exchange_free(exchange);
    return code;
}

json_t *classroom_news(struct classroom *room, struct err *err)
{
    char path[64];
    json_t *log = NULL;

    snprintf(path, sizeof path, "/log?after=%lld&limit=%d", (long long)room->heard,
             LOG_MOST);
    if (classroom_ask(room, "GET", path, NULL, &log, err) != ERR_OK)
        return NULL;
    room->heard = tree_int(log, "next", room->heard);
    json_t *entries = json_incref(json_object_get(log, "entries"));
    json_decref(log);
    return entries;
}

/* The worker logs in and reads all once while time runs: logins take simulated time. */
static void wait_for_picture(struct classroom *room)
{
    struct doors *doors = worker_doors(room->worker);
    int64_t until_ms = clock_now_ms(&machine) + PICTURE_MS;
    bool complete = false;

    while (!complete && clock_now_ms(&machine) < until_ms) {
        struct pollfd fd = {.fd = doors_fd(doors), .events = POLLIN};
        poll(&fd, 1, (int)(until_ms - clock_now_ms(&machine)));
        struct snapshot *snapshot = doors_take_snapshot(doors);
        complete = snapshot != NULL && snapshot->complete;
        snapshot_free(snapshot);
    }
}

/* The controllers of the world find everything as it should be: that is not the lesson. */
static enum err_code settle(struct classroom *room, struct err *err)
{
    json_t *state = NULL;
    enum err_code code = classroom_ask(room, "POST", "/next", NULL, NULL, err);

    if (code == ERR_OK)
        code = classroom_ask(room, "POST", "/gate", json_pack("{s:b}", "shut", 1), &state,
                             err);
    if (code != ERR_OK)
        return code;
    room->begun_ms = tree_int(state, "now_ms", 0);
    json_decref(state);
    json_t *before = classroom_news(room, err);
    if (before == NULL)
        return err->code;
    json_decref(before);
    return ERR_OK;
}

/* ---- life ---- */

enum err_code classroom_open(const struct script *script, struct classroom **ret_room,
                             struct err *err)
{
    struct classroom *room = mem_new(sizeof *room);
    enum err_code code = start_world(room, script, err);

    if (code == ERR_OK)
        code = open_control(room, err);
    if (code == ERR_OK)
        code = start_worker(room, err);
    if (code == ERR_OK) {
        wait_for_picture(room);
        code = settle(room, err);
    }
    if (code != ERR_OK) {
        classroom_close(room);
        return code;
    }
    *ret_room = room;
    return ERR_OK;
}

void classroom_close(struct classroom *room)
{
    if (room == NULL)
        return;
    worker_free(room->worker);
    http_free(room->http);
    http_peer_free(room->control);
    if (room->sim != NULL)
        sim_stop(room->sim);
    free(room);
}

struct doors *classroom_doors(struct classroom *room)
{
    return worker_doors(room->worker);
}

int64_t classroom_begun_ms(const struct classroom *room)
{
    return room->begun_ms;
}

static void give(struct classroom *room, struct order *order)
{
    if (!doors_give_order(worker_doors(room->worker), &order))
        order_free(order); /* it is busy, and will read everything anyway */
}

void classroom_look(struct classroom *room, const char *namespace, const char *name,
                    bool probe)
{
    give(room, order_new(ORDER_OPEN, namespace, name));
    give(room, order_new(ORDER_REFRESH, NULL, NULL));
    if (probe)
        give(room, order_new(ORDER_PROBE, namespace, name));
}
