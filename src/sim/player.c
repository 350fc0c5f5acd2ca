#include "sim/player.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/bulk.h"
#include "sim/object_path.h"
#include "wire/tree.h"

#include "base/banned.h"

#define APPLY_PATCH "application/apply-patch+yaml"
#define MERGE_PATCH "application/merge-patch+json"

struct player {
    /* fixed after player_new */
    struct player_config config;
    struct agent *agent;

    /* the thread's own */
    int64_t churn_due_ms;
    uint64_t churned;
    int churn_under_way;

    /* under mu, a leaf lock */
    pthread_mutex_t mu;
    size_t steps_done;
    json_t *patches; /* array, oldest first */
    json_t *acts;    /* the same, steps of a story */
};

/* ---- works ---- */

static void note(struct player *player, const char *what, const char *kind,
                 const char *name, const struct agent_answer *answer)
{
    struct buf text;
    const char *message = tree_text(answer->json, "message");

    buf_init(&text, 1024);
    buf_print(&text, "%s %s/%s", what, kind != NULL ? kind : "?",
              name != NULL ? name : "?");
    if (!agent_answer_is_good(answer))
        buf_print(&text, ": %d %.600s", answer->status, message != NULL ? message : "");
    heard_line(player->config.heard, "story", buf_text(&text));
    buf_release(&text);
}

/* Takes body. */
static void send(struct player *player, const char *what, const char *method,
                 const json_t *about, struct url *url, const char *content_type,
                 json_t *body)
{
    struct http_request *request =
        agent_request(method, url_text(url), content_type, body);
    struct agent_answer answer = agent_ask(player->agent, &player->config.kube, request);
    const char *name = tree_text(about, "name");

    if (!agent_ends(player->agent))
        note(player, what, tree_text(about, "kind"),
             name != NULL ? name : tree_text(about, "metadata.name"), &answer);
    agent_answer_release(&answer);
    json_decref(body);
}

static void apply(struct player *player, const json_t *object)
{
    struct url url;
    if (object_path(tree_text(object, "apiVersion"), tree_text(object, "kind"),
                    tree_text(object, "metadata.namespace"),
                    tree_text(object, "metadata.name"), &url)) {
        url_query(&url, "fieldManager", "kubectl");
        url_query(&url, "force", "true");
        send(player, "apply", "PATCH", object, &url, APPLY_PATCH, json_deep_copy(object));
    }
    url_release(&url);
}

static bool path_of_words(const json_t *about, struct url *url)
{
    const char *version = tree_text(about, "apiVersion");
    return object_path(version != NULL ? version : "v1", tree_text(about, "kind"),
                       tree_text(about, "namespace"), tree_text(about, "name"), url);
}

static void patch(struct player *player, const json_t *about)
{
    const json_t *merge = tree_at(about, "merge");
    struct url url;

    if (path_of_words(about, &url) && merge != NULL) {
        if (tree_text(about, "subresource") != NULL)
            url_segment(&url, tree_text(about, "subresource"));
        url_query(&url, "fieldManager", "kubectl-patch");
        send(player, "patch", "PATCH", about, &url, MERGE_PATCH, json_deep_copy(merge));
    }
    url_release(&url);
}

static void end(struct player *player, const json_t *about)
{
    struct url url;
    if (path_of_words(about, &url))
        send(player, "delete", "DELETE", about, &url, NULL, NULL);
    url_release(&url);
}

/* ---- the story ---- */

static void play(struct player *player, const struct story_step *step)
{
    if (step->say != NULL)
        heard_line(player->config.heard, "story", step->say);
    for (size_t i = 0; i < json_array_size(step->apply); i++)
        apply(player, json_array_get(step->apply, i));
    if (step->patch != NULL)
        patch(player, step->patch);
    if (step->end != NULL)
        end(player, step->end);
    for (size_t i = 0; i < json_array_size(step->faults); i++) {
        const char *spec = json_string_value(json_array_get(step->faults, i));
        if (spec != NULL)
            player->config.fault(player->config.fault_ctx, spec);
    }
}

static int64_t play_what_is_due(struct player *player, int64_t now)
{
    const struct story *story = player->config.story;

    while (player->steps_done < story->step_count && !agent_ends(player->agent)) {
        const struct story_step *step = &story->steps[player->steps_done];
        if (step->at_ms > now)
            return step->at_ms;
        play(player, step);
        pthread_mutex_lock(&player->mu);
        player->steps_done++;
        pthread_mutex_unlock(&player->mu);
    }
    return INT64_MAX;
}

/* ---- what others ask for ---- */

static json_t *next_of(struct player *player, json_t *queue)
{
    pthread_mutex_lock(&player->mu);
    json_t *first = json_incref(json_array_get(queue, 0));
    json_array_remove(queue, 0);
    pthread_mutex_unlock(&player->mu);
    return first;
}

static void send_patches(struct player *player)
{
    json_t *about;
    while (!agent_ends(player->agent) &&
           (about = next_of(player, player->patches)) != NULL) {
        patch(player, about);
        json_decref(about);
    }
}

static void play_acts(struct player *player)
{
    json_t *act;
    while (!agent_ends(player->agent) && (act = next_of(player, player->acts)) != NULL) {
        struct story_step step;
        if (story_read_step(act, &step, NULL) == ERR_OK)
            play(player, &step);
        json_decref(act);
    }
}

/* ---- churn ---- */

static void churn_ended(void *ctx, struct http_exchange *exchange)
{
    struct player *player = ctx;
    (void)exchange;
    player->churn_under_way--;
    player->churn_due_ms = 0; /* the next may take its place at once */
}

/* A label that nobody acts upon changes: a watch event, and no more. */
static void churn_once(struct player *player)
{
    char namespace[BULK_KEY_BYTES], name[BULK_KEY_BYTES], value[32];
    size_t index = (size_t)(player->churned % player->config.churn_count);
    struct url url;

    bulk_names(index, namespace, name);
    snprintf(value, sizeof value, "%llu", (unsigned long long)++player->churned);
    json_t *body = json_pack("{s:{s:{s:s}}}", "metadata", "labels", "churn", value);
    object_path("v1", "Service", namespace, name, &url);
    agent_start_errand(player->agent, &player->config.kube,
                       agent_request("PATCH", url_text(&url), MERGE_PATCH, body), NULL,
                       &(struct agent_errand){.ended = churn_ended, .ctx = player});
    player->churn_under_way++;
    url_release(&url);
    json_decref(body);
}

enum { CHURN_TICK_MS = 20, CHURN_AT_ONCE = 8 }; /* few connections, used again */

/* In ticks, so that a thousand changes a second are fifty wakeups. */
static int64_t churn_what_is_due(struct player *player, int64_t now)
{
    double rate = player->config.churn;
    if (rate <= 0 || player->config.churn_count == 0)
        return INT64_MAX;
    if (now >= player->churn_due_ms) {
        uint64_t due = (uint64_t)((double)now / 1000 * rate);
        while (player->churn_under_way < CHURN_AT_ONCE && player->churned < due)
            churn_once(player);
        player->churn_due_ms = now + CHURN_TICK_MS;
    }
    return player->churn_due_ms;
}

/* ---- the thread ---- */

static void run(void *ctx)
{
    struct player *player = ctx;

    while (!agent_ends(player->agent)) {
        int64_t now = pace_now_ms(player->config.pace);
        send_patches(player);
        play_acts(player);
        int64_t story = play_what_is_due(player, now);
        int64_t churn = churn_what_is_due(player, now);
        agent_turn(player->agent, story < churn ? story : churn, INT64_MAX);
    }
}

enum err_code player_new(const struct player_config *config, struct player **ret_player,
                         struct err *err)
{
    struct player *player = mem_new(sizeof *player);
    enum err_code code = agent_new(config->pace, &player->agent, err);

    if (code != ERR_OK) {
        free(player);
        return code;
    }
    player->config = *config;
    player->patches = json_array();
    player->acts = json_array();
    agent_introduce(player->agent, "kubectl", config->gate);
    pthread_mutex_init(&player->mu, NULL);
    *ret_player = player;
    return ERR_OK;
}

enum err_code player_start(struct player *player, struct err *err)
{
    return agent_start(player->agent, run, player, err);
}

void player_free(struct player *player)
{
    if (player == NULL)
        return;
    agent_stop(player->agent);
    agent_free(player->agent);
    json_decref(player->patches);
    json_decref(player->acts);
    pthread_mutex_destroy(&player->mu);
    free(player);
}

void player_patch(struct player *player, json_t *about)
{
    pthread_mutex_lock(&player->mu);
    json_array_append_new(player->patches, about);
    pthread_mutex_unlock(&player->mu);
    agent_nudge(player->agent);
}

enum err_code player_act(struct player *player, const json_t *step, struct err *err)
{
    json_t *act = json_deep_copy(step);
    struct story_step read;
    enum err_code code = story_read_step(act, &read, err);

    if (code != ERR_OK) {
        json_decref(act);
        return code;
    }
    pthread_mutex_lock(&player->mu);
    json_array_append_new(player->acts, act);
    pthread_mutex_unlock(&player->mu);
    agent_nudge(player->agent);
    return ERR_OK;
}

size_t player_steps_done(struct player *player)
{
    pthread_mutex_lock(&player->mu);
    size_t done = player->steps_done;
    pthread_mutex_unlock(&player->mu);
    return done;
}
