#include "world.h"

#include "lib/check.h"

#include "base/limits.h"
#include "sim/object_path.h"
#include "wire/digest.h"
#include "wire/http.h"
#include "wire/tree.h"
#include "wire/url.h"

/* https without a ca_pem: whose certificate it is does not matter. */
static struct http_peer *peer_of(const char *url, const char *ca_pem, const char *proxy)
{
    struct http_peer *peer = NULL;
    struct err err = ERR_INIT;
    if (http_peer_new(&(struct http_peer_config){.base_url = url,
                                                 .ca_pem = ca_pem,
                                                 .insecure = ca_pem == NULL,
                                                 .proxy_url = proxy,
                                                 .http1_only = true},
                      &peer, &err) != ERR_OK)
        fail_msg("%s: %s", url, err.text);
    return peer;
}

static json_t *file_tree(const char *path)
{
    json_t *tree = NULL;
    struct err err = ERR_INIT;
    if (tree_from_file(path, &tree, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return tree;
}

/* The api-server as the kubeconfig names it: it may be another world's. */
static void read_kubeconfig(struct world *world)
{
    json_t *tree = file_tree(sim_places(world->sim)->kubeconfig);
    const json_t *user = json_array_get(tree_at(tree, "users"), 0);
    const json_t *cluster = json_array_get(tree_at(tree, "clusters"), 0);
    const char *encoded = tree_text(cluster, "cluster.certificate-authority-data");
    struct buf ca;

    buf_init(&ca, LIMIT_FILE_BYTES);
    assert_non_null(encoded);
    assert_int_equal(base64_decode(&ca, span_of(encoded), NULL), ERR_OK);
    world->kube = peer_of(tree_text(cluster, "cluster.server"), buf_text(&ca), "");
    world->kube_token = mem_copy_text(tree_text(user, "user.token"));
    assert_non_null(world->kube_token);
    buf_release(&ca);
    json_decref(tree);
}

static json_t *decoded(const struct http_exchange *exchange)
{
    json_t *tree = NULL;
    if (exchange->body.bytes > 0)
        tree_from_json(buf_span(&exchange->body), "answer", &tree, NULL);
    return tree;
}

static void log_in(struct world *world)
{
    json_t *clouds = file_tree(sim_places(world->sim)->clouds_yaml);
    const json_t *auth = tree_at(clouds, "clouds.sim.auth");
    json_t *body =
        json_pack("{s:{s:{s:[s], s:{s:{s:s, s:s, s:{s:s}}}}, s:{s:{s:s}}}}", "auth",
                  "identity", "methods", "password", "password", "user", "name",
                  tree_text(auth, "username"), "password", tree_text(auth, "password"),
                  "domain", "name", tree_text(auth, "user_domain_name"), "scope",
                  "project", "name", tree_text(auth, "project_name"));
    struct http_request *request = http_request_new("POST", "/v3/auth/tokens");
    http_headers_add(&request->headers, "Content-Type", "application/json");
    tree_to_json(body, 0, &request->body);
    struct http_exchange *exchange = http_exchange_now(world->http, world->iam, request);
    json_t *answer = decoded(exchange);

    assert_int_equal(exchange->status, 201);
    free(world->token);
    free(world->project);
    world->token = mem_copy_text(http_headers_get(&exchange->headers, "X-Subject-Token"));
    world->project = mem_copy_text(tree_text(answer, "token.project.id"));
    json_decref(answer);
    http_exchange_free(exchange);
    json_decref(body);
    json_decref(clouds);
}

static char *ca_of(struct world *world)
{
    char path[512];
    struct buf text;
    snprintf(path, sizeof path, "%s/ca.pem", sim_places(world->sim)->dir);
    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &text, NULL), ERR_OK);
    return buf_take(&text);
}

struct world *world_open(const struct sim_config *config)
{
    struct world *world = mem_new(sizeof *world);
    struct sim_config mine = *config;
    struct err err = ERR_INIT;

    if (mine.speed == 0)
        mine.speed = 100;
    if (sim_start(&mine, &world->sim, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(http_new(&world->http, &err), ERR_OK);
    const struct sim_places *places = sim_places(world->sim);
    char *ca = ca_of(world);
    world->iam = peer_of(places->iam, ca, "");
    world->elb = peer_of(places->elb, ca, "");
    world->vpc = peer_of(places->vpc, ca, "");
    world->control = peer_of(places->control, NULL, "");
    free(ca);
    read_kubeconfig(world);
    log_in(world);
    return world;
}

struct world *world_open_story(const char *story)
{
    return world_open(&(struct sim_config){.story = story});
}

void world_close(struct world *world)
{
    http_free(world->http);
    http_peer_free(world->kube);
    http_peer_free(world->iam);
    http_peer_free(world->elb);
    http_peer_free(world->vpc);
    http_peer_free(world->control);
    sim_stop(world->sim);
    free(world->kube_token);
    free(world->token);
    free(world->project);
    free(world);
}

/* ---- the api-server ---- */

static const char *type_for(const char *method, const char *path)
{
    if (strcmp(method, "PATCH") != 0)
        return "application/yaml";
    return strstr(path, "fieldManager=kubectl") != NULL ? "application/apply-patch+yaml"
                                                        : "application/merge-patch+json";
}

json_t *world_kube(struct world *world, const char *method, const char *path,
                   const char *body, int *ret_status)
{
    struct http_request *request = http_request_new(method, path);
    char bearer[256];

    snprintf(bearer, sizeof bearer, "Bearer %s", world->kube_token);
    http_headers_add(&request->headers, "Authorization", bearer);
    http_headers_add(&request->headers, "Accept", "application/json");
    if (body != NULL) {
        http_headers_add(&request->headers, "Content-Type", type_for(method, path));
        buf_add_text(&request->body, body);
    }
    struct http_exchange *exchange = http_exchange_now(world->http, world->kube, request);
    json_t *answer = decoded(exchange);
    if (ret_status != NULL)
        *ret_status = exchange->status;
    http_exchange_free(exchange);
    return answer;
}

json_t *world_get(struct world *world, const char *path)
{
    int status;
    json_t *answer = world_kube(world, "GET", path, NULL, &status);
    if (status == 200)
        return answer;
    json_decref(answer);
    return NULL;
}

int world_apply(struct world *world, const char *manifest)
{
    json_t *object = NULL;
    struct url url;
    int status;
    struct err err = ERR_INIT;

    if (tree_from_yaml(span_of(manifest), "manifest", &object, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    object_path(tree_text(object, "apiVersion"), tree_text(object, "kind"),
                tree_text(object, "metadata.namespace"),
                tree_text(object, "metadata.name"), &url);
    url_query(&url, "fieldManager", "kubectl");
    json_decref(world_kube(world, "PATCH", url_text(&url), manifest, &status));
    url_release(&url);
    json_decref(object);
    return status;
}

static const char *service_path(const char *key, char out[320])
{
    const char *slash = strchr(key, '/');
    snprintf(out, 320, "/api/v1/namespaces/%.*s/services/%s", (int)(slash - key), key,
             slash + 1);
    return out;
}

int world_delete(struct world *world, const char *key)
{
    char path[320];
    int status;
    json_decref(world_kube(world, "DELETE", service_path(key, path), NULL, &status));
    return status;
}

int world_merge(struct world *world, const char *key, const char *patch)
{
    char path[320];
    int status;
    json_decref(world_kube(world, "PATCH", service_path(key, path), patch, &status));
    return status;
}

json_t *world_service(struct world *world, const char *key)
{
    char path[320];
    return world_get(world, service_path(key, path));
}

bool world_has_service(struct world *world, const char *key)
{
    json_t *service = world_service(world, key);

    json_decref(service);
    return service != NULL;
}

int world_autocreate(struct world *world, const char *name)
{
    char text[1200];
    snprintf(
        text, sizeof text,
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: %s\n  namespace: lb-demo\n"
        "  annotations:\n    kubernetes.io/elb.class: union\n"
        "    kubernetes.io/elb.autocreate: '{\"type\":\"public\",\"name\":\"k8s-%s\","
        "\"bandwidth_name\":\"k8s-%s-bw\",\"bandwidth_chargemode\":\"traffic\","
        "\"bandwidth_size\":5,\"bandwidth_sharetype\":\"PER\",\"eip_type\":\"5_bgp\"}'\n"
        "spec:\n  type: LoadBalancer\n  selector: {app: hello}\n"
        "  ports: [{name: http, port: 80, targetPort: http}]\n",
        name, name, name);
    return world_apply(world, text);
}

int world_attach(struct world *world, const char *name, const char *elb_id, int port)
{
    char text[800];
    snprintf(
        text, sizeof text,
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: %s\n  namespace: lb-demo\n"
        "  annotations:\n    kubernetes.io/elb.class: union\n"
        "    kubernetes.io/elb.id: %s\n"
        "spec:\n  type: LoadBalancer\n  selector: {app: hello}\n"
        "  ports: [{name: http, port: %d, targetPort: http}]\n",
        name, elb_id, port);
    return world_apply(world, text);
}

/* A few texts at a time, so that they can be compared in one assertion. */
static char *ring_text(void)
{
    static char ring[8][256];
    static size_t next;
    char *text = ring[next++ % 8];
    text[0] = '\0';
    return text;
}

const char *world_annotation(struct world *world, const char *key, const char *annotation)
{
    json_t *service = world_service(world, key);
    const char *value =
        tree_key_text(tree_at(service, "metadata.annotations"), annotation);
    char *text = ring_text();

    snprintf(text, 256, "%s", value != NULL ? value : "");
    json_decref(service);
    return text;
}

const char *world_ingress(struct world *world, const char *key)
{
    json_t *service = world_service(world, key);
    const json_t *list = tree_at(service, "status.loadBalancer.ingress");
    char *text = ring_text();
    struct buf all;

    buf_init(&all, 250);
    for (size_t i = 0; i < json_array_size(list); i++)
        buf_print(&all, "%s%s", i > 0 ? " " : "",
                  tree_text(json_array_get(list, i), "ip"));
    snprintf(text, 256, "%s", buf_text(&all));
    buf_release(&all);
    json_decref(service);
    return text;
}

/* ---- events ---- */

static json_t *event_list(struct world *world, const char *key)
{
    const char *slash = strchr(key, '/');
    char path[512];
    snprintf(path, sizeof path,
             "/api/v1/namespaces/%.*s/events?fieldSelector=involvedObject.name%%3D%s",
             (int)(slash - key), key, slash + 1);
    return world_get(world, path);
}

char *world_events(struct world *world, const char *key)
{
    json_t *list = event_list(world, key);
    const json_t *items = tree_at(list, "items");
    struct buf text;

    buf_init(&text, LIMIT_MIB);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *one = json_array_get(items, i);
        buf_print(&text, "%s/%s x%d: %s\n", tree_text(one, "reason"),
                  tree_text(one, "source.component"), (int)tree_int(one, "count", 0),
                  tree_text(one, "message"));
    }
    json_decref(list);
    char *all = mem_copy_text(buf_text(&text));
    buf_release(&text);
    return all;
}

bool world_has_event(struct world *world, const char *key, const char *reason,
                     const char *part)
{
    json_t *list = event_list(world, key);
    const json_t *items = tree_at(list, "items");
    bool has = false;

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *one = json_array_get(items, i);
        has = has || (strcmp(tree_text(one, "reason"), reason) == 0 &&
                      strstr(tree_text(one, "message"), part) != NULL);
    }
    json_decref(list);
    return has;
}

int world_event_count(struct world *world, const char *key, const char *reason)
{
    json_t *list = event_list(world, key);
    const json_t *items = tree_at(list, "items");
    int count = 0;

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *one = json_array_get(items, i);
        if (strcmp(tree_text(one, "reason"), reason) == 0)
            count += (int)tree_int(one, "count", 1);
    }
    json_decref(list);
    return count;
}

/* ---- the cloud ---- */

static json_t *cloud_get(struct world *world, struct http_peer *peer, const char *path,
                         int *ret_status)
{
    struct http_request *request = http_request_new("GET", path);
    http_headers_add(&request->headers, "X-Auth-Token", world->token);
    struct http_exchange *exchange = http_exchange_now(world->http, peer, request);
    json_t *answer = decoded(exchange);
    *ret_status = exchange->status;
    http_exchange_free(exchange);
    return answer;
}

/* The token may have been ended by a story. */
static json_t *cloud_get_again(struct world *world, struct http_peer *peer,
                               const char *path)
{
    int status;
    json_t *answer = cloud_get(world, peer, path, &status);
    if (status == 401) {
        json_decref(answer);
        log_in(world);
        answer = cloud_get(world, peer, path, &status);
    }
    if (status == 200)
        return answer;
    json_decref(answer);
    return NULL;
}

json_t *world_elb_list(struct world *world, const char *collection)
{
    char path[512];
    char name[64];

    snprintf(path, sizeof path, "/v3/%s/elb/%s", world->project, collection);
    json_t *answer = cloud_get_again(world, world->elb, path);
    const char *last = strrchr(collection, '/');
    last = last != NULL ? last + 1 : collection;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(last, "?"), last);
    json_t *list = json_incref(json_object_get(answer, name));
    json_decref(answer);
    return list;
}

json_t *world_elb_named(struct world *world, const char *name)
{
    char collection[200];
    snprintf(collection, sizeof collection, "loadbalancers?name=%s", name);
    json_t *list = world_elb_list(world, collection);
    json_t *elb = json_incref(json_array_get(list, 0));
    json_decref(list);
    return elb;
}

size_t world_elb_count(struct world *world, const char *name)
{
    char collection[200];
    snprintf(collection, sizeof collection, "loadbalancers?name=%s", name);
    json_t *list = world_elb_list(world, collection);
    size_t count = json_array_size(list);
    json_decref(list);
    return count;
}

size_t world_listener_count(struct world *world, const char *elb_id)
{
    char collection[200];
    snprintf(collection, sizeof collection, "listeners?loadbalancer_id=%s", elb_id);
    json_t *list = world_elb_list(world, collection);
    size_t count = json_array_size(list);
    json_decref(list);
    return count;
}

size_t world_member_count(struct world *world, const char *elb_id, const char *status)
{
    char collection[200];
    size_t count = 0;

    snprintf(collection, sizeof collection, "pools?loadbalancer_id=%s", elb_id);
    json_t *pools = world_elb_list(world, collection);
    for (size_t i = 0; i < json_array_size(pools); i++) {
        snprintf(collection, sizeof collection, "pools/%s/members",
                 tree_text(json_array_get(pools, i), "id"));
        json_t *members = world_elb_list(world, collection);
        for (size_t j = 0; j < json_array_size(members); j++)
            count += strcmp(tree_text(json_array_get(members, j), "operating_status"),
                            status) == 0;
        json_decref(members);
    }
    json_decref(pools);
    return count;
}

json_t *world_eip(struct world *world, const char *address)
{
    char path[200];
    json_t *found = NULL;

    snprintf(path, sizeof path, "/v1/%s/publicips", world->project);
    json_t *answer = cloud_get_again(world, world->vpc, path);
    const json_t *list = tree_at(answer, "publicips");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        if (strcmp(tree_text(one, "public_ip_address"), address) == 0)
            found = json_incref(one);
    }
    json_decref(answer);
    return found;
}

/* ---- control and network ---- */

json_t *world_control(struct world *world, const char *method, const char *path,
                      const char *body, int *ret_status)
{
    struct http_request *request = http_request_new(method, path);
    if (body != NULL)
        buf_add_text(&request->body, body);
    struct http_exchange *exchange =
        http_exchange_now(world->http, world->control, request);
    json_t *answer = decoded(exchange);
    if (ret_status != NULL)
        *ret_status = exchange->status;
    http_exchange_free(exchange);
    return answer;
}

int world_fetch(struct world *world, const char *url_base, const char *path,
                const char *host, struct buf *ret_body)
{
    struct http_peer *peer = peer_of(url_base, NULL, sim_places(world->sim)->probe_proxy);
    struct http_request *request = http_request_new("GET", path);
    if (host != NULL)
        http_headers_add(&request->headers, "Host", host);
    struct http_exchange *exchange = http_exchange_now(world->http, peer, request);
    int status = exchange->status;

    buf_init(ret_body, LIMIT_MIB);
    buf_add(ret_body, buf_text(&exchange->body), exchange->body.bytes);
    http_exchange_free(exchange);
    http_peer_free(peer);
    return status;
}
