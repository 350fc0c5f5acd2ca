#include "stage.h"

#include "lib/check.h"
#include "lib/wait.h"

#include <ftw.h>
#include <unistd.h>

#include "base/limits.h"
#include "wire/tree.h"

/* The environment is changed before the world has threads. */
static void make_dir(struct stage *stage)
{
    const char *tmp = getenv("TMPDIR");
    char path[512];

    snprintf(path, sizeof path, "%s/elbtop-stage-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
    stage->dir = mem_copy_text(path);
    snprintf(path, sizeof path, "%s/state", stage->dir);
    stage->state_dir = mem_copy_text(path);
    snprintf(path, sizeof path, "%s/clouds.yaml", stage->dir);
    setenv("OS_CLIENT_CONFIG_FILE", path, 1);
    unsetenv("OS_CLIENT_SECURE_FILE");
}

static uint16_t port_of(const char *url)
{
    return (uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10);
}

/* Text with `new` put behind the first `old`, or in its place; the old text is freed. */
static char *edited(char *text, const char *old, bool replaced, const char *new)
{
    const char *at = strstr(text, old);
    struct buf out;

    assert_non_null(at);
    buf_init(&out, LIMIT_FILE_BYTES);
    buf_add(&out, text, (size_t)(at - text) + (replaced ? 0 : strlen(old)));
    buf_add_text(&out, new);
    buf_add_text(&out, at + strlen(old));
    free(text);
    return buf_take(&out);
}

static char *with_line(char *text, const char *below, const char *line)
{
    char whole[200];

    if (line == NULL)
        return text;
    snprintf(whole, sizeof whole, "    %s\n", line);
    return edited(text, below, false, whole);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

void stage_kubeconfig(struct stage *stage, const char *user_line,
                      const char *context_line)
{
    const struct sim_places *places = sim_places(stage->world->sim);
    struct buf file;
    char path[512];

    assert_int_equal(file_read(places->kubeconfig, LIMIT_FILE_BYTES, &file, NULL),
                     ERR_OK);
    char *text = buf_take(&file);
    text = with_line(text, "  user:\n", user_line);
    text = with_line(text, "  context:\n", context_line);
    if (stage->relay != NULL) {
        char server[40];
        snprintf(server, sizeof server, "https://127.0.0.1:%u", relay_port(stage->relay));
        text = edited(text, places->api_server, true, server);
    }
    snprintf(path, sizeof path, "%s/other", stage->dir);
    free(stage->kubeconfig);
    stage->kubeconfig = mem_copy_text(path);
    write_file(path, text);
    free(text);
}

struct stage *stage_open(const struct sim_config *config, bool with_relay)
{
    struct stage *stage = mem_new(sizeof *stage);
    struct sim_config mine = *config;

    make_dir(stage);
    mine.dir = stage->dir;
    stage->world = world_open(&mine);
    if (with_relay) {
        stage->relay = relay_new(port_of(sim_places(stage->world->sim)->api_server));
        stage_kubeconfig(stage, NULL, NULL);
    }
    return stage;
}

void stage_start(struct stage *stage, const struct worker_config *config)
{
    const struct sim_places *places = sim_places(stage->world->sim);
    struct worker_config mine = *config;
    struct err err = ERR_INIT;

    mine.kubeconfig = stage->kubeconfig != NULL ? stage->kubeconfig : places->kubeconfig;
    if (!mine.no_cloud && mine.os_cloud == NULL)
        mine.os_cloud = "sim";
    if (mine.state_dir == NULL)
        mine.state_dir = stage->state_dir;
    mine.probe_proxy = places->probe_proxy;
    mine.simulator = true;
    if (worker_new(&mine, &stage->worker, &err) != ERR_OK ||
        worker_start(stage->worker, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
}

void stage_end_worker(struct stage *stage)
{
    worker_free(stage->worker);
    stage->worker = NULL;
    snapshot_free(stage->seen);
    stage->seen = NULL;
}

static int remove_one(const char *path, const struct stat *about, int kind,
                      struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

void stage_close(struct stage *stage)
{
    stage_end_worker(stage);
    relay_free(stage->relay);
    world_close(stage->world);
    if (stage->kubeconfig != NULL)
        unlink(stage->kubeconfig);
    nftw(stage->state_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    rmdir(stage->dir);
    free(stage->state_dir);
    free(stage->kubeconfig);
    free(stage->dir);
    free(stage);
}

/* ---- what the worker tells ------------------------------------------------------------ */

const struct snapshot *stage_look(struct stage *stage)
{
    struct snapshot *newer = doors_take_snapshot(worker_doors(stage->worker));

    if (newer != NULL) {
        if (stage->seen != NULL)
            assert_true(newer->generation > stage->seen->generation);
        snapshot_free(stage->seen);
        stage->seen = newer;
    }
    return stage->seen;
}

static bool is_complete(struct stage *stage)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->complete;
}

const struct snapshot *stage_complete(struct stage *stage)
{
    assert_true(WAIT_FOR(is_complete(stage), STAGE_PATIENCE_MS));
    return stage->seen;
}

const struct row *stage_row(struct stage *stage, const char *key)
{
    const struct snapshot *seen = stage_look(stage);
    const char *slash = strchr(key, '/');
    char namespace[128];

    if (seen == NULL)
        return NULL;
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - key), key);
    return view_row(seen->view, namespace, slash + 1);
}

bool stage_row_is(struct stage *stage, const char *key, enum row_state state)
{
    const struct row *row = stage_row(stage, key);
    return row != NULL && row->state == state;
}

const struct source *stage_source(struct stage *stage, enum source_name name)
{
    assert_non_null(stage->seen);
    return &stage->seen->view->sources[name];
}

bool stage_source_is(struct stage *stage, enum source_name name, enum source_state state)
{
    const struct snapshot *seen = stage_look(stage);
    return seen != NULL && seen->view->sources[name].state == state;
}

size_t stage_calls(struct stage *stage, const char *server, int status)
{
    const struct snapshot *seen = stage_look(stage);
    size_t count = 0;

    for (size_t i = 0; seen != NULL && i < seen->call_count; i++) {
        const struct call *call = &seen->calls[i];
        count +=
            strcmp(call->server, server) == 0 && (status == -1 || call->status == status);
    }
    return count;
}

bool stage_has_change(struct stage *stage, const char *key, const char *part)
{
    const struct snapshot *seen = stage_look(stage);

    for (size_t i = 0; seen != NULL && i < seen->view->change_count; i++) {
        const struct view_event *change = &seen->view->changes[i];
        if (strcmp(change->service, key) == 0 && strstr(change->what, part) != NULL)
            return true;
    }
    return false;
}

/* ---- what is asked of it ---------------------------------------------------------------- */

void stage_order(struct stage *stage, enum order_kind kind, const char *key)
{
    char namespace[128] = "";
    const char *slash = key == NULL ? NULL : strchr(key, '/');

    if (slash != NULL)
        snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - key), key);
    struct order *order = slash == NULL ? order_new(kind, NULL, NULL)
                                        : order_new(kind, namespace, slash + 1);
    assert_true(doors_give_order(worker_doors(stage->worker), &order));
}

void stage_fault(struct stage *stage, const char *fault)
{
    char body[300];
    int status;

    snprintf(body, sizeof body, "{\"fault\":\"%s\"}", fault != NULL ? fault : "");
    json_decref(world_control(stage->world, fault != NULL ? "POST" : "DELETE", "/fault",
                              fault != NULL ? body : NULL, &status));
    assert_int_equal(status, 200);
}
