#include "sim/ccm_cloud.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

enum { SETTLE_POLL_MS = 500, SETTLE_TRIES = 60 };

enum host { HOST_ELB, HOST_VPC };

struct ccm_cloud {
    struct agent *agent;
    struct ccm_cloud_config config;
    char *token; /* NULL: log in first */
    char *project_id;
};

/* ---- words ---- */

/* The cloud's answer as the controller quotes it. */
static void quote(const struct agent_answer *answer, struct buf *why)
{
    char line[512];
    if (answer->status == 0) {
        buf_add_text(why, err_line(&answer->err, line, sizeof line));
        return;
    }
    buf_print(why, "%.600s, status code: %d", buf_text(&answer->text), answer->status);
}

static void copy_text(char *out, size_t out_bytes, const char *text)
{
    size_t bytes = text != NULL ? strlen(text) : 0;
    if (bytes >= out_bytes)
        bytes = 0; /* no id or address is as long */
    if (bytes > 0)
        memcpy(out, text, bytes);
    out[bytes] = '\0';
}

/* ---- asking ---- */

static json_t *login_body(const struct ccm_cloud_config *config)
{
    return json_pack("{s:{s:{s:[s], s:{s:{s:s, s:s, s:{s:s}}}}, s:{s:{s:s}}}}", "auth",
                     "identity", "methods", "password", "password", "user", "name",
                     config->user, "password", config->password, "domain", "name",
                     config->domain, "scope", "project", "name", config->project);
}

static bool log_in(struct ccm_cloud *cloud, struct buf *why)
{
    json_t *body = login_body(&cloud->config);
    struct http_request *request =
        agent_request("POST", "/v3/auth/tokens?nocatalog=1", NULL, body);
    json_decref(body);

    struct agent_answer answer = agent_ask(cloud->agent, &cloud->config.iam, request);
    const char *token = http_headers_get(&answer.headers, "X-Subject-Token");
    const char *project = tree_text(answer.json, "token.project.id");
    bool good = answer.status == 201 && token != NULL && project != NULL;
    if (good) {
        free(cloud->token);
        free(cloud->project_id);
        cloud->token = mem_copy_text(token);
        cloud->project_id = mem_copy_text(project);
    } else {
        quote(&answer, why);
    }
    agent_answer_release(&answer);
    return good;
}

static struct agent_answer ask_once(struct ccm_cloud *cloud, enum host host,
                                    const char *method, const char *path,
                                    const json_t *body)
{
    const struct agent_server *server =
        host == HOST_ELB ? &cloud->config.elb : &cloud->config.vpc;
    struct http_request *request = agent_request(method, path, NULL, body);
    http_headers_add(&request->headers, "X-Auth-Token", cloud->token);
    return agent_ask(cloud->agent, server, request);
}

/* A refused token is replaced once. Takes body. */
static struct agent_answer ask(struct ccm_cloud *cloud, enum host host,
                               const char *method, const char *path, json_t *body)
{
    struct agent_answer answer = ask_once(cloud, host, method, path, body);
    if (answer.status == 401) {
        struct buf why;
        buf_init(&why, LIMIT_KIB);
        if (log_in(cloud, &why)) {
            agent_answer_release(&answer);
            answer = ask_once(cloud, host, method, path, body);
        }
        buf_release(&why);
    }
    json_decref(body);
    return answer;
}

/* Paths hold the project's id, so a login comes before the first. */
static bool is_in(struct ccm_cloud *cloud, struct buf *why)
{
    return cloud->token != NULL || log_in(cloud, why);
}

bool ccm_cloud_uses_v3(const struct ccm_cloud *cloud, bool dedicated)
{
    return dedicated || !cloud->config.has_shared_api;
}

static void elb_path(const struct ccm_cloud *cloud, bool v3, struct url *url)
{
    if (!v3) {
        url_init(url, "/v2.0/lbaas");
        return;
    }
    url_init(url, "/v3");
    url_segment(url, cloud->project_id);
    url_segment(url, "elb");
}

static void eip_path(const struct ccm_cloud *cloud, const char *id, struct url *url)
{
    url_init(url, "/v1");
    url_segment(url, cloud->project_id);
    url_segment(url, "publicips");
    if (id != NULL)
        url_segment(url, id);
}

/* "pools/ID/members": made of the program's words and ids, so no escaping. */
static void add_path(struct url *url, const char *path)
{
    buf_add_byte(&url->text, '/');
    buf_add_text(&url->text, path);
}

/* ---- anything below a load balancer ---- */

json_t *ccm_cloud_make(struct ccm_cloud *cloud, bool dedicated, const char *collection,
                       const char *singular, json_t *body, struct buf *why)
{
    json_t *made = NULL;
    if (!is_in(cloud, why)) {
        json_decref(body);
        return NULL;
    }
    struct url url;
    elb_path(cloud, ccm_cloud_uses_v3(cloud, dedicated), &url);
    add_path(&url, collection);
    struct agent_answer answer =
        ask(cloud, HOST_ELB, "POST", url_text(&url), json_pack("{s:o}", singular, body));
    if (agent_answer_is_good(&answer))
        made = json_incref(json_object_get(answer.json, singular));
    if (made == NULL)
        quote(&answer, why);
    agent_answer_release(&answer);
    url_release(&url);
    return made;
}

bool ccm_cloud_end(struct ccm_cloud *cloud, bool dedicated, const char *collection,
                   const char *id, struct buf *why)
{
    if (!is_in(cloud, why))
        return false;
    struct url url;
    elb_path(cloud, ccm_cloud_uses_v3(cloud, dedicated), &url);
    add_path(&url, collection);
    url_segment(&url, id);
    struct agent_answer answer = ask(cloud, HOST_ELB, "DELETE", url_text(&url), NULL);
    bool good = agent_answer_is_good(&answer) || answer.status == 404;
    if (!good)
        quote(&answer, why);
    agent_answer_release(&answer);
    url_release(&url);
    return good;
}

/* The collection's key in the answer: "pools/ID/members" is "members", and
 * "availability-zones" has another dash. */
static void key_of(const char *collection, char out[64])
{
    const char *last = strrchr(collection, '/');
    snprintf(out, 64, "%s", last != NULL ? last + 1 : collection);
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '-')
            *at = '_';
    }
}

/* One page; appends its items. *ret_marker "" when it was the last. */
static bool list_page(struct ccm_cloud *cloud, const char *collection, const char *filter,
                      const char *value, json_t *all, char ret_marker[CCM_ID_BYTES],
                      struct buf *why)
{
    struct url url;
    elb_path(cloud, true, &url);
    add_path(&url, collection);
    url_query_int(&url, "limit", LIMIT_CLOUD_PAGE);
    url_query(&url, "marker", ret_marker[0] != '\0' ? ret_marker : NULL);
    url_query(&url, filter, value);
    struct agent_answer answer = ask(cloud, HOST_ELB, "GET", url_text(&url), NULL);
    char key[64];
    key_of(collection, key);
    json_t *page = json_object_get(answer.json, key);
    bool good = agent_answer_is_good(&answer) && json_is_array(page);

    ret_marker[0] = '\0';
    if (good) {
        size_t count = json_array_size(page);
        json_array_extend(all, page);
        if (count >= LIMIT_CLOUD_PAGE)
            copy_text(ret_marker, CCM_ID_BYTES,
                      tree_text(json_array_get(page, count - 1), "id"));
    } else {
        quote(&answer, why);
    }
    agent_answer_release(&answer);
    url_release(&url);
    return good;
}

json_t *ccm_cloud_list(struct ccm_cloud *cloud, const char *collection,
                       const char *filter, const char *value, struct buf *why)
{
    json_t *all = json_array();
    char marker[CCM_ID_BYTES] = "";
    bool good = is_in(cloud, why);

    for (int page = 0; good && page < LIMIT_PAGES && (page == 0 || marker[0] != '\0');
         page++)
        good = list_page(cloud, collection, filter, value, all, marker, why);
    if (!good) {
        json_decref(all);
        return NULL;
    }
    return all;
}

/* ---- load balancers ---- */

static void elb_read(const json_t *from, struct ccm_elb *ret_elb)
{
    const json_t *eip = json_array_get(tree_at(from, "eips"), 0);
    struct ccm_elb elb = {0};

    copy_text(elb.id, sizeof elb.id, tree_text(from, "id"));
    copy_text(elb.vip_address, sizeof elb.vip_address, tree_text(from, "vip_address"));
    copy_text(elb.vip_port_id, sizeof elb.vip_port_id, tree_text(from, "vip_port_id"));
    elb.dedicated = tree_bool(from, "guaranteed", false);
    copy_text(elb.eip_id, sizeof elb.eip_id, tree_text(eip, "eip_id"));
    copy_text(elb.eip_address, sizeof elb.eip_address, tree_text(eip, "eip_address"));
    *ret_elb = elb;
}

/* The id of a flavor by its name; NULL with why. Owner: the caller. */
static char *flavor_id(struct ccm_cloud *cloud, const char *name, struct buf *why)
{
    json_t *list = ccm_cloud_list(cloud, "flavors", "name", name, why);
    char *id = mem_copy_text(tree_text(json_array_get(list, 0), "id"));
    if (list != NULL && id == NULL)
        buf_print(why, "flavor %s could not be found", name);
    json_decref(list);
    return id;
}

static bool set_flavor(struct ccm_cloud *cloud, json_t *body, const char *key,
                       const char *name, struct buf *why)
{
    if (name == NULL)
        return true;
    char *id = flavor_id(cloud, name, why);
    if (id == NULL)
        return false;
    json_object_set_new(body, key, json_string(id));
    free(id);
    return true;
}

/* All zones of the first set, for those who were not asked for any. */
static json_t *zones_of(struct ccm_cloud *cloud, struct buf *why)
{
    json_t *list = ccm_cloud_list(cloud, "availability-zones", NULL, NULL, why);
    json_t *codes = json_array();
    json_t *set = json_array_get(list, 0);
    for (size_t i = 0; i < json_array_size(set); i++) {
        const char *code = tree_text(json_array_get(set, i), "code");
        if (code != NULL)
            json_array_append_new(codes, json_string(code));
    }
    json_decref(list);
    return codes;
}

static json_t *shared_body(const struct ccm_elb_wish *wish)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:b}", "name", wish->name, "vip_subnet_id",
                             wish->subnet_id, "provider", "vlb", "admin_state_up", 1);
    if (wish->vip_address != NULL)
        json_object_set_new(body, "vip_address", json_string(wish->vip_address));
    return body;
}

static json_t *dedicated_body(struct ccm_cloud *cloud, const struct ccm_elb_wish *wish,
                              struct buf *why)
{
    json_t *body = json_pack("{s:s, s:s, s:b}", "name", wish->name, "vip_subnet_cidr_id",
                             wish->subnet_id, "guaranteed", 1);
    if (wish->vip_address != NULL)
        json_object_set_new(body, "vip_address", json_string(wish->vip_address));
    if (json_array_size(wish->network_ids) > 0)
        json_object_set_new(body, "elb_virsubnet_ids", json_deep_copy(wish->network_ids));
    json_object_set_new(body, "availability_zone_list",
                        json_array_size(wish->zones) > 0 ? json_deep_copy(wish->zones)
                                                         : zones_of(cloud, why));
    if (!set_flavor(cloud, body, "l4_flavor_id", wish->l4_flavor, why) ||
        !set_flavor(cloud, body, "l7_flavor_id", wish->l7_flavor, why)) {
        json_decref(body);
        return NULL;
    }
    return body;
}

bool ccm_cloud_elb_create(struct ccm_cloud *cloud, const struct ccm_elb_wish *wish,
                          struct ccm_elb *ret_elb, struct buf *why)
{
    if (!is_in(cloud, why))
        return false;
    bool v3 = ccm_cloud_uses_v3(cloud, wish->dedicated);
    json_t *body = v3 ? dedicated_body(cloud, wish, why) : shared_body(wish);
    if (body == NULL)
        return false;
    json_t *made = ccm_cloud_make(cloud, v3, "loadbalancers", "loadbalancer", body, why);
    if (made == NULL)
        return false;
    elb_read(made, ret_elb);
    ret_elb->dedicated = v3; /* v2.0 does not say */
    json_decref(made);
    return true;
}

bool ccm_cloud_elb_get(struct ccm_cloud *cloud, const char *id, struct ccm_elb *ret_elb,
                       bool *ret_found, struct buf *why)
{
    if (!is_in(cloud, why))
        return false;
    struct url url;
    elb_path(cloud, true, &url);
    add_path(&url, "loadbalancers");
    url_segment(&url, id);
    struct agent_answer answer = ask(cloud, HOST_ELB, "GET", url_text(&url), NULL);
    *ret_found = agent_answer_is_good(&answer);
    if (*ret_found)
        elb_read(json_object_get(answer.json, "loadbalancer"), ret_elb);
    else
        quote(&answer, why);
    bool good = *ret_found || answer.status == 404;
    agent_answer_release(&answer);
    url_release(&url);
    return good;
}

static bool find_elb(struct ccm_cloud *cloud, const char *filter, const char *value,
                     struct ccm_elb *ret_elb, bool *ret_found, struct buf *why)
{
    json_t *list = ccm_cloud_list(cloud, "loadbalancers", filter, value, why);
    if (list == NULL)
        return false;
    *ret_found = json_array_size(list) > 0;
    if (*ret_found)
        elb_read(json_array_get(list, 0), ret_elb);
    json_decref(list);
    return true;
}

bool ccm_cloud_elb_by_address(struct ccm_cloud *cloud, const char *address,
                              struct ccm_elb *ret_elb, bool *ret_found, struct buf *why)
{
    struct buf public;
    buf_init(&public, 256);
    buf_print(&public, "eip_address=%s", address);
    bool good = find_elb(cloud, "vip_address", address, ret_elb, ret_found, why);
    if (good && !*ret_found)
        good = find_elb(cloud, "eips", buf_text(&public), ret_elb, ret_found, why);
    buf_release(&public);
    return good;
}

bool ccm_cloud_elb_delete(struct ccm_cloud *cloud, const struct ccm_elb *elb,
                          struct buf *why)
{
    return ccm_cloud_end(cloud, elb->dedicated, "loadbalancers", elb->id, why);
}

/* ---- public addresses ---- */

static bool ask_eip(struct ccm_cloud *cloud, const char *method, const char *id,
                    json_t *body, struct agent_answer *ret_answer, struct buf *why)
{
    if (!is_in(cloud, why)) {
        json_decref(body);
        *ret_answer = (struct agent_answer){.err = ERR_INIT};
        return false;
    }
    struct url url;
    eip_path(cloud, id, &url);
    *ret_answer = ask(cloud, HOST_VPC, method, url_text(&url), body);
    url_release(&url);
    if (agent_answer_is_good(ret_answer))
        return true;
    quote(ret_answer, why);
    return false;
}

/* A new address can be bound once it is no longer being made. */
static bool eip_settle(struct ccm_cloud *cloud, const char *id, struct buf *why)
{
    for (int i = 0; i < SETTLE_TRIES; i++) {
        struct agent_answer answer;
        bool good = ask_eip(cloud, "GET", id, NULL, &answer, why);
        const char *status = tree_text(answer.json, "publicip.status");
        bool pending = status != NULL && strcmp(status, "PENDING_CREATE") == 0;
        agent_answer_release(&answer);
        if (!good || !pending)
            return good;
        if (!agent_wait(cloud->agent, SETTLE_POLL_MS))
            return false;
    }
    buf_print(why, "publicip %s is still PENDING_CREATE", id);
    return false;
}

static bool eip_order(struct ccm_cloud *cloud, const struct ccm_eip_wish *wish,
                      const char *address, struct ccm_elb *elb, struct buf *why)
{
    struct agent_answer answer;
    json_t *body =
        json_pack("{s:{s:s, s:i}, s:{s:s, s:I, s:s, s:s}}", "publicip", "type",
                  wish->type, "ip_version", 4, "bandwidth", "name", wish->bandwidth_name,
                  "size", (json_int_t)wish->bandwidth_size, "share_type",
                  wish->share_type, "charge_mode", wish->charge_mode);

    if (address != NULL)
        json_object_set_new(json_object_get(body, "publicip"), "ip_address",
                            json_string(address));
    bool good = ask_eip(cloud, "POST", NULL, body, &answer, why);
    if (good) {
        copy_text(elb->eip_id, sizeof elb->eip_id, tree_text(answer.json, "publicip.id"));
        copy_text(elb->eip_address, sizeof elb->eip_address,
                  tree_text(answer.json, "publicip.public_ip_address"));
    }
    agent_answer_release(&answer);
    return good;
}

bool ccm_cloud_eip_create(struct ccm_cloud *cloud, const struct ccm_eip_wish *wish,
                          struct ccm_elb *elb, struct buf *why)
{
    struct buf unwanted;
    bool good = false;

    buf_init(&unwanted, LIMIT_KIB);
    if (wish->address != NULL) /* taken already: then any will do */
        good = eip_order(cloud, wish, wish->address, elb, &unwanted);
    buf_release(&unwanted);
    if (!good)
        good = eip_order(cloud, wish, NULL, elb, why);
    return good && eip_settle(cloud, elb->eip_id, why);
}

bool ccm_cloud_eip_bind(struct ccm_cloud *cloud, const struct ccm_elb *elb,
                        struct buf *why)
{
    struct agent_answer answer;
    json_t *body = json_pack("{s:{s:s}}", "publicip", "port_id", elb->vip_port_id);
    bool good = ask_eip(cloud, "PUT", elb->eip_id, body, &answer, why);
    agent_answer_release(&answer);
    return good;
}

bool ccm_cloud_eip_delete(struct ccm_cloud *cloud, const char *eip_id, struct buf *why)
{
    struct agent_answer answer;
    bool good =
        ask_eip(cloud, "DELETE", eip_id, NULL, &answer, why) || answer.status == 404;
    agent_answer_release(&answer);
    return good;
}

struct ccm_cloud *ccm_cloud_new(struct agent *agent,
                                const struct ccm_cloud_config *config)
{
    struct ccm_cloud *cloud = mem_new(sizeof *cloud);
    cloud->agent = agent;
    cloud->config = *config;
    return cloud;
}

void ccm_cloud_free(struct ccm_cloud *cloud)
{
    if (cloud == NULL)
        return;
    free(cloud->token);
    free(cloud->project_id);
    free(cloud);
}
