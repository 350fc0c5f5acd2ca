#include "worker/inquiry.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/banned.h"

enum { PORTS_MOST = 16 }; /* of one Service that are asked about at once */

struct inquiry {
    struct prober *prober;
    struct store *store;
    char *service; /* "ns/name"; NULL: nothing was asked */
    char *address;
    int64_t asked_wall_ms;
    size_t port_count;
    uint16_t ports[PORTS_MOST]; /* not answered yet */
};

struct inquiry *inquiry_new(struct prober *prober, struct store *store)
{
    struct inquiry *inquiry = mem_new(sizeof *inquiry);

    inquiry->prober = prober;
    inquiry->store = store;
    return inquiry;
}

static void forget(struct inquiry *inquiry)
{
    free(inquiry->service);
    free(inquiry->address);
    inquiry->service = inquiry->address = NULL;
    inquiry->port_count = 0;
}

void inquiry_free(struct inquiry *inquiry)
{
    if (inquiry == NULL)
        return;
    forget(inquiry);
    free(inquiry);
}

static void say(struct inquiry *inquiry, const char *what, bool failure, int64_t wall_ms)
{
    store_note(inquiry->store, wall_ms, inquiry->service, "elbtop", what, failure);
}

void inquiry_ask(struct inquiry *inquiry, const struct row *row, int64_t wall_ms)
{
    char service[512];

    forget(inquiry);
    snprintf(service, sizeof service, "%s/%s", row->namespace, row->name);
    inquiry->service = mem_copy_text(service);
    inquiry->address = mem_copy_text(row->address);
    inquiry->asked_wall_ms = wall_ms;
    if (inquiry->prober == NULL || inquiry->address == NULL) {
        say(inquiry,
            inquiry->prober == NULL ? "probe: probing is off"
                                    : "probe: there is no address yet",
            false, wall_ms);
        forget(inquiry);
        return;
    }
    for (size_t i = 0; i < row->port_count && i < PORTS_MOST; i++) {
        prober_now(inquiry->prober, inquiry->address, row->ports[i].port);
        inquiry->ports[inquiry->port_count++] = row->ports[i].port;
    }
}

/* What the answer of the network means. */
static const char *meaning(enum probe_state state)
{
    switch (state) {
    case PROBE_OK:
        return "connected";
    case PROBE_REFUSED:
        return "refused: the address is routed, but no listener has this port";
    case PROBE_TIMEOUT:
        return "no answer: not advertised, not bound, or filtered on the way";
    case PROBE_RESET:
        return "closed at once: no healthy member behind the listener";
    case PROBE_UNREACHABLE:
        return "no route to it from here";
    case PROBE_OFF:
        return "not a port that can be probed";
    case PROBE_UNKNOWN:
        break;
    }
    return "not tried";
}

static void tell_port(struct inquiry *inquiry, uint16_t port,
                      const struct probe_result *result, int64_t wall_ms)
{
    char what[240];
    int length = snprintf(what, sizeof what, "probe %s:%u %s", inquiry->address, port,
                          meaning(result->state));
    size_t at = (size_t)length;

    if (result->state == PROBE_OK && result->rtt_ms >= 0)
        at += (size_t)snprintf(what + at, sizeof what - at, " in %lld ms",
                               (long long)result->rtt_ms);
    if (result->http_status != 0)
        snprintf(what + at, sizeof what - at, ", HTTP %d", result->http_status);
    say(inquiry, what, result->state != PROBE_OK, wall_ms);
}

/* true: nothing more is to be waited for at this port. */
static bool answer(struct inquiry *inquiry, uint16_t port, int64_t wall_ms)
{
    struct probe_result result = {.state = PROBE_OFF};

    /* What nobody aims at is UDP, or went meanwhile: it stays OFF. */
    prober_result(inquiry->prober, inquiry->address, port, &result);
    bool is_settled =
        result.state == PROBE_OFF ||
        (result.state != PROBE_UNKNOWN && result.at_wall_ms >= inquiry->asked_wall_ms);
    if (is_settled)
        tell_port(inquiry, port, &result, wall_ms);
    return is_settled;
}

void inquiry_tell(struct inquiry *inquiry, int64_t wall_ms)
{
    size_t left = 0;

    for (size_t i = 0; i < inquiry->port_count; i++) {
        if (!answer(inquiry, inquiry->ports[i], wall_ms))
            inquiry->ports[left++] = inquiry->ports[i];
    }
    inquiry->port_count = left;
    if (left == 0)
        forget(inquiry);
}
