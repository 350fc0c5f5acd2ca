#include "relay.h"

#include "lib/check.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wake.h"

enum { PAIRS_MOST = 64 };

struct pair {
    int near; /* -1: free */
    int far;
};

struct relay {
    uint16_t port;
    uint16_t to_port;
    pthread_t thread;
    struct wake bell;

    pthread_mutex_t mu; /* over the next four */
    pthread_cond_t changed;
    enum relay_state wanted;
    enum relay_state state;
    bool ending;

    /* the thread's alone */
    int door; /* -1: shut */
    struct pair pairs[PAIRS_MOST];
};

static struct sockaddr_in address_of(uint16_t port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* port 0: any. */
static int open_door(uint16_t port)
{
    struct sockaddr_in at = address_of(port);
    int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;

    assert_true(door >= 0);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    assert_int_equal(bind(door, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(door, 64), 0);
    return door;
}

/* An RST, not a FIN: whoever is at the other end shall not take it for a polite end. */
static void reset(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void end_pair(struct pair *pair)
{
    if (pair->near == -1)
        return;
    reset(pair->near);
    reset(pair->far);
    pair->near = -1;
}

static void shut(struct relay *relay)
{
    for (size_t i = 0; i < PAIRS_MOST; i++)
        end_pair(&relay->pairs[i]);
    if (relay->door != -1)
        close(relay->door);
    relay->door = -1;
}

static void let_in(struct relay *relay)
{
    struct sockaddr_in to = address_of(relay->to_port);
    int near = accept4(relay->door, NULL, NULL, SOCK_CLOEXEC);
    int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (near == -1 || connect(far, (struct sockaddr *)&to, sizeof to) == -1)
        goto out;
    for (size_t i = 0; i < PAIRS_MOST; i++) {
        if (relay->pairs[i].near == -1) {
            relay->pairs[i] = (struct pair){near, far};
            return;
        }
    }
out:
    if (near != -1)
        close(near);
    close(far);
}

/* false: the connection has ended. */
static bool carry(int from, int to)
{
    char bytes[16384];
    ssize_t got = read(from, bytes, sizeof bytes);
    ssize_t sent = 0;

    while (sent < got) {
        ssize_t more = send(to, bytes + sent, (size_t)(got - sent), MSG_NOSIGNAL);
        if (more <= 0)
            return false;
        sent += more;
    }
    return got > 0;
}

/* Takes over what is wanted; false: the end. */
static bool obey(struct relay *relay, enum relay_state *ret_state)
{
    pthread_mutex_lock(&relay->mu);
    bool goes_on = !relay->ending;
    if (relay->wanted == RELAY_SHUT || !goes_on)
        shut(relay);
    else if (relay->door == -1)
        relay->door = open_door(relay->port);
    relay->state = relay->wanted;
    *ret_state = relay->state;
    pthread_cond_broadcast(&relay->changed);
    pthread_mutex_unlock(&relay->mu);
    return goes_on;
}

static size_t watched(struct relay *relay, enum relay_state state, struct pollfd *fds)
{
    size_t count = 0;

    fds[count++] = (struct pollfd){.fd = relay->bell.fd, .events = POLLIN};
    fds[count++] = (struct pollfd){.fd = relay->door, .events = POLLIN};
    for (size_t i = 0; state == RELAY_OPEN && i < PAIRS_MOST; i++) {
        const struct pair *pair = &relay->pairs[i];
        fds[count++] = (struct pollfd){.fd = pair->near, .events = POLLIN};
        fds[count++] =
            (struct pollfd){.fd = pair->near == -1 ? -1 : pair->far, .events = POLLIN};
    }
    return count;
}

static void *run(void *ctx)
{
    struct relay *relay = ctx;
    struct pollfd fds[2 + 2 * PAIRS_MOST];
    enum relay_state state;

    while (obey(relay, &state)) {
        size_t count = watched(relay, state, fds);
        poll(fds, (nfds_t)count, -1);
        if (fds[0].revents != 0)
            wake_answer(&relay->bell);
        for (size_t i = 2; i < count; i += 2) {
            struct pair *pair = &relay->pairs[(i - 2) / 2];
            if ((fds[i].revents != 0 && !carry(pair->near, pair->far)) ||
                (fds[i + 1].revents != 0 && !carry(pair->far, pair->near)))
                end_pair(pair);
        }
        if (fds[1].revents != 0)
            let_in(relay);
    }
    return NULL;
}

struct relay *relay_new(uint16_t to_port)
{
    struct relay *relay = mem_new(sizeof *relay);
    struct sockaddr_in at;
    socklen_t bytes = sizeof at;

    relay->to_port = to_port;
    relay->door = open_door(0);
    getsockname(relay->door, (struct sockaddr *)&at, &bytes);
    relay->port = ntohs(at.sin_port);
    for (size_t i = 0; i < PAIRS_MOST; i++)
        relay->pairs[i].near = -1;
    assert_int_equal(wake_init(&relay->bell, NULL), ERR_OK);
    pthread_mutex_init(&relay->mu, NULL);
    pthread_cond_init(&relay->changed, NULL);
    assert_int_equal(pthread_create(&relay->thread, NULL, run, relay), 0);
    return relay;
}

void relay_free(struct relay *relay)
{
    if (relay == NULL)
        return;
    pthread_mutex_lock(&relay->mu);
    relay->ending = true;
    pthread_mutex_unlock(&relay->mu);
    wake_ring(&relay->bell);
    pthread_join(relay->thread, NULL);
    wake_release(&relay->bell);
    pthread_cond_destroy(&relay->changed);
    pthread_mutex_destroy(&relay->mu);
    free(relay);
}

uint16_t relay_port(const struct relay *relay)
{
    return relay->port;
}

void relay_set(struct relay *relay, enum relay_state state)
{
    pthread_mutex_lock(&relay->mu);
    relay->wanted = state;
    wake_ring(&relay->bell);
    while (relay->state != state)
        pthread_cond_wait(&relay->changed, &relay->mu);
    pthread_mutex_unlock(&relay->mu);
}
