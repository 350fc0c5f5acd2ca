/* What would go with whom on an ELB. */
#include "lib/check.h"

#include "screen/world.h"
#include "tui/fate.h"

#include "base/banned.h"

struct stage {
    struct world world;
    struct view_elb *elb;
    struct snapshot *snapshot;
};

static void open_stage(struct stage *stage, enum elb_kind kind)
{
    world_init(&stage->world);
    stage->elb = world_add_elb(&stage->world, "k8s-whoami", kind, "138.124.232.13");
}

static void listen(struct stage *stage, uint16_t port, const char *service,
                   enum listener_role role)
{
    const struct row *row =
        service == NULL ? NULL
                        : world_add(&stage->world, service, ROW_READY, "#######", 5);
    world_listen(&stage->world, stage->elb, port, "k8s_TCP", role, row);
}

/* "who: what" of each line. */
static void fates_are(struct stage *stage, const char *const *expected)
{
    struct fate fates[FATE_LINES];
    int count = fates_of(stage->elb, fates);
    char text[2 * FATE_BYTES + 2];

    for (int i = 0; i < count; i++) {
        assert_non_null(expected[i]);
        snprintf(text, sizeof text, "%s: %s", fates[i].who, fates[i].what);
        assert_string_equal(text, expected[i]);
    }
    assert_null(expected[count]);
    snapshot_free(world_give(&stage->world));
}

static void fate_says_that_a_creator_alone_takes_all_with_it(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);

    fates_are(&stage,
              (const char *const[]){
                  "whoami/whoami (CREATOR): everything goes, nothing is left", NULL});
}

static void fate_warns_before_a_creator_goes_first(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);
    listen(&stage, 8080, "whoami/fortune", LISTENER_TENANT);

    fates_are(
        &stage,
        (const char *const[]){
            "whoami/fortune (TENANT): its listener goes; ELB and EIP stay for whoami",
            "whoami/whoami (CREATOR): its listener goes; ELB and EIP stay as ORPHAN",
            "both, fortune first: everything goes, nothing is left", NULL});
}

static void fate_counts_a_service_with_two_ports_once(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    const struct row *row = world_add(&stage.world, "shop/web", ROW_READY, "#######", 5);
    world_listen(&stage.world, stage.elb, 80, "a", LISTENER_CREATOR, row);
    world_listen(&stage.world, stage.elb, 443, "b", LISTENER_CREATOR, row);

    fates_are(&stage, (const char *const[]){
                          "shop/web (CREATOR): everything goes, nothing is left", NULL});
}

static void fate_knows_that_a_foreign_listener_keeps_the_elb(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "pay/ledger", LISTENER_CREATOR);
    listen(&stage, 81, "pay/refunds", LISTENER_TENANT);
    listen(&stage, 9000, NULL, LISTENER_FOREIGN);

    fates_are(&stage,
              (const char *const[]){
                  "pay/refunds (TENANT): its listener goes; ELB and EIP stay for ledger",
                  "pay/ledger (CREATOR): its listener goes; ELB and EIP stay as ORPHAN",
                  "both, refunds first: 9000/TCP is FOREIGN and keeps ELB and EIP alive",
                  NULL});
}

static void fate_has_no_creator_on_an_elb_made_by_hand(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_EXISTING);
    listen(&stage, 80, "shop/web", LISTENER_TENANT);

    fates_are(&stage,
              (const char *const[]){
                  "shop/web (TENANT): its listener goes; ELB and EIP stay", NULL});
}

static void fate_leaves_orphans_to_people(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_ORPHAN);

    fates_are(&stage,
              (const char *const[]){
                  "no Service: goes only by hand; :orphans shows the clues", NULL});
}

static void fate_says_that_a_tenant_leaves_an_orphan_behind(void **state)
{
    (void)state;
    struct stage stage;
    open_stage(&stage, ELB_ORPHAN);
    listen(&stage, 8080, "whoami/fortune", LISTENER_TENANT);

    fates_are(&stage, (const char *const[]){"whoami/fortune (TENANT): its listener goes; "
                                            "ELB and EIP stay as ORPHAN",
                                            NULL});
}

/* The few words beside each listener. */
static void words_are(struct stage *stage, const char *const *expected)
{
    for (size_t i = 0; i < stage->elb->listener_count; i++)
        assert_string_equal(fate_word(stage->elb, &stage->elb->listeners[i]),
                            expected[i]);
    snapshot_free(world_give(&stage->world));
}

static void fate_of_one_listener_fits_beside_it(void **state)
{
    (void)state;
    struct stage stage;

    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);
    words_are(&stage, (const char *const[]){"listener, ELB, EIP"});

    open_stage(&stage, ELB_AUTO);
    listen(&stage, 80, "whoami/whoami", LISTENER_CREATOR);
    listen(&stage, 8080, "whoami/fortune", LISTENER_TENANT);
    listen(&stage, 9000, NULL, LISTENER_FOREIGN);
    words_are(&stage, (const char *const[]){"listener; ORPHAN left", "listener only",
                                            "never touched"});
}

static void fate_of_an_internal_elb_has_no_address_to_lose(void **state)
{
    (void)state;
    struct stage stage;

    open_stage(&stage, ELB_AUTO);
    stage.elb->eip_id = NULL;
    listen(&stage, 80, "shop/intern", LISTENER_CREATOR);
    words_are(&stage, (const char *const[]){"listener, ELB"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fate_says_that_a_creator_alone_takes_all_with_it),
        cmocka_unit_test(fate_warns_before_a_creator_goes_first),
        cmocka_unit_test(fate_counts_a_service_with_two_ports_once),
        cmocka_unit_test(fate_knows_that_a_foreign_listener_keeps_the_elb),
        cmocka_unit_test(fate_has_no_creator_on_an_elb_made_by_hand),
        cmocka_unit_test(fate_leaves_orphans_to_people),
        cmocka_unit_test(fate_says_that_a_tenant_leaves_an_orphan_behind),
        cmocka_unit_test(fate_of_one_listener_fits_beside_it),
        cmocka_unit_test(fate_of_an_internal_elb_has_no_address_to_lose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
