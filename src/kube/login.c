/*
 * Three sources of credentials:
 *
 *   fixed    what the kubeconfig says: ready at once and for ever
 *   file     a token file that others exchange (token_file.h)
 *   plugin   a program that is asked now and then (plugin.h)
 */
#include "kube/login.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/lifetime.h"
#include "kube/plugin.h"
#include "kube/token_file.h"
#include "wire/digest.h"

#include "base/banned.h"

enum { RETIRED_PEERS = 2 }; /* requests may still be under way to these */

enum source { SOURCE_FIXED, SOURCE_FILE, SOURCE_PLUGIN };

struct login {
    /* fixed after login_new */
    const struct cluster *cluster;
    enum source source;

    struct http_peer *peer;  /* NULL: none can be made, or not yet */
    int64_t certificate_end; /* of the one it shows, wall; WHEN_UNKNOWN */
    struct http_peer *retired[RETIRED_PEERS];
    uint64_t generation;

    struct err err; /* of the peer or the file: why FAILED */
    int64_t now_ms; /* of the last login_work() */
    struct token_file file;
    struct plugin plugin;
};

/* ---- the peer ---------------------------------------------------------------------- */

static void retire_peer(struct login *login)
{
    http_peer_free(login->retired[RETIRED_PEERS - 1]);
    for (size_t i = RETIRED_PEERS - 1; i > 0; i--)
        login->retired[i] = login->retired[i - 1];
    login->retired[0] = login->peer;
    login->peer = NULL;
}

static enum err_code set_peer(struct login *login, const char *cert_pem,
                              const char *key_pem, struct err *err)
{
    const struct cluster *cluster = login->cluster;
    const struct http_peer_config config = {
        .base_url = cluster->server,
        .ca_pem = cluster->ca_pem,
        .cert_pem = cert_pem,
        .key_pem = key_pem,
        .server_name = cluster->tls_server_name,
        .proxy_url = cluster->proxy_url,
        .insecure = cluster->insecure,
    };
    struct http_peer *peer = NULL;
    enum err_code code = http_peer_new(&config, &peer, err);
    if (code != ERR_OK)
        return code;

    retire_peer(login);
    login->peer = peer;
    login->certificate_end = lifetime_of_certificate(cert_pem);
    login->generation++;
    return ERR_OK;
}

static bool has_same_certificate(const struct credential *a, const struct credential *b)
{
    if (!secret_is_set(&a->cert_pem) || !secret_is_set(&b->cert_pem))
        return secret_is_set(&a->cert_pem) == secret_is_set(&b->cert_pem);
    return strcmp(secret_reveal(&a->cert_pem), secret_reveal(&b->cert_pem)) == 0 &&
           strcmp(secret_reveal(&a->key_pem), secret_reveal(&b->key_pem)) == 0;
}

/* Without a certificate of its own, the one of the kubeconfig goes on. */
static enum err_code accept_credential(void *ctx, const struct credential *fresh,
                                       struct err *err)
{
    struct login *login = ctx;
    const struct cluster *cluster = login->cluster;

    if (has_same_certificate(fresh, &login->plugin.credential))
        return ERR_OK;
    if (secret_is_set(&fresh->cert_pem))
        return set_peer(login, secret_reveal(&fresh->cert_pem),
                        secret_reveal(&fresh->key_pem), err);
    return set_peer(login, cluster->cert_pem, secret_reveal(&cluster->key_pem), err);
}

/* ---- life -------------------------------------------------------------------------- */

struct login *login_new(const struct cluster *cluster)
{
    struct login *login = mem_new(sizeof *login);

    login->cluster = cluster;
    login->source = cluster->exec != NULL         ? SOURCE_PLUGIN
                    : cluster->token_file != NULL ? SOURCE_FILE
                                                  : SOURCE_FIXED;
    login->err = (struct err)ERR_INIT;
    login->certificate_end = WHEN_UNKNOWN;
    token_file_init(&login->file, cluster->token_file);
    plugin_init(&login->plugin, cluster, accept_credential, login);
    set_peer(login, cluster->cert_pem, secret_reveal(&cluster->key_pem), &login->err);
    return login;
}

void login_free(struct login *login)
{
    if (login == NULL)
        return;
    plugin_release(&login->plugin);
    token_file_release(&login->file);
    http_peer_free(login->peer);
    for (size_t i = 0; i < RETIRED_PEERS; i++)
        http_peer_free(login->retired[i]);
    free(login);
}

/* ---- the token file ---------------------------------------------------------------- */

static enum login_state work_file(struct login *login)
{
    struct err err = ERR_INIT;

    if (token_file_work(&login->file, login->now_ms, &err) == ERR_OK ||
        secret_is_set(&login->file.token) || secret_is_set(&login->cluster->token)) {
        err_clear(&login->err);
        return LOGIN_READY;
    }
    login->err = err;
    return LOGIN_FAILED;
}

/* ---- work -------------------------------------------------------------------------- */

static enum login_state work_plugin(struct login *login, int64_t wall_ms)
{
    switch (plugin_work(&login->plugin, login->now_ms, wall_ms)) {
    case PLUGIN_SERVES:
        return LOGIN_READY;
    case PLUGIN_RUNS:
        return LOGIN_RUNNING;
    case PLUGIN_FAILED:
        break;
    }
    return LOGIN_FAILED;
}

enum login_state login_work(struct login *login, int64_t now_ms, int64_t wall_ms)
{
    login->now_ms = now_ms;
    if (login->peer == NULL)
        return LOGIN_FAILED; /* an address or certificate that cannot be used */
    switch (login->source) {
    case SOURCE_PLUGIN:
        return work_plugin(login, wall_ms);
    case SOURCE_FILE:
        return work_file(login);
    case SOURCE_FIXED:
        break;
    }
    return LOGIN_READY;
}

size_t login_fds(const struct login *login, struct http_fd fds[2])
{
    int numbers[2];
    size_t count = child_fds(&login->plugin.child, numbers);

    for (size_t i = 0; i < count; i++)
        fds[i] = (struct http_fd){.fd = numbers[i], .events = POLLIN};
    return count;
}

int64_t login_due_ms(const struct login *login)
{
    if (login->peer == NULL || login->source == SOURCE_FIXED)
        return INT64_MAX;
    if (login->source == SOURCE_PLUGIN)
        return plugin_due_ms(&login->plugin);
    return login->err.code == ERR_OK ? INT64_MAX
                                     : login->now_ms + INTERVAL_BACKOFF_FIRST_MS;
}

void login_reserve_terminal(struct login *login)
{
    login->plugin.is_reserved = true;
}

void login_asking(const struct login *login, struct login_asking *ret_asking)
{
    const struct plugin *plugin = &login->plugin;

    *ret_asking = (struct login_asking){0};
    if (login->source != SOURCE_PLUGIN)
        return;
    const char *slash = strrchr(plugin->cluster->exec->command, '/');
    ret_asking->command = slash == NULL ? plugin->cluster->exec->command : slash + 1;
    ret_asking->may_ask = plugin->cluster->exec->interactive != EXEC_NEVER;
    ret_asking->waits = plugin->waits;
    ret_asking->terminal_runs = plugin->terminal_runs;
}

void login_again(struct login *login, bool lends_terminal, int64_t now_ms)
{
    if (login->source == SOURCE_PLUGIN)
        plugin_run_now(&login->plugin, lends_terminal, now_ms);
    else
        login_retry_now(login, now_ms);
}

void login_retry_now(struct login *login, int64_t now_ms)
{
    if (!login->plugin.waits)
        login->plugin.run_ms = now_ms;
    token_file_doubt(&login->file);
}

void login_rejected(struct login *login, int64_t now_ms)
{
    if (login->source == SOURCE_PLUGIN)
        plugin_rejected(&login->plugin, now_ms);
    else
        token_file_doubt(&login->file);
}

/* ---- requests ---------------------------------------------------------------------- */

/* Adds a header whose value is wiped here; http wipes its own copy. */
static void add_secret_header(struct http_request *request, struct buf *value)
{
    http_headers_add(&request->headers, "Authorization", buf_text(value));
    explicit_bzero(value->at, value->bytes);
    buf_release(value);
}

static void add_bearer(struct http_request *request, const struct secret *token)
{
    struct buf value;

    buf_init(&value, LIMIT_TOKEN_BYTES + 16);
    buf_print(&value, "Bearer %s", secret_reveal(token));
    add_secret_header(request, &value);
}

static void add_basic(struct http_request *request, const struct cluster *cluster)
{
    struct buf pair;
    struct buf value;

    buf_init(&pair, LIMIT_TOKEN_BYTES);
    buf_init(&value, LIMIT_TOKEN_BYTES * 2);
    buf_print(&pair, "%s:%s", cluster->basic_user,
              secret_reveal(&cluster->basic_password));
    buf_add_text(&value, "Basic ");
    base64_encode(&value, buf_span(&pair));
    explicit_bzero(pair.at, pair.bytes);
    buf_release(&pair);
    add_secret_header(request, &value);
}

static void add_impersonation(struct http_request *request, const struct cluster *cluster)
{
    if (cluster->impersonate == NULL)
        return;
    http_headers_add(&request->headers, "Impersonate-User", cluster->impersonate);
    if (cluster->impersonate_uid != NULL)
        http_headers_add(&request->headers, "Impersonate-Uid", cluster->impersonate_uid);
    for (size_t i = 0; i < cluster->impersonate_group_count; i++)
        http_headers_add(&request->headers, "Impersonate-Group",
                         cluster->impersonate_groups[i]);
}

/* The token of the moment; one that lies in a file wins over one in the kubeconfig. */
static const struct secret *token_of(const struct login *login)
{
    if (login->source == SOURCE_PLUGIN)
        return &login->plugin.credential.token;
    if (secret_is_set(&login->file.token))
        return &login->file.token;
    return &login->cluster->token;
}

void login_sign(const struct login *login, struct http_request *request)
{
    const struct secret *token = token_of(login);

    if (secret_is_set(token))
        add_bearer(request, token);
    else if (login->cluster->basic_user != NULL)
        add_basic(request, login->cluster);
    add_impersonation(request, login->cluster);
    if (login->cluster->uncompressed)
        http_headers_add(&request->headers, "Accept-Encoding", "identity");
}

const struct http_peer *login_peer(const struct login *login)
{
    return login->peer;
}

uint64_t login_generation(const struct login *login)
{
    return login->generation;
}

void login_error(const struct login *login, struct err *ret_err)
{
    if (login->peer != NULL && login->source == SOURCE_PLUGIN)
        *ret_err =
            plugin_serves(&login->plugin) ? (struct err)ERR_INIT : login->plugin.err;
    else
        *ret_err = login->err;
}

const char *login_plugin_says(const struct login *login)
{
    return buf_text(&login->plugin.says);
}

/* Of several credentials any may be the one that the server asks for: the first end counts. */
int64_t login_expires_wall_ms(const struct login *login)
{
    const struct plugin *plugin = &login->plugin;
    const struct secret *token = token_of(login);
    int64_t ends_ms = login->certificate_end;

    if (secret_is_set(token))
        ends_ms = lifetime_sooner(ends_ms, lifetime_of_token(secret_reveal(token)));
    if (plugin->has_credential)
        ends_ms = lifetime_sooner(ends_ms, plugin->credential.expires_ms);
    return ends_ms;
}
