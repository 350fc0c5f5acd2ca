/*
 * A request to the world's cloud as its servers get it: "METHOD target" on the first line,
 * the body behind it. It is led to its row and carried out, by somebody who may do all, in
 * a cloud with one load balancer and all that hangs below it; then a packet takes its way.
 */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "sim/cloud_call.h"
#include "sim/cloud_l7.h"
#include "sim/eip_api.h"
#include "sim/elb_api.h"
#include "sim/server_inside.h"

#define ID(n) "00000000-0000-4000-8000-00000000000" #n

static void fill_cloud(struct cloud_state *state)
{
    struct cloud_elb *elb =
        cloud_elb_add(state, &(struct cloud_elb_spec){.id = ID(1), .name = "web"});
    struct cloud_listener *listener = cloud_listener_add(
        state, elb,
        &(struct cloud_listener_spec){.id = ID(2), .protocol = "HTTP", .port = 80});
    struct cloud_pool *pool = cloud_pool_add(
        state, elb, &(struct cloud_pool_spec){.id = ID(3), .listener = listener});
    struct cloud_eip *eip = cloud_eip_add(
        state, &(struct cloud_eip_spec){.id = ID(6), .address = "138.124.232.13"});

    cloud_member_add(
        state, pool,
        &(struct cloud_member_spec){
            .id = ID(4), .address = "10.0.3.20", .port = 30080, .weight = -1});
    cloud_policy_add(state, listener, "p", NULL,
                     json_pack("{s:s, s:[{s:s, s:s, s:s, s:s}]}", "action",
                               "REDIRECT_TO_POOL", "rules", "id", ID(5), "type", "PATH",
                               "compare_type", "EQUAL_TO", "value", "/"));
    cloud_eip_bind(state, eip, elb);
}

/* The first table that publishes it, as the servers look. */
static const struct cloud_row *find_row(struct cloud_call *call)
{
    const struct {
        const struct cloud_row *rows;
        size_t count;
    } tables[] = {
        {elb_api_rows, elb_api_row_count}, {elb_v2_api_rows, elb_v2_api_row_count},
        {eip_api_rows, eip_api_row_count}, {eip_v3_api_rows, eip_v3_api_row_count},
        {vpc_api_rows, vpc_api_row_count},
    };
    const struct cloud_row *row = NULL;

    for (size_t i = 0; row == NULL && i < sizeof tables / sizeof tables[0]; i++)
        row = call_route(call, tables[i].rows, tables[i].count);
    return row;
}

static void carry_out(struct visit *visit, struct cloud_state *state)
{
    static const struct cloud_user user = {.name = "ops", .rights = ~0u};
    static const struct cloud_places places = {
        {"http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"}};
    struct reply reply;
    struct cloud_call call = {.state = state,
                              .places = &places,
                              .host = CLOUD_HOST_ELB,
                              .ask = &visit->ask,
                              .reply = &reply,
                              .user = &user};

    reply_init(&reply, visit);
    cloud_lock(state);
    fill_cloud(state);
    call.project = cloud_account_home(state->account);
    call.row = find_row(&call);
    if (call.row != NULL) {
        call.row->handle(&call);
        FUZZ_CHECK(call.status != 0);
    }
    call_release(&call);
    cloud_unlock(state);
    reply_release(&reply);
}

static void send_packet(struct cloud_state *state)
{
    const struct cloud_request request = {"GET", "example.org", "/a?b=c"};
    struct cloud_l7_answer answer = {0};
    struct cloud_route route;

    buf_init(&answer.location, LIMIT_KIB * 16);
    buf_init(&answer.body, LIMIT_MIB);
    cloud_route_find(state, "138.124.232.13", 80, 0, &route);
    if (cloud_route_is_l7(&route))
        cloud_l7_decide(state, &request, 0, &route, &answer);
    buf_release(&answer.location);
    buf_release(&answer.body);
}

static void run_in_a_cloud(struct visit *visit)
{
    const struct cloud_state_config config = {.region = "eu-de", .seed = 1};
    struct cloud_state *state = NULL;

    FUZZ_CHECK(cloud_state_new(&config, &state, NULL) == ERR_OK);
    carry_out(visit, state);
    send_packet(state);
    cloud_state_free(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span rest = fuzz_text(at, bytes), first, method;
    struct peer peer = {0};
    struct visit visit = {.peer = &peer};

    if (bytes == 0 || bytes > LIMIT_KIB * 64)
        return 0;
    span_cut(&rest, '\n', &first);
    span_cut(&first, ' ', &method);
    arena_init(&visit.arena, 0);
    buf_init(&visit.body, LIMIT_KIB * 64);
    if (rest.at != NULL)
        buf_add(&visit.body, rest.at, rest.bytes);
    visit.target = strndup(first.at == NULL ? "" : first.at, first.bytes);
    char *word = strndup(method.at, method.bytes);
    if (ask_parse(&visit, word))
        run_in_a_cloud(&visit);
    free(word);
    free(visit.target);
    buf_release(&visit.body);
    arena_release(&visit.arena);
    return 0;
}
