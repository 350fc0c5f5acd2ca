#include "sim/door.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "kube/cluster.h"
#include "kube/login.h"
#include "wire/secret.h"

#include "base/banned.h"

enum { PLUGIN_POLL_MS = 100, PLUGIN_POLLS = 600 };

struct door {
    struct http_peer *peer; /* NULL: the login's */
    struct secret bearer;
    struct cluster *cluster; /* NULL: a server of our own */
    struct login *login;
    struct http *pump; /* waits for a plugin's pipes */
};

static const struct clock machine = CLOCK_REAL_INIT;

enum err_code door_new(const char *base_url, const char *ca_pem, const char *bearer,
                       struct door **ret_door, struct err *err)
{
    struct door *door = mem_new(sizeof *door);
    const struct http_peer_config config = {
        .base_url = base_url, .ca_pem = ca_pem, .proxy_url = "", .http1_only = true};
    enum err_code code = http_peer_new(&config, &door->peer, err);

    if (code != ERR_OK) {
        free(door);
        return code;
    }
    secret_set_text(&door->bearer, bearer);
    *ret_door = door;
    return ERR_OK;
}

enum err_code door_new_to_cluster(const char *kubeconfig, const char *context,
                                  struct door **ret_door, struct err *err)
{
    struct door *door = mem_new(sizeof *door);
    const struct cluster_choice choice = {.kubeconfig = kubeconfig, .context = context};
    enum err_code code = cluster_load(&choice, &door->cluster, err);

    if (code == ERR_OK)
        code = http_new(&door->pump, err);
    if (code != ERR_OK) {
        door_free(door);
        return code;
    }
    door->login = login_new(door->cluster);
    *ret_door = door;
    return ERR_OK;
}

void door_free(struct door *door)
{
    if (door == NULL)
        return;
    login_free(door->login);
    cluster_free(door->cluster);
    http_free(door->pump);
    http_peer_free(door->peer);
    secret_wipe(&door->bearer);
    free(door);
}

/* A credential plugin is waited for: the agent has nothing else to do without it. */
static void let_in(struct door *door)
{
    for (int i = 0; i < PLUGIN_POLLS; i++) {
        struct http_fd fds[2];
        int64_t now = clock_now_ms(&machine);
        if (login_work(door->login, now, clock_wall_ms(&machine)) != LOGIN_RUNNING)
            return;
        http_work(door->pump, fds, login_fds(door->login, fds), PLUGIN_POLL_MS);
    }
}

static const struct http_peer *door_peer(void *ctx)
{
    struct door *door = ctx;
    return door->login != NULL ? login_peer(door->login) : door->peer;
}

static void door_sign(void *ctx, struct http_request *request)
{
    struct door *door = ctx;

    if (door->login != NULL) {
        let_in(door);
        login_sign(door->login, request);
        return;
    }
    if (!secret_is_set(&door->bearer))
        return;
    struct buf value;
    buf_init(&value, 8192);
    buf_print(&value, "Bearer %s", secret_reveal(&door->bearer));
    http_headers_add(&request->headers, "Authorization", buf_text(&value));
    buf_release(&value);
}

struct agent_server door_server(struct door *door)
{
    return (struct agent_server){.peer = door_peer, .sign = door_sign, .ctx = door};
}

const char *door_url(const struct door *door)
{
    return door->cluster != NULL ? door->cluster->server : http_peer_base_url(door->peer);
}
