/*
 * Three sources of credentials:
 *
 *   fixed    what the kubeconfig says: ready at once and for ever
 *   file     a token file that others exchange
 *   plugin   a program; its credential is kept until shortly before its end, and renewed
 *            while the old one still serves
 *
 * A plugin that fails, or whose credential is not accepted, is run again ever more rarely:
 * it may open a browser each time.
 */
#include "kube/login.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"
#include "kube/child.h"
#include "kube/credential.h"
#include "kube/token_file.h"
#include "wire/backoff.h"
#include "wire/digest.h"

#include "base/banned.h"

enum {
    RETIRED_PEERS = 2, /* requests may still be under way to these */
    REJECTED_GRACE_MS =
        1000, /* a 401 that late is about the credential before this one */
    REJECTED_AGAIN_MS = 300000, /* one that served so long was good */
    JITTER_SEED = 20,
};

enum source { SOURCE_FIXED, SOURCE_FILE, SOURCE_PLUGIN };

struct login {
    /* fixed after login_new */
    const struct cluster *cluster;
    enum source source;

    struct http_peer *peer; /* NULL: none can be made, or not yet */
    struct http_peer *retired[RETIRED_PEERS];
    uint64_t generation;

    struct err err; /* why FAILED */
    struct chance chance;
    struct backoff failures;
    int64_t now_ms; /* of the last login_work() */
    int64_t wall_ms;

    struct token_file file;

    /* the plugin */
    struct child child;
    struct buf says;    /* its stderr, cleaned */
    size_t heard_bytes; /* of its stderr, that are in `says` */
    int64_t run_ms;     /* not run again before */
    struct credential credential;
    bool has_credential;
    int64_t obtained_ms;
    int64_t renew_wall_ms; /* INT64_MAX: never by time */
    int64_t end_wall_ms;
    int rejections; /* in a row */
};

/* ---- the peer -------------------------------------------------------------------- */

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
    login->generation++;
    return ERR_OK;
}

/* ---- life ------------------------------------------------------------------------ */

struct login *login_new(const struct cluster *cluster)
{
    struct login *login = mem_new(sizeof *login);

    login->cluster = cluster;
    login->source = cluster->exec != NULL         ? SOURCE_PLUGIN
                    : cluster->token_file != NULL ? SOURCE_FILE
                                                  : SOURCE_FIXED;
    login->err = (struct err)ERR_INIT;
    login->chance = chance_from(JITTER_SEED);
    login->credential.expires_ms = WHEN_UNKNOWN;
    buf_init(&login->says, LIMIT_CHILD_SAYS_BYTES * 3); /* a byte may become U+FFFD */
    child_init(&login->child);
    token_file_init(&login->file, cluster->token_file);
    set_peer(login, cluster->cert_pem, secret_reveal(&cluster->key_pem), &login->err);
    return login;
}

void login_free(struct login *login)
{
    if (login == NULL)
        return;
    child_release(&login->child);
    token_file_release(&login->file);
    credential_release(&login->credential);
    buf_release(&login->says);
    http_peer_free(login->peer);
    for (size_t i = 0; i < RETIRED_PEERS; i++)
        http_peer_free(login->retired[i]);
    free(login);
}

/* ---- running the plugin ---------------------------------------------------------- */

static const char *plugin_name(const struct login *login)
{
    const char *command = login->cluster->exec->command;
    const char *slash = strrchr(command, '/');
    return slash == NULL ? command : slash + 1;
}

/* Once more after 5, 10, 20 … s; the first cause of a failure is what is shown. */
static void plugin_failed(struct login *login, const struct err *why)
{
    int64_t wait_ms = INTERVAL_PLUGIN_AGAIN_MS;

    for (int i = 0; i < login->failures.failures && wait_ms < INTERVAL_PLUGIN_MOST_MS;
         i++)
        wait_ms *= 2;
    if (wait_ms > INTERVAL_PLUGIN_MOST_MS)
        wait_ms = INTERVAL_PLUGIN_MOST_MS;
    backoff_fail(&login->failures, &login->chance, wait_ms, login->now_ms);
    login->run_ms = login->failures.until_ms;
    login->err = *why;
}

static enum err_code start_child(struct login *login, struct err *err)
{
    const struct exec_plugin *plugin = login->cluster->exec;
    struct buf info;
    const char **env = mem_new_array(plugin->env_count + 1, sizeof *env);

    buf_init(&info, LIMIT_FILE_BYTES * 2);
    credential_add_info(login->cluster, &info);
    for (size_t i = 0; i < plugin->env_count; i++)
        env[i] = plugin->env[i];
    env[plugin->env_count] = buf_text(&info);
    const struct child_order order = {
        .program = plugin->command,
        .args = plugin->args,
        .arg_count = plugin->arg_count,
        .env = env,
        .env_count = plugin->env_count + 1,
        .keeps_stdin = plugin->interactive == EXEC_ALWAYS,
    };
    enum err_code code =
        child_start(&login->child, &order, login->now_ms + INTERVAL_PLUGIN_MS, err);
    buf_release(&info);
    free(env);
    return code;
}

static void start_plugin(struct login *login)
{
    const char *hint = login->cluster->exec->install_hint;
    struct err why = ERR_INIT;
    struct err shown = ERR_INIT;

    buf_clear(&login->says);
    login->heard_bytes = 0;
    if (login->cluster->exec->interactive == EXEC_ALWAYS && !isatty(STDIN_FILENO)) {
        err_set(&shown, ERR_LOCAL, "exec plugin %s wants a terminal, and there is none",
                plugin_name(login));
        plugin_failed(login, &shown);
        return;
    }
    enum err_code code = start_child(login, &why);
    if (code == ERR_OK)
        return;
    if (code == ERR_ABSENT)
        err_set(&shown, ERR_LOCAL, "exec plugin %s is not installed%s%s",
                plugin_name(login), hint[0] == '\0' ? "" : "; ", hint);
    else
        err_set(&shown, ERR_LOCAL, "exec plugin %s", why.text);
    plugin_failed(login, &shown);
}

/* Device logins say on stderr where to go, and then wait: it is shown as it comes. */
static void hear(struct login *login)
{
    struct span said = buf_span(&login->child.err);

    if (said.bytes == login->heard_bytes)
        return;
    login->heard_bytes = said.bytes;
    buf_clear(&login->says);
    utf8_add_clean(&login->says, span_trim(said));
}

/* The last line of stderr, where programs say why. */
static struct span last_words(const struct login *login)
{
    struct span rest = span_trim(buf_span(&login->child.err));
    struct span line = {"", 0};

    while (rest.bytes > 0 && span_cut(&rest, '\n', &line))
        continue;
    return span_trim(line);
}

static enum err_code check_status(const struct login *login, struct err *err)
{
    const struct child *child = &login->child;
    const char *name = plugin_name(login);
    struct span words = last_words(login);
    const char *colon = words.bytes > 0 ? ": " : "";

    if (child->is_late)
        return err_set(err, ERR_LOCAL, "exec plugin %s did not end within %d s%s%.*s",
                       name, INTERVAL_PLUGIN_MS / 1000, colon, (int)words.bytes,
                       words.at);
    if (child->is_over)
        return err_set(err, ERR_LOCAL, "exec plugin %s printed more than %zu bytes", name,
                       LIMIT_CHILD_BYTES);
    if (WIFSIGNALED(child->status))
        return err_set(err, ERR_LOCAL, "exec plugin %s was ended by signal %d%s%.*s",
                       name, WTERMSIG(child->status), colon, (int)words.bytes, words.at);
    if (WEXITSTATUS(child->status) != 0)
        return err_set(err, ERR_LOCAL, "exec plugin %s ended with status %d%s%.*s", name,
                       WEXITSTATUS(child->status), colon, (int)words.bytes, words.at);
    return ERR_OK;
}

/* "exec plugin NAME: status.token: …" */
static enum err_code name_misfit(const struct login *login, const struct err *misfit,
                                 struct err *err)
{
    char line[sizeof misfit->where + sizeof misfit->text + 8];

    return err_set(err, ERR_LOCAL, "exec plugin %s: %s", plugin_name(login),
                   err_line(misfit, line, sizeof line));
}

static bool has_same_certificate(const struct credential *a, const struct credential *b)
{
    if (!secret_is_set(&a->cert_pem) || !secret_is_set(&b->cert_pem))
        return secret_is_set(&a->cert_pem) == secret_is_set(&b->cert_pem);
    return strcmp(secret_reveal(&a->cert_pem), secret_reveal(&b->cert_pem)) == 0 &&
           strcmp(secret_reveal(&a->key_pem), secret_reveal(&b->key_pem)) == 0;
}

/* Plugins that keep credentials themselves may give the same one once more, near its end:
 * so it is asked for again, and said to be over, not before some seconds from now. */
static void take_times(struct login *login)
{
    int64_t expires_ms = login->credential.expires_ms;
    int64_t soonest_ms = login->wall_ms + INTERVAL_PLUGIN_AGAIN_MS;

    login->renew_wall_ms = INT64_MAX;
    login->end_wall_ms = INT64_MAX;
    if (expires_ms == WHEN_UNKNOWN)
        return;
    login->renew_wall_ms = expires_ms - INTERVAL_PLUGIN_MARGIN_MS;
    if (login->renew_wall_ms < soonest_ms)
        login->renew_wall_ms = soonest_ms;
    login->end_wall_ms = expires_ms < soonest_ms ? soonest_ms : expires_ms;
}

/* Without a certificate of its own, the one of the kubeconfig goes on. */
static enum err_code set_peer_of(struct login *login, const struct credential *fresh,
                                 struct err *err)
{
    const struct cluster *cluster = login->cluster;

    if (secret_is_set(&fresh->cert_pem))
        return set_peer(login, secret_reveal(&fresh->cert_pem),
                        secret_reveal(&fresh->key_pem), err);
    return set_peer(login, cluster->cert_pem, secret_reveal(&cluster->key_pem), err);
}

static enum err_code take_credential(struct login *login, struct err *err)
{
    struct credential fresh = {.expires_ms = WHEN_UNKNOWN};
    struct err misfit = ERR_INIT;
    enum err_code code = credential_decode(
        buf_span(&login->child.out), login->cluster->exec->api_version, &fresh, &misfit);

    if (code == ERR_OK && !has_same_certificate(&fresh, &login->credential))
        code = set_peer_of(login, &fresh, &misfit);
    if (code != ERR_OK) {
        credential_release(&fresh);
        return name_misfit(login, &misfit, err);
    }
    credential_release(&login->credential);
    login->credential = fresh;
    return ERR_OK;
}

static void finish_plugin(struct login *login)
{
    struct err err = ERR_INIT;

    if (check_status(login, &err) != ERR_OK || take_credential(login, &err) != ERR_OK) {
        plugin_failed(login, &err);
        return;
    }
    login->has_credential = true;
    login->obtained_ms = login->now_ms;
    login->run_ms = 0;
    take_times(login);
    backoff_succeed(&login->failures);
    err_clear(&login->err);
}

static bool has_valid_credential(const struct login *login)
{
    return login->has_credential && login->wall_ms < login->end_wall_ms;
}

static bool should_run(const struct login *login)
{
    return !child_is_running(&login->child) && login->now_ms >= login->run_ms &&
           (!login->has_credential || login->wall_ms >= login->renew_wall_ms);
}

static enum login_state work_plugin(struct login *login)
{
    if (child_is_running(&login->child)) {
        bool goes_on = child_work(&login->child, login->now_ms);
        hear(login);
        if (!goes_on)
            finish_plugin(login);
    }
    if (should_run(login))
        start_plugin(login);

    if (has_valid_credential(login))
        return LOGIN_READY;
    return child_is_running(&login->child) ? LOGIN_RUNNING : LOGIN_FAILED;
}

/* ---- the token file -------------------------------------------------------------- */

static enum login_state work_file(struct login *login)
{
    struct err err = ERR_INIT;

    if (token_file_work(&login->file, login->now_ms, &err) == ERR_OK ||
        secret_is_set(&login->file.token) || secret_is_set(&login->cluster->token)) {
        err_clear(&login->err);
        return LOGIN_READY;
    }
    login->err = err;
    login->run_ms = login->now_ms + INTERVAL_BACKOFF_FIRST_MS;
    return LOGIN_FAILED;
}

/* ---- work ------------------------------------------------------------------------ */

enum login_state login_work(struct login *login, int64_t now_ms, int64_t wall_ms)
{
    login->now_ms = now_ms;
    login->wall_ms = wall_ms;
    if (login->peer == NULL)
        return LOGIN_FAILED; /* an address or certificate that cannot be used */
    switch (login->source) {
    case SOURCE_PLUGIN:
        return work_plugin(login);
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
    size_t count = child_fds(&login->child, numbers);

    for (size_t i = 0; i < count; i++)
        fds[i] = (struct http_fd){.fd = numbers[i], .events = POLLIN};
    return count;
}

static int64_t plugin_due_ms(const struct login *login)
{
    if (child_is_running(&login->child))
        return child_due_ms(&login->child, login->now_ms);
    if (!login->has_credential)
        return login->run_ms;
    if (login->renew_wall_ms == INT64_MAX)
        return INT64_MAX;

    int64_t renew_ms = login->now_ms + login->renew_wall_ms - login->wall_ms;
    return renew_ms > login->run_ms ? renew_ms : login->run_ms;
}

int64_t login_due_ms(const struct login *login)
{
    if (login->peer == NULL || login->source == SOURCE_FIXED)
        return INT64_MAX;
    if (login->source == SOURCE_PLUGIN)
        return plugin_due_ms(login);
    return login->err.code != ERR_OK ? login->run_ms : INT64_MAX;
}

void login_retry_now(struct login *login, int64_t now_ms)
{
    login->run_ms = now_ms;
    token_file_doubt(&login->file);
}

/* Seven watches may speak of the same credential; only the first is news. */
static void plugin_rejected(struct login *login, int64_t now_ms)
{
    struct err why = ERR_INIT;
    int64_t served_ms = now_ms - login->obtained_ms;

    if (!login->has_credential || child_is_running(&login->child) ||
        (login->rejections > 0 && served_ms < REJECTED_GRACE_MS))
        return;
    if (served_ms > REJECTED_AGAIN_MS)
        login->rejections = 0;
    login->has_credential = false;
    login->now_ms = now_ms;
    if (login->rejections++ == 0) {
        login->run_ms = now_ms;
        return;
    }
    err_set(&why, ERR_AUTH, "the cluster does not accept what exec plugin %s gives",
            plugin_name(login));
    plugin_failed(login, &why);
}

void login_rejected(struct login *login, int64_t now_ms)
{
    if (login->source == SOURCE_PLUGIN)
        plugin_rejected(login, now_ms);
    else
        token_file_doubt(&login->file);
}

/* ---- requests -------------------------------------------------------------------- */

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
        return &login->credential.token;
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
    *ret_err = has_valid_credential(login) ? (struct err)ERR_INIT : login->err;
}

const char *login_plugin_says(const struct login *login)
{
    return buf_text(&login->says);
}

int64_t login_expires_wall_ms(const struct login *login)
{
    return login->has_credential ? login->credential.expires_ms : WHEN_UNKNOWN;
}
