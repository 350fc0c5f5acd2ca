/*
 * pace.h - how fast the embedded world's time goes. Waits are stretched or shortened by
 * the speed, stand still while paused, and can be let go one by one; time stamps in
 * objects are the machine's own clock.
 *
 * Thread: all calls, from any.
 */
#ifndef ELBTOP_SIM_PACE_H
#define ELBTOP_SIM_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pace;

struct pace *pace_new(double speed, uint64_t seed); /* 0.1 … 100 */
void pace_free(struct pace *pace);

int64_t pace_now_ms(const struct pace *pace); /* simulated, since the start */

/* Blocks for so much simulated time. false: the world ends, leave. */
bool pace_sleep(struct pace *pace, int64_t simulated_ms);

/*
 * Real milliseconds until that simulated moment; INT64_MAX while paused. The moment is
 * remembered as one that is waited for, so that pace_step() can stop there.
 */
int64_t pace_real_ms_until(const struct pace *pace, int64_t simulated_at_ms);

/* Jitter that is the same for the same seed and name, whoever asks and how often. */
int64_t pace_between(struct pace *pace, const char *name, int64_t least_ms,
                     int64_t most_ms);

void pace_set_speed(struct pace *pace, double speed);
double pace_speed(const struct pace *pace);
void pace_pause(struct pace *pace);
void pace_run(struct pace *pace);
bool pace_is_paused(const struct pace *pace);
void pace_step(
    struct pace *pace); /* paused: time jumps to the end of the earliest wait */
size_t pace_sleeper_count(const struct pace *pace); /* threads in pace_sleep() */
void pace_end(struct pace *pace);                   /* all sleeps return false */

/* Tells fn, from the changing thread, that waits must be computed anew. At most 32. */
void pace_on_change(struct pace *pace, void (*fn)(void *ctx), void *ctx);

/* No more; once it returns, fn is not running either. Not from within fn. */
void pace_off_change(struct pace *pace, void (*fn)(void *ctx), void *ctx);

#endif
