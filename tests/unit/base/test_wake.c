#include "lib/check.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>

#include "base/wake.h"

static bool rings(const struct wake *wake, int wait_ms)
{
    struct pollfd one = {.fd = wake->fd, .events = POLLIN};
    return poll(&one, 1, wait_ms) == 1;
}

static void wake_is_quiet_until_rung(void **state)
{
    (void)state;
    struct wake wake;

    assert_int_equal(wake_init(&wake, NULL), ERR_OK);
    assert_false(rings(&wake, 0));
    wake_ring(&wake);
    wake_ring(&wake);
    assert_true(rings(&wake, 0));
    wake_answer(&wake); /* two rings are one */
    assert_false(rings(&wake, 0));
    wake_answer(&wake); /* and an answer to nobody does not block */
    wake_release(&wake);
}

static void *ring(void *wake)
{
    wake_ring(wake);
    return NULL;
}

static void wake_is_heard_across_threads(void **state)
{
    (void)state;
    struct wake wake;
    pthread_t thread;

    wake_init(&wake, NULL);
    assert_int_equal(pthread_create(&thread, NULL, ring, &wake), 0);
    assert_true(rings(&wake, 5000));
    pthread_join(thread, NULL);
    wake_release(&wake);
}

static void wake_leaves_errno_alone(void **state)
{
    (void)state;
    struct wake gone = {.fd = -1};

    errno = 42;
    wake_ring(&gone); /* fails with EBADF inside */
    assert_int_equal(errno, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wake_is_quiet_until_rung),
        cmocka_unit_test(wake_is_heard_across_threads),
        cmocka_unit_test(wake_leaves_errno_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
