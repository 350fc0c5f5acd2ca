/* test_kube_rollout.c - from an old template to a new one, never too many nor too few. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/chance.h"
#include "sim/kube_rollout.h"
#include "base/banned.h"

static struct kube_rollout rollout_of(const char *text)
{
    struct kube_rollout rollout;
    json_t *deployment = json_loads(text, 0, NULL);

    assert_non_null(deployment);
    kube_rollout_read(deployment, &rollout);
    json_decref(deployment);
    return rollout;
}

static void shares_are_rounded_as_the_controller_rounds_them(void **state)
{
    struct kube_rollout rollout = rollout_of(
        "{\"spec\":{\"replicas\":3,\"strategy\":{\"type\":\"RollingUpdate\","
        "\"rollingUpdate\":{\"maxSurge\":\"25%\",\"maxUnavailable\":\"25%\"}}}}");

    (void)state;
    assert_int_equal(rollout.want, 3);
    assert_int_equal(rollout.surge, 1);
    assert_int_equal(rollout.unavailable, 0);
    rollout = rollout_of("{\"spec\":{\"replicas\":4,\"strategy\":{\"rollingUpdate\":{"
                         "\"maxSurge\":0,\"maxUnavailable\":\"0%\"}}}}");
    assert_int_equal(rollout.surge, 0);
    assert_int_equal(rollout.unavailable, 1);
    rollout = rollout_of("{\"spec\":{\"strategy\":{\"type\":\"Recreate\"}}}");
    assert_int_equal(rollout.want, 1);
    assert_true(rollout.recreate);
}

static void new_ones_come_first_and_old_ones_go_when_these_are_ready(void **state)
{
    const struct kube_rollout rollout = {.want = 2, .surge = 1};
    struct kube_rollout_state now = {.old = 2, .old_ready = 2, .old_there = 2};

    (void)state;
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 1);
    now.fresh = 1;
    assert_int_equal(kube_rollout_budget(&rollout, &now).most, 0);
    now.fresh_ready = 1;
    struct kube_rollout_budget budget = kube_rollout_budget(&rollout, &now);
    assert_int_equal(kube_rollout_take(&budget, 2, 2), 1);
}

static void recreate_waits_until_the_last_old_one_has_gone(void **state)
{
    const struct kube_rollout rollout = {.want = 3, .recreate = true};
    struct kube_rollout_state now = {.old = 3, .old_ready = 3, .old_there = 3};

    (void)state;
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 0);
    struct kube_rollout_budget budget = kube_rollout_budget(&rollout, &now);
    assert_int_equal(kube_rollout_take(&budget, 3, 3), 3);
    now = (struct kube_rollout_state){.old_there = 1};
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 0);
    now.old_there = 0;
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 3);
}

static void scaling_needs_no_rollout(void **state)
{
    const struct kube_rollout rollout = {.want = 5, .surge = 2};
    struct kube_rollout_state now = {.fresh = 1, .fresh_ready = 1};

    (void)state;
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 5);
    now.fresh = 9;
    assert_int_equal(kube_rollout_fresh(&rollout, &now), 5);
}

/* ---- property: every rollout ends, and keeps its promises on the way ---- */

static void roll(struct chance *chance, const struct kube_rollout *rollout,
                 struct kube_rollout_state now)
{
    const int64_t least = now.old_ready < rollout->want - rollout->unavailable
                              ? now.old_ready
                              : rollout->want - rollout->unavailable;
    const int64_t most = now.old > rollout->want + rollout->surge
                             ? now.old
                             : rollout->want + rollout->surge;

    for (int i = 0; i < 10000; i++) {
        now.fresh = kube_rollout_fresh(rollout, &now);
        struct kube_rollout_budget budget = kube_rollout_budget(rollout, &now);
        int64_t gone = kube_rollout_take(&budget, now.old, now.old_ready);
        int64_t idle = now.old - now.old_ready;
        assert_in_range(gone, 0, now.old);
        now.old -= gone;
        now.old_ready -= gone > idle ? gone - idle : 0;
        assert_true(now.fresh + now.old <= most);
        assert_true(now.fresh_ready + now.old_ready >= least);
        if (now.fresh == rollout->want && now.old == 0)
            return;
        if (now.fresh_ready < now.fresh)
            now.fresh_ready += chance_between(chance, 0, now.fresh - now.fresh_ready);
    }
    fail_msg("want %d surge %d unavailable %d never ends", (int)rollout->want,
             (int)rollout->surge, (int)rollout->unavailable);
}

static void rollouts_end_and_keep_their_promises(void **state)
{
    const char *seed = getenv("SEED");
    uint64_t number = seed == NULL ? 1 : strtoull(seed, NULL, 10);
    struct chance chance = chance_from(number);

    (void)state;
    print_message("# SEED=%llu\n", (unsigned long long)number);
    for (int i = 0; i < 2000; i++) {
        struct kube_rollout rollout = {.want = chance_between(&chance, 0, 12),
                                       .surge = chance_between(&chance, 0, 3),
                                       .unavailable = chance_between(&chance, 0, 3)};
        if (rollout.surge == 0 && rollout.unavailable == 0)
            rollout.unavailable = 1;
        int64_t old = chance_between(&chance, 0, 12);
        roll(&chance, &rollout,
             (struct kube_rollout_state){.old = old,
                                         .old_ready = chance_between(&chance, 0, old)});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_rounded_as_the_controller_rounds_them),
        cmocka_unit_test(new_ones_come_first_and_old_ones_go_when_these_are_ready),
        cmocka_unit_test(recreate_waits_until_the_last_old_one_has_gone),
        cmocka_unit_test(scaling_needs_no_rollout),
        cmocka_unit_test(rollouts_end_and_keep_their_promises),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
