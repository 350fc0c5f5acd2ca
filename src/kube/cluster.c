#include "kube/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "kube/cluster_env.h"
#include "kube/exec_plugin.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

#define CERTIFICATE "CERTIFICATE-----"
#define PRIVATE_KEY "PRIVATE KEY-----"

void cluster_free(struct cluster *cluster)
{
    if (cluster == NULL)
        return;
    secret_wipe(&cluster->key_pem);
    secret_wipe(&cluster->token);
    secret_wipe(&cluster->basic_password);
    arena_release(&cluster->arena);
    free(cluster);
}

/* ---- the cluster: where it is ------------------------------------------------------ */

static bool is_proxy_scheme(struct span scheme)
{
    return span_is(scheme, "http") || span_is(scheme, "https") ||
           span_is(scheme, "socks5") || span_is(scheme, "socks5h");
}

static enum err_code decode_proxy(const struct kubeconfig_entry *entry,
                                  struct cluster *cluster, struct err *err)
{
    struct url_parts parts;
    const char *proxy;
    enum err_code code = entry_text(entry, "proxy-url", &proxy, err);
    if (code != ERR_OK || proxy == NULL)
        return code;

    if (!url_split(span_of(proxy), &parts) || !is_proxy_scheme(parts.scheme))
        return entry_misfit(entry, "proxy-url", ERR_SHAPE, err,
                            "expected http://, https:// or socks5:// and a host");
    cluster->proxy_url = arena_text(&cluster->arena, proxy);
    return ERR_OK;
}

static enum err_code decode_trust(const struct kubeconfig_entry *entry,
                                  struct cluster *cluster, struct err *err)
{
    const char *name;
    struct buf pem;
    enum err_code code =
        entry_pem(entry, "certificate-authority", CERTIFICATE, &pem, err);

    if (code == ERR_OK && pem.bytes > 0)
        cluster->ca_pem = arena_bytes(&cluster->arena, pem.at, pem.bytes);
    buf_release(&pem);
    if (code != ERR_OK ||
        (code = entry_bool(entry, "insecure-skip-tls-verify", &cluster->insecure, err)) !=
            ERR_OK ||
        (code = entry_text(entry, "tls-server-name", &name, err)) != ERR_OK)
        return code;

    cluster->tls_server_name = arena_text(&cluster->arena, name);
    if (cluster->insecure && cluster->ca_pem != NULL)
        return entry_misfit(entry, "insecure-skip-tls-verify", ERR_SHAPE, err,
                            "cannot be true beside a certificate-authority; "
                            "take one of them out");
    return ERR_OK;
}

/* Like kubectl: an address without scheme is https as soon as anything speaks of TLS. */
static const char *with_scheme(struct cluster *cluster, const char *server)
{
    bool is_tls =
        cluster->ca_pem != NULL || cluster->cert_pem != NULL || cluster->insecure;

    if (strstr(server, "://") != NULL)
        return server;
    return arena_print(&cluster->arena, "%s://%s", is_tls ? "https" : "http", server);
}

static enum err_code decode_server(const struct kubeconfig_entry *entry,
                                   struct cluster *cluster, struct err *err)
{
    struct url_parts parts;
    const char *server;
    enum err_code code = entry_text(entry, "server", &server, err);
    if (code != ERR_OK)
        return code;
    if (server == NULL)
        return entry_misfit(entry, "server", ERR_SHAPE, err,
                            "missing; expected https://HOST:PORT");

    struct span text = span_of(with_scheme(cluster, server));
    if (!url_split(text, &parts) ||
        (!span_is(parts.scheme, "https") && !span_is(parts.scheme, "http")))
        return entry_misfit(entry, "server", ERR_SHAPE, err,
                            "expected https://HOST:PORT, got \"%s\"", server);
    while (span_ends(text, "/"))
        text.bytes--;
    cluster->server = arena_bytes(&cluster->arena, text.at, text.bytes);
    return ERR_OK;
}

static enum err_code decode_cluster(const struct kubeconfig_entry *entry,
                                    struct cluster *cluster, struct err *err)
{
    enum err_code code;

    if ((code = decode_trust(entry, cluster, err)) != ERR_OK ||
        (code = decode_server(entry, cluster, err)) != ERR_OK ||
        (code = entry_bool(entry, "disable-compression", &cluster->uncompressed, err)) !=
            ERR_OK)
        return code;
    return decode_proxy(entry, cluster, err);
}

/* ---- the user: how one is let in --------------------------------------------------- */

static enum err_code decode_certificate(const struct kubeconfig_entry *entry,
                                        struct cluster *cluster, struct err *err)
{
    struct buf cert;
    struct buf key;
    enum err_code code;

    buf_init(&key, LIMIT_FILE_BYTES);
    code = entry_pem(entry, "client-certificate", CERTIFICATE, &cert, err);
    if (code == ERR_OK)
        code = entry_pem(entry, "client-key", PRIVATE_KEY, &key, err);
    if (code == ERR_OK && cert.bytes > 0 && key.bytes == 0)
        code = entry_misfit(entry, "client-key", ERR_SHAPE, err,
                            "missing beside the client-certificate");
    else if (code == ERR_OK && cert.bytes == 0 && key.bytes > 0)
        code = entry_misfit(entry, "client-certificate", ERR_SHAPE, err,
                            "missing beside the client-key");
    if (code == ERR_OK && cert.bytes > 0) {
        cluster->cert_pem = arena_bytes(&cluster->arena, cert.at, cert.bytes);
        secret_set(&cluster->key_pem, key.at, key.bytes);
    }
    if (key.at != NULL)
        explicit_bzero(key.at, key.bytes);
    buf_release(&key);
    buf_release(&cert);
    return code;
}

static enum err_code decode_token(const struct kubeconfig_entry *entry,
                                  struct cluster *cluster, struct err *err)
{
    const char *token;
    enum err_code code = entry_text(entry, "token", &token, err);
    if (code != ERR_OK)
        return code;

    if (token != NULL && strlen(token) > LIMIT_TOKEN_BYTES)
        return entry_misfit(entry, "token", ERR_LIMIT, err, "longer than %zu bytes",
                            LIMIT_TOKEN_BYTES);
    secret_set_text(&cluster->token, token);
    return entry_path(entry, "tokenFile", &cluster->arena, &cluster->token_file, err);
}

static enum err_code decode_password(const struct kubeconfig_entry *entry,
                                     struct cluster *cluster, struct err *err)
{
    const char *user;
    const char *password;
    enum err_code code;

    if ((code = entry_text(entry, "username", &user, err)) != ERR_OK ||
        (code = entry_text(entry, "password", &password, err)) != ERR_OK)
        return code;
    if (user == NULL && password != NULL)
        return entry_misfit(entry, "username", ERR_SHAPE, err,
                            "missing beside the password");
    if (user != NULL && (secret_is_set(&cluster->token) || cluster->token_file != NULL))
        return entry_misfit(entry, "username", ERR_SHAPE, err,
                            "cannot stand beside a token; take one of them out");
    cluster->basic_user = arena_text(&cluster->arena, user);
    if (user != NULL)
        secret_set_text(&cluster->basic_password, password == NULL ? "" : password);
    return ERR_OK;
}

static enum err_code decode_impersonation(const struct kubeconfig_entry *entry,
                                          struct cluster *cluster, struct err *err)
{
    struct arena *arena = &cluster->arena;
    const char *as;
    const char *uid;
    enum err_code code;

    if ((code = entry_text(entry, "as", &as, err)) != ERR_OK ||
        (code = entry_text(entry, "as-uid", &uid, err)) != ERR_OK ||
        (code = entry_texts(entry, "as-groups", arena, &cluster->impersonate_groups,
                            &cluster->impersonate_group_count, err)) != ERR_OK)
        return code;
    if (as == NULL && (uid != NULL || cluster->impersonate_group_count > 0))
        return entry_misfit(entry, "as", ERR_SHAPE, err,
                            "missing; as-uid and as-groups need a user to act as");
    if (tree_at(entry->fields, "as-user-extra") != NULL)
        return entry_misfit(entry, "as-user-extra", ERR_SHAPE, err,
                            "is not supported; take it out, or use another user");
    cluster->impersonate = arena_text(arena, as);
    cluster->impersonate_uid = arena_text(arena, uid);
    return ERR_OK;
}

static enum err_code refuse_auth_provider(const struct kubeconfig_entry *entry,
                                          struct err *err)
{
    const char *name = tree_text(entry->fields, "auth-provider.name");

    if (tree_at(entry->fields, "auth-provider") == NULL)
        return ERR_OK;
    return entry_misfit(entry, "auth-provider", ERR_SHAPE, err,
                        "\"%s\" is built into old kubectls only; use an exec plugin "
                        "(user.exec) instead",
                        name == NULL ? "" : name);
}

/* As in client-go, who has a token or a password needs no plugin. */
static bool needs_plugin(const struct kubeconfig_entry *entry,
                         const struct cluster *cluster)
{
    return tree_at(entry->fields, "exec") != NULL && !secret_is_set(&cluster->token) &&
           cluster->token_file == NULL && cluster->basic_user == NULL;
}

static enum err_code decode_user(const struct kubeconfig_entry *entry,
                                 const struct kubeconfig_entry *cluster_entry,
                                 struct cluster *cluster, struct err *err)
{
    enum err_code code;

    if ((code = refuse_auth_provider(entry, err)) != ERR_OK ||
        (code = decode_certificate(entry, cluster, err)) != ERR_OK ||
        (code = decode_token(entry, cluster, err)) != ERR_OK ||
        (code = decode_password(entry, cluster, err)) != ERR_OK ||
        (code = decode_impersonation(entry, cluster, err)) != ERR_OK)
        return code;
    if (needs_plugin(entry, cluster))
        return exec_plugin_decode(entry, cluster_entry, &cluster->arena, &cluster->exec,
                                  err);
    return ERR_OK;
}

/* ---- the context: which cluster, which user ---------------------------------------- */

/* "no context "x"; there are: a, b" */
static enum err_code no_such_context(const struct kubeconfig *config, const char *file,
                                     const char *name, struct err *err)
{
    struct arena arena = {0};
    struct buf text;
    size_t count;
    const char **names = kubeconfig_names(config, "contexts", &arena, &count);

    buf_init(&text, sizeof err->text);
    if (name == NULL)
        buf_add_text(&text, "current-context is not set");
    else
        buf_print(&text, "no context \"%s\"", name);
    for (size_t i = 0; i < count && !text.over; i++)
        buf_print(&text, "%s%s", i == 0 ? "; --context takes: " : ", ", names[i]);
    if (count == 0)
        buf_add_text(&text, "; the file names no context at all");
    err_set(err, ERR_LOCAL, "%s", buf_text(&text));
    err_at(err, "%s", file);
    buf_release(&text);
    arena_release(&arena);
    return ERR_LOCAL;
}

static enum err_code find_named(const struct kubeconfig *config,
                                const struct kubeconfig_entry *context, const char *field,
                                const char *list, const char *name,
                                struct kubeconfig_entry *ret_entry, struct err *err)
{
    if (kubeconfig_find(config, list, field, name, ret_entry))
        return ERR_OK;
    return entry_misfit(context, field, ERR_LOCAL, err, "no entry \"%s\" in %s", name,
                        list);
}

static enum err_code decode_context(const struct kubeconfig *config,
                                    const struct kubeconfig_entry *context,
                                    struct cluster *cluster, struct err *err)
{
    struct kubeconfig_entry cluster_entry;
    struct kubeconfig_entry user_entry = {.file = context->file};
    const char *name;
    const char *user;
    const char *namespace;
    enum err_code code;

    if ((code = entry_text(context, "cluster", &name, err)) != ERR_OK ||
        (code = entry_text(context, "user", &user, err)) != ERR_OK ||
        (code = entry_text(context, "namespace", &namespace, err)) != ERR_OK)
        return code;
    if (name == NULL)
        return entry_misfit(context, "cluster", ERR_SHAPE, err, "missing");

    cluster->name = arena_text(&cluster->arena, name);
    cluster->user = user == NULL ? "" : arena_text(&cluster->arena, user);
    cluster->namespace =
        namespace == NULL ? "default" : arena_text(&cluster->arena, namespace);
    code = find_named(config, context, "cluster", "clusters", name, &cluster_entry, err);
    if (code == ERR_OK && user != NULL)
        code = find_named(config, context, "user", "users", user, &user_entry, err);
    if (code == ERR_OK && user != NULL)
        code = decode_user(&user_entry, &cluster_entry, cluster, err);
    if (code == ERR_OK)
        code = decode_cluster(&cluster_entry, cluster, err);
    return code;
}

static enum err_code load_from_config(const struct kubeconfig *config, const char *wanted,
                                      struct cluster *cluster, struct err *err)
{
    struct kubeconfig_entry context;
    const char *file;
    const char *current = kubeconfig_current(config, &file);
    const char *name = wanted != NULL ? wanted : current;

    if (name == NULL || !kubeconfig_find(config, "contexts", "context", name, &context))
        return no_such_context(config, file, name, err);
    cluster->context = arena_text(&cluster->arena, name);
    return decode_context(config, &context, cluster, err);
}

/* ---- in a pod ---------------------------------------------------------------------- */

/* A small text file of the pod's folder, without blanks around it. */
static enum err_code read_pod_file(const struct cluster_env *env, const char *name,
                                   struct arena *arena, const char **ret_text,
                                   struct err *err)
{
    struct buf text;
    const char *path = arena_print(arena, "%s/%s", env->pod_folder, name);
    enum err_code code = file_read(path, LIMIT_FILE_BYTES, &text, err);
    if (code != ERR_OK)
        return code;

    struct span inside = span_trim(buf_span(&text));
    *ret_text = arena_bytes(arena, inside.at, inside.bytes);
    buf_release(&text);
    return ERR_OK;
}

static enum err_code load_from_pod(const struct cluster_env *env, struct cluster *cluster,
                                   struct err *err)
{
    struct arena *arena = &cluster->arena;
    const char *port = env->service_port == NULL ? "443" : env->service_port;
    bool is_ipv6 = strchr(env->service_host, ':') != NULL;
    enum err_code code = read_pod_file(env, "ca.crt", arena, &cluster->ca_pem, err);
    if (code != ERR_OK)
        return code;

    cluster->context = "";
    cluster->name = "in-cluster";
    cluster->user = "service account";
    cluster->server = arena_print(arena, is_ipv6 ? "https://[%s]:%s" : "https://%s:%s",
                                  env->service_host, port);
    cluster->token_file = arena_print(arena, "%s/token", env->pod_folder);
    if (read_pod_file(env, "namespace", arena, &cluster->namespace, NULL) != ERR_OK ||
        cluster->namespace[0] == '\0')
        cluster->namespace = "default";
    return ERR_OK;
}

static enum err_code nowhere(const struct cluster_env *env, struct err *err)
{
    if (env->kubeconfig != NULL && env->kubeconfig[0] != '\0') {
        err_at(err, "KUBECONFIG");
        return err_set(err, ERR_LOCAL, "none of its files exists: %s", env->kubeconfig);
    }
    return err_set(err, ERR_LOCAL,
                   "no kubeconfig: there is no ~/.kube/config; set KUBECONFIG or give "
                   "--kubeconfig FILE (or try --demo)");
}

/* ---- all together ------------------------------------------------------------------ */

enum err_code cluster_load_in(const struct cluster_env *env,
                              const struct cluster_choice *choice,
                              struct cluster **ret_cluster, struct err *err)
{
    struct kubeconfig config;
    struct cluster *cluster = NULL;
    enum err_code code = kubeconfig_read(env, choice->kubeconfig, &config, err);
    if (code != ERR_OK)
        return code;

    cluster = mem_new(sizeof *cluster);
    if (config.file_count > 0)
        code = load_from_config(&config, choice->context, cluster, err);
    else if (env->service_host != NULL && choice->context == NULL)
        code = load_from_pod(env, cluster, err);
    else
        code = nowhere(env, err);
    if (code == ERR_OK) {
        *ret_cluster = cluster; /* ownership moves to the caller */
        cluster = NULL;
    }
    cluster_free(cluster);
    kubeconfig_release(&config);
    return code;
}

enum err_code cluster_load(const struct cluster_choice *choice,
                           struct cluster **ret_cluster, struct err *err)
{
    struct cluster_env env = cluster_env_of_process();
    return cluster_load_in(&env, choice, ret_cluster, err);
}

enum err_code cluster_contexts_in(const struct cluster_env *env,
                                  const struct cluster_choice *choice,
                                  struct arena *arena,
                                  const struct cluster_context **ret_contexts,
                                  size_t *ret_count, const char **ret_current,
                                  struct err *err)
{
    struct kubeconfig config;
    const char *file;
    enum err_code code = kubeconfig_read(env, choice->kubeconfig, &config, err);
    if (code != ERR_OK)
        return code;

    const char **names = kubeconfig_names(&config, "contexts", arena, ret_count);
    struct cluster_context *contexts =
        arena_new_array(arena, *ret_count, sizeof *contexts);
    for (size_t i = 0; i < *ret_count; i++) {
        struct kubeconfig_entry entry = {.file = ""};
        kubeconfig_find(&config, "contexts", "context", names[i], &entry);
        contexts[i] = (struct cluster_context){.name = arena_text(arena, names[i]),
                                               .file = arena_text(arena, entry.file)};
    }
    *ret_contexts = contexts;
    *ret_current = arena_text(arena, kubeconfig_current(&config, &file));
    kubeconfig_release(&config);
    return ERR_OK;
}

enum err_code cluster_contexts(const struct cluster_choice *choice, struct arena *arena,
                               const struct cluster_context **ret_contexts,
                               size_t *ret_count, const char **ret_current,
                               struct err *err)
{
    struct cluster_env env = cluster_env_of_process();
    return cluster_contexts_in(&env, choice, arena, ret_contexts, ret_count, ret_current,
                               err);
}
