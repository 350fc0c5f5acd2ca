#include "sim/cloud_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/cloud_auth.h"
#include "sim/cloud_call.h"
#include "sim/eip_api.h"
#include "sim/elb_api.h"
#include "sim/iam_api.h"

#include "base/banned.h"

/* One of the three hosts, as its server's handler sees it. */
struct door {
    struct cloud *cloud;
    enum cloud_host host;
    struct server *server;
    struct cloud_throttle throttle; /* under the state's lock */
};

struct cloud {
    struct cloud_state *state;
    struct cloud_places places; /* under the state's lock */
    struct chance request_ids;  /* under the state's lock; apart from object ids */
    struct door doors[CLOUD_HOST_COUNT];
};

static const char *const host_names[] = {
    [CLOUD_HOST_IAM] = "iam", [CLOUD_HOST_ELB] = "elb", [CLOUD_HOST_VPC] = "vpc"};

/* ---- what each host publishes ---- */

struct book {
    enum cloud_host host;
    const struct cloud_row *rows;
    const size_t *count;
};

static const struct book books[] = {
    {CLOUD_HOST_IAM, iam_api_rows, &iam_api_row_count},
    {CLOUD_HOST_ELB, elb_api_rows, &elb_api_row_count},
    {CLOUD_HOST_ELB, elb_v2_api_rows, &elb_v2_api_row_count},
    {CLOUD_HOST_VPC, eip_api_rows, &eip_api_row_count},
    {CLOUD_HOST_VPC, eip_v3_api_rows, &eip_v3_api_row_count},
    {CLOUD_HOST_VPC, vpc_api_rows, &vpc_api_row_count},
    {CLOUD_HOST_VPC, neutron_api_rows, &neutron_api_row_count},
    /* Older clients reach the shared load balancers here, too. */
    {CLOUD_HOST_VPC, elb_v2_api_rows, &elb_v2_api_row_count},
};

static const struct cloud_row *find_row(struct cloud_call *call)
{
    for (size_t i = 0; i < ARRAY_COUNT(books); i++) {
        if (books[i].host != call->host)
            continue;
        const struct cloud_row *row = call_route(call, books[i].rows, *books[i].count);
        if (row != NULL)
            return row;
    }
    return NULL;
}

/* ---- one request ---- */

/* A project other than the world's has nothing to show and takes nothing. */
static bool is_in_empty_project(struct cloud_call *call)
{
    bool names_object = call->args[0] != NULL;

    if (call->host == CLOUD_HOST_IAM || call_at_home(call))
        return false;
    if (!names_object && strcmp(call->ask->method, "GET") == 0)
        return false;
    if (names_object)
        call_no(call, NO_ABSENT, "%s could not be found.", call->args[0]);
    else
        call_no(call, NO_RIGHT, "Nothing can be created in project %s.",
                call->project->name);
    return true;
}

static bool has_rights(struct cloud_call *call)
{
    if (call_may(call, call->row->rights))
        return true;
    call_no(call, NO_RIGHT, "Policy doesn't allow %s %s to be performed.",
            call->ask->method, call->ask->path);
    return false;
}

static void work(struct cloud_call *call, struct cloud_throttle *throttle)
{
    if (!cloud_throttle_pass(throttle, call))
        return;
    call->row = find_row(call);
    if (call->row == NULL) {
        call_refuse(
            call, SHAPE_ELB, 404, "APIGW.0101",
            "The API does not exist or has not been published in the environment");
        return;
    }
    if (call->row->rights == RIGHT_OPEN ||
        (cloud_identify(call) && has_rights(call) && !is_in_empty_project(call)))
        call->row->handle(call);
}

static void handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct door *door = ctx;
    struct cloud_state *state = door->cloud->state;
    struct cloud_call call = {
        .state = state,
        .places = &door->cloud->places,
        .host = door->host,
        .ask = ask,
        .reply = reply,
    };

    if (door->host == CLOUD_HOST_ELB)
        cloud_refresh_health(state);
    cloud_lock(state);
    struct chance *ids = &door->cloud->request_ids;
    snprintf(call.request_id, sizeof(call.request_id), "%016llx%016llx",
             (unsigned long long)chance_next(ids), (unsigned long long)chance_next(ids));
    work(&call, &door->throttle);
    call_release(&call);
    cloud_unlock(state);
    reply_gzip_from(reply, 1024);
}

/* ---- new, free ---- */

static enum err_code open_door(struct cloud *cloud, const struct cloud_config *config,
                               enum cloud_host host, uint16_t port, struct err *err)
{
    struct door *door = &cloud->doors[host];
    struct server_config server = {
        .name = host_names[host],
        .port = port,
        .certs = config->certs,
        .pace = config->pace,
        .handle = handle,
        .handle_ctx = door,
        .before = config->before,
        .heard = config->heard,
        .around_ctx = config->around_ctx,
    };

    door->cloud = cloud;
    door->host = host;
    enum err_code code = server_new(&server, &door->server, err);
    if (code != ERR_OK)
        return code;
    cloud_lock(cloud->state); /* the doors opened before may be asked already */
    cloud->places.url[host] = server_url(door->server);
    cloud_unlock(cloud->state);
    return ERR_OK;
}

enum err_code cloud_new(const struct cloud_config *config, struct cloud **ret_cloud,
                        struct err *err)
{
    struct cloud_state_config state = {
        .region = config->region, .pace = config->pace, .seed = config->seed};
    struct cloud *cloud = mem_new(sizeof(*cloud));
    enum err_code code;

    cloud->request_ids = chance_from(config->seed ^ UINT64_C(0x7265717565737473));
    code = cloud_state_new(&state, &cloud->state, err);
    if (code == ERR_OK)
        code = open_door(cloud, config, CLOUD_HOST_IAM, config->iam_port, err);
    if (code == ERR_OK)
        code = open_door(cloud, config, CLOUD_HOST_ELB, config->elb_port, err);
    if (code == ERR_OK)
        code = open_door(cloud, config, CLOUD_HOST_VPC, config->vpc_port, err);
    if (code != ERR_OK) {
        cloud_free(cloud);
        return code;
    }
    *ret_cloud = cloud;
    return ERR_OK;
}

void cloud_free(struct cloud *cloud)
{
    if (cloud == NULL)
        return;
    for (size_t i = 0; i < CLOUD_HOST_COUNT; i++)
        server_free(cloud->doors[i].server);
    cloud_state_free(cloud->state);
    free(cloud);
}

/* ---- where and how ---- */

const char *cloud_iam_url(const struct cloud *cloud)
{
    return cloud->places.url[CLOUD_HOST_IAM];
}

const char *cloud_elb_url(const struct cloud *cloud)
{
    return cloud->places.url[CLOUD_HOST_ELB];
}

const char *cloud_vpc_url(const struct cloud *cloud)
{
    return cloud->places.url[CLOUD_HOST_VPC];
}

struct cloud_state *cloud_state(struct cloud *cloud)
{
    return cloud->state;
}

void cloud_login_of(struct cloud *cloud, const char *user, struct cloud_login *ret_login)
{
    const struct cloud_account *account = cloud->state->account;
    const struct cloud_user *found = cloud_user_find(account, NULL, user);
    const struct cloud_project *project = cloud_account_home(account);

    *ret_login = (struct cloud_login){
        .domain = account->domain_name,
        .project = project->name,
        .project_id = project->id,
        .region = cloud->state->region->name,
    };
    if (found == NULL)
        return;
    ret_login->user = found->name;
    ret_login->password = found->password;
    for (size_t i = 0; i < 2; i++) { /* the lasting keys */
        if (account->keys[i].user == found) {
            ret_login->ak = account->keys[i].ak;
            ret_login->sk = account->keys[i].sk;
        }
    }
}
