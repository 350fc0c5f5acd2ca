/* kube_api.c - life of the api-server: its users, its first objects, its kubeconfig. */
#include "sim/kube_api.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/kube_controller.h"
#include "sim/kube_discovery.h"
#include "sim/kube_route.h"
#include "sim/kube_service.h"
#include "sim/kube_watch.h"
#include "sim/kube_write.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "sim/kube_inside.h"
#include "base/banned.h"

enum { TOKEN_RANDOM_BYTES = 24 };

static const char default_version[] = "v1.31.4-r0";

/* ---- small words ---- */

int64_t kube_wall_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_wall_ms(&real);
}

const char *kube_now_text(char out[32])
{
    int64_t now_ms = kube_wall_ms();

    return when_print(now_ms - now_ms % 1000, out);
}

/* The seed of each kind is its name, taken with the world's. */
static struct chance *chances_make(uint64_t seed)
{
    struct chance *chances = mem_new_array(kube_kind_count + 1, sizeof *chances);

    for (size_t i = 0; i <= kube_kind_count; i++) {
        const char *name = i < kube_kind_count ? kube_kinds[i].resource : "";
        struct chance mixed = chance_from(seed);
        for (const char *at = name; *at != '\0'; at++)
            mixed.state = chance_next(&mixed) ^ (unsigned char)*at;
        chances[i] = chance_from(chance_next(&mixed));
    }
    return chances;
}

struct chance *kube_chance(const struct kube_api *api, const struct kube_kind *kind)
{
    return &api->chances[kind == NULL ? kube_kind_count : kube_kind_index(kind)];
}

void kube_uid_make(struct chance *chance, char out[KUBE_UID_BYTES])
{
    uint64_t high = chance_next(chance);
    uint64_t low = chance_next(chance);

    snprintf(out, KUBE_UID_BYTES, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(high >> 32),
             (unsigned)(high >> 16) & 0xffff, (unsigned)high & 0xfff,
             (unsigned)(low >> 48 & 0x3fff) | 0x8000,
             (unsigned long long)(low & 0xffffffffffff));
}

void kube_suffix_make(struct chance *chance, char out[6])
{
    static const char letters[] =
        "bcdfghjklmnpqrstvwxz2456789"; /* no words by accident */

    for (size_t i = 0; i < 5; i++)
        out[i] = letters[chance_below(chance, sizeof letters - 1)];
    out[5] = '\0';
}

/* ---- users ---- */

static char *random_token(void)
{
    unsigned char bytes[TOKEN_RANDOM_BYTES];
    char *text = mem_new(2 * sizeof bytes + 1);

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        memset(bytes, 0x5a, sizeof bytes); /* a token of the world guards nothing real */
    digest_hex(bytes, sizeof bytes, text);
    return text;
}

static void login_add(struct kube_api *api, const struct kube_user *user, char *token)
{
    struct kube_user *own = &api->logins[api->login_count++].user;

    *own = (struct kube_user){
        .name = mem_copy_text(user->name),
        .uid = mem_copy_text(user->uid),
        .token = token,
        .role = user->role,
        .binding = mem_copy_text(user->binding),
    };
    for (size_t i = 0; i < KUBE_USER_GROUPS; i++)
        own->groups[i] = mem_copy_text(user->groups[i]);
}

static void logins_make(struct kube_api *api, const struct kube_api_config *config)
{
    static const struct kube_user usual[] = {
        {.name = "admin", .groups = {"system:masters"}, .role = KUBE_ROLE_ADMIN},
        {.name = "viewer", .role = KUBE_ROLE_VIEW, .binding = "elbtop-viewer"},
    };

    for (size_t i = 0; i < config->user_count && i < KUBE_USERS; i++)
        login_add(api, &config->users[i], mem_copy_text(config->users[i].token));
    for (size_t i = 0; i < ARRAY_COUNT(usual) && config->user_count == 0; i++)
        login_add(api, &usual[i], random_token());
}

static void free_text(const char *text)
{
    free((char *)(uintptr_t)text); /* ours; the struct shows it as read only */
}

static void logins_release(struct kube_api *api)
{
    for (size_t i = 0; i < api->login_count; i++) {
        struct kube_user *user = &api->logins[i].user;
        free_text(user->name);
        free_text(user->uid);
        free_text(user->token);
        free_text(user->binding);
        for (size_t j = 0; j < KUBE_USER_GROUPS; j++)
            free_text(user->groups[j]);
    }
}

const char *kube_api_token(const struct kube_api *api, const char *user)
{
    for (size_t i = 0; i < api->login_count; i++) {
        if (strcmp(api->logins[i].user.name, user) == 0)
            return api->logins[i].user.token;
    }
    return NULL;
}

/* ---- seeding ---- */

static bool ensure_namespace(struct kube_api *api, const char *name,
                             struct kube_problem *problem)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "namespaces");
    struct kube_version *version = NULL;
    struct kube_wish wish = {.kind = kind,
                             .name_space = "",
                             .subresource = "",
                             .manager = "kube-apiserver",
                             .api_version = "v1",
                             .internal = true};

    if (kube_store_find(api->store, kind, "", name) != NULL)
        return true;
    json_t *bare = json_pack("{s:{s:s}}", "metadata", "name", name);
    bool fine = kube_write_create(api, &wish, bare, &version, problem);
    kube_version_drop(version);
    return fine;
}

static bool seed(struct kube_api *api, const struct kube_kind *kind, const json_t *object,
                 const char *manager, struct kube_problem *problem)
{
    struct kube_reading reading = {.arena = problem->arena};
    struct kube_version *version = NULL;
    const char *name_space = tree_text(object, "metadata.namespace");
    char text[96];
    struct kube_wish wish = {.kind = kind,
                             .name_space = name_space != NULL ? name_space : "default",
                             .subresource = "",
                             .api_version = kube_kind_api_version(kind, text),
                             .internal = true};
    json_t *read = kube_write_read(kind, object, &reading, problem);

    if (read == NULL)
        return false;
    if (!kind->namespaced)
        wish.name_space = "";
    else if (!ensure_namespace(api, wish.name_space, problem)) {
        json_decref(read);
        return false;
    }
    if (tree_at(read, "metadata.managedFields") == NULL)
        wish.manager = manager;
    bool fine = kube_write_create(api, &wish, read, &version, problem);
    kube_version_drop(version);
    return fine;
}

static enum err_code seed_as(struct kube_api *api, const json_t *object,
                             const char *manager, struct err *err)
{
    const char *name = tree_key_text(object, "kind");
    const char *version = tree_key_text(object, "apiVersion");
    const struct kube_kind *kind =
        name == NULL || version == NULL ? NULL : kube_kind_named(version, name);
    struct arena arena;
    struct kube_problem problem;
    enum err_code code = ERR_OK;

    if (kind == NULL || kind->stored_as != 0)
        return err_set(err, ERR_SHAPE, "unknown kind %s %s",
                       version == NULL ? "" : version, name == NULL ? "" : name);
    arena_init(&arena, 0);
    kube_problem_init(&problem, &arena);
    pthread_mutex_lock(&api->lock);
    if (!seed(api, kind, object, manager, &problem))
        code = err_set(err, problem.code == 409 ? ERR_CONFLICT : ERR_SHAPE, "%s",
                       problem.message);
    kube_controller_run(api);
    pthread_mutex_unlock(&api->lock);
    kube_problem_release(&problem);
    arena_release(&arena);
    return code;
}

enum err_code kube_api_seed(struct kube_api *api, const json_t *object, struct err *err)
{
    return seed_as(api, object, "kubectl-client-side-apply", err);
}

json_t *kube_api_peek(struct kube_api *api, const char *resource, const char *name_space,
                      const char *name)
{
    json_t *object = NULL;

    pthread_mutex_lock(&api->lock);
    for (size_t i = 0; i < kube_kind_count && object == NULL; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (kind->stored_as != 0 || strcmp(kind->resource, resource) != 0)
            continue;
        const struct kube_version *version =
            kube_store_find(api->store, kind, name_space == NULL ? "" : name_space, name);
        if (version != NULL) {
            struct buf text;
            buf_init(&text, LIMIT_OBJECT_BYTES * 2);
            kube_add_envelope(kind, version, &text);
            object = json_loadb(text.at, text.bytes, 0, NULL);
            buf_release(&text);
        }
    }
    pthread_mutex_unlock(&api->lock);
    return object;
}

void kube_api_leave_pods(struct kube_api *api)
{
    pthread_mutex_lock(&api->lock);
    api->has_kubelet = true;
    pthread_mutex_unlock(&api->lock);
}

static enum err_code seed_first(struct kube_api *api, struct err *err)
{
    static const char *const names[] = {"default", "kube-system", "kube-public",
                                        "kube-node-lease"};
    static const char service[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":"
        "\"kubernetes\","
        "\"namespace\":\"default\",\"labels\":{\"component\":\"apiserver\",\"provider\":"
        "\"kubernetes\"}},\"spec\":{\"clusterIP\":\"10.247.0.1\",\"ipFamilyPolicy\":"
        "\"SingleStack\",\"ports\":[{\"name\":"
        "\"https\",\"protocol\":\"TCP\",\"port\":443,\"targetPort\":6443}]}}";
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < ARRAY_COUNT(names) && code == ERR_OK; i++) {
        json_t *object = json_pack("{s:s,s:s,s:{s:s}}", "kind", "Namespace", "apiVersion",
                                   "v1", "metadata", "name", names[i]);
        code = seed_as(api, object, "kube-apiserver", err);
        json_decref(object);
    }
    json_t *object = json_loads(service, 0, NULL);
    if (code == ERR_OK)
        code = seed_as(api, object, "kube-apiserver", err);
    json_decref(object);
    return code;
}

/* ---- life ---- */

static enum err_code serve(struct kube_api *api, struct err *err)
{
    const struct server_config config = {
        .name = "api-server",
        .port = api->config.port,
        .certs = api->config.certs,
        .ask_client_cert = true,
        .pace = api->config.pace,
        .handle = kube_handle,
        .handle_ctx = api,
        .before = api->config.before,
        .heard = api->config.heard,
        .around_ctx = api->config.around_ctx,
        .too_large = kube_handle_too_large,
    };

    return server_new(&config, &api->server, err);
}

void kube_api_stop(struct kube_api *api)
{
    pthread_mutex_lock(&api->serving);
    server_free(api->server);
    api->server = NULL;
    pthread_mutex_unlock(&api->serving);
}

enum err_code kube_api_start(struct kube_api *api, struct err *err)
{
    enum err_code code = ERR_OK;

    pthread_mutex_lock(&api->serving);
    if (api->server == NULL) {
        kube_api_forget_history(api);
        code = serve(api, err);
    }
    pthread_mutex_unlock(&api->serving);
    return code;
}

enum err_code kube_api_new(const struct kube_api_config *config,
                           struct kube_api **ret_api, struct err *err)
{
    struct kube_api *api = mem_new(sizeof *api);
    enum err_code code = ERR_OK;

    api->config = *config;
    api->version =
        mem_copy_text(config->version == NULL ? default_version : config->version);
    pthread_mutex_init(&api->lock, NULL);
    pthread_mutex_init(&api->serving, NULL);
    api->chances = chances_make(config->seed);
    api->store = kube_store_new(config->history);
    api->addresses = kube_addresses_new();
    logins_make(api, config);
    api->documents = kube_documents_new(api->version);
    if (config->certs == NULL) {
        code = cert_store_new(&api->own_certs, err);
        api->config.certs = api->own_certs;
    }
    if (!config->no_controllers)
        api->controller = kube_controller_new(api);
    if (code == ERR_OK)
        code = seed_first(api, err);
    if (code == ERR_OK)
        code = serve(api, err);
    if (code != ERR_OK) {
        kube_api_free(api);
        return code;
    }
    api->url = mem_copy_text(server_url(api->server));
    api->config.port = server_port(api->server); /* should it start again */
    *ret_api = api;
    return ERR_OK;
}

void kube_api_free(struct kube_api *api)
{
    if (api == NULL)
        return;
    server_free(api->server); /* watches end, and give their places back */
    kube_controller_free(api->controller);
    kube_store_free(api->store);
    kube_addresses_free(api->addresses);
    kube_documents_free(api->documents);
    cert_store_free(api->own_certs);
    logins_release(api);
    pthread_mutex_destroy(&api->lock);
    pthread_mutex_destroy(&api->serving);
    free(api->chances);
    free(api->url);
    free(api->version);
    free(api);
}

const char *kube_api_url(const struct kube_api *api)
{
    return api->url;
}

/* ---- kubeconfig ---- */

static void add_base64(struct buf *out, const char *key, const char *text)
{
    buf_print(out, "    %s: ", key);
    base64_encode(out, span_of(text));
    buf_add_text(out, "\n");
}

static enum err_code add_cert_user(const struct kube_api *api,
                                   const struct kube_user *user, struct buf *out,
                                   struct err *err)
{
    char *cert = NULL;
    char *key = NULL;
    enum err_code code =
        cert_client(api->config.certs, user->name, user->groups[0], &cert, &key, err);

    if (code != ERR_OK)
        return code;
    buf_print(out, "- name: %s-cert\n  user:\n", user->name);
    add_base64(out, "client-certificate-data", cert);
    add_base64(out, "client-key-data", key);
    free(cert);
    free(key);
    return ERR_OK;
}

enum err_code kube_api_kubeconfig(const struct kube_api *api, struct buf *out,
                                  struct err *err)
{
    enum err_code code = ERR_OK;

    buf_print(out,
              "apiVersion: v1\nkind: Config\nclusters:\n- name: sim\n  cluster:\n    "
              "server: %s\n",
              kube_api_url(api));
    add_base64(out, "certificate-authority-data", api->config.certs->ca_pem);
    buf_add_text(out, "contexts:\n");
    for (size_t i = 0; i < api->login_count; i++) {
        const char *name = api->logins[i].user.name;
        if (api->logins[i].user.token != NULL)
            buf_print(out, "- name: %s\n  context: {cluster: sim, user: %s}\n", name,
                      name);
        buf_print(out, "- name: %s-cert\n  context: {cluster: sim, user: %s-cert}\n",
                  name, name);
    }
    buf_print(out, "current-context: %s\nusers:\n", api->logins[0].user.name);
    for (size_t i = 0; i < api->login_count && code == ERR_OK; i++) {
        const struct kube_user *user = &api->logins[i].user;
        if (user->token != NULL)
            buf_print(out, "- name: %s\n  user:\n    token: %s\n", user->name,
                      user->token);
        code = add_cert_user(api, user, out, err);
    }
    return out->over ? err_set(err, ERR_LIMIT, "kubeconfig is too long") : code;
}

/* ---- trouble ---- */

void kube_api_forget_history(struct kube_api *api)
{
    pthread_mutex_lock(&api->lock);
    kube_store_forget(api->store);
    pthread_mutex_unlock(&api->lock);
}

void kube_api_cut_watches(struct kube_api *api)
{
    pthread_mutex_lock(&api->lock);
    kube_watch_cut_all(api);
    pthread_mutex_unlock(&api->lock);
}
