#include "sim/cloud_auth.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "sim/sigcheck.h"

#include "base/banned.h"

enum { SKEW_MOST_MS = 15 * 60 * 1000 };

#define WRONG_IDENTITY "Incorrect IAM authentication information: "

/* Identity is the gateway's affair: its shape, but for IAM, which answers itself. */
static void refuse_identity(struct cloud_call *call, const char *code, const char *text,
                            const char *detail)
{
    enum cloud_shape shape = call->row->shape;

    if (shape == SHAPE_KEYSTONE)
        call_refuse(call, shape, 401, "",
                    "The request you have made requires authentication.");
    else if (shape == SHAPE_IAM)
        call_refuse(call, shape, 401, "IAM.0001", "The request requires authentication.");
    else
        call_refuse(call, SHAPE_ELB, 401, code, "%s%s", text, detail);
}

/* ---- tokens ---- */

static bool identify_by_token(struct cloud_call *call, const char *text)
{
    const struct cloud_token *token = cloud_token_find(call->state->account, text);

    if (token == NULL) {
        refuse_identity(call, "APIGW.0301", WRONG_IDENTITY, "decrypt token fail");
        return false;
    }
    /* A call that waited was let in when it came. */
    if (!call->ask->waited && !cloud_token_is_live(call->state, token)) {
        refuse_identity(call, "APIGW.0307", "The token must be updated.", "");
        return false;
    }
    call->token = token;
    call->user = token->user;
    call->project = token->project;
    return true;
}

/* ---- signatures ---- */

static const char *header_of_ask(const void *ctx, const char *name)
{
    return ask_header(ctx, name);
}

static bool signature_fits(const struct cloud_call *call,
                           const struct sigcheck_claim *claim,
                           const struct cloud_key *key)
{
    const struct ask *ask = call->ask;
    struct sigcheck_query *query = mem_new_array(ask->query_count, sizeof(*query));

    for (size_t i = 0; i < ask->query_count; i++) {
        query[i].name = ask->query[i].name;
        query[i].value = ask->query[i].value;
    }
    struct sigcheck_request request = {
        .method = ask->method,
        .path = ask->path,
        .query_count = ask->query_count,
        .query = query,
        .header = header_of_ask,
        .header_ctx = ask,
        .body = ask->body,
    };
    bool fits = sigcheck_fits(&request, claim, span_of(key->sk));
    free(query);
    return fits;
}

static bool security_token_fits(const struct cloud_call *call,
                                const struct cloud_key *key)
{
    const char *sent = ask_header(call->ask, "X-Security-Token");

    if (key->security_token == NULL)
        return true;
    return sent != NULL && strcmp(sent, key->security_token) == 0;
}

static bool is_in_time(const struct cloud_call *call)
{
    int64_t then_ms = sigcheck_date_ms(ask_header(call->ask, "X-Sdk-Date"));
    return then_ms != WHEN_UNKNOWN &&
           llabs(cloud_wall_ms(call->state) - then_ms) <= SKEW_MOST_MS;
}

/* NULL: the signature is right. A call that waited was looked at when it came. */
static const char *signature_fault(struct cloud_call *call,
                                   const struct sigcheck_claim *claim,
                                   struct cloud_key *key)
{
    if (cloud_key_is_locked(call->state, key))
        return "AK access failed to reach the limit,forbidden";
    if (cloud_wall_ms(call->state) >= key->expires_ms || !security_token_fits(call, key))
        return "verify securityToken fail";
    if (!call->ask->waited && !is_in_time(call))
        return "Signature expired, the clock differs by more than 15 minutes";
    if (!signature_fits(call, claim, key)) {
        cloud_key_failed(call->state, key);
        return "verify aksk signature fail";
    }
    cloud_key_passed(key);
    return NULL;
}

/* The project a key acts in: the one named, else the one it has. */
static const struct cloud_project *key_project(const struct cloud_call *call)
{
    const char *id = ask_header(call->ask, "X-Project-Id");

    if (id == NULL)
        return cloud_account_home(call->state->account);
    return cloud_project_find(call->state->account, id, NULL);
}

static bool identify_by_signature(struct cloud_call *call, const char *authorization)
{
    struct sigcheck_claim claim;

    if (!sigcheck_read(authorization, &claim)) {
        refuse_identity(call, "APIGW.0301", WRONG_IDENTITY,
                        "Authorization format is incorrect");
        return false;
    }
    struct cloud_key *key = cloud_key_find(call->state->account, claim.ak);
    if (key == NULL) {
        call_refuse(call, SHAPE_ELB, 401, "APIGW.0301",
                    WRONG_IDENTITY "Get secretKey failed,ak:%.*s,err:ak not exist",
                    (int)(claim.ak.bytes > 64 ? 64 : claim.ak.bytes), claim.ak.at);
        return false;
    }
    const char *fault = signature_fault(call, &claim, key);
    if (fault != NULL) {
        refuse_identity(call, "APIGW.0301", WRONG_IDENTITY, fault);
        return false;
    }
    call->user = key->user;
    call->project = key_project(call);
    return true;
}

/* ---- both ---- */

/* ELB and VPC belong to a project; its id in the path must be the caller's. */
static bool project_fits(struct cloud_call *call)
{
    if (call->host == CLOUD_HOST_IAM)
        return true;
    if (call->project == NULL) {
        call_refuse(call, SHAPE_ELB, 403, "APIGW.0302",
                    "The token is not bound to a project.");
        return false;
    }
    if (call->project_arg == NULL || strcmp(call->project_arg, call->project->id) == 0)
        return true;
    if (call->row->shape == SHAPE_VPC)
        call_refuse(call, SHAPE_VPC, 400, "VPC.0007",
                    "The project_id in the URL is not that of the token.");
    else
        call_no(call, NO_RIGHT, "The project in the URL is not that of the token.");
    return false;
}

bool cloud_identify(struct cloud_call *call)
{
    const char *token = ask_header(call->ask, "X-Auth-Token");
    const char *authorization = ask_header(call->ask, "Authorization");
    bool known;

    if (token != NULL) {
        known = identify_by_token(call, token);
    } else if (authorization != NULL) {
        known = identify_by_signature(call, authorization);
    } else {
        refuse_identity(call, "APIGW.0301", WRONG_IDENTITY, "x-auth-token not found");
        known = false;
    }
    return known && project_fits(call);
}

/* ---- throttling ---- */

bool cloud_throttle_pass(struct cloud_throttle *throttle, struct cloud_call *call)
{
    int most = call->state->switches.calls_per_second;
    int64_t second = cloud_now_ms(call->state) / 1000;

    if (most <= 0 || call->ask->waited)
        return true;
    if (second != throttle->second)
        *throttle = (struct cloud_throttle){.second = second};
    if (++throttle->calls <= most)
        return true;
    call_refuse(call, SHAPE_ELB, 429, "APIG.0308",
                "The throttling threshold has been reached: policy ip over "
                "ratelimit,limit:%d,time:1 second",
                most);
    return false;
}
