/*
 * Two tables: targets, sorted by address and port, each with its last result and when it
 * is due; and flights, the LIMIT_PROBES exchanges that may be under way. A flight
 * remembers address and port and not its target, because targets come and go while it
 * flies.
 *
 * What is due longest starts first, whoever is urgent: with more targets than flights
 * nobody starves, and the urgent ones are due more often.
 */
#include "net/probe.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { ADDRESS_BYTES = 64 };

struct target {
    char address[ADDRESS_BYTES];
    uint16_t port;
    bool urgent;
    bool is_under_way;
    int64_t due_ms;   /* INT64_MAX: never */
    int64_t ended_ms; /* the last probe; INT64_MIN */
    struct probe_result result;
};

struct flight {
    struct http_peer *peer; /* NULL: not in use */
    char address[ADDRESS_BYTES];
    uint16_t port;
};

struct prober {
    char *proxy_url;
    struct target *targets;
    size_t target_count;
    uint64_t aim_hash; /* of what was aimed at last: the usual call changes nothing */
    struct flight flights[LIMIT_PROBES];
    size_t flight_count;
    int64_t soonest_ms; /* of all targets that are not under way */
    uint64_t generation;
    struct chance chance;
};

/* ---- what is spoken on a port ----------------------------------------------- */

enum speech { SPEECH_NONE, SPEECH_HTTP, SPEECH_HTTPS };

static enum speech speech_of(uint16_t port)
{
    static const struct {
        uint16_t port;
        enum speech speech;
    } usual[] = {
        {80, SPEECH_HTTP},   {3000, SPEECH_HTTP},  {8000, SPEECH_HTTP},
        {8008, SPEECH_HTTP}, {8080, SPEECH_HTTP},  {8081, SPEECH_HTTP},
        {8088, SPEECH_HTTP}, {8888, SPEECH_HTTP},  {9090, SPEECH_HTTP},
        {443, SPEECH_HTTPS}, {8443, SPEECH_HTTPS},
    };

    for (size_t i = 0; i < ARRAY_COUNT(usual); i++) {
        if (usual[i].port == port)
            return usual[i].speech;
    }
    return SPEECH_NONE;
}

/* ---- life ------------------------------------------------------------------- */

static enum err_code make_peer(const char *proxy_url, const char *base_url,
                               struct http_peer **ret_peer, struct err *err)
{
    const struct http_peer_config config = {
        .base_url = base_url,
        /* "", not NULL: a proxy of the environment would answer in the target's place */
        .proxy_url = proxy_url == NULL ? "" : proxy_url,
        .insecure = true, /* whether somebody answers is asked, not who */
        .http1_only = true,
    };
    return http_peer_new(&config, ret_peer, err);
}

enum err_code prober_new(const char *proxy_url, struct prober **ret_prober,
                         struct err *err)
{
    struct http_peer *peer;

    /* Made to be thrown away: tells now whether the proxy's URL can be used. */
    enum err_code code = make_peer(proxy_url, "http://127.0.0.1", &peer, err);
    if (code != ERR_OK)
        return code;
    http_peer_free(peer);

    struct prober *prober = mem_new(sizeof *prober);
    prober->proxy_url = mem_copy_text(proxy_url);
    prober->soonest_ms = INT64_MAX;
    prober->chance = chance_from(0); /* only spaces probes out: any numbers do */
    *ret_prober = prober;
    return ERR_OK;
}

void prober_free(struct prober *prober)
{
    if (prober == NULL)
        return;
    for (size_t i = 0; i < LIMIT_PROBES; i++)
        http_peer_free(prober->flights[i].peer);
    free(prober->targets);
    free(prober->proxy_url);
    free(prober);
}

/* ---- targets ---------------------------------------------------------------- */

static int compare(const char *address_a, uint16_t port_a, const char *address_b,
                   uint16_t port_b)
{
    int order = strcmp(address_a, address_b);
    return order != 0 ? order : (port_a > port_b) - (port_a < port_b);
}

static int compare_targets(const void *a, const void *b)
{
    const struct target *left = a;
    const struct target *right = b;
    return compare(left->address, left->port, right->address, right->port);
}

static struct target *find_target(const struct prober *prober, const char *address,
                                  uint16_t port)
{
    size_t low = 0;
    size_t high = prober->target_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        struct target *target = &prober->targets[middle];
        int order = compare(address, port, target->address, target->port);
        if (order == 0)
            return target;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static bool is_ip(const char *address)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, address, bytes) == 1 ||
           inet_pton(AF_INET6, address, bytes) == 1;
}

static struct target fresh_target(const struct probe_target *wanted)
{
    bool can = is_ip(wanted->address) && wanted->port != 0;
    struct target target = {
        .port = wanted->port,
        .urgent = wanted->urgent,
        .due_ms = can ? INT64_MIN : INT64_MAX,
        .ended_ms = INT64_MIN,
        .result = {.state = can ? PROBE_UNKNOWN : PROBE_OFF,
                   .at_wall_ms = WHEN_UNKNOWN,
                   .rtt_ms = -1,
                   .first_ok_wall_ms = WHEN_UNKNOWN},
    };

    memcpy(target.address, wanted->address, strlen(wanted->address));
    return target;
}

/* What was known stays known; who has become urgent does not wait for his old turn. */
static void inherit(struct target *target, const struct target *old)
{
    bool urgent = target->urgent;
    bool is_new_haste = urgent && !old->urgent && old->ended_ms != INT64_MIN;

    *target = *old;
    target->urgent = urgent;
    if (is_new_haste && old->due_ms > old->ended_ms + INTERVAL_PROBE_WAIT_MS)
        target->due_ms = old->ended_ms + INTERVAL_PROBE_WAIT_MS;
}

static uint64_t mix(uint64_t hash, const void *at, size_t bytes)
{
    const unsigned char *byte = at;

    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3u; /* FNV-1a */
    return hash;
}

static uint64_t hash_of(const struct probe_target *targets, size_t count)
{
    uint64_t hash = mix(0xcbf29ce484222325u, &count, sizeof count);

    for (size_t i = 0; i < count; i++) {
        unsigned char rest[3] = {(unsigned char)(targets[i].port >> 8),
                                 (unsigned char)targets[i].port, targets[i].urgent};
        hash = mix(hash, targets[i].address, strlen(targets[i].address) + 1);
        hash = mix(hash, rest, sizeof rest);
    }
    return hash;
}

/* Sorted, each address and port once; urgent when one of them is. */
static size_t sort_targets(struct target *targets, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(targets, count, sizeof *targets, compare_targets);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && compare_targets(&targets[kept - 1], &targets[i]) == 0)
            targets[kept - 1].urgent = targets[kept - 1].urgent || targets[i].urgent;
        else
            targets[kept++] = targets[i];
    }
    return kept;
}

static void find_soonest(struct prober *prober)
{
    prober->soonest_ms = INT64_MAX;
    for (size_t i = 0; i < prober->target_count; i++) {
        const struct target *target = &prober->targets[i];
        if (!target->is_under_way && target->due_ms < prober->soonest_ms)
            prober->soonest_ms = target->due_ms;
    }
}

void prober_aim(struct prober *prober, const struct probe_target *targets, size_t count)
{
    uint64_t hash = hash_of(targets, count);
    if (hash == prober->aim_hash)
        return;
    prober->aim_hash = hash;

    struct target *aimed = mem_new_array(count + 1, sizeof *aimed);
    size_t aimed_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (strlen(targets[i].address) < ADDRESS_BYTES)
            aimed[aimed_count++] = fresh_target(&targets[i]);
    }
    aimed_count = sort_targets(aimed, aimed_count);
    for (size_t i = 0; i < aimed_count; i++) {
        const struct target *old = find_target(prober, aimed[i].address, aimed[i].port);
        if (old != NULL)
            inherit(&aimed[i], old);
    }
    free(prober->targets);
    prober->targets = aimed;
    prober->target_count = aimed_count;
    find_soonest(prober);
}

void prober_now(struct prober *prober, const char *address, uint16_t port)
{
    struct target *target = find_target(prober, address, port);

    if (target == NULL || target->due_ms == INT64_MAX)
        return;
    target->due_ms = INT64_MIN;
    find_soonest(prober);
}

/* ---- when ------------------------------------------------------------------- */

static int64_t haste_ms(const struct target *target)
{
    enum { TRIES_PER_STEP = 15, MOST_STEPS = 4 };
    int steps = target->result.tries / TRIES_PER_STEP;

    return (int64_t)INTERVAL_PROBE_WAIT_MS << (steps < MOST_STEPS ? steps : MOST_STEPS);
}

/* Routine probes are collected into bursts: one wakeup serves many of them. */
static int64_t routine_due_ms(struct prober *prober, int64_t now_ms)
{
    int64_t crowd_ms = (int64_t)prober->target_count * INTERVAL_PROBE_SPACE_MS;
    int64_t wait_ms =
        crowd_ms > INTERVAL_PROBE_READY_MS ? crowd_ms : INTERVAL_PROBE_READY_MS;
    int64_t due_ms =
        now_ms + chance_between(&prober->chance, wait_ms * 8 / 10, wait_ms * 12 / 10);

    return due_ms + INTERVAL_PROBE_BURST_MS - due_ms % INTERVAL_PROBE_BURST_MS;
}

static void plan_next(struct prober *prober, struct target *target, int64_t now_ms)
{
    enum { SECOND_LOOKS = 3 };
    bool is_ok = target->result.state == PROBE_OK;
    bool is_news = !is_ok && target->result.tries <= SECOND_LOOKS;

    target->ended_ms = now_ms;
    if (!is_ok && (target->urgent || is_news)) {
        int64_t wait_ms = haste_ms(target);
        target->due_ms =
            now_ms + chance_between(&prober->chance, wait_ms, wait_ms * 12 / 10);
    } else {
        target->due_ms = routine_due_ms(prober, now_ms);
    }
}

/* ---- probes out ------------------------------------------------------------- */

static struct target *most_due(const struct prober *prober, int64_t now_ms)
{
    struct target *found = NULL;

    for (size_t i = 0; i < prober->target_count; i++) {
        struct target *target = &prober->targets[i];
        if (target->is_under_way || target->due_ms > now_ms)
            continue;
        if (found == NULL || target->due_ms < found->due_ms)
            found = target;
    }
    return found;
}

static struct flight *free_flight(struct prober *prober)
{
    for (size_t i = 0; i < LIMIT_PROBES; i++) {
        if (prober->flights[i].peer == NULL)
            return &prober->flights[i];
    }
    return NULL;
}

enum err_code prober_peer(const struct prober *prober, const char *address, uint16_t port,
                          struct http_peer **ret_peer, struct err *err)
{
    bool is_v6 = strchr(address, ':') != NULL;
    struct buf url;

    if (!is_ip(address) || port == 0)
        return err_set(err, ERR_SHAPE, "%.60s:%u is nothing to connect to", address,
                       port);
    buf_init(&url, 2 * ADDRESS_BYTES);
    buf_print(&url, "%s://%s%s%s:%u", speech_of(port) == SPEECH_HTTPS ? "https" : "http",
              is_v6 ? "[" : "", address, is_v6 ? "]" : "", port);
    enum err_code code = make_peer(prober->proxy_url, buf_text(&url), ret_peer, err);
    buf_release(&url);
    return code;
}

struct http_request *probe_request(uint16_t port)
{
    struct http_request *request = http_request_new("GET", "/");

    request->label = "probe";
    request->connect_ms = INTERVAL_PROBE_ANSWER_MS;
    request->answer_ms = INTERVAL_PROBE_ANSWER_MS;
    request->body_limit = LIMIT_PROBE_BYTES;
    request->connect_only = speech_of(port) == SPEECH_NONE;
    /* A kept connection would answer for an address that no longer takes new ones. So it
     * is closed, by the server as it is asked to, or by the limit on the body. */
    http_headers_add(&request->headers, "Connection", "close");
    http_headers_add(&request->headers, "Accept", "*/*");
    return request;
}

static void launch(struct prober *prober, struct target *target, struct http *http)
{
    struct flight *flight = free_flight(prober);

    if (prober_peer(prober, target->address, target->port, &flight->peer, NULL) !=
        ERR_OK) {
        target->due_ms = INT64_MAX;
        target->result.state = PROBE_OFF;
        return;
    }
    memcpy(flight->address, target->address, sizeof flight->address);
    flight->port = target->port;
    target->is_under_way = true;
    prober->flight_count++;
    http_start(http, flight->peer, probe_request(target->port), NULL, flight);
}

void prober_work(struct prober *prober, struct http *http, int64_t now_ms)
{
    struct target *target;

    if (now_ms < prober->soonest_ms)
        return;
    while (prober->flight_count < LIMIT_PROBES &&
           (target = most_due(prober, now_ms)) != NULL)
        launch(prober, target, http);
    find_soonest(prober);
}

int64_t prober_due_ms(const struct prober *prober)
{
    return prober->flight_count < LIMIT_PROBES ? prober->soonest_ms : INT64_MAX;
}

/* ---- results in ------------------------------------------------------------- */

static enum probe_state state_of_unconnected(enum http_cut cut)
{
    switch (cut) {
    case HTTP_CUT_REFUSED:
        return PROBE_REFUSED;
    case HTTP_CUT_TIMEOUT:
        return PROBE_TIMEOUT;
    case HTTP_CUT_RESET:
        return PROBE_RESET;
    case HTTP_CUT_NONE:
    case HTTP_CUT_NAME:
    case HTTP_CUT_UNREACHABLE:
    case HTTP_CUT_TLS:
    case HTTP_CUT_OTHER:
        break;
    }
    return PROBE_UNREACHABLE;
}

/*
 * Connected is what counts. A listener that speaks something else, no TLS or only slowly
 * is there all the same; one that closes before the first byte has nobody behind it.
 */
enum probe_state probe_state_of(const struct http_exchange *exchange)
{
    if (exchange->status != 0 || exchange->err.code == ERR_OK)
        return PROBE_OK;
    if (!exchange->connected)
        return state_of_unconnected(exchange->cut);
    return exchange->cut == HTTP_CUT_RESET ? PROBE_RESET : PROBE_OK;
}

/* Of an exchange that does nothing but connect, all of its time is that. */
static int64_t rtt_of(const struct http_exchange *exchange)
{
    if (exchange->connect_ms > 0)
        return exchange->connect_ms;
    bool only_connected = exchange->request->connect_only && exchange->err.code == ERR_OK;
    return only_connected ? exchange->took_ms : -1;
}

static void take_result(struct prober *prober, struct target *target,
                        const struct http_exchange *exchange, int64_t wall_ms)
{
    const struct probe_result before = target->result;
    struct probe_result *result = &target->result;

    result->state = probe_state_of(exchange);
    result->at_wall_ms = wall_ms;
    result->rtt_ms = rtt_of(exchange);
    result->http_status = exchange->status;
    if (result->state != PROBE_OK) {
        result->first_ok_wall_ms = WHEN_UNKNOWN;
        result->tries++;
    } else if (before.state != PROBE_OK) {
        result->first_ok_wall_ms = wall_ms;
        result->tries = 0;
    }
    if (result->state != before.state || result->http_status != before.http_status)
        prober->generation++;
}

bool prober_ended(struct prober *prober, struct http_exchange *exchange, int64_t now_ms,
                  int64_t wall_ms)
{
    struct flight *flight = NULL;

    for (size_t i = 0; i < LIMIT_PROBES; i++) {
        if (exchange->owner == &prober->flights[i])
            flight = &prober->flights[i];
    }
    if (flight == NULL)
        return false;

    struct target *target = find_target(prober, flight->address, flight->port);
    if (target != NULL) {
        target->is_under_way = false;
        take_result(prober, target, exchange, wall_ms);
        plan_next(prober, target, now_ms);
    }
    http_exchange_free(exchange);
    http_peer_free(flight->peer);
    *flight = (struct flight){0};
    prober->flight_count--;
    find_soonest(prober);
    return true;
}

/* ---- questions -------------------------------------------------------------- */

bool prober_result(const struct prober *prober, const char *address, uint16_t port,
                   struct probe_result *ret_result)
{
    const struct target *target = find_target(prober, address, port);

    if (target == NULL)
        return false;
    *ret_result = target->result;
    return true;
}

uint64_t prober_generation(const struct prober *prober)
{
    return prober->generation;
}

const char *probe_state_name(enum probe_state state)
{
    static const char *const names[] = {
        [PROBE_UNKNOWN] = "unknown",
        [PROBE_OFF] = "off",
        [PROBE_OK] = "ok",
        [PROBE_REFUSED] = "refused",
        [PROBE_TIMEOUT] = "timeout",
        [PROBE_RESET] = "reset",
        [PROBE_UNREACHABLE] = "unreachable",
    };
    return (size_t)state < ARRAY_COUNT(names) ? names[state] : names[PROBE_UNKNOWN];
}
