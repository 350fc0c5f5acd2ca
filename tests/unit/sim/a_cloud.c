#include "a_cloud.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "wire/tree.h"

struct a_cloud *a_cloud_new(const char *region, struct pace *pace)
{
    struct err err = ERR_INIT;
    struct a_cloud *cloud = mem_new(sizeof(*cloud));
    struct cloud_config config = {
        .region = region == NULL ? "eu-de" : region, .pace = pace, .seed = 7};

    assert_int_equal(http_global_init(&err), ERR_OK);
    assert_int_equal(cloud_new(&config, &cloud->cloud, &err), ERR_OK);
    assert_int_equal(http_new(&cloud->http, &err), ERR_OK);
    const char *urls[] = {cloud_iam_url(cloud->cloud), cloud_elb_url(cloud->cloud),
                          cloud_vpc_url(cloud->cloud)};
    for (size_t i = 0; i < ARRAY_COUNT(urls); i++) {
        struct http_peer_config peer = {.base_url = urls[i]};
        assert_int_equal(http_peer_new(&peer, &cloud->peers[i], &err), ERR_OK);
    }
    cloud->pace = pace;
    return cloud;
}

void a_cloud_free(struct a_cloud *cloud)
{
    http_exchange_free(cloud->last);
    http_free(cloud->http);
    for (size_t i = 0; i < ARRAY_COUNT(cloud->peers); i++)
        http_peer_free(cloud->peers[i]);
    for (size_t i = 0; i < cloud->tree_count; i++)
        json_decref(cloud->trees[i]);
    free(cloud->token);
    cloud_free(cloud->cloud);
    pace_free(cloud->pace);
    free(cloud);
    http_global_release();
}

void a_cloud_log_in(struct a_cloud *cloud, const char *user)
{
    cloud_login_of(cloud->cloud, user, &cloud->login);
    free(cloud->token);
    cloud->token = NULL;

    json_t *body =
        json_pack("{s:{s:{s:[s], s:{s:{s:s, s:s, s:{s:s}}}}, s:{s:{s:s}}}}", "auth",
                  "identity", "methods", "password", "password", "user", "name",
                  cloud->login.user, "password", cloud->login.password, "domain", "name",
                  cloud->login.domain, "scope", "project", "name", cloud->login.project);
    char *text = json_dumps(body, JSON_COMPACT);
    ask(cloud, 201, IAM, "POST", text, "/v3/auth/tokens?nocatalog=1");
    free(text);
    json_decref(body);
    cloud->token =
        mem_copy_text(http_headers_get(&cloud->last->headers, "X-Subject-Token"));
    assert_non_null(cloud->token);
}

/* ---- asking ---- */

static char *with_project(const struct a_cloud *cloud, const char *path)
{
    const char *mark = strstr(path, "{p}");
    char *out = NULL;

    if (mark == NULL)
        return mem_copy_text(path);
    assert_non_null(cloud->login.project_id);
    assert_true(asprintf(&out, "%.*s%s%s", (int)(mark - path), path,
                         cloud->login.project_id, mark + 3) > 0);
    return out;
}

static void add_body(struct http_request *request, const char *body)
{
    if (body == NULL)
        return;
    http_headers_add(&request->headers, "Content-Type", "application/json;charset=utf8");
    for (; *body != '\0'; body++)
        buf_add_byte(&request->body, *body == '\'' ? '"' : *body);
}

static const json_t *keep(struct a_cloud *cloud, json_t *tree)
{
    assert_true(cloud->tree_count < A_CLOUD_ANSWERS);
    cloud->trees[cloud->tree_count++] = tree;
    return tree;
}

const json_t *ask(struct a_cloud *cloud, int status, enum a_host host, const char *method,
                  const char *body, const char *path_format, ...)
{
    char format_path[1024];
    va_list args;

    va_start(args, path_format);
    vsnprintf(format_path, sizeof(format_path), path_format, args);
    va_end(args);
    char *path = with_project(cloud, format_path);
    struct http_request *request = http_request_new(method, path);
    if (cloud->token != NULL)
        http_headers_add(&request->headers, "X-Auth-Token", cloud->token);
    add_body(request, body);

    http_exchange_free(cloud->last);
    cloud->last = http_exchange_now(cloud->http, cloud->peers[host], request);
    if (cloud->last->status != status)
        print_message("# %s %s: %d %s %s\n", method, path, cloud->last->status,
                      cloud->last->err.text, buf_text(&cloud->last->body));
    assert_int_equal(cloud->last->status, status);
    free(path);
    if (cloud->last->body.bytes == 0)
        return NULL;
    json_t *tree = NULL;
    tree_from_json(buf_span(&cloud->last->body), "answer", &tree, NULL);
    return tree == NULL ? NULL : keep(cloud, tree);
}

const char *text_at(const json_t *tree, const char *path)
{
    const char *text = tree_text(tree, path);
    if (text == NULL)
        print_message("# nothing at %s\n", path);
    assert_non_null(text);
    return text;
}

/* ---- objects ---- */

const char *subnet_id(struct a_cloud *cloud)
{
    const json_t *subnets = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/subnets");
    return text_at(json_array_get(json_object_get(subnets, "subnets"), 0),
                   "neutron_subnet_id");
}

static const char *make(struct a_cloud *cloud, int status, enum a_host host,
                        const char *path, const char *id_path, const char *body_format,
                        ...) __attribute__((format(printf, 6, 7)));

static const char *make(struct a_cloud *cloud, int status, enum a_host host,
                        const char *path, const char *id_path, const char *body_format,
                        ...)
{
    char body[2048];
    va_list args;

    va_start(args, body_format);
    vsnprintf(body, sizeof(body), body_format, args);
    va_end(args);
    return text_at(ask(cloud, status, host, "POST", body, "%s", path), id_path);
}

const char *make_shared_elb(struct a_cloud *cloud, const char *name)
{
    return make(cloud, 201, ELB, "/v2.0/lbaas/loadbalancers", "loadbalancer.id",
                "{'loadbalancer':{'name':'%s','vip_subnet_id':'%s'}}", name,
                subnet_id(cloud));
}

const char *make_dedicated_elb(struct a_cloud *cloud, const char *name)
{
    return make(cloud, 201, ELB, "/v3/{p}/elb/loadbalancers", "loadbalancer.id",
                "{'loadbalancer':{'name':'%s','vip_subnet_cidr_id':'%s',"
                "'availability_zone_list':['%s']}}",
                name, subnet_id(cloud), cloud_state(cloud->cloud)->region->az[0]);
}

const char *make_listener(struct a_cloud *cloud, const char *elb_id, int port)
{
    return make(cloud, 201, ELB, "/v3/{p}/elb/listeners", "listener.id",
                "{'listener':{'name':'k8s_TCP_%d','protocol':'TCP','protocol_port':%d,"
                "'loadbalancer_id':'%s'}}",
                port, port, elb_id);
}

const char *make_pool(struct a_cloud *cloud, const char *listener_id)
{
    return make(
        cloud, 201, ELB, "/v3/{p}/elb/pools", "pool.id",
        "{'pool':{'protocol':'TCP','lb_algorithm':'ROUND_ROBIN','listener_id':'%s'}}",
        listener_id);
}

const char *make_member(struct a_cloud *cloud, const char *pool_id, const char *address)
{
    char path[128];

    snprintf(path, sizeof(path), "/v3/{p}/elb/pools/%s/members", pool_id);
    return make(cloud, 201, ELB, path, "member.id",
                "{'member':{'address':'%s','protocol_port':30080,'subnet_cidr_id':'%s'}}",
                address, subnet_id(cloud));
}

const char *make_monitor(struct a_cloud *cloud, const char *pool_id)
{
    return make(cloud, 201, ELB, "/v3/{p}/elb/healthmonitors", "healthmonitor.id",
                "{'healthmonitor':{'pool_id':'%s','type':'TCP','delay':5,'timeout':10,"
                "'max_retries':3}}",
                pool_id);
}

const char *make_eip(struct a_cloud *cloud, const char *bandwidth_name)
{
    return make(cloud, 200, VPC, "/v1/{p}/publicips", "publicip.id",
                "{'publicip':{'type':'5_bgp'},'bandwidth':{'name':'%s','size':5,"
                "'share_type':'PER','charge_mode':'traffic'}}",
                bandwidth_name);
}
