/*
 * Simulated time is a line through (base_real, base_simulated) with the speed as its
 * slope; while paused it is the level base_simulated. Every change starts a new line at
 * the present point, so that time never jumps but in pace_step().
 *
 * A step must know what is being waited for. Sleepers stand in a list, each on its own
 * stack. Servers do not sleep here: they ask with pace_real_ms_until() how long they may
 * poll, and those moments are remembered until they have passed.
 */
#include "sim/pace.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/chance.h"
#include "base/clock.h"
#include "base/mem.h"

#include "base/banned.h"

enum { LISTENERS_MOST = 32, MOMENTS_MOST = 256 };

struct sleeper {
    int64_t until_ms; /* simulated */
    struct sleeper *next;
};

struct listener {
    void (*fn)(void *ctx);
    void *ctx;
};

/* Behind a pointer, so that asking for the time is const. */
struct pace_inside {
    /* fixed after pace_new */
    uint64_t seed;

    pthread_mutex_t telling; /* held while listeners are called; taken before mu */

    /* under mu, a leaf lock: no other call is made while it is held */
    pthread_mutex_t mu;
    pthread_cond_t changed;
    double speed;
    bool paused;
    bool ended;
    int64_t base_real_ms;
    int64_t base_simulated_ms;
    struct sleeper *sleepers;
    size_t moment_count;
    int64_t moments[MOMENTS_MOST]; /* what servers wait for, unordered */
    size_t listener_count;
    struct listener listeners[LISTENERS_MOST];
};

struct pace {
    struct pace_inside *inside;
};

static const struct clock machine = CLOCK_REAL_INIT;

static double within_bounds(double speed)
{
    if (!(speed >= 0.1)) /* also not-a-number */
        return 0.1;
    return speed > 100 ? 100 : speed;
}

static int64_t now_locked(const struct pace_inside *in)
{
    if (in->paused)
        return in->base_simulated_ms;
    int64_t passed = clock_now_ms(&machine) - in->base_real_ms;
    return in->base_simulated_ms + (int64_t)((double)passed * in->speed);
}

/* From here on the line has another slope or height. */
static void start_new_line(struct pace_inside *in, int64_t simulated_ms)
{
    in->base_simulated_ms = simulated_ms;
    in->base_real_ms = clock_now_ms(&machine);
}

static int64_t real_ms_until_locked(const struct pace_inside *in, int64_t until_ms)
{
    int64_t left = until_ms - now_locked(in);
    if (left <= 0)
        return 0;
    if (in->paused)
        return INT64_MAX;
    return (int64_t)((double)left / in->speed) + 1; /* rounded up: not early */
}

/* Of lock_to_change(): unlocks, wakes the sleepers and tells the listeners. */
static void unlock_and_tell(struct pace_inside *in)
{
    struct listener listeners[LISTENERS_MOST];
    size_t count = in->listener_count;
    for (size_t i = 0; i < count; i++)
        listeners[i] = in->listeners[i];
    pthread_cond_broadcast(&in->changed);
    pthread_mutex_unlock(&in->mu);

    for (size_t i = 0; i < count; i++)
        listeners[i].fn(listeners[i].ctx);
    pthread_mutex_unlock(&in->telling);
}

static void lock_to_change(struct pace_inside *in)
{
    pthread_mutex_lock(&in->telling);
    pthread_mutex_lock(&in->mu);
}

struct pace *pace_new(double speed, uint64_t seed)
{
    struct pace *pace = mem_new(sizeof *pace);
    struct pace_inside *in = mem_new(sizeof *in);
    pthread_condattr_t monotonic;

    pthread_mutex_init(&in->telling, NULL);
    pthread_mutex_init(&in->mu, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&in->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    in->seed = seed;
    in->speed = within_bounds(speed);
    start_new_line(in, 0);
    pace->inside = in;
    return pace;
}

void pace_free(struct pace *pace)
{
    if (pace == NULL)
        return;
    pthread_cond_destroy(&pace->inside->changed);
    pthread_mutex_destroy(&pace->inside->mu);
    pthread_mutex_destroy(&pace->inside->telling);
    free(pace->inside);
    free(pace);
}

int64_t pace_now_ms(const struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    pthread_mutex_lock(&in->mu);
    int64_t now = now_locked(in);
    pthread_mutex_unlock(&in->mu);
    return now;
}

/* ---- waiting ---- */

static void sleeper_leave(struct pace_inside *in, const struct sleeper *sleeper)
{
    struct sleeper **at = &in->sleepers;
    while (*at != sleeper)
        at = &(*at)->next;
    *at = sleeper->next;
}

static void wait_for_change(struct pace_inside *in, int64_t real_ms)
{
    struct timespec until;

    if (real_ms == INT64_MAX) {
        pthread_cond_wait(&in->changed, &in->mu);
        return;
    }
    int64_t at_ms = clock_now_ms(&machine) + real_ms;
    until.tv_sec = (time_t)(at_ms / 1000);
    until.tv_nsec = (long)(at_ms % 1000) * 1000000;
    pthread_cond_timedwait(&in->changed, &in->mu, &until);
}

bool pace_sleep(struct pace *pace, int64_t simulated_ms)
{
    struct pace_inside *in = pace->inside;
    struct sleeper me;

    pthread_mutex_lock(&in->mu);
    me.until_ms = now_locked(in) + simulated_ms;
    me.next = in->sleepers;
    in->sleepers = &me;
    while (!in->ended && now_locked(in) < me.until_ms)
        wait_for_change(in, real_ms_until_locked(in, me.until_ms));
    sleeper_leave(in, &me);
    bool goes_on = !in->ended;
    pthread_mutex_unlock(&in->mu);
    return goes_on;
}

/* Passed moments make room; past the ceiling a moment is not remembered, and a step
 * merely does not stop there. */
static void remember_moment(struct pace_inside *in, int64_t at_ms)
{
    int64_t now = now_locked(in);
    size_t kept = 0;

    for (size_t i = 0; i < in->moment_count; i++) {
        if (in->moments[i] > now && in->moments[i] != at_ms)
            in->moments[kept++] = in->moments[i];
    }
    if (at_ms > now && at_ms != INT64_MAX && kept < MOMENTS_MOST)
        in->moments[kept++] = at_ms;
    in->moment_count = kept;
}

int64_t pace_real_ms_until(const struct pace *pace, int64_t simulated_at_ms)
{
    struct pace_inside *in = pace->inside;
    pthread_mutex_lock(&in->mu);
    remember_moment(in, simulated_at_ms);
    int64_t left = simulated_at_ms == INT64_MAX
                       ? INT64_MAX
                       : real_ms_until_locked(in, simulated_at_ms);
    pthread_mutex_unlock(&in->mu);
    return left;
}

/* ---- chance ---- */

int64_t pace_between(struct pace *pace, const char *name, int64_t least_ms,
                     int64_t most_ms)
{
    uint64_t mixed = 0xcbf29ce484222325u; /* FNV-1a, to make a seed of the name */
    for (const char *at = name; *at != '\0'; at++)
        mixed = (mixed ^ (unsigned char)*at) * 0x100000001b3u;
    struct chance chance = chance_from(pace->inside->seed ^ mixed);
    return most_ms <= least_ms ? least_ms : chance_between(&chance, least_ms, most_ms);
}

/* ---- changes ---- */

void pace_set_speed(struct pace *pace, double speed)
{
    struct pace_inside *in = pace->inside;
    lock_to_change(in);
    start_new_line(in, now_locked(in));
    in->speed = within_bounds(speed);
    unlock_and_tell(in);
}

double pace_speed(const struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    pthread_mutex_lock(&in->mu);
    double speed = in->speed;
    pthread_mutex_unlock(&in->mu);
    return speed;
}

static void set_paused(struct pace_inside *in, bool paused)
{
    lock_to_change(in);
    start_new_line(in, now_locked(in));
    in->paused = paused;
    unlock_and_tell(in);
}

void pace_pause(struct pace *pace)
{
    set_paused(pace->inside, true);
}

void pace_run(struct pace *pace)
{
    set_paused(pace->inside, false);
}

bool pace_is_paused(const struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    pthread_mutex_lock(&in->mu);
    bool paused = in->paused;
    pthread_mutex_unlock(&in->mu);
    return paused;
}

/* INT64_MAX: nobody waits for a time. */
static int64_t earliest_wait(const struct pace_inside *in, int64_t now)
{
    int64_t earliest = INT64_MAX;
    for (const struct sleeper *at = in->sleepers; at != NULL; at = at->next) {
        if (at->until_ms > now && at->until_ms < earliest)
            earliest = at->until_ms;
    }
    for (size_t i = 0; i < in->moment_count; i++) {
        if (in->moments[i] > now && in->moments[i] < earliest)
            earliest = in->moments[i];
    }
    return earliest;
}

void pace_step(struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    lock_to_change(in);
    int64_t next = earliest_wait(in, now_locked(in));
    if (in->paused && next != INT64_MAX)
        start_new_line(in, next);
    unlock_and_tell(in);
}

size_t pace_sleeper_count(const struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    size_t count = 0;
    pthread_mutex_lock(&in->mu);
    for (const struct sleeper *at = in->sleepers; at != NULL; at = at->next)
        count++;
    pthread_mutex_unlock(&in->mu);
    return count;
}

void pace_end(struct pace *pace)
{
    struct pace_inside *in = pace->inside;
    lock_to_change(in);
    in->ended = true;
    unlock_and_tell(in);
}

void pace_on_change(struct pace *pace, void (*fn)(void *ctx), void *ctx)
{
    struct pace_inside *in = pace->inside;
    pthread_mutex_lock(&in->mu);
    if (in->listener_count < LISTENERS_MOST)
        in->listeners[in->listener_count++] = (struct listener){.fn = fn, .ctx = ctx};
    pthread_mutex_unlock(&in->mu);
}

void pace_off_change(struct pace *pace, void (*fn)(void *ctx), void *ctx)
{
    struct pace_inside *in = pace->inside;
    size_t kept = 0;
    lock_to_change(in);
    for (size_t i = 0; i < in->listener_count; i++) {
        if (in->listeners[i].fn != fn || in->listeners[i].ctx != ctx)
            in->listeners[kept++] = in->listeners[i];
    }
    in->listener_count = kept;
    pthread_mutex_unlock(&in->mu);
    pthread_mutex_unlock(&in->telling);
}
