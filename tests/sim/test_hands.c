/*
 * The commands that act, as scripts call them, on an embedded world: both patterns made,
 * shared and taken away; what is refused and how each ends.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include "hands.h"
#include "base/limits.h"
#include "wire/http.h"
#include "wire/tree.h"

#define HELLO     "lb-demo/hello"
#define WHOAMI    "whoami/whoami"
#define FORTUNE   "whoami/fortune"
#define WHOAMI_ID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"
#define ELB       "kubernetes.io/elb."
#define MAKE      "autocreate " HELLO " --port 80:http --selector app=hello"

static int open_quiet(void **state)
{
    *state = hands_open("quiet");
    return 0;
}

static int close_hands(void **state)
{
    hands_close(*state);
    return 0;
}

static size_t line_count(const struct buf *text)
{
    size_t count = 0;

    for (const char *at = buf_text(text); (at = strchr(at, '\n')) != NULL; at++)
        count++;
    return count;
}

/* ---- making -------------------------------------------------------------------------------- */

static void autocreate_follows_the_steps_to_ready(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, MAKE " --elb-name k8s-lb-demo --bandwidth 7 --wait=30s", 0);

    static const char *const steps[] = {"  1 APPLY    you           201 in ",
                                        "  2 STORED   api-server    ",
                                        "  3 SEEN     ccm           ",
                                        "  4 CLOUD    ccm->otc-api  5/5",
                                        "  5 IDS      ccm           elb.id ",
                                        "  6 ADDRESS  ccm           138.124.232.",
                                        "  7 ROUTED   otc-fabric    80 connected"};
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++)
        hands_says(hands, steps[i]);
    hands_says(hands, " MAKES   ELB        k8s-lb-demo\n");
    hands_says(hands, "bandwidth 7 Mbit/s");
    hands_says(hands, HELLO " READY after ");
    assert_int_equal(world_elb_count(hands->world, "k8s-lb-demo"), 1);
    assert_string_equal(buf_text(&hands->err), "");
}

/* What a field manager applied is its own in managedFields, and nothing else is. */
static void what_was_applied_belongs_to_elbtop(void **state)
{
    struct hands *hands = *state;
    size_t applied = 0;
    size_t i;
    json_t *entry;

    hands_runs(hands, MAKE " --wait=30s", 0);
    json_t *service = world_service(hands->world, HELLO);
    json_array_foreach(tree_at(service, "metadata.managedFields"), i, entry)
    {
        const json_t *annotations = tree_at(entry, "fieldsV1.f:metadata.f:annotations");
        if (strcmp(tree_text(entry, "manager"), "elbtop") != 0)
            continue;
        applied++;
        assert_string_equal(tree_text(entry, "operation"), "Apply");
        assert_non_null(json_object_get(annotations, "f:" ELB "autocreate"));
        assert_null(json_object_get(annotations, "f:" ELB "id"));
    }
    json_decref(service);

    assert_int_equal(applied, 1);
}

static void without_wait_it_ends_when_the_request_is_accepted(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, MAKE, 0);

    hands_says(hands, "\ncreated " HELLO "\n");
    assert_false(hands_said(hands, "READY"));
    assert_true(world_has_service(hands->world, HELLO));
}

static void attach_takes_the_id_that_the_controller_wrote(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands,
               "attach lb-demo/guest --to " WHOAMI
               " --port 8088:http --selector app=hello "
               "--wait=30s",
               0);

    hands_says(hands, " STAYS   ELB        k8s-whoami ");
    hands_says(hands, "given: elb.id 71f0..");
    hands_says(hands, "lb-demo/guest READY after ");
    hands_says(hands, "at 138.124.232.13\n");
    assert_string_equal(world_annotation(hands->world, "lb-demo/guest", ELB "id"),
                        WHOAMI_ID);
    assert_string_equal(world_annotation(hands->world, "lb-demo/guest", ELB "autocreate"),
                        "");
    assert_int_equal(world_listener_count(hands->world, WHOAMI_ID), 3);
}

static void attach_takes_an_id_that_is_said(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands,
               "attach guest -n lb-demo --elb-id " WHOAMI_ID
               " --port 8088:http --selector app=hello",
               0);

    hands_says(hands, "linked lb-demo/guest\n");
    assert_string_equal(world_annotation(hands->world, "lb-demo/guest", ELB "id"),
                        WHOAMI_ID);
}

/* ---- only saying --------------------------------------------------------------------------------- */

static void a_printed_manifest_is_valid_and_nothing_is_sent(void **state)
{
    struct hands *hands = *state;
    char path[500], line[700];

    hands_runs(hands, MAKE " --subnet 3f0ac3f2 -o yaml", 0);
    hands_says(hands, "\"vip_subnet_cidr_id\":\"3f0ac3f2\"");
    hands_runs(hands, MAKE " -o yaml", 0);
    assert_false(hands_said(hands, "vip_subnet_cidr_id"));
    snprintf(path, sizeof path, "%s/hello.yaml", hands->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(buf_text(&hands->out), file);
    fclose(file);
    snprintf(line, sizeof line, "validate --server -f %s", path);
    hands_runs(hands, line, 0);

    hands_says(hands, "server dry run accepted");
    hands_runs(hands, MAKE " -o json", 0);
    hands_says(hands, "\"apiVersion\": \"v1\"");
    assert_false(world_has_service(hands->world, HELLO));
}

static void a_dry_run_sends_nothing_that_stays(void **state)
{
    struct hands *hands = *state;
    static const char *const lines[] = {MAKE " --dry-run", MAKE " --dry-run=client",
                                        MAKE " --dry-run=server"};

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        hands_runs(hands, lines[i], 0);
        hands_says(hands, " MAKES   Service    " HELLO "\n");
        assert_false(world_has_service(hands->world, HELLO));
    }
    hands_says(hands, "api-server dry run accepted");
    hands_runs(hands, "teardown " WHOAMI " --dry-run --yes", 0);
    assert_true(world_has_service(hands->world, WHOAMI));
}

/* What the cloud would have said is missing from the answer. */
static void a_dry_run_without_a_source_is_partial(void **state)
{
    struct hands *hands = *state;

    hands_fault(hands, "elb:status=503:count=1000");
    hands_runs(hands, "teardown " FORTUNE " --dry-run --timeout 3s", 3);

    hands_complains(hands, "elbtop: elb is lost");
    hands_says(hands, " GOES    Service    " FORTUNE " ");
}

/* Whom nobody answers does not call a good manifest bad. */
static void a_manifest_that_nobody_judged_is_not_refused(void **state)
{
    struct hands *hands = *state;
    const char *top = getenv("TOP_SRCDIR");
    char line[600];

    hands_fault(hands, "api-server:status=503:method=PATCH");
    snprintf(line, sizeof line, "validate --server -f %s/examples/whoami.yaml",
             top == NULL ? "." : top);
    hands_runs(hands, line, 3);
    hands_says(hands, "warning: server ");
}

/* ---- tearing down --------------------------------------------------------------------------------- */

/* What was said of the address, cut from the rest. */
static const char *silent_line(const struct hands *hands)
{
    static char line[300];
    const char *at = strstr(buf_text(&hands->out), "address    ");

    assert_non_null(at);
    while (at > buf_text(&hands->out) && at[-1] != '\n')
        at--;
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

static void teardown_proves_that_all_is_gone(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, MAKE " --elb-name k8s-lb-demo --wait=30s", 0);
    hands_runs(hands, "teardown " HELLO " --yes --wait=30s", 0);

    hands_says(hands, " #     Service    " HELLO " ");
    hands_says(hands, "404 ELB.8904");
    hands_says(hands, "404 VPC.0504, released");
    assert_non_null(strstr(silent_line(hands), " #     address    "));
    assert_non_null(strstr(silent_line(hands), ":80 "));
    assert_non_null(strstr(silent_line(hands), " silent "));
    assert_non_null(strstr(silent_line(hands), " probe: "));
    hands_says(hands, HELLO ", 4 of 4 gone in ");
    hands_says(hands, "nothing left\n");
    hands_complains(hands, "elbtop: receipt ");
    assert_false(world_has_service(hands->world, HELLO));
    assert_int_equal(world_elb_count(hands->world, "k8s-lb-demo"), 0);
    char *receipts = hands_receipts(hands);
    assert_non_null(strstr(receipts, "\"summary\": \"4 of 4 gone in "));
    assert_non_null(strstr(receipts, "\"state\": \"silent\""));
    free(receipts);
}

static void what_was_not_probed_is_not_called_silent(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, MAKE " --wait=30s", 0);
    hands_runs(hands, "teardown " HELLO " --yes --no-probe --wait=30s", 0);

    assert_non_null(strstr(silent_line(hands), " ?     address    "));
    hands_says(hands, " not probed ");
    assert_false(hands_said(hands, "silent"));
    hands_says(hands, "nothing left\n");
}

static void a_tenant_goes_and_the_elb_stays(void **state)
{
    struct hands *hands = *state;
    const char *before = world_ingress(hands->world, WHOAMI);

    hands_runs(hands, "teardown " FORTUNE " --yes --wait=30s", 0);

    hands_says(hands, "       ELB        k8s-whoami                   kept ");
    hands_says(hands, "138.124.232.13:8080          silent ");
    hands_says(hands, "probe: refused, no listener");
    hands_says(hands, FORTUNE ", 2 of 2 gone in ");
    assert_int_equal(world_listener_count(hands->world, WHOAMI_ID), 1);
    assert_non_null(strstr(before, "138.124.232.13 "));
    assert_string_equal(world_ingress(hands->world, WHOAMI), before);
}

static void a_creator_with_tenants_is_warned_about(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "teardown " WHOAMI, 5);

    hands_says(hands, " STAYS   listener   8080/TCP k8s_TCP_8080        " FORTUNE " ");
    hands_says(hands, " ORPHAN  ELB        k8s-whoami ");
    hands_says(hands, " ORPHAN  EIP        138.124.232.13 ");
    hands_says(hands,
               " ! 2 cloud objects will be left without an owner: they cost money");
    hands_says(hands, " better  elbtop teardown " FORTUNE " " WHOAMI "\n");
    hands_complains(hands, "there is no terminal");
    hands_complains(hands, "nothing was sent");
    assert_true(world_has_service(hands->world, WHOAMI));
}

static void a_creator_that_went_first_leaves_orphans_with_names(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "teardown " WHOAMI " --yes --wait=30s", 1);
    hands_says(hands, " LEFT  ELB        k8s-whoami ");
    hands_says(hands, " LEFT  EIP        138.124.232.13 ");
    hands_says(hands, WHOAMI ", 2 of 2 gone in ");
    hands_says(hands, ", 2 LEFT\n");

    hands_runs(hands, "get orphans", 0);
    hands_says(hands, "k8s-whoami");
    hands_says(hands, WHOAMI_ID);
    hands_says(hands, "EIP ");
    hands_says(hands, "138.124.232.13");
}

/* The very line that is offered, whatever it says. */
static void the_offered_order_leaves_nothing(void **state)
{
    struct hands *hands = *state;
    char line[200];

    hands_runs(hands, "teardown " WHOAMI, 5);
    const char *offer = strstr(buf_text(&hands->out), " better  elbtop ");
    assert_non_null(offer);
    offer += strlen(" better  elbtop ");
    snprintf(line, sizeof line, "%.*s --yes --wait=30s", (int)strcspn(offer, "\n"),
             offer);
    hands_runs(hands, line, 0);

    hands_says(hands, "2 Services, 6 of 6 gone in ");
    hands_says(hands, "nothing left\n");
    assert_int_equal(world_elb_count(hands->world, "k8s-whoami"), 0);
    hands_runs(hands, "get orphans", 0);
    assert_false(hands_said(hands, "k8s-whoami"));
}

static void tenants_go_first_whatever_the_order_said(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "teardown " WHOAMI " " FORTUNE " --yes --wait=30s", 0);

    const char *all = buf_text(&hands->out);
    const char *first = strstr(all, " #     Service    " FORTUNE);
    const char *last = strstr(all, " #     Service    " WHOAMI);
    assert_true(first != NULL && last != NULL && first < last);
}

static void without_wait_teardown_ends_when_it_was_accepted(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "teardown " FORTUNE " --yes", 0);

    hands_says(hands, "\nasked to go: " FORTUNE "\nnot proved: --wait follows it");
    assert_false(hands_said(hands, "LEFT"));
    hands_runs(hands, "wait " FORTUNE " --for deleted --timeout 30s", 0);
    assert_false(world_has_service(hands->world, FORTUNE));
}

static bool are_told_as_orphans(struct hands *hands)
{
    return hands_run(hands, "orphans") == 0 && hands_said(hands, "k8s-whoami") &&
           hands_said(hands, "138.124.232.13");
}

/* Commands that do not wait: what they leave is said before, and found by those that come after. */
static void what_will_be_left_is_said_without_wait_and_shown_once_it_is_so(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "teardown " WHOAMI " --yes", 0);
    hands_says(hands,
               "\nwill be LEFT: ELB k8s-whoami, EIP 138.124.232.13; 'elbtop orphans' "
               "shows them once the Service is gone\n");
    /* In between, when the creator is gone and its Event is not there yet, nobody can know. */
    assert_true(WAIT_FOR(are_told_as_orphans(hands), WORLD_PATIENCE_MS));
    hands_runs(hands, "teardown " FORTUNE " --yes", 0);
    hands_says(hands, " ORPHAN  ELB        k8s-whoami ");
    hands_says(hands, "\nwill be LEFT: ELB k8s-whoami, EIP 138.124.232.13; ");

    assert_true(WAIT_FOR(are_told_as_orphans(hands), WORLD_PATIENCE_MS));
    hands_runs(hands, "get services", 0);
}

/* ---- what it usually takes --------------------------------------------------------------------- */

static json_t *usual_of_step(const struct hands *hands, size_t n)
{
    json_t *whole = json_loads(buf_text(&hands->out), 0, NULL);
    json_t *usual = json_incref(json_object_get(
        json_array_get(json_object_get(json_object_get(whole, "item"), "steps"), n - 1),
        "usual_ms"));

    json_decref(whole);
    return usual;
}

/* The history is that of the commands before: each remembers what it followed. In this fast
 * world only step 7, which is timed here, takes longer than the second of a time stamp. */
static void explain_tells_what_a_step_usually_takes(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, "explain " FORTUNE " -o json", 0);
    json_t *unknown = usual_of_step(hands, 7);
    assert_true(json_is_null(unknown));
    json_decref(unknown);

    hands_runs(hands, MAKE " --wait=30s", 0);
    hands_runs(hands, "explain " HELLO " -o json", 0);
    json_t *usual = usual_of_step(hands, 7);
    assert_true(json_is_integer(json_object_get(usual, "p50")));
    assert_true(json_integer_value(json_object_get(usual, "p95")) >=
                json_integer_value(json_object_get(usual, "p50")));
    json_decref(usual);

    hands_runs(hands, "explain " HELLO, 0);
    hands_says(hands, " STATE    TOOK    USUAL    EVIDENCE\n");
    hands_says(hands, " [#] 4 CLOUD           ccm->otc-api  done ");
}

/* ---- waiting ---------------------------------------------------------------------------------------- */

static void wait_ends_when_the_goal_is_reached(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands, MAKE, 0);
    hands_runs(hands, "wait " HELLO " --for step=5 --timeout 30s", 0);
    hands_says(hands, HELLO " reached 5 IDS after ");
    hands_runs(hands, "wait " HELLO " --for ready --timeout 30s", 0);
    hands_says(hands, HELLO " READY after ");
    hands_runs(hands, "wait lb-demo/nobody --for deleted", 0);
    hands_says(hands, "lb-demo/nobody is not there\n");
}

static void wait_says_what_it_hung_on(void **state)
{
    struct hands *hands = *state;

    hands_runs(hands,
               "autocreate lb-demo/nopods --port 80 --selector app=nopods --wait=2s", 4);
    hands_complains(hands, "lb-demo/nopods is not ready after 2.");
    hands_complains(hands, "7 ROUTED (otc-fabric): 80 connected, closed at once");
    hands_runs(hands, "wait lb-demo/nopods --for ready --timeout 2s", 4);
    hands_complains(hands, "7 ROUTED (otc-fabric): ");
}

/* The quota is full, or no such EIP can be: the controller would try for ever. */
static void wait_ends_early_when_only_a_person_can_help(void **state)
{
    struct hands *hands = *state;

    hands_fault(hands, "vpc:quota=full");
    hands_runs(hands, MAKE " --wait=30s", 1);
    hands_complains(hands, HELLO " ");
    hands_runs(hands, "wait " HELLO " --for ready --timeout 30s", 1);
    hands_complains(hands, "elbtop: " HELLO " FAILED at 4");
    hands_runs(
        hands,
        "autocreate lb-demo/odd --port 80 --selector a=b --eip-type odd --wait=30s", 1);
}

static void wait_goes_on_through_what_is_tried_again(void **state)
{
    struct hands *hands = *state;

    hands_fault(hands, "elb:status=500:method=POST:path=/listeners:count=1");
    hands_runs(hands, MAKE " --wait=40s", 0);
    hands_says(hands, HELLO " READY after ");
}

/* ---- trouble on the way ------------------------------------------------------------------------- */

struct trouble {
    const char *fault;
    const char *line;
    int status;
    const char *text; /* on either */
    bool exists;      /* the Service afterwards */
    const char *service;
};

/* Whatever happens, the status is true, and so is what was said. */
static void trouble_ends_in_the_truth(void **state)
{
    static const struct trouble cases[] = {
        {"ccm:stopped", MAKE " --wait=1s", 4, "is not ready after 1.", true, HELLO},
        {"ccm:stopped", "teardown " FORTUNE " --yes --wait=3s", 4, "2 LEFT", true,
         FORTUNE},
        {"api-server:status=500:method=DELETE:count=1",
         "teardown " FORTUNE " --yes --wait=20s", 1, "stopped", true, FORTUNE},
        {"api-server:status=409:method=DELETE:count=1",
         "teardown " FORTUNE " --yes --wait=20s", 1, "stopped", true, FORTUNE},
        {"api-server:status=500:method=PATCH:path=hello:after=1:count=1",
         MAKE " --wait=20s", 1, "stopped", false, HELLO},
        {"vpc:status=500:method=DELETE:count=99",
         "teardown " WHOAMI " " FORTUNE " --yes --wait=3s", 1, "LEFT", false, WHOAMI},
        {"api-server:cut=10:method=PATCH:path=hello:after=1:count=1", MAKE " --wait=30s",
         0, "READY after ", true, HELLO}, /* the answer was lost, the request was not */
        {"api-server:cut=10:method=DELETE:count=1",
         "teardown " FORTUNE " --yes --wait=30s", 0, "nothing left", false, FORTUNE},
        {"api-server:status=429:retry-after=1:method=PATCH:path=hello:after=1:count=1",
         MAKE, 1, "too many requests", false, HELLO},
        {"api-server:status=403:method=DELETE:count=1",
         "teardown " FORTUNE " --yes --wait=20s", 1, "stopped", true, FORTUNE},
        {"iam:token-expired", "teardown " FORTUNE " --yes --wait=20s", 0, "nothing left",
         false, FORTUNE},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct trouble *trouble = &cases[i];
        struct hands *hands = hands_open("quiet");
        hands_fault(hands, trouble->fault);
        hands_run(hands, trouble->line);
        if (hands->status != trouble->status || (!hands_said(hands, trouble->text) &&
                                                 !hands_complained(hands, trouble->text)))
            fail_msg("%s: ended in %d, expected %d with \"%s\"\n%s%s", trouble->fault,
                     hands->status, trouble->status, trouble->text, buf_text(&hands->out),
                     buf_text(&hands->err));
        if (world_has_service(hands->world, trouble->service) != trouble->exists)
            fail_msg("%s: %s is%s there\n%s", trouble->fault, trouble->service,
                     trouble->exists ? " not" : "", buf_text(&hands->out));
        hands_close(hands);
    }
    (void)state;
}

/* ---- refused: one line, and which status ---------------------------------------------------------- */

struct refusal {
    const char *line;
    int status;
    const char *text; /* on stderr */
};

static void expect_refusals(struct hands *hands, const struct refusal *cases,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hands_runs(hands, cases[i].line, cases[i].status);
        hands_complains(hands, cases[i].text);
        /* One line, and with wrong usage a second that leads to the help. */
        size_t lines = cases[i].status == 2 ? 2 : 1;
        if (line_count(&hands->err) != lines)
            fail_msg("%s: %zu lines expected:\n%s", cases[i].line, lines,
                     buf_text(&hands->err));
    }
}

#define GOOD " --port 80:http --selector app=hello"

static void wrong_usage_names_the_word(void **state)
{
    static const struct refusal cases[] = {
        {"autocreate", 2, "autocreate needs SERVICE"},
        {"autocreate hello" GOOD, 2, "hello: expected NAMESPACE/NAME, or NAME with -n"},
        {"autocreate a/b/c" GOOD, 2, "a/b/c: names are 1-63 small letters"},
        {"autocreate Lb/x" GOOD, 2, "Lb/x: names are"},
        {"autocreate a/b --selector a=b", 2, "autocreate needs --port PORT"},
        {"autocreate a/b --port 80", 2, "autocreate needs --selector K=V"},
        {"autocreate a/b --port 0 --selector a=b", 2, "--port 0: expected PORT"},
        {"autocreate a/b --port 80:0 --selector a=b", 2,
         "--port 80:0: expected a target"},
        {"autocreate a/b --port 80/SCTP --selector a=b", 2, "expected TCP or UDP"},
        {"autocreate a/b --port 80 --port 80 --selector a=b", 2,
         "--port 80: this port was said before"},
        {"autocreate a/b --port 80 --selector a", 2, "--selector a: expected KEY=VALUE"},
        {"autocreate a/b" GOOD " --set a", 2, "--set a: expected KEY=VALUE"},
        {"autocreate a/b" GOOD " --set kubernetes.io/elb.id=x", 2,
         "--set kubernetes.io/elb.id does not go with autocreate"},
        {"attach a/b --elb-id x" GOOD " --set kubernetes.io/elb.autocreate={}", 2,
         "--set kubernetes.io/elb.autocreate does not go with attach"},
        {"autocreate a/b" GOOD " --elb-name ''", 2, "--elb-name: expected something"},
        {"autocreate a/b" GOOD " --eip-type abcdefghijklmnopq", 2, "longer than 15"},
        {"autocreate a/b" GOOD " --bandwidth 2001", 2,
         "--bandwidth 2001: expected a number from 1 to 2000\n"
         "Try 'elbtop autocreate --help'"},
        {"autocreate a/b" GOOD " --internal --bandwidth 5", 2,
         "--bandwidth does not go with --internal"},
        {"autocreate a/b" GOOD " --wait=5", 2, "--wait 5: expected a duration"},
        {"autocreate a/b" GOOD " --wait=0s", 2, "--wait 0s: expected some time"},
        {"autocreate a/b" GOOD " --dry-run=both", 2, "expected client or server"},
        {"autocreate a/b" GOOD " -o table", 2, "prints the manifest as yaml or json"},
        {"autocreate a/b" GOOD " --to c/d", 2, "--to does not go with autocreate"},
        {"attach a/b" GOOD, 2, "attach needs --to SERVICE or --elb-id UUID"},
        {"attach a/b" GOOD " --to c", 2, "c: expected NAMESPACE/NAME"},
        {"teardown", 2, "teardown needs SERVICE"},
        {"teardown a/b --dry-run=server", 2, "--dry-run=server: of a teardown"},
        {"wait a/b", 2, "wait needs --for ready, step=N (1 to 7) or deleted"},
        {"wait a/b --for step=8", 2, "wait needs --for ready"},
        {"demo both", 2, "demo both: expected autocreate or attach"},
        {"validate", 2, "validate needs -f FILE"},
    };

    expect_refusals(*state, cases, ARRAY_COUNT(cases));
}

static void what_cannot_be_is_refused_with_the_field(void **state)
{
    static const struct refusal cases[] = {
        {"autocreate " WHOAMI GOOD, 1, WHOAMI ": it has an ELB already"},
        {"autocreate lb-demo/n" GOOD " --class ded", 1,
         "metadata.annotations[kubernetes.io/elb.class]: L11 "},
        {"autocreate lb-demo/n" GOOD " --class performance", 1,
         "[kubernetes.io/elb.autocreate].available_zone: L8 "},
        {"autocreate lb-demo/n" GOOD " --charge-mode never", 1,
         "bandwidth_chargemode: L6 "},
        {"autocreate nowhere/n" GOOD, 1, "kubectl create namespace nowhere"},
        {"attach lb-demo/n --elb-id 123" GOOD, 1, "[kubernetes.io/elb.id]: L12 "},
        {"attach lb-demo/n --elb-id 00000000-0000-4000-8000-000000000000" GOOD, 1,
         "[kubernetes.io/elb.id]: L14 no ELB with this id"},
        {"attach lb-demo/n --to " WHOAMI GOOD, 1, "spec.ports[0].port: L13 80/TCP"},
        {"attach lb-demo/n --to whoami/nobody" GOOD, 1, "named whoami/nobody"},
        {"attach " FORTUNE " --to " WHOAMI " --port 81 --selector a=b", 1,
         FORTUNE ": it has an ELB already"},
        {"teardown whoami/nobody --yes", 1, "whoami/nobody: no such Service"},
        {"wait whoami/nobody --for ready", 1, "named whoami/nobody"},
        {"teardown " FORTUNE " --yes --read-only", 1, "read-only: nothing is changed"},
        {MAKE " --read-only", 1, "read-only: nothing is changed"},
        {MAKE " --context viewer", 1, "you may not apply Services in namespace lb-demo"},
        {"teardown " FORTUNE " --yes --context viewer", 1,
         "you may not delete Services in namespace whoami"},
        {MAKE " --context nobody", 1, "no context \"nobody\""},
        {"teardown " FORTUNE, 5, "this has to be confirmed and there is no terminal"},
    };
    struct hands *hands = *state;

    expect_refusals(hands, cases, ARRAY_COUNT(cases));
    assert_true(world_has_service(hands->world, FORTUNE));
    assert_false(world_has_service(hands->world, HELLO));
}

static void a_protected_context_wants_a_word_at_a_terminal(void **state)
{
    static const struct refusal cases[] = {
        {MAKE, 5, "the context is PROTECTED: it takes a word typed at a terminal"},
        {"teardown " FORTUNE " --yes", 5, "the context is PROTECTED"},
        {"demo autocreate --yes", 5, "the context is PROTECTED"},
    };
    struct hands *hands = *state;

    hands_configure(hands, "protected_contexts: [\"si*\"]");
    expect_refusals(hands, cases, ARRAY_COUNT(cases));
    assert_true(world_has_service(hands->world, FORTUNE));
    hands_runs(hands, MAKE " --dry-run=server", 0); /* looking is free */
}

/* ---- on record ----------------------------------------------------------------------------------- */

/* What was changed is in the log with the kubectl line that does the same, and no secret is in
 * anything that was written. */
static void every_change_is_on_record_and_no_secret(void **state)
{
    struct hands *hands = *state;
    char line[700], path[500];
    struct buf log;

    snprintf(path, sizeof path, "%s/log", hands->dir);
    snprintf(line, sizeof line, MAKE " --wait=30s --log-level debug --log-file %s", path);
    hands_runs(hands, line, 0);
    snprintf(line, sizeof line,
             "teardown " HELLO " --yes --wait=30s --log-level debug --log-file %s", path);
    hands_runs(hands, line, 0);

    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &log, NULL), ERR_OK);
    char *receipts = hands_receipts(hands);
    const char *texts[] = {buf_text(&log), receipts, buf_text(&hands->out),
                           buf_text(&hands->err)};
    assert_non_null(strstr(texts[0], "= kubectl apply --server-side "));
    assert_non_null(strstr(texts[0], "= kubectl -n lb-demo delete service hello"));
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        assert_null(strstr(texts[i], hands->world->kube_token));
        assert_null(strstr(texts[i], "assword"));
        assert_null(strstr(texts[i], "Bearer"));
        assert_null(strstr(texts[i], "X-Auth-Token"));
    }
    free(receipts);
    buf_release(&log);
}

#define WITH_QUIET(test) cmocka_unit_test_setup_teardown(test, open_quiet, close_hands)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_QUIET(autocreate_follows_the_steps_to_ready),
        WITH_QUIET(what_was_applied_belongs_to_elbtop),
        WITH_QUIET(without_wait_it_ends_when_the_request_is_accepted),
        WITH_QUIET(attach_takes_the_id_that_the_controller_wrote),
        WITH_QUIET(attach_takes_an_id_that_is_said),
        WITH_QUIET(a_printed_manifest_is_valid_and_nothing_is_sent),
        WITH_QUIET(a_dry_run_sends_nothing_that_stays),
        WITH_QUIET(a_dry_run_without_a_source_is_partial),
        WITH_QUIET(a_manifest_that_nobody_judged_is_not_refused),
        WITH_QUIET(teardown_proves_that_all_is_gone),
        WITH_QUIET(what_was_not_probed_is_not_called_silent),
        WITH_QUIET(a_tenant_goes_and_the_elb_stays),
        WITH_QUIET(a_creator_with_tenants_is_warned_about),
        WITH_QUIET(a_creator_that_went_first_leaves_orphans_with_names),
        WITH_QUIET(the_offered_order_leaves_nothing),
        WITH_QUIET(tenants_go_first_whatever_the_order_said),
        WITH_QUIET(without_wait_teardown_ends_when_it_was_accepted),
        WITH_QUIET(what_will_be_left_is_said_without_wait_and_shown_once_it_is_so),
        WITH_QUIET(explain_tells_what_a_step_usually_takes),
        WITH_QUIET(wait_ends_when_the_goal_is_reached),
        WITH_QUIET(wait_says_what_it_hung_on),
        WITH_QUIET(wait_ends_early_when_only_a_person_can_help),
        WITH_QUIET(wait_goes_on_through_what_is_tried_again),
        cmocka_unit_test(trouble_ends_in_the_truth),
        WITH_QUIET(wrong_usage_names_the_word),
        WITH_QUIET(what_cannot_be_is_refused_with_the_field),
        WITH_QUIET(a_protected_context_wants_a_word_at_a_terminal),
        WITH_QUIET(every_change_is_on_record_and_no_secret),
    };

    if (http_global_init(NULL) != ERR_OK)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_global_release();
    return failed;
}
