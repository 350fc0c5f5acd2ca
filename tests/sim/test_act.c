/*
 * Faults at each step of each job, on a real world and through real workers: how the job
 * ends, what it says, that nothing was sent twice, and that the Service is there or not, as
 * the job says. A row of the table is a Service of its own with its own faults, so that
 * several workers can be in trouble at once.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "actor.h"
#include "base/when.h"

enum { ACTORS = 6, FAULTS = 3, GIVE_UP_MS = 20000, IMPATIENT_MS = 1200 };

static const struct worker_config usual = {.seed = 1, .give_up_ms = GIVE_UP_MS};
static const struct worker_config impatient = {
    .seed = 2, .give_up_ms = GIVE_UP_MS, .answer_ms = IMPATIENT_MS};

struct trouble {
    const char *name; /* of the Service, in lb-demo */
    enum plan_kind kind;
    const char *faults[FAULTS]; /* each is narrowed to the Service */
    void (*meddle)(struct world *world, const char *key); /* after the plan was made */
    enum job_state state;
    const char *says;
    size_t changes; /* requests that change something, heard by the world */
    bool there;     /* the Service, afterwards */
    const char *to; /* of a link: instead of whoami/whoami */
    bool impatient; /* its worker waits only a moment for an answer */
};

/* ---- what others do meanwhile --------------------------------------------------------- */

static void change_a_port(struct world *world, const char *key)
{
    world_merge(world, key, "{\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":81}]}}");
}

static bool is_gone(struct world *world, const char *key)
{
    return !world_has_service(world, key);
}

static void make_anew(struct world *world, const char *key)
{
    assert_int_equal(world_delete(world, key), 200);
    assert_true(WAIT_FOR(is_gone(world, key), WORLD_PATIENCE_MS));
    assert_int_equal(world_autocreate(world, strchr(key, '/') + 1), 201);
}

static void take_away(struct world *world, const char *key)
{
    assert_int_equal(world_delete(world, key), 200);
    assert_true(WAIT_FOR(is_gone(world, key), WORLD_PATIENCE_MS));
}

static void make_first(struct world *world, const char *key)
{
    assert_int_equal(world_autocreate(world, strchr(key, '/') + 1), 201);
}

/* ---- the table ----------------------------------------------------------------------- */

/* Narrowed to one Service: of its apply the dry run comes first, the change second. */
#define READ   "method=GET:path=/services/%s"
#define DELETE "method=DELETE:path=/services/%s"
#define DRY    "method=PATCH:path=/services/%s?fieldManager=elbtop:count=1"
#define APPLY  "method=PATCH:path=/services/%s?fieldManager=elbtop:after=1"

static const struct trouble troubles[] = {
    /* tear-down */
    {.name = "down-well",
     PLAN_TEARDOWN,
     .state = JOB_DONE,
     .says = "teardown complete",
     .changes = 1},
    {.name = "down-read-500",
     PLAN_TEARDOWN,
     {"status=500:count=2:" READ},
     .state = JOB_DONE,
     .says = "teardown complete",
     .changes = 1},
    {.name = "down-unreadable",
     PLAN_TEARDOWN,
     {"status=500:" READ},
     .state = JOB_STOPPED,
     .says = "nothing was sent",
     .there = true},
    {.name = "down-read-403",
     PLAN_TEARDOWN,
     {"status=403:count=1:" READ},
     .state = JOB_STOPPED,
     .says = "nothing was sent",
     .there = true},
    {.name = "down-403",
     PLAN_TEARDOWN,
     {"status=403:" DELETE},
     .state = JOB_STOPPED,
     .says = "forbidden",
     .changes = 1,
     .there = true},
    {.name = "down-401",
     PLAN_TEARDOWN,
     {"status=401:count=1:" DELETE},
     .state = JOB_STOPPED,
     .says = "Unauthorized",
     .changes = 1,
     .there = true},
    {.name = "down-409",
     PLAN_TEARDOWN,
     {"status=409:" DELETE},
     .state = JOB_STOPPED,
     .says = "has been modified",
     .changes = 1,
     .there = true},
    {.name = "down-429",
     PLAN_TEARDOWN,
     {"status=429:retry-after=1:" DELETE},
     .state = JOB_STOPPED,
     .says = "too many",
     .changes = 1,
     .there = true},
    {.name = "down-500",
     PLAN_TEARDOWN,
     {"status=500:" DELETE},
     .state = JOB_STOPPED,
     .says = "it was not done",
     .changes = 1,
     .there = true},
    {.name = "down-cut-done",
     PLAN_TEARDOWN,
     {"cut=0:count=1:" DELETE},
     .state = JOB_DONE,
     .says = "the request had arrived",
     .changes = 1},
    {.name = "down-cut-lost",
     PLAN_TEARDOWN,
     {"status=500:cut=0:" DELETE},
     .state = JOB_STOPPED,
     .says = "did not arrive",
     .changes = 1,
     .there = true},
    {.name = "down-silent",
     PLAN_TEARDOWN,
     {"delay=3600s:" DELETE},
     .state = JOB_UNCLEAR,
     .says = "may still be carried out",
     .there = true,
     .impatient = true},
    {.name = "down-proof-500",
     PLAN_TEARDOWN,
     {"status=500:after=1:count=2:" READ},
     .state = JOB_DONE,
     .says = "teardown complete",
     .changes = 1},
    {.name = "down-changed",
     PLAN_TEARDOWN,
     .meddle = change_a_port,
     .state = JOB_STOPPED,
     .says = "ports: 80/TCP -> 81/TCP",
     .there = true},
    {.name = "down-anew",
     PLAN_TEARDOWN,
     .meddle = make_anew,
     .state = JOB_STOPPED,
     .says = "deleted and created again",
     .there = true},
    {.name = "down-gone",
     PLAN_TEARDOWN,
     .meddle = take_away,
     .state = JOB_STOPPED,
     .says = "it is gone already"},

    /* create */
    {.name = "make-well",
     PLAN_CREATE,
     .state = JOB_DONE,
     .says = "ready at",
     .changes = 1,
     .there = true},
    {.name = "make-dry-429",
     PLAN_CREATE,
     {"status=429:retry-after=1:" DRY},
     .state = JOB_DONE,
     .says = "dry run accepted",
     .changes = 1,
     .there = true},
    {.name = "make-dry-403",
     PLAN_CREATE,
     {"status=403:" DRY},
     .state = JOB_STOPPED,
     .says = "refused in the dry run"},
    {.name = "make-unreadable",
     PLAN_CREATE,
     {"status=500:" READ},
     .state = JOB_STOPPED,
     .says = "nothing was sent"},
    {.name = "make-403",
     PLAN_CREATE,
     {"status=403:" APPLY},
     .state = JOB_STOPPED,
     .says = "forbidden",
     .changes = 1},
    {.name = "make-401",
     PLAN_CREATE,
     {"status=401:count=1:" APPLY},
     .state = JOB_STOPPED,
     .says = "Unauthorized",
     .changes = 1},
    {.name = "make-409",
     PLAN_CREATE,
     {"status=409:" APPLY},
     .state = JOB_STOPPED,
     .says = "has been modified",
     .changes = 1},
    {.name = "make-429",
     PLAN_CREATE,
     {"status=429:retry-after=1:" APPLY},
     .state = JOB_STOPPED,
     .says = "too many",
     .changes = 1},
    {.name = "make-500",
     PLAN_CREATE,
     {"status=500:" APPLY},
     .state = JOB_STOPPED,
     .says = "it was not done",
     .changes = 1},
    {.name = "make-cut-done",
     PLAN_CREATE,
     {"cut=0:count=1:" APPLY},
     .state = JOB_DONE,
     .says = "the request had arrived",
     .changes = 1,
     .there = true},
    {.name = "make-cut-lost",
     PLAN_CREATE,
     {"status=500:cut=0:" APPLY},
     .state = JOB_STOPPED,
     .says = "did not arrive",
     .changes = 1},
    {.name = "make-silent",
     PLAN_CREATE,
     {"delay=3600s:" APPLY},
     .state = JOB_UNCLEAR,
     .says = "may still be carried out",
     .impatient = true},
    {.name = "make-taken",
     PLAN_CREATE,
     .meddle = make_first,
     .state = JOB_STOPPED,
     .says = "which was not shown",
     .there = true},

    /* link, with the elb.id that stands on the other Service at that moment */
    {.name = "link-well",
     PLAN_LINK,
     .state = JOB_DONE,
     .says = "read from whoami/whoami",
     .changes = 1,
     .there = true},
    {.name = "link-from-500",
     PLAN_LINK,
     {"status=500:method=GET:path=/services/fortune"},
     .state = JOB_STOPPED,
     .says = "nothing was sent",
     .to = "whoami/fortune"},
    {.name = "link-403",
     PLAN_LINK,
     {"status=403:" APPLY},
     .state = JOB_STOPPED,
     .says = "forbidden",
     .changes = 1},
    {.name = "link-cut-done",
     PLAN_LINK,
     {"cut=0:count=1:" APPLY},
     .state = JOB_DONE,
     .says = "the request had arrived",
     .changes = 1,
     .there = true},
    {.name = "link-cut-lost",
     PLAN_LINK,
     {"status=500:cut=0:" APPLY},
     .state = JOB_STOPPED,
     .says = "did not arrive",
     .changes = 1},
};

enum { CASES = sizeof troubles / sizeof *troubles };

/* ---- the stage -------------------------------------------------------------------------- */

static const char *key_of(const struct trouble *trouble, char out[100])
{
    snprintf(out, 100, "lb-demo/%s", trouble->name);
    return out;
}

/* The ccm looks again half a minute after it was done; then nothing changes by itself. */
static bool is_ensured(struct world *world, const char *key)
{
    return world_event_count(world, key, "EnsuredLoadBalancer") >= 2;
}

/* All is there before a worker looks: its first picture is whole. */
static void make_services(struct stage *stage)
{
    char key[100];

    for (size_t i = 0; i < CASES; i++) {
        if (troubles[i].kind == PLAN_TEARDOWN)
            assert_int_equal(world_autocreate(stage->world, troubles[i].name), 201);
    }
    for (size_t i = 0; i < CASES; i++) {
        if (troubles[i].kind == PLAN_TEARDOWN)
            assert_true(WAIT_FOR(is_ensured(stage->world, key_of(&troubles[i], key)),
                                 STAGE_PATIENCE_MS));
    }
}

static bool are_ready(struct stage *stage)
{
    char key[100];

    stage_look(stage);
    for (size_t i = 0; i < CASES; i++) {
        if (troubles[i].kind == PLAN_TEARDOWN &&
            !stage_row_is(stage, key_of(&troubles[i], key), ROW_READY))
            return false;
    }
    return stage_row_is(stage, "whoami/whoami", ROW_READY);
}

static struct plan *plan_for(struct stage *stage, size_t i)
{
    const struct trouble *trouble = &troubles[i];
    char key[100];
    char port[16];

    key_of(trouble, key);
    snprintf(port, sizeof port, "%zu:http", 9000 + i);
    switch (trouble->kind) {
    case PLAN_TEARDOWN:
        return actor_plan_teardown(stage, key);
    case PLAN_CREATE:
        return actor_plan_create(stage, key, port);
    case PLAN_LINK:
        return actor_plan_link(stage, key,
                               trouble->to != NULL ? trouble->to : "whoami/whoami", port);
    }
    return NULL;
}

static void make_trouble(struct stage *stage, const struct trouble *trouble)
{
    char narrowed[200];
    char spec[240];

    for (size_t i = 0; i < FAULTS && trouble->faults[i] != NULL; i++) {
        /* "%s" stands for the Service; written out by hand, as formats are literals. */
        const char *at = strstr(trouble->faults[i], "%s");
        if (at == NULL)
            snprintf(narrowed, sizeof narrowed, "%s", trouble->faults[i]);
        else
            snprintf(narrowed, sizeof narrowed, "%.*s%s%s",
                     (int)(at - trouble->faults[i]), trouble->faults[i], trouble->name,
                     at + 2);
        snprintf(spec, sizeof spec, "api-server:%s", narrowed);
        stage_fault(stage, spec);
    }
}

static void print_report(const struct job_report *report)
{
    for (size_t i = 0; i < report->line_count; i++)
        print_error("    %s: %s\n", report->lines[i].who, report->lines[i].what);
}

/* What is torn down answers nobody any more, and that was tried. */
static bool is_silent_if_gone(const struct job_report *report)
{
    return report->kind != PLAN_TEARDOWN ||
           report_thing(report, THING_ADDRESS)->state == THING_SILENT;
}

static size_t count_wrong(struct stage *stage, const struct trouble *trouble,
                          const struct job_report *report, uint64_t since)
{
    char key[100];
    const char *method = trouble->kind == PLAN_TEARDOWN ? "DELETE" : "PATCH";
    size_t changes = world_changes(stage->world, since, method, key_of(trouble, key));
    bool there = world_has_service(stage->world, key);

    if (report->state == trouble->state && report_says(report, trouble->says) &&
        changes == trouble->changes && there == trouble->there &&
        (report->state != JOB_DONE || is_silent_if_gone(report)))
        return 0;
    print_error("%s: %s with %zu changes, %s, says \"%s\"\n", trouble->name,
                job_state_name(report->state), changes, there ? "there" : "not there",
                report->err.text);
    print_report(report);
    return 1;
}

static struct stage *actor_for(struct stage *const actors[ACTORS + 1], size_t i)
{
    return troubles[i].impatient ? actors[ACTORS] : actors[i % ACTORS];
}

static void each_trouble_ends_in_the_truth_and_nothing_is_sent_twice(void **state)
{
    struct stage *stage =
        stage_open(&(struct sim_config){.story = "quiet", .speed = 100}, false);
    struct stage *actors[ACTORS + 1];
    struct plan *plans[CASES];
    size_t wrong = 0;
    char key[100];
    (void)state;

    make_services(stage);
    stage_start(stage, &usual);
    assert_true(WAIT_FOR(are_ready(stage), 2 * STAGE_PATIENCE_MS));
    for (size_t i = 0; i < CASES; i++)
        plans[i] = plan_for(stage, i);
    for (size_t i = 0; i < CASES; i++) {
        if (troubles[i].meddle != NULL)
            troubles[i].meddle(stage->world, key_of(&troubles[i], key));
        make_trouble(stage, &troubles[i]);
    }
    for (size_t i = 0; i <= ACTORS; i++)
        actors[i] = actor_new(stage, i < ACTORS ? &usual : &impatient);
    uint64_t since = world_heard(stage->world);

    for (size_t i = 0; i < CASES; i++)
        actor_run(actor_for(actors, i), plans[i], i + 1);
    for (size_t i = 0; i < CASES; i++)
        actor_wait(actor_for(actors, i), i + 1);
    stage_fault(stage, NULL); /* those of reading would meet the test's own questions */
    for (size_t i = 0; i < CASES; i++) {
        const struct job_report *report = actor_job(actor_for(actors, i), i + 1);
        wrong += count_wrong(stage, &troubles[i], report, since);
    }

    for (size_t i = 0; i <= ACTORS; i++)
        actor_free(actors[i]);
    stage_close(stage);
    assert_int_equal(wrong, 0);
}

/* ---- trouble of the whole world -------------------------------------------------------- */

static const struct worker_config gives_up_soon = {.seed = 3, .give_up_ms = 3000};

static int open_with_two(void **state)
{
    struct stage *stage =
        stage_open(&(struct sim_config){.story = "quiet", .speed = 100}, false);

    assert_int_equal(world_autocreate(stage->world, "one"), 201);
    assert_int_equal(world_autocreate(stage->world, "two"), 201);
    assert_true(WAIT_FOR(is_ensured(stage->world, "lb-demo/one") &&
                             is_ensured(stage->world, "lb-demo/two"),
                         STAGE_PATIENCE_MS));
    *state = stage;
    return 0;
}

static int close_stage(void **state)
{
    stage_close(*state);
    return 0;
}

/* Ready, and the cloud was read since. */
static bool is_whole(struct stage *stage, const char *key)
{
    const struct row *row = stage_row(stage, key);
    return row != NULL && row->state == ROW_READY && row->listener_count == 1 &&
           row->eip != NULL;
}

static bool both_are_ready(struct stage *stage)
{
    return is_whole(stage, "lb-demo/one") && is_whole(stage, "lb-demo/two");
}

static void start_with_two(struct stage *stage, const struct worker_config *config)
{
    stage_start(stage, config);
    assert_true(WAIT_FOR(both_are_ready(stage), STAGE_PATIENCE_MS));
}

static void is_left_with_id(const struct job_report *report, enum plan_thing thing)
{
    const struct job_thing *left = report_thing(report, thing);

    assert_int_equal(left->state, THING_LEFT_OVER);
    assert_non_null(left->object->id);
    assert_non_null(strstr(left->proof, "200, still there"));
}

static bool is_told_as_orphan(struct stage *stage, const char *eip_id)
{
    const struct view *view = stage_look(stage)->view;

    for (size_t i = 0; i < view->eip_count; i++) {
        if (strcmp(view->eips[i].id, eip_id) == 0)
            return view->eips[i].orphan;
    }
    return false;
}

/* The ccm's second try finds no listener and lets go: what is left is nobody's. */
static void an_eip_that_is_not_released_is_left_over_with_its_id(void **state)
{
    struct stage *stage = *state;
    char eip_id[64];
    start_with_two(stage, &gives_up_soon);
    struct plan *plan = actor_plan_teardown(stage, "lb-demo/one");
    uint64_t since = world_heard(stage->world);
    stage_fault(stage, "vpc:status=500:method=DELETE:code=VPC.0503");

    actor_run(stage, plan, 1);
    const struct job_report *report = actor_wait(stage, 1);

    assert_int_equal(report->state, JOB_LEFT);
    assert_true(report->gave_up);
    assert_int_equal(report_thing(report, THING_SERVICE)->state, THING_GONE);
    assert_int_equal(report_thing(report, THING_ELB)->state, THING_GONE);
    is_left_with_id(report, THING_EIP);
    assert_int_equal(report->left_count, 1);
    assert_non_null(report->receipt);
    snprintf(eip_id, sizeof eip_id, "%s", report_thing(report, THING_EIP)->object->id);
    assert_int_equal(world_changes(stage->world, since, "DELETE", "lb-demo/one"), 1);
    assert_true(WAIT_FOR(is_told_as_orphan(stage, eip_id), STAGE_PATIENCE_MS));
}

static void with_the_ccm_stopped_nothing_goes_and_all_is_listed(void **state)
{
    struct stage *stage = *state;
    start_with_two(stage, &gives_up_soon);
    struct plan *down = actor_plan_teardown(stage, "lb-demo/two");
    struct plan *make = actor_plan_create(stage, "lb-demo/three", "9000:http");
    struct stage *other = actor_new(stage, &gives_up_soon);
    stage_fault(stage, "ccm:stopped");

    actor_run(stage, down, 1);
    actor_run(other, make, 1);
    const struct job_report *report = actor_wait(stage, 1);
    const struct job_report *made = actor_wait(other, 1);

    assert_int_equal(report->state, JOB_LEFT);
    is_left_with_id(report, THING_SERVICE);
    is_left_with_id(report, THING_LISTENER);
    is_left_with_id(report, THING_ELB);
    is_left_with_id(report, THING_EIP);
    assert_int_equal(report->gone_count, 0);
    assert_int_equal(report->left_count, report->goes_count);
    assert_int_equal(made->state, JOB_LEFT);
    assert_int_equal(report_thing(made, THING_SERVICE)->state, THING_MADE);
    assert_int_equal(report_thing(made, THING_ELB)->state, THING_UNPROVED);
    assert_true(report_says(made, "gave up waiting"));
    actor_free(other);
}

static void a_token_that_ends_in_the_midst_costs_a_login_and_no_proof(void **state)
{
    struct stage *stage = *state;
    start_with_two(stage, &usual);
    struct plan *plan = actor_plan_teardown(stage, "lb-demo/one");
    uint64_t since = world_heard(stage->world);
    stage_fault(stage, "iam:token-expired");

    actor_run(stage, plan, 1);
    const struct job_report *report = actor_wait(stage, 1);

    assert_int_equal(report->state, JOB_DONE);
    assert_int_equal(report->gone_count, report->goes_count);
    assert_int_equal(report_thing(report, THING_EIP)->state, THING_GONE);
    assert_int_equal(report_thing(report, THING_ADDRESS)->state, THING_SILENT);
    assert_int_equal(world_changes(stage->world, since, "DELETE", "lb-demo/one"), 1);
}

int main(void)
{
#define WITH_TWO(name) cmocka_unit_test_setup_teardown(name, open_with_two, close_stage)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trouble_ends_in_the_truth_and_nothing_is_sent_twice),
        WITH_TWO(an_eip_that_is_not_released_is_left_over_with_its_id),
        WITH_TWO(with_the_ccm_stopped_nothing_goes_and_all_is_listed),
        WITH_TWO(a_token_that_ends_in_the_midst_costs_a_login_and_no_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
