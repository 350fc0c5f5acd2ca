#include "state/ahead.h"

#include "base/when.h"

#include "base/banned.h"

static const struct ahead seen = {
    "the event EnsuringLoadBalancer and the cleanup finalizer",
    "the ccm calls the ELB and EIP APIs",
    {{"is not defined, skip", "neither elb.autocreate nor elb.id: C or L"},
     {"no event at all", "the ccm is down or busy, or spec.loadBalancerClass is set"}}};

static const struct ahead parts[PART_COUNT] = {
    [PART_ELB] = {"an ELB of the wanted name in the ELB API, ACTIVE",
                  "EIP, binding, then a listener for each port",
                  {{"field:[X] is invalid", "elb.autocreate lacks X: make it anew"},
                   {"ELB.8905 ELB.1091", "the ELB quota is used up"},
                   {"ELB.8934 ELB.8950", "the subnet or the zone has no room"}}},
    [PART_EIP] = {"an EIP in the EIP API",
                  "it is bound, then a listener for each port",
                  {{"VPC.0521 EIP.7905", "the EIP quota is used up: release one"}}},
    [PART_BIND] = {"the EIP with status ELB",
                   "elb.id and elb.eip-id are written, a listener for each port",
                   {{"Bind EIP error", "the EIP is frozen, or somebody else took it"}}},
    [PART_LISTENER] = {"a listener k8s_PROTO_PORT for each port",
                       "its pool with the nodes, EnsuredLoadBalancer",
                       {{"ELB.8907 ELB.6200",
                         "the port is taken: {link}, or another port"},
                        {"ELB.6091", "no more listeners fit: {link} to another ELB"},
                        {"ELB.8904", "there is no ELB of that id here"}}},
    [PART_POOL] = {"a pool with a member for each node",
                   "EnsuredLoadBalancer, the address in the status",
                   {{"ELB.9899", "the ELB is in another VPC than the nodes"},
                    {"have no node to bind", "no Ready pod matches the selector"}}},
};

/* Of a linked Service the ELB is given: there is nothing to make, only to find. */
static const struct ahead linked = {
    "the ELB of that elb.id in the ELB API, ACTIVE",
    "a listener for each port, then its pool",
    {{"ELB.8904", "no ELB of that id in this project and region"},
     {"elb.class", "it does not fit the ELB: then the address is a private one"}}};

static const struct ahead ids = {
    "elb.id and, for a public one, elb.eip-id in one update",
    "the address in the status",
    {{"elb.eip-id is empty", "elb.class does not fit the ELB"}}};

static const struct ahead address = {
    "EnsuredLoadBalancer, and an address in status.loadBalancer.ingress",
    "the network advertises it, a probe connects",
    {{"comes and goes", "another controller writes the status, too"}}};

static const struct ahead routed = {
    "a TCP connect to the public address, from here",
    NULL,
    {{"refused", "nothing listens on that port"},
     {"reset at once", "the listener has no healthy member"},
     {"timeout", "not advertised yet, unbound, an ACL, or 100.125.0.0/16 is shut out"}}};

static const struct ahead gone = {
    "listeners, then the ELB, then the EIP answer 404",
    "the finalizer is taken off and the Service is gone",
    {{"409 ELB.8907", "others are on the ELB: it stays, an ORPHAN"},
     {"the finalizer stays", "cleaning up fails; taking it off by hand leaks the ELB"}}};

static const struct ahead served = {
    "nothing: it is served",
    NULL,
    {{"members OFFLINE", "no pod, or 100.125.0.0/16 does not reach the node ports"},
     {"EIP status DOWN", "it was unbound by hand: bind it again"},
     {"FROZEN", "the account is frozen or in arrears"}}};

static const struct ahead stored = {
    "the object with uid and an empty ingress",
    "the ccm sees it on its watch",
    {{"403, 422", "admission refused it: the text says which annotation"}}};

static const struct ahead *ahead_in_cloud(const struct row *row)
{
    if (row->part <= PART_ELB)
        return row->pattern == PATTERN_ATTACH ? &linked : &parts[PART_ELB];
    return &parts[row->part];
}

const struct ahead *ahead_of(const struct row *row)
{
    if (row->deleted_ms != WHEN_UNKNOWN)
        return &gone;
    if (row->state == ROW_READY || row->state == ROW_DEGRADED)
        return &served;
    switch (row->step) {
    case STEP_APPLY:
    case STEP_STORED:
        return &stored;
    case STEP_SEEN:
        return &seen;
    case STEP_CLOUD:
        return ahead_in_cloud(row);
    case STEP_IDS:
        return &ids;
    case STEP_ADDRESS:
        return &address;
    default:
        return &routed;
    }
}
