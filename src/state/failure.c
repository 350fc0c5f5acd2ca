#include "state/failure.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "base/banned.h"

bool failure_says(const char *text, const char *part)
{
    return strcasestr(text, part) != NULL;
}

/* ---- meanings ---- */

struct reason_row {
    const char *reason;
    enum event_meaning meaning;
};

static const struct reason_row reasons[] = {
    {"EnsuringLoadBalancer", EVENT_ENSURING},
    {"EnsuredLoadBalancer", EVENT_ENSURED},
    {"UpdatedLoadBalancer", EVENT_UPDATED},
    {"DeletingLoadBalancer", EVENT_DELETING},
    {"DeletedLoadBalancer", EVENT_DELETED},
    {"UnAvailableLoadBalancer", EVENT_FAILED},
    {"SyncLoadBalancerFailed", EVENT_FAILED},
    {"CreateLoadBalancerFailed", EVENT_FAILED},
    {"CreatingLoadBalancerFailed", EVENT_FAILED},
    {"UpdateLoadBalancerFailed", EVENT_FAILED},
    {"UpdatingLoadBalancerFailed", EVENT_FAILED},
    {"DeleteLoadBalancerFailed", EVENT_FAILED},
    {"DeletingLoadBalancerFailed", EVENT_FAILED},
    {"GetLoadBalancerFailed", EVENT_FAILED},
    {"DeleteListenerFailed", EVENT_FAILED},
    {"DeleteEIPFailed", EVENT_FAILED},
};

static bool is_health(const char *message)
{
    return failure_says(message, "member(") && failure_says(message, "is offline");
}

/* The second is a lost race for an update: tried again within seconds, told by nobody. */
static bool is_noise(const char *message)
{
    return failure_says(message, "listener is empty") ||
           failure_says(message, "the object has been modified");
}

enum event_meaning event_meaning(const struct event *event)
{
    /* Whatever the reason, these texts decide. */
    if (failure_says(event->message, "is not defined, skip"))
        return EVENT_SKIPPED;

    for (size_t i = 0; i < ARRAY_COUNT(reasons); i++) {
        if (strcmp(reasons[i].reason, event->reason) != 0)
            continue;
        if (reasons[i].meaning != EVENT_FAILED)
            return reasons[i].meaning;
        if (is_noise(event->message))
            return EVENT_NOISE;
        return is_health(event->message) ? EVENT_OFFLINE : EVENT_FAILED;
    }
    return EVENT_OTHER;
}

bool event_is_of_ccm(const struct event *event)
{
    return strcmp(event->component, "service-controller") == 0 ||
           strcmp(event->component, "hws-cloudprovider") == 0;
}

/* ---- stages ---- */

struct stage_row {
    const char *stem; /* ASCII case ignored */
    int step;
    int part;
    bool teardown;
};

/* The first that fits decides: an EIP's text speaks of "Create Loadalancer", too. */
static const struct stage_row stages[] = {
    {"failed to add load balancer cleanup finalizer", STEP_SEEN, -1, false},
    {"failed to update load balancer status", STEP_ADDRESS, -1, false},
    {"failed to delete load balancer", 0, -1, true},
    {"failed to check if load balancer exists before cleanup", 0, -1, true},
    {"failed to remove load balancer cleanup finalizer", 0, -1, true},
    {"unmarshal elbautocreate", STEP_CLOUD, PART_ELB, false},
    {"elb autocreate field:[", STEP_CLOUD, PART_ELB, false},
    {"load balancer version unknown", STEP_CLOUD, PART_ELB, false},
    {"create eip", STEP_CLOUD, PART_EIP, false},
    {"bind eip", STEP_CLOUD, PART_BIND, false},
    {"create pool of listener(", STEP_CLOUD, PART_POOL, false},
    {"create health monitor", STEP_CLOUD, PART_POOL, false},
    {"create members of listener(", STEP_CLOUD, PART_POOL, false},
    {"update member of listener", STEP_CLOUD, PART_POOL, false},
    {"have no node to bind", STEP_CLOUD, PART_POOL, false},
    {"has no selector", STEP_CLOUD, PART_POOL, false},
    {"no available nodes for loadbalancer", STEP_CLOUD, PART_POOL, false},
    {"session affinity type", STEP_CLOUD, PART_POOL, false},
    {"member's subnet_cidr", STEP_CLOUD, PART_POOL, false},
    {"create listener(", STEP_CLOUD, PART_LISTENER, false},
    {"already has a listener", STEP_CLOUD, PART_LISTENER, false},
    {"protocol of listener(", STEP_CLOUD, PART_LISTENER, false},
    {"create loadbalancer error", STEP_CLOUD, PART_ELB, false},
};

struct code_row {
    const char *code; /* or the beginning of one */
    int part;
};

/* What a code alone tells, when no stem does. */
static const struct code_row codes[] = {
    {"EIP.", PART_EIP},          {"VPC.", PART_EIP},      {"ELB.1091", PART_ELB},
    {"ELB.8905", PART_ELB},      {"ELB.8904", PART_ELB},  {"ELB.8934", PART_ELB},
    {"ELB.8950", PART_ELB},      {"ELB.1202", PART_ELB},  {"ELB.6091", PART_LISTENER},
    {"ELB.6200", PART_LISTENER}, {"ELB.9899", PART_POOL}, {"ELB.8902", PART_POOL},
};

bool failure_find_code(const char *text, char out[FAILURE_CODE_BYTES])
{
    static const char *const prefixes[] = {"ELB.", "EIP.", "VPC."};

    out[0] = '\0';
    for (const char *at = text; *at != '\0'; at++) {
        if (at != text && isalnum((unsigned char)at[-1]))
            continue;
        for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++) {
            if (strncmp(at, prefixes[i], 4) != 0)
                continue;
            size_t digits = strspn(at + 4, "0123456789");
            if (digits < 4 || digits + 5 > FAILURE_CODE_BYTES)
                continue;
            memcpy(out, at, digits + 4);
            out[digits + 4] = '\0';
            return true;
        }
    }
    return false;
}

static void find_field(const char *message, char out[FAILURE_FIELD_BYTES])
{
    static const char stem[] = "elb autocreate field:[";

    const char *at = strcasestr(message, stem);
    if (at == NULL)
        return;
    at += sizeof stem - 1;
    size_t bytes = strcspn(at, "]");
    if (at[bytes] != ']' || bytes >= FAILURE_FIELD_BYTES)
        return;
    memcpy(out, at, bytes);
    out[bytes] = '\0';
}

static int part_of_code(const char *code)
{
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        if (strncmp(code, codes[i].code, strlen(codes[i].code)) == 0)
            return codes[i].part;
    }
    return -1;
}

struct failure failure_of(const struct event *event)
{
    struct failure failure = {.part = -1};

    failure_find_code(event->message, failure.code);
    find_field(event->message, failure.field);
    failure.retried = strcmp(event->reason, "SyncLoadBalancerFailed") == 0;
    failure.teardown = strncmp(event->reason, "Delet", 5) == 0;
    for (size_t i = 0; i < ARRAY_COUNT(stages); i++) {
        if (!failure_says(event->message, stages[i].stem))
            continue;
        failure.step = stages[i].step;
        failure.part = stages[i].part;
        failure.stem = stages[i].stem;
        failure.teardown = failure.teardown || stages[i].teardown;
        return failure;
    }
    failure.part = part_of_code(failure.code);
    if (failure.part >= 0)
        failure.step = STEP_CLOUD;
    return failure;
}

int64_t failure_retry_ms(int64_t count)
{
    int64_t wait_ms = 5000;

    for (int64_t n = 1; n < count && wait_ms < 300000; n++)
        wait_ms *= 2;
    return wait_ms < 300000 ? wait_ms : 300000;
}
