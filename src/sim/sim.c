/*
 * The world is built from the bottom: time and record, api-server and cloud, the story's
 * objects on both sides; then those who act on them, each a client over TCP; last the
 * files by which others find it. It ends the other way round: first who acts, then who
 * serves.
 */
#include "sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sim/backends.h"
#include "sim/ccm.h"
#include "sim/cert.h"
#include "sim/cloud_api.h"
#include "sim/control.h"
#include "sim/door.h"
#include "sim/fabric.h"
#include "sim/fault.h"
#include "sim/folder.h"
#include "sim/gatewayctl.h"
#include "sim/genesis.h"
#include "sim/heard.h"
#include "sim/kube_api.h"
#include "sim/kubelet.h"
#include "sim/pages.h"
#include "sim/places.h"
#include "sim/player.h"
#include "sim/story.h"
#include "sim/trouble.h"
#include "sim/webhook.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

enum {
    DOORS_MOST = 16,
    NODES_MOST = 64,
    FIRST_NODE = 21,       /* 10.0.3.21 */
    LISTS_WAIT_MS = 60000, /* real; the first lists of ten thousand Services */
};

#define USER_CCM     "system:serviceaccount:kube-system:cloud-controller-manager"
#define USER_KUBELET "system:node"
#define USER_GATEWAY "system:serviceaccount:envoy-gateway-system:envoy-gateway"

/* What is given to every server: faults first, the record after. */
struct around {
    struct fault_box *box;
    struct heard *heard;
};

struct sim {
    /* copied from the config */
    struct sim_config config;
    const char *region;
    char cluster_id[CLOUD_ID_BYTES];

    struct pace *pace;
    struct gate *gate; /* where the controllers wait before they call */
    struct story *story;
    struct folder *folder;
    struct cert_store *certs;
    struct around around;
    struct webhook *webhook;
    struct kube_api *kube; /* NULL: another cluster */
    struct cloud *cloud;
    struct trouble *trouble;
    struct fabric *fabric;
    struct pages *pages;
    struct backends *backends;
    struct gateway_routes *routes;
    struct gatewayctl *gateway; /* NULL: another cluster */
    struct kubelet *kubelet;    /* the same, or Pods run at once */
    struct ccm *ccm;            /* NULL: no_ccm */
    struct player *player;
    struct control *control;

    size_t door_count;
    struct door *doors[DOORS_MOST];
    size_t node_count;
    const char *nodes[NODES_MOST];
    char node_text[NODES_MOST][CLOUD_ADDRESS_BYTES];
    char subnet[CLOUD_ID_BYTES];      /* of load balancers */
    char node_subnet[CLOUD_ID_BYTES]; /* of their members */

    struct cloud_login login;
    struct sim_places places;
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- around every request ---- */

static bool before(void *ctx, const char *server, const struct ask *ask,
                   struct reply *reply)
{
    const struct around *around = ctx;
    return fault_box_before(around->box, server, ask, reply);
}

static void heard(void *ctx, const char *server, const struct ask *ask, int status)
{
    const struct around *around = ctx;
    heard_request(around->heard, server, ask, status);
}

/* ---- servers ---- */

static enum err_code start_kube(struct sim *sim, struct err *err)
{
    static const struct kube_user users[] = {
        {.name = "admin",
         .token = NULL,
         .groups = {"system:masters"},
         .role = KUBE_ROLE_ADMIN},
        {.name = "viewer", .role = KUBE_ROLE_VIEW, .binding = "viewers"},
        {.name = USER_CCM,
         .groups = {"system:serviceaccounts"},
         .role = KUBE_ROLE_ADMIN,
         .binding = "cloud-controller-manager"},
        {.name = USER_GATEWAY,
         .groups = {"system:serviceaccounts"},
         .role = KUBE_ROLE_ADMIN,
         .binding = "envoy-gateway"},
        {.name = USER_KUBELET,
         .groups = {"system:nodes"},
         .role = KUBE_ROLE_ADMIN,
         .binding = "system:node"},
    };
    struct kube_user mine[ARRAY_COUNT(users)];
    char tokens[ARRAY_COUNT(users)][SHA256_HEX_BYTES];

    for (size_t i = 0; i < ARRAY_COUNT(users); i++) {
        unsigned char random[SHA256_BYTES];
        if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
            return err_set(err, ERR_LOCAL, "no random numbers");
        digest_hex(random, sizeof random, tokens[i]);
        mine[i] = users[i];
        mine[i].token = tokens[i];
    }
    const struct kube_api_config config = {
        .port = sim->config.api_port,
        .certs = sim->certs,
        .pace = sim->pace,
        .seed = sim->config.seed,
        .users = mine,
        .user_count = ARRAY_COUNT(mine),
        .before = before,
        .heard = heard,
        .around_ctx = &sim->around,
        .admit = webhook_admit,
        .admit_ctx = sim->webhook,
    };
    return kube_api_new(&config, &sim->kube, err);
}

static enum err_code start_cloud(struct sim *sim, struct err *err)
{
    const struct cloud_config config = {
        .region = sim->region,
        .certs = sim->certs,
        .pace = sim->pace,
        .seed = sim->config.seed,
        .before = before,
        .heard = heard,
        .around_ctx = &sim->around,
    };
    enum err_code code = cloud_new(&config, &sim->cloud, err);
    if (code == ERR_OK) {
        cloud_login_of(sim->cloud, "ops", &sim->login);
        sim->trouble = trouble_new(sim->around.box, cloud_state(sim->cloud));
    }
    return code;
}

/* Until the first lists are in, all that was ready from the start is taken to answer. */
static bool node_answers(void *ctx, const char *address, uint16_t port)
{
    struct sim *sim = ctx;
    return !backends_are_known(sim->backends) ||
           backends_answer(sim->backends, address, port);
}

static enum err_code start_fabric(struct sim *sim, struct err *err)
{
    struct cloud_state *cloud = cloud_state(sim->cloud);
    const struct fabric_config config = {
        .cloud = cloud,
        .serve = pages_serve,
        .serve_ctx = sim->pages,
        .veiled = backends_speak_tls,
        .veiled_ctx = sim->backends,
        .cert_pem = sim->certs->server_pem,
        .key_pem = sim->certs->server_key_pem,
    };
    cloud_set_backend_oracle(cloud, node_answers, sim);
    return fabric_new(&config, &sim->fabric, err);
}

/* ---- what is there from the start ---- */

/* "10.0.3.21" and on: the part of the cloud's subnet that is kept for nodes. */
static void name_nodes(struct sim *sim)
{
    sim->node_count = sim->story->node_count;
    for (size_t i = 0; i < sim->node_count; i++) {
        snprintf(sim->node_text[i], sizeof sim->node_text[i], "10.0.3.%zu",
                 FIRST_NODE + i);
        sim->nodes[i] = sim->node_text[i];
    }
}

static enum err_code seed_world(struct sim *sim, struct err *err)
{
    if (sim->kube == NULL)
        return ERR_OK;

    name_nodes(sim);
    const struct settled_place place = {
        .kube = sim->kube,
        .cloud = cloud_state(sim->cloud),
        .cluster_id = sim->cluster_id,
        .style = sim->story->style,
        .node_count = sim->node_count,
        .nodes = sim->nodes,
        .wall_ms = clock_wall_ms(&machine),
    };
    return genesis_make(&place, sim->story, sim->region, sim->config.services, err);
}

/* ---- doors ---- */

static enum err_code open_door(struct sim *sim, const char *url, const char *bearer,
                               struct agent_server *ret_server, struct err *err)
{
    struct door *door;
    enum err_code code = door_new(url, sim->certs->ca_pem, bearer, &door, err);
    if (code != ERR_OK)
        return code;
    sim->doors[sim->door_count++] = door;
    *ret_server = door_server(door);
    return ERR_OK;
}

static enum err_code open_kube_door(struct sim *sim, const char *user,
                                    struct agent_server *ret_server, struct err *err)
{
    struct door *door;

    if (sim->kube != NULL)
        return open_door(sim, kube_api_url(sim->kube), kube_api_token(sim->kube, user),
                         ret_server, err);
    enum err_code code =
        door_new_to_cluster(sim->config.kubeconfig, sim->config.context, &door, err);
    if (code != ERR_OK)
        return code;
    sim->doors[sim->door_count++] = door;
    *ret_server = door_server(door);
    return ERR_OK;
}

/* ---- who acts ---- */

static enum err_code start_backends(struct sim *sim, struct err *err)
{
    struct agent_server kube;
    enum err_code code = open_kube_door(sim, USER_CCM, &kube, err);

    if (code == ERR_OK)
        code = backends_new(sim->pace, &kube, &sim->backends, err);
    if (code != ERR_OK)
        return code;
    sim->routes = gateway_routes_new();
    sim->pages = pages_new(sim->backends, sim->routes);
    webhook_set_taken(sim->webhook, backends_port_taken, sim->backends);
    return backends_start(sim->backends, err);
}

/* "172.18.0.3" → "172.18.0.0/16" */
static void network_of(const char *address, char out[CLOUD_ADDRESS_BYTES + 4])
{
    struct span rest = span_of(address);
    struct span first = {0}, second = {0};

    span_cut(&rest, '.', &first);
    span_cut(&rest, '.', &second);
    snprintf(out, CLOUD_ADDRESS_BYTES + 4, "%.*s.%.*s.0.0/16", (int)first.bytes, first.at,
             (int)second.bytes, second.at);
}

/* Nodes of another cluster live in another network: a subnet of the cloud is made of
 * it. */
static void adopt_nodes(struct sim *sim)
{
    struct cloud_state *cloud = cloud_state(sim->cloud);
    char address[48] = "";
    char cidr[CLOUD_ADDRESS_BYTES + 4];

    bool known = backends_node_address(sim->backends, address);
    cloud_lock(cloud);
    struct cloud_subnet *subnet = cloud_subnet_first(cloud);
    snprintf(sim->subnet, sizeof sim->subnet, "%s", subnet->subnet_id);
    if (known && !cloud_subnet_holds(subnet, address)) {
        network_of(address, cidr);
        struct cloud_subnet *theirs = cloud_subnet_add(cloud, "subnet-nodes", cidr);
        subnet = theirs != NULL ? theirs : subnet;
    }
    snprintf(sim->node_subnet, sizeof sim->node_subnet, "%s", subnet->subnet_id);
    cloud_unlock(cloud);
}

static enum err_code start_ccm(struct sim *sim, struct err *err)
{
    struct ccm_config config = {
        .pace = sim->pace,
        .gate = sim->gate,
        .cloud = {.user = sim->login.user,
                  .password = sim->login.password,
                  .domain = sim->login.domain,
                  .project = sim->login.project,
                  .has_shared_api = strcmp(sim->region, "eu-de") == 0,
                  .addresses = sim->story->addresses},
        .cluster_id = sim->cluster_id,
        .style = sim->story->style,
        .subnet_id = sim->subnet,
        .node_subnet_id = sim->node_subnet,
    };
    enum err_code code = open_kube_door(sim, USER_CCM, &config.kube, err);
    if (code == ERR_OK)
        code = open_door(sim, cloud_iam_url(sim->cloud), NULL, &config.cloud.iam, err);
    if (code == ERR_OK)
        code = open_door(sim, cloud_elb_url(sim->cloud), NULL, &config.cloud.elb, err);
    if (code == ERR_OK)
        code = open_door(sim, cloud_vpc_url(sim->cloud), NULL, &config.cloud.vpc, err);
    if (code == ERR_OK)
        code = ccm_new(&config, &sim->ccm, err);
    return code == ERR_OK ? ccm_start(sim->ccm, err) : code;
}

static enum err_code start_gateway(struct sim *sim, struct err *err)
{
    struct agent_server kube;

    if (sim->kube == NULL)
        return ERR_OK;
    enum err_code code = open_kube_door(sim, USER_GATEWAY, &kube, err);
    if (code == ERR_OK)
        code = gatewayctl_new(sim->pace, &kube, sim->routes, &sim->gateway, err);
    if (code != ERR_OK)
        return code;
    gatewayctl_set_gate(sim->gateway, sim->gate);
    return gatewayctl_start(sim->gateway, err);
}

/* What was there from the start runs already. */
static enum err_code start_kubelet(struct sim *sim, struct err *err)
{
    struct agent_server kube;

    if (sim->kube == NULL || sim->story->pod_start_ms == 0)
        return ERR_OK;
    enum err_code code = open_kube_door(sim, USER_KUBELET, &kube, err);
    if (code == ERR_OK)
        code =
            kubelet_new(sim->pace, &kube, sim->story->pod_start_ms, &sim->kubelet, err);
    if (code != ERR_OK)
        return code;
    kube_api_leave_pods(sim->kube);
    return kubelet_start(sim->kubelet, err);
}

/* A fault of the story that cannot be made is noted, and no reason to end. */
static void make_fault(void *ctx, const char *spec)
{
    struct sim *sim = ctx;
    struct err err = ERR_INIT;
    char line[512];

    if (trouble_make(sim->trouble, spec, &err) != ERR_OK)
        heard_line(sim->around.heard, "fault", err_line(&err, line, sizeof line));
}

static enum err_code make_player(struct sim *sim, struct err *err)
{
    struct player_config config = {
        .pace = sim->pace,
        .story = sim->story,
        .heard = sim->around.heard,
        .gate = sim->gate,
        .fault = make_fault,
        .fault_ctx = sim,
        .churn = sim->config.churn,
        .churn_count = sim->config.services,
    };
    enum err_code code = open_kube_door(sim, "admin", &config.kube, err);
    return code == ERR_OK ? player_new(&config, &sim->player, err) : code;
}

static enum err_code make_control(struct sim *sim, struct err *err)
{
    const struct control_config config = {
        .pace = sim->pace,
        .seed = sim->config.seed,
        .heard = sim->around.heard,
        .box = sim->around.box,
        .trouble = sim->trouble,
        .story = sim->story,
        .player = sim->player,
        .ccm = sim->ccm,
        .gate = sim->gate,
        .cloud = cloud_state(sim->cloud),
    };
    trouble_set_world(sim->trouble,
                      &(struct trouble_world){
                          .box = sim->around.box,
                          .cloud = cloud_state(sim->cloud),
                          .kube = sim->kube,
                          .ccm = sim->ccm,
                          .webhook = sim->kube != NULL ? sim->webhook : NULL,
                          .player = sim->player,
                          .heard = sim->around.heard,
                      });
    return control_new(&config, &sim->control, err);
}

static enum err_code make_faults(struct sim *sim, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < json_array_size(sim->story->faults); i++) {
        const char *spec = json_string_value(json_array_get(sim->story->faults, i));
        code = trouble_make(sim->trouble, spec != NULL ? spec : "", err);
    }
    for (size_t i = 0; code == ERR_OK && i < sim->config.fault_count; i++)
        code = trouble_make(sim->trouble, sim->config.faults[i], err);
    return code;
}

static enum err_code wait_for_lists(struct sim *sim, struct err *err)
{
    int64_t deadline = clock_now_ms(&machine) + LISTS_WAIT_MS;
    while (!backends_are_known(sim->backends)) {
        if (clock_now_ms(&machine) > deadline)
            return err_set(err, ERR_NET,
                           "the cluster does not list its Services, nodes and "
                           "endpoint slices");
        usleep(2000);
    }
    return ERR_OK;
}

/* ---- files ---- */

static enum err_code write_one(struct sim *sim, const char *name,
                               void (*print)(const struct places *places,
                                             struct buf *out),
                               const struct places *places, struct err *err)
{
    struct buf text;
    buf_init(&text, 1024 * 1024);
    print(places, &text);
    enum err_code code = folder_write(sim->folder, name, buf_text(&text), err);
    buf_release(&text);
    return code;
}

static void fill_places(struct sim *sim)
{
    struct sim_places *places = &sim->places;

    places->dir = folder_path(sim->folder);
    places->kubeconfig = sim->kube != NULL ? folder_file(sim->folder, "kubeconfig")
                                           : sim->config.kubeconfig;
    places->clouds_yaml = folder_file(sim->folder, "clouds.yaml");
    places->api_server = sim->kube != NULL ? kube_api_url(sim->kube) : NULL;
    places->iam = cloud_iam_url(sim->cloud);
    places->elb = cloud_elb_url(sim->cloud);
    places->vpc = cloud_vpc_url(sim->cloud);
    places->control = control_url(sim->control);
    places->probe_proxy = fabric_url(sim->fabric);
}

static enum err_code write_all(struct sim *sim, const struct places *places,
                               struct err *err)
{
    enum err_code code = folder_write(sim->folder, "ca.pem", sim->certs->ca_pem, err);
    if (code == ERR_OK && sim->kube != NULL)
        code = write_one(sim, "kubeconfig", places_kubeconfig, places, err);
    if (code == ERR_OK)
        code = write_one(sim, "clouds.yaml", places_clouds_yaml, places, err);
    if (code == ERR_OK)
        code = write_one(sim, "env", places_env, places, err);
    if (code == ERR_OK)
        code = write_one(sim, "sim.json", places_json, places, err);
    return code;
}

static enum err_code write_files(struct sim *sim, struct err *err)
{
    char *admin_cert = NULL, *admin_key = NULL, *viewer_cert = NULL, *viewer_key = NULL;
    enum err_code code =
        cert_client(sim->certs, "admin", "system:masters", &admin_cert, &admin_key, err);
    if (code == ERR_OK)
        code = cert_client(sim->certs, "viewer", NULL, &viewer_cert, &viewer_key, err);
    if (code == ERR_OK) {
        const struct places_user users[] = {
            {.context = "sim", .user = "admin"},
            {.context = "viewer", .user = "viewer"},
            {.context = "sim-cert",
             .user = "admin-cert",
             .cert_pem = admin_cert,
             .key_pem = admin_key},
            {.context = "viewer-cert",
             .user = "viewer-cert",
             .cert_pem = viewer_cert,
             .key_pem = viewer_key},
        };
        struct places_user all[ARRAY_COUNT(users)];
        memcpy(all, users, sizeof all);
        if (sim->kube != NULL) {
            all[0].token = kube_api_token(sim->kube, "admin");
            all[1].token = kube_api_token(sim->kube, "viewer");
        }
        fill_places(sim);
        const struct places places = {
            .api_server = sim->places.api_server,
            .iam = sim->places.iam,
            .elb = sim->places.elb,
            .vpc = sim->places.vpc,
            .control = sim->places.control,
            .probe_proxy = sim->places.probe_proxy,
            .ca_pem = sim->certs->ca_pem,
            .ca_file = folder_file(sim->folder, "ca.pem"),
            .kubeconfig = sim->places.kubeconfig,
            .clouds_yaml = sim->places.clouds_yaml,
            .user = sim->login.user,
            .password = sim->login.password,
            .domain = sim->login.domain,
            .project = sim->login.project,
            .region = sim->region,
            .user_count = ARRAY_COUNT(all),
            .users = all,
            .pid = (long)getpid(),
        };
        control_set_places(sim->control, places_tree(&places));
        code = write_all(sim, &places, err);
    }
    free(admin_cert);
    free(admin_key);
    free(viewer_cert);
    free(viewer_key);
    return code;
}

/* ---- begin and end ---- */

static void begin(struct sim *sim, const struct sim_config *config)
{
    sim->config = *config;
    if (sim->config.speed == 0)
        sim->config.speed = 1;
    if (sim->config.seed == 0)
        sim->config.seed = 1;
    sim->pace = pace_new(sim->config.speed, sim->config.seed);
    sim->gate = gate_new(sim->pace);
    pace_pause(sim->pace); /* the story's time begins when all is there */
    sim->around.box = fault_box_new();
    sim->around.heard = heard_new(sim->pace);
    sim->webhook = webhook_new(false);
    settled_id("cluster", "sim", sim->cluster_id);
}

static enum err_code load_story(struct sim *sim, struct err *err)
{
    const char *usual = sim->config.kubeconfig != NULL ? "empty" : "seed";
    enum err_code code = story_load(sim->config.story != NULL ? sim->config.story : usual,
                                    &sim->story, err);
    if (code != ERR_OK)
        return code;
    sim->region = sim->config.region != NULL ? sim->config.region : sim->story->region;
    if (sim->region == NULL)
        sim->region = "eu-de";
    if (cloud_region_find(sim->region) == NULL)
        return err_set(err, ERR_LOCAL,
                       "no region \"%s\"; there are eu-de, eu-nl and eu-ch2",
                       sim->region);
    return ERR_OK;
}

static enum err_code start_servers(struct sim *sim, struct err *err)
{
    enum err_code code = cert_store_new(&sim->certs, err);
    if (code == ERR_OK && sim->config.kubeconfig == NULL)
        code = start_kube(sim, err);
    if (code == ERR_OK)
        code = start_cloud(sim, err);
    if (code == ERR_OK)
        code = seed_world(sim, err);
    return code;
}

static enum err_code start_actors(struct sim *sim, struct err *err)
{
    enum err_code code = start_backends(sim, err);
    if (code == ERR_OK)
        code = start_fabric(sim, err);
    if (code == ERR_OK)
        code = wait_for_lists(sim, err);
    if (code == ERR_OK)
        adopt_nodes(sim);
    if (code == ERR_OK && !sim->config.no_ccm)
        code = start_ccm(sim, err);
    if (code == ERR_OK && !sim->config.no_ccm)
        code = start_gateway(sim, err);
    if (code == ERR_OK)
        code = start_kubelet(sim, err);
    if (code == ERR_OK)
        code = make_player(sim, err);
    return code;
}

enum err_code sim_start(const struct sim_config *config, struct sim **ret_sim,
                        struct err *err)
{
    struct sim *sim = mem_new(sizeof *sim);

    json_object_seed(0);
    begin(sim, config);
    enum err_code code = http_global_init(err);
    if (code == ERR_OK)
        code = load_story(sim, err);
    folder_clean_up();
    if (code == ERR_OK)
        code = folder_new(config->dir, &sim->folder, err);
    if (code == ERR_OK)
        code = start_servers(sim, err);
    if (code == ERR_OK)
        code = start_actors(sim, err);
    if (code == ERR_OK)
        code = make_control(sim, err);
    if (code == ERR_OK)
        code = make_faults(sim, err);
    if (code == ERR_OK)
        code = write_files(sim, err);
    if (code == ERR_OK)
        code = player_start(sim->player, err);
    if (code != ERR_OK) {
        sim_stop(sim);
        return code;
    }
    if (!config->paused)
        pace_run(sim->pace);
    *ret_sim = sim;
    return ERR_OK;
}

void sim_stop(struct sim *sim)
{
    if (sim == NULL)
        return;
    control_free(sim->control);
    pace_end(sim->pace);
    player_free(sim->player);
    kubelet_free(sim->kubelet);
    gatewayctl_free(sim->gateway);
    ccm_free(sim->ccm);
    fabric_free(sim->fabric);
    kube_api_free(sim->kube);
    cloud_free(sim->cloud);
    backends_free(sim->backends);
    pages_free(sim->pages);
    gateway_routes_free(sim->routes);
    for (size_t i = 0; i < sim->door_count; i++)
        door_free(sim->doors[i]);
    trouble_free(sim->trouble);
    webhook_free(sim->webhook);
    cert_store_free(sim->certs);
    folder_free(sim->folder);
    story_free(sim->story);
    heard_free(sim->around.heard);
    fault_box_free(sim->around.box);
    gate_free(sim->gate);
    pace_free(sim->pace);
    free(sim);
}

const struct sim_places *sim_places(const struct sim *sim)
{
    return &sim->places;
}

void sim_help(struct buf *out)
{
    story_help(out);
    fault_help(out);
}
