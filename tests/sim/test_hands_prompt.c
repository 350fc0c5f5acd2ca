/*
 * The question before something is changed, at a terminal: what confirms, what does not, and
 * what happens when the world has moved between the preview and the answer.
 */
#include "lib/check.h"

#include "base/clock.h"
#include "lib/pty.h"
#include "lib/wait.h"

#include "hands.h"
#include "wire/http.h"

#include "base/banned.h"

#define WHOAMI  "whoami/whoami"
#define FORTUNE "whoami/fortune"
#define TEAR    "teardown " WHOAMI " --wait=30s"
#define ASKED   "Type whoami to tear down 2 things, leaving 2 orphans: ["

struct scene {
    struct hands *hands;
    struct pty pty;
    char *words;
};

static int open_scene(void **state)
{
    struct scene *scene = mem_new(sizeof *scene);

    scene->hands = hands_open("quiet");
    *state = scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;

    hands_close(scene->hands);
    free(scene->words);
    free(scene);
    return 0;
}

static void start(struct scene *scene, const char *line)
{
    const char *argv[HANDS_WORDS + 1];
    struct pty_options options = {
        .argv = argv, .env = scene->hands->env, .rows = 40, .cols = 120};

    free(scene->words);
    scene->words = hands_words(scene->hands, line, argv);
    assert_true(pty_start(&scene->pty, &options));
}

static void see(struct scene *scene, const char *text)
{
    if (!pty_wait_text(&scene->pty, text))
        fail_msg("no \"%s\" on the screen:\n%s", text, pty_screen(&scene->pty));
}

/* The terminal is as it was, whatever the answer. */
static void ends_in(struct scene *scene, int status)
{
    int ended = pty_wait_exit(&scene->pty);

    if (ended != status)
        fail_msg("ended in %d, not in %d:\n%s", ended, status, pty_screen(&scene->pty));
    assert_true(pty_is_restored(&scene->pty));
    pty_stop(&scene->pty);
}

/* The prompt is deaf at first: keys go on coming until one has counted. */
static void type_until(struct scene *scene, const char *keys, const char *seen)
{
    int64_t until_ms = wait_deadline(PTY_DEADLINE_MS);

    while (strstr(pty_screen(&scene->pty), seen) == NULL && wait_goes_on(until_ms))
        pty_type(&scene->pty, keys);
    see(scene, seen);
}

/* A letter that is seen and taken back says that the prompt hears now. */
static void wake_prompt(struct scene *scene, const char *asked)
{
    char with_letter[200];

    see(scene, asked);
    see(scene, " Esc keeps everything.");
    snprintf(with_letter, sizeof with_letter, "%sw", asked);
    type_until(scene, "\x7fw", with_letter);
    pty_type(&scene->pty, "\x7f");
}

static void nothing_was_sent(struct scene *scene)
{
    see(scene, "nothing was sent");
    ends_in(scene, 5);
    assert_true(world_has_service(scene->hands->world, WHOAMI));
}

/* ---- what confirms, and what does not ------------------------------------------------------ */

static void the_name_confirms_and_nothing_else(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    wake_prompt(scene, ASKED);

    pty_type(&scene->pty, "\r");
    pty_type(&scene->pty, "y\r");
    see(scene, ASKED "y");
    pty_type(&scene->pty, "\x7f"
                          "fortune\r");
    see(scene, ASKED "fortune");
    pty_type(&scene->pty, "\x7f\x7f\x7f\x7f\x7f\x7f\x7f");
    assert_true(world_has_service(scene->hands->world, WHOAMI));
    pty_type(&scene->pty, "whoami\r");
    see(scene, WHOAMI ", 2 of 2 gone in ");
    see(scene, "2 LEFT");
    ends_in(scene, 1); /* what was foretold is left */
    assert_false(world_has_service(scene->hands->world, WHOAMI));
}

static void esc_keeps_everything(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    wake_prompt(scene, ASKED);

    pty_type(&scene->pty, "\x1b");
    nothing_was_sent(scene);
}

static void ctrl_c_keeps_everything(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    wake_prompt(scene, ASKED);

    pty_type(&scene->pty, "whoami\x03");
    nothing_was_sent(scene);
}

/* Typed before the question could be read. */
static void what_was_typed_ahead_is_dropped(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    pty_type(&scene->pty, "whoami\ry\r");
    see(scene, ASKED);
    pty_type(&scene->pty, "whoami\r"); /* and this within its deaf time */
    wake_prompt(scene, ASKED);

    assert_true(world_has_service(scene->hands->world, WHOAMI));
    pty_type(&scene->pty, "\x1b");
    nothing_was_sent(scene);
}

static void pasted_text_is_not_taken(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    wake_prompt(scene, ASKED);

    pty_type(&scene->pty, "\x1b[200~whoami\r\x1b[201~\r");
    pty_type(&scene->pty, "x"); /* seen alone: nothing stands before it */
    see(scene, ASKED "x");
    assert_true(world_has_service(scene->hands->world, WHOAMI));
    pty_type(&scene->pty, "\x04");
    nothing_was_sent(scene);
}

static void an_arrow_key_is_no_answer(void **state)
{
    struct scene *scene = *state;
    start(scene, TEAR);
    wake_prompt(scene, ASKED);

    pty_type(&scene->pty, "\x1b[A\x1bOB\x1b[15~");
    pty_type(&scene->pty, "x");
    see(scene, ASKED "x");
    pty_type(&scene->pty, "\x1b");
    nothing_was_sent(scene);
}

static void several_take_their_number(void **state)
{
    struct scene *scene = *state;
    start(scene, "teardown " WHOAMI " " FORTUNE " --wait=30s");
    wake_prompt(scene, "Type delete 2 to tear down 2 Services: [");

    pty_type(&scene->pty, "delete 2\r");
    see(scene, "2 Services, 6 of 6 gone in ");
    see(scene, "nothing left");
    ends_in(scene, 0);
}

/* What carries the demo's label and is used by nobody else takes one key. */
static void the_demos_own_takes_a_y(void **state)
{
    struct scene *scene = *state;
    struct hands *hands = scene->hands;
    hands_runs(hands, "autocreate lb-demo/hello --port 80:http --selector app=hello", 0);
    hands_runs(hands, "wait lb-demo/hello --for ready --timeout 30s", 0);
    assert_int_equal(
        world_merge(hands->world, "lb-demo/hello",
                    "{\"metadata\":{\"labels\":{\"elbtop.io/demo\":\"autocreate\"}}}"),
        200);

    start(scene, "teardown lb-demo/hello --wait=30s");
    see(scene, "Press y to tear down: [");
    see(scene, " Esc keeps everything.");
    pty_type(&scene->pty, "\r\r");
    type_until(scene, "y", "nothing left");
    ends_in(scene, 0);
    assert_false(world_has_service(hands->world, "lb-demo/hello"));
}

static void n_declines_what_a_y_confirms(void **state)
{
    struct scene *scene = *state;
    hands_configure(scene->hands, "");
    assert_int_equal(
        world_merge(scene->hands->world, FORTUNE,
                    "{\"metadata\":{\"labels\":{\"elbtop.io/demo\":\"attach\"}}}"),
        200);

    start(scene, "teardown " FORTUNE);
    see(scene, "Press y to tear down: [");
    type_until(scene, "n", "declined: nothing was sent");
    ends_in(scene, 5);
    assert_true(world_has_service(scene->hands->world, FORTUNE));
}

static void a_protected_context_asks_in_spite_of_yes(void **state)
{
    struct scene *scene = *state;
    hands_configure(scene->hands, "protected_contexts: [sim]");

    start(scene, "teardown " FORTUNE " --yes --wait=30s");
    wake_prompt(scene, "Type fortune to tear down 2 things: [");
    pty_type(&scene->pty, "fortune\r");
    see(scene, "nothing left");
    ends_in(scene, 0);
    start(scene, "autocreate lb-demo/hello --port 80:http --selector app=hello");
    wake_prompt(scene, "Type hello to create it: [");
    pty_type(&scene->pty, "hello\r");
    see(scene, "created lb-demo/hello");
    ends_in(scene, 0);
}

/* ---- the world moves between the preview and the answer ---------------------------------------- */

static bool is_gone(struct scene *scene, const char *key)
{
    return !world_has_service(scene->hands->world, key);
}

static void make_fortune_anew(struct scene *scene)
{
    struct world *world = scene->hands->world;

    assert_int_equal(world_delete(world, FORTUNE), 200);
    assert_true(WAIT_FOR(is_gone(scene, FORTUNE), WORLD_PATIENCE_MS));
    assert_int_equal(
        world_apply(world,
                    "apiVersion: v1\nkind: Service\nmetadata: {name: fortune, namespace: "
                    "whoami, annotations: {kubernetes.io/elb.class: union, "
                    "kubernetes.io/elb.id: 71f02bde-5c1e-4a8f-9b36-0c7e2ad43271}}\n"
                    "spec: {type: LoadBalancer, selector: {app: fortune}, ports: [{port: "
                    "8080}]}\n"),
        201);
}

/* The same name is not the same Service. */
static void what_was_made_anew_is_not_deleted(void **state)
{
    struct scene *scene = *state;
    start(scene, "teardown " FORTUNE " --wait=30s");
    wake_prompt(scene, "Type fortune to tear down 2 things: [");

    make_fortune_anew(scene);
    pty_type(&scene->pty, "fortune\r");
    see(scene, "stopped");
    see(scene, "nothing was sent");
    see(scene, "uid");
    ends_in(scene, 1);
    assert_true(world_has_service(scene->hands->world, FORTUNE));
}

static void a_change_meanwhile_stops_it_and_is_shown(void **state)
{
    struct scene *scene = *state;
    start(scene, "teardown " FORTUNE " --wait=30s");
    wake_prompt(scene, "Type fortune to tear down 2 things: [");

    assert_int_equal(world_merge(scene->hands->world, FORTUNE,
                                 "{\"spec\":{\"selector\":{\"app\":\"other\"}}}"),
                     200);
    pty_type(&scene->pty, "fortune\r");
    see(scene, "stopped");
    see(scene, "nothing was sent");
    see(scene, "change"); /* found here by the newest picture, or at the last look */
    ends_in(scene, 1);
    assert_true(world_has_service(scene->hands->world, FORTUNE));
}

/* What would be left without an owner was not there when the question was put. */
static void a_tenant_that_comes_meanwhile_is_found(void **state)
{
    struct scene *scene = *state;
    struct hands *hands = scene->hands;
    hands_runs(hands, "teardown " FORTUNE " --yes --wait=30s", 0);
    start(scene, TEAR);
    wake_prompt(scene, "Type whoami to tear down 4 things: [");

    hands_runs(hands,
               "attach lb-demo/guest --to " WHOAMI
               " --port 8088:http --selector app=hello --wait=30s",
               0);
    pty_type(&scene->pty, "whoami\r");
    see(scene, "now it is:");
    see(scene, " ORPHAN  ELB        k8s-whoami ");
    see(scene, "stopped, nothing was sent: ");
    ends_in(scene, 1);
    assert_true(world_has_service(hands->world, WHOAMI));
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(the_name_confirms_and_nothing_else),
        IN_SCENE(esc_keeps_everything),
        IN_SCENE(ctrl_c_keeps_everything),
        IN_SCENE(what_was_typed_ahead_is_dropped),
        IN_SCENE(pasted_text_is_not_taken),
        IN_SCENE(an_arrow_key_is_no_answer),
        IN_SCENE(several_take_their_number),
        IN_SCENE(the_demos_own_takes_a_y),
        IN_SCENE(n_declines_what_a_y_confirms),
        IN_SCENE(a_protected_context_asks_in_spite_of_yes),
        IN_SCENE(what_was_made_anew_is_not_deleted),
        IN_SCENE(a_change_meanwhile_stops_it_and_is_shown),
        IN_SCENE(a_tenant_that_comes_meanwhile_is_found),
    };

    if (http_global_init(NULL) != ERR_OK)
        return 1;
    int failed = cmocka_run_group_tests_name("hands_prompt", tests, NULL, NULL);
    http_global_release();
    return failed;
}
