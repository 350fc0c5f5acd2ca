/*
 * wait.h - waiting for something to become true, with a deadline, never for time to pass.
 *
 *     assert_true(WAIT_FOR(raw_server_heard_count(server) == 2, 5000));
 */
#ifndef ELBTOP_TESTS_LIB_WAIT_H
#define ELBTOP_TESTS_LIB_WAIT_H

#include <stdbool.h>
#include <stdint.h>

int64_t wait_deadline(int64_t ms);   /* that many ms from now */
bool wait_goes_on(int64_t deadline); /* rests a millisecond; false when it has passed */

#define WAIT_FOR(condition, ms)                                                          \
    __extension__({                                                                      \
        int64_t wait_until_ms = wait_deadline(ms);                                       \
        bool wait_is_true = false;                                                       \
        while (!(wait_is_true = (condition)) && wait_goes_on(wait_until_ms)) {           \
        }                                                                                \
        wait_is_true;                                                                    \
    })

#endif
