/*
 * The flight recorder before an embedded world: what it saves plays back to the same rows,
 * holds no secret, and playing it sends nothing to anybody.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "cli/item.h"
#include "record/playback.h"
#include "record/zip.h"
#include "stage.h"
#include "wire/tree.h"

#define HELLO "lb-demo/hello"

static const struct worker_config recording = {.seed = 1, .record = true, .forget = true};

static int open_world(void **state)
{
    *state = stage_open(&(struct sim_config){.story = "quiet", .speed = 20}, false);
    return 0;
}

static int close_world(void **state)
{
    stage_close(*state);
    return 0;
}

/* ---- a recording is made ---- */

static void live_through_something(struct stage *stage)
{
    stage_start(stage, &recording);
    stage_complete(stage);
    assert_int_equal(world_autocreate(stage->world, "hello"), 201);
    assert_true(WAIT_FOR(stage_row_is(stage, HELLO, ROW_READY), STAGE_PATIENCE_MS));
    world_delete(stage->world, "whoami/fortune");
    assert_true(WAIT_FOR(stage_row(stage, "whoami/fortune") == NULL, STAGE_PATIENCE_MS));
}

static void order_recording(struct stage *stage, const char *path)
{
    struct order *order = order_new(ORDER_RECORD, NULL, path);
    uint64_t saves = stage_look(stage)->recorder.saves;

    assert_true(doors_give_order(worker_doors(stage->worker), &order));
    assert_true(WAIT_FOR(stage_look(stage)->recorder.saves > saves, STAGE_PATIENCE_MS));
}

static json_t *rows_of(const struct view *view)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < view->row_count; i++)
        json_array_append_new(rows, item_service(view->rows[i]));
    return rows;
}

/*
 * Saves at a moment at which nothing moves: the rows are the same before and after. NULL: try
 * again.
 */
static json_t *save_quietly(struct stage *stage, const char *path)
{
    json_t *before = rows_of(stage_look(stage)->view);

    remove(path);
    order_recording(stage, path);
    json_t *after = rows_of(stage_look(stage)->view);
    bool is_quiet = json_equal(before, after);
    json_decref(before);
    if (is_quiet)
        return after;
    json_decref(after);
    return NULL;
}

/* ---- and played ---- */

static struct playback *open_playback(const char *path, bool at_end)
{
    const struct playback_config config = {.file = path, .at_end = at_end};
    struct playback *playback = NULL;
    struct err err = ERR_INIT;

    if (playback_new(&config, &playback, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return playback;
}

static bool take_newer(struct playback *playback, struct snapshot **seen)
{
    struct snapshot *newer = doors_take_snapshot(playback_doors(playback));

    if (newer == NULL)
        return false;
    snapshot_free(*seen);
    *seen = newer;
    return true;
}

static void assert_rows_equal(const json_t *live, const json_t *played)
{
    if (json_equal(live, played))
        return;
    char *a = json_dumps(live, JSON_INDENT(1) | JSON_SORT_KEYS);
    char *b = json_dumps(played, JSON_INDENT(1) | JSON_SORT_KEYS);
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at])
        at++;
    size_t from = at > 300 ? at - 300 : 0;
    fail_msg("live:\n%.500s\nplayed:\n%.500s", a + from, b + from);
}

static void a_recording_ends_with_the_rows_of_the_live_run(void **state)
{
    struct stage *stage = *state;
    struct snapshot *seen = NULL;
    json_t *live = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/end.jsonl.gz", stage->dir);
    live_through_something(stage);
    for (int i = 0; live == NULL && i < 20; i++)
        live = save_quietly(stage, path);
    assert_non_null(live);

    struct playback *playback = open_playback(path, true);
    assert_true(WAIT_FOR(take_newer(playback, &seen), STAGE_PATIENCE_MS));
    json_t *played = rows_of(seen->view);

    assert_rows_equal(live, played);
    assert_true(seen->replay.on);
    assert_true(seen->complete);
    assert_string_equal(seen->context, "sim");
    assert_int_equal(seen->view->elb_count, stage->seen->view->elb_count);
    assert_int_equal(seen->view->eip_count, stage->seen->view->eip_count);
    assert_int_equal(seen->view->gateway_count, stage->seen->view->gateway_count);
    assert_true(seen->view->change_count > 3); /* the story is told again */
    json_decref(played);
    json_decref(live);
    snapshot_free(seen);
    playback_free(playback);
}

/* ---- nobody is asked ---- */

static size_t count_requests(struct world *world)
{
    int status;
    size_t count = 0;
    json_t *log = world_control(world, "GET", "/log", NULL, &status);
    const json_t *entries = json_object_get(log, "entries");

    assert_int_equal(status, 200);
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const char *who = tree_key_text(json_array_get(entries, i), "who");
        count += who != NULL && strcmp(who, "elbtop") == 0;
    }
    json_decref(log);
    return count;
}

static size_t count_sockets(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct stat about;
    size_t count = 0;

    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 &&
                 S_ISSOCK(about.st_mode);
    closedir(folder);
    return count;
}

static void give(struct playback *playback, enum order_kind kind)
{
    struct order *order = order_new(kind, "whoami", "whoami");
    assert_true(doors_give_order(playback_doors(playback), &order));
}

static bool stands_at_end(struct playback *playback, struct snapshot **seen)
{
    take_newer(playback, seen);
    return *seen != NULL && !(*seen)->replay.runs &&
           (*seen)->replay.wall_ms == (*seen)->replay.to_wall_ms;
}

static void playing_sends_nothing_whatever_is_ordered(void **state)
{
    static const enum order_kind kinds[] = {
        ORDER_REFRESH,      ORDER_OPEN,  ORDER_PROBE, ORDER_RIGHTS,    ORDER_READ_SERVICE,
        ORDER_READ_GATEWAY, ORDER_LOGIN, ORDER_ARM,   ORDER_READ_ONLY, ORDER_RECORD};
    struct stage *stage = *state;
    struct snapshot *seen = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/quiet.jsonl.gz", stage->dir);
    stage_start(stage, &recording);
    stage_complete(stage);
    order_recording(stage, path);
    stage_end_worker(stage);
    size_t requests = count_requests(stage->world);
    size_t sockets = count_sockets();

    struct playback *playback = open_playback(path, false);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        give(playback, kinds[i]);
    give(playback, ORDER_PLAY_NEXT);
    give(playback, ORDER_PLAY_BACK);
    for (int i = 0; i < 6; i++)
        give(playback, ORDER_PLAY_FASTER);
    give(playback, ORDER_PLAY_RUN);
    assert_true(WAIT_FOR(stands_at_end(playback, &seen), STAGE_PATIENCE_MS));

    assert_int_equal(count_sockets(), sockets);
    assert_int_equal(count_requests(stage->world), requests);
    assert_true(seen->read_only);
    assert_false(seen->acting_allowed);
    assert_int_equal(seen->view->row_count, 3);
    snapshot_free(seen);
    playback_free(playback);
}

/* ---- secrets ---- */

static bool add(void *ctx, const char *at, size_t bytes)
{
    return buf_add(ctx, at, bytes);
}

static void read_recording(const char *path, struct buf *ret_text)
{
    struct gunzip *gunzip = gunzip_new(add, ret_text);
    struct buf gz;

    buf_init(ret_text, LIMIT_TAPE_BYTES);
    assert_int_equal(file_read(path, LIMIT_TAPE_FILE_BYTES, &gz, NULL), ERR_OK);
    assert_int_equal(gunzip_feed(gunzip, gz.at, gz.bytes, NULL), ERR_OK);
    assert_true(gunzip_is_whole(gunzip));
    gunzip_free(gunzip);
    buf_release(&gz);
}

/* Whatever stands under one of the keys in what was logged in with. Returns how many did. */
static size_t look_for_texts(const json_t *tree, const char *in, const char *const keys[],
                             size_t key_count)
{
    const char *key;
    json_t *value;
    size_t index;
    size_t looked = 0;

    if (json_is_array(tree)) {
        json_array_foreach(tree, index, value) looked +=
            look_for_texts(value, in, keys, key_count);
    }
    json_object_foreach((json_t *)(uintptr_t)tree, key, value)
    {
        looked += look_for_texts(value, in, keys, key_count);
        for (size_t i = 0; json_is_string(value) && i < key_count; i++) {
            if (strcmp(key, keys[i]) != 0)
                continue;
            looked++;
            if (strstr(in, json_string_value(value)) != NULL)
                fail_msg("the %s stands in the recording", key);
        }
    }
    return looked;
}

static void no_credential_stands_in_a_recording(void **state)
{
    static const char *const keys[] = {
        "token", "client-key-data", "password",   "ak",
        "sk",    "access_key",      "secret_key", "client-certificate-data"};
    struct stage *stage = *state;
    const struct sim_places *places = sim_places(stage->world->sim);
    json_t *file = NULL;
    struct buf text;
    char path[512];
    struct stat about;
    size_t looked = 0;

    snprintf(path, sizeof path, "%s/secrets.jsonl.gz", stage->dir);
    stage_start(stage, &recording);
    stage_complete(stage);
    order_recording(stage, path);
    read_recording(path, &text);

    assert_int_equal(tree_from_file(places->kubeconfig, &file, NULL), ERR_OK);
    looked += look_for_texts(file, buf_text(&text), keys, ARRAY_COUNT(keys));
    json_decref(file);
    file = NULL;
    snprintf(path, sizeof path, "%s/clouds.yaml", stage->dir);
    assert_int_equal(tree_from_file(path, &file, NULL), ERR_OK);
    looked += look_for_texts(file, buf_text(&text), keys, ARRAY_COUNT(keys));
    json_decref(file);
    assert_true(looked >= 2); /* a token and a password at least */
    assert_null(strstr(buf_text(&text), stage->world->token));
    assert_null(strstr(buf_text(&text), stage->world->kube_token));
    assert_null(strstr(buf_text(&text), "X-Auth-Token"));
    assert_null(strstr(buf_text(&text), "Authorization"));

    snprintf(path, sizeof path, "%s/secrets.jsonl.gz", stage->dir);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    order_recording(stage, path);
    assert_non_null(strstr(stage_look(stage)->recorder.said, "there already"));
    order_recording(stage, "/nowhere/to/be.gz");
    assert_non_null(strstr(stage_look(stage)->recorder.said, "not recorded: "));
    order_recording(stage, "");
    assert_non_null(strstr(stage_look(stage)->recorder.said, "/recordings/"));
    buf_release(&text);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_recording_ends_with_the_rows_of_the_live_run),
        IN_WORLD(playing_sends_nothing_whatever_is_ordered),
        IN_WORLD(no_credential_stands_in_a_recording),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
