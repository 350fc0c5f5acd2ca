/*
 * The flight recorder: whatever was let go, base and frames together tell each state that there
 * was since; nothing secret is written; too much is said to be too much.
 */
#include "lib/check.h"
#include "lib/prop.h"

#include "base/limits.h"
#include "record/recording.h"
#include "record/tape.h"
#include "reel.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { NAMES = 6, OPS = 400 };

static const enum kube_kind kinds[] = {KUBE_SERVICE, KUBE_NODE};

/* ---- what is known at one moment, as simply as it can be said ---- */

struct thing {
    bool there, marked;
    int version;
    char uid;
};

struct model {
    struct thing things[ARRAY_COUNT(kinds)][NAMES];
    bool listing[ARRAY_COUNT(kinds)];
    bool listed[ARRAY_COUNT(kinds)];
    int probe;         /* tries of the last result; 0: none */
    char pages[2][40]; /* markers of the last whole sweep */
};

static void model_put(struct model *model, int kind, int name, int version, char uid)
{
    model->things[kind][name] =
        (struct thing){.there = true, .version = version, .uid = uid};
}

static void model_gone(struct model *model, int kind, int name, char uid)
{
    struct thing *thing = &model->things[kind][name];

    if (thing->there && (uid == '\0' || thing->uid == uid))
        *thing = (struct thing){0};
}

static void model_list(struct model *model, int kind, bool ended)
{
    for (int name = 0; name < NAMES; name++) {
        struct thing *thing = &model->things[kind][name];
        if (!ended)
            thing->marked = thing->there;
        else if (thing->marked)
            *thing = (struct thing){0};
    }
    model->listing[kind] = !ended;
    model->listed[kind] = model->listed[kind] || ended;
}

/* ---- random things happen: to the recorder, and to the model ---- */

struct happening {
    struct prop *prop;
    struct recording *recording;
    struct model now;
    int64_t wall_ms;
    int version;
    char coming[2][40]; /* markers of the answers of the sweep that runs */
};

static void say_object(struct buf *out, int kind, int name, int version, char uid,
                       size_t padding)
{
    buf_print(out,
              "{\"metadata\":{\"name\":\"%c\",\"namespace\":\"%s\",\"uid\":\"%c\","
              "\"resourceVersion\":\"%d\",\"annotations\":{\"kubernetes.io/x\":\"",
              'a' + name, kinds[kind] == KUBE_NODE ? "" : "shop", uid, version);
    for (size_t i = 0; i < padding; i++)
        buf_print(out, "%zu-%d ", i * 7919, version);
    buf_add_text(out, "\"}},\"spec\":{\"type\":\"LoadBalancer\"},\"status\":{}}");
}

static void put(struct happening *happening)
{
    int kind = (int)prop_below(happening->prop, ARRAY_COUNT(kinds));
    int name = (int)prop_below(happening->prop, NAMES);
    char uid = prop_coin(happening->prop) ? 'u' : 'v';
    struct kube_object *object = NULL;
    struct err err = ERR_INIT;
    struct buf text;

    buf_init(&text, LIMIT_MIB);
    say_object(&text, kind, name, ++happening->version, uid,
               prop_below(happening->prop, 40));
    if (kube_object_decode(kinds[kind], buf_span(&text), span_of(""), INT64_MIN, &object,
                           &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    recording_put(happening->recording, object, buf_span(&text), span_of(""),
                  happening->wall_ms);
    model_put(&happening->now, kind, name, happening->version, uid);
    kube_object_free(object);
    buf_release(&text);
}

static void gone(struct happening *happening)
{
    int kind = (int)prop_below(happening->prop, ARRAY_COUNT(kinds));
    int name = (int)prop_below(happening->prop, NAMES);
    char uid = prop_coin(happening->prop) ? 'u' : 'v';
    char name_text[2] = {(char)('a' + name), '\0'};
    char uid_text[2] = {uid, '\0'};

    recording_gone(happening->recording, kinds[kind],
                   kinds[kind] == KUBE_NODE ? "" : "shop", name_text, uid_text,
                   happening->wall_ms);
    model_gone(&happening->now, kind, name, uid);
}

static void list(struct happening *happening)
{
    int kind = (int)prop_below(happening->prop, ARRAY_COUNT(kinds));
    bool ended = happening->now.listing[kind];

    recording_list(happening->recording, kinds[kind], ended, happening->wall_ms);
    model_list(&happening->now, kind, ended);
}

static void probe(struct happening *happening)
{
    const struct probe_result result = {.state = PROBE_OK,
                                        .at_wall_ms = happening->wall_ms,
                                        .rtt_ms = 3,
                                        .first_ok_wall_ms = REEL_FROM_MS,
                                        .tries = ++happening->version};

    recording_probe(happening->recording, "1.2.3.4", 80, &result, happening->wall_ms);
    recording_probe(happening->recording, "1.2.3.4", 80, &result, happening->wall_ms);
    happening->now.probe = happening->version;
}

/* An answer that is often the same as the last time, the end of the sweep, or its failure. */
static void sweep(struct happening *happening)
{
    enum sweep_kind kind = prop_coin(happening->prop) ? SWEEP_ELB : SWEEP_EIP;
    char *coming = happening->coming[kind];
    size_t count = strlen(coming);
    char body[200];

    if (count < 3 && (count == 0 || prop_below(happening->prop, 3) > 0)) {
        char marker = (char)('A' + prop_below(happening->prop, 3));
        snprintf(body, sizeof body, "{\"marker\":\"%c\",\n \"request_id\" : \"%d\"}",
                 marker, happening->version++);
        size_t told = prop_below(happening->prop, strlen(body)); /* as it comes in */
        recording_bytes(happening->recording, kind, body, told);
        recording_answer(happening->recording, kind, 200, span_of(body + told));
        coming[count] = marker;
        coming[count + 1] = '\0';
    } else if (prop_below(happening->prop, 6) == 0) {
        recording_no_sweep(happening->recording, kind);
        coming[0] = '\0';
    } else {
        recording_sweep(happening->recording, kind, (struct sweep_gaps){0}, 2000, 5,
                        happening->wall_ms);
        memcpy(happening->now.pages[kind], coming, sizeof happening->now.pages[kind]);
        coming[0] = '\0';
    }
}

static void happen(struct happening *happening)
{
    happening->wall_ms += 1 + (int64_t)prop_below(happening->prop, 50);
    switch (prop_below(happening->prop, 12)) {
    case 0:
        list(happening);
        break;
    case 1:
    case 2:
        gone(happening);
        break;
    case 3:
        probe(happening);
        break;
    case 4:
    case 5:
        sweep(happening);
        break;
    default:
        put(happening);
        break;
    }
    if (prop_coin(happening->prop))
        recording_work(happening->recording);
}

/* ---- what a file tells ---- */

struct told {
    const struct tape *tape;
    struct model model;
    char markers[OPS * 3]; /* of pages, by number */
};

static int kind_index(enum kube_kind kind)
{
    return kind == kinds[0] ? 0 : 1;
}

static void tell_tree(struct told *told, const struct line *line, struct span text)
{
    json_t *tree = NULL;
    const json_t *pages;

    assert_int_equal(tree_from_json(text, "", &tree, NULL), ERR_OK);
    if (line->op == LINE_GONE) {
        model_gone(&told->model, kind_index(line->kind), tree_text(tree, "name")[0] - 'a',
                   tree_text(tree, "uid")[0]);
    } else if (line->op == LINE_PROBE) {
        told->model.probe = (int)tree_int(tree, "tries", -1);
    } else if (line->op == LINE_PAGE) {
        assert_string_equal(tree_text(tree, "body.request_id"), "");
        told->markers[tree_int(tree, "page", 0)] = tree_text(tree, "body.marker")[0];
    } else if (line->op == LINE_SWEEP) {
        char *out = told->model.pages[strcmp(tree_text(tree, "of"), "elb") == 0 ? 0 : 1];
        assert_int_equal(tree_need_array(tree, "pages", &pages, NULL), ERR_OK);
        for (size_t i = 0; i < json_array_size(pages); i++)
            *out++ = told->markers[json_integer_value(json_array_get(pages, i))];
        *out = '\0';
    }
    json_decref(tree);
}

static void tell_put(struct told *told, const struct line *line)
{
    struct kube_object *object = NULL;

    assert_int_equal(kube_object_decode(line->kind, line->object, span_of(""), INT64_MIN,
                                        &object, NULL),
                     ERR_OK);
    model_put(&told->model, kind_index(line->kind), object->meta.name[0] - 'a',
              (int)strtol(object->meta.resource_version, NULL, 10), object->meta.uid[0]);
    kube_object_free(object);
}

static void tell(struct told *told, size_t index)
{
    struct span text = tape_text(told->tape, &told->tape->lines[index]);
    struct line line;

    assert_int_equal(line_split(text, &line, NULL), ERR_OK);
    if (line.op == LINE_LIST_BEGAN || line.op == LINE_LIST_ENDED)
        model_list(&told->model, kind_index(line.kind), line.op == LINE_LIST_ENDED);
    else if (line.op == LINE_PUT)
        tell_put(told, &line);
    else
        tell_tree(told, &line, text);
}

static void assert_same(const struct model *told, const struct model *was, size_t line)
{
    for (size_t kind = 0; kind < ARRAY_COUNT(kinds); kind++) {
        if (told->listing[kind] != was->listing[kind] ||
            told->listed[kind] != was->listed[kind])
            fail_msg("line %zu: the lists of kind %zu differ", line, kind);
        for (int name = 0; name < NAMES; name++) {
            const struct thing *a = &told->things[kind][name];
            const struct thing *b = &was->things[kind][name];
            if (a->there != b->there || a->version != b->version ||
                (was->listing[kind] && a->marked != b->marked))
                fail_msg("line %zu: %zu/%c is %d, was %d", line, kind, 'a' + name,
                         a->version, b->version);
        }
    }
    assert_int_equal(told->probe, was->probe);
    assert_string_equal(told->pages[0], was->pages[0]);
    assert_string_equal(told->pages[1], was->pages[1]);
}

/* The state after each moment at which something happened. */
struct history {
    int64_t wall_ms[OPS + 1];
    struct model models[OPS + 1];
};

static const struct model *at(const struct history *history, int64_t wall_ms)
{
    const struct model *model = &history->models[0];

    for (int i = 0;
         i <= OPS && history->wall_ms[i] != 0 && history->wall_ms[i] <= wall_ms; i++)
        model = &history->models[i];
    return model;
}

static size_t check_tape(const struct tape *tape, const struct history *history)
{
    struct told told = {.tape = tape};
    size_t folded = 0;

    for (size_t i = 0; i < tape->count; i++) {
        tell(&told, i);
        bool is_last_of_moment =
            i + 1 == tape->count || tape->lines[i + 1].wall_ms > tape->lines[i].wall_ms;
        if (i + 1 == tape->base_count)
            assert_same(&told.model, at(history, tape->header.from_wall_ms), i);
        else if (i >= tape->base_count && is_last_of_moment)
            assert_same(&told.model, at(history, tape->lines[i].wall_ms), i);
        folded += i < tape->base_count;
    }
    return folded;
}

static void every_state_since_the_beginning_is_told(void **state)
{
    static struct history history;
    struct prop prop;
    size_t folded = 0;

    (void)state;
    prop_start(&prop);
    for (int round = 0; round < prop_rounds(20); round++) {
        struct happening happening = {.prop = &prop, .wall_ms = REEL_FROM_MS};
        struct tape *tape = NULL;
        struct err err = ERR_INIT;
        struct buf gz;
        int ops = 1 + (int)prop_below(&prop, OPS);

        memset(&history, 0, sizeof history);
        happening.recording =
            recording_new(15000 + prop_below(&prop, 40000), REEL_FROM_MS);
        history.wall_ms[0] = REEL_FROM_MS;
        for (int i = 1; i <= ops; i++) {
            happen(&happening);
            history.wall_ms[i] = happening.wall_ms;
            history.models[i] = happening.now;
        }

        reel_write(happening.recording, happening.wall_ms, &gz);
        if (tape_read(buf_span(&gz), "x", &tape, &err) != ERR_OK)
            fail_msg("%s: %s", err.where, err.text);
        folded += check_tape(tape, &history);

        tape_free(tape);
        buf_release(&gz);
        recording_free(happening.recording);
    }
    assert_true(folded > 40); /* else the caps were too large to test anything */
}

/* ---- how much ---- */

static void put_services(struct recording *recording, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct kube_object *object = NULL;
        struct buf text;
        buf_init(&text, LIMIT_MIB);
        buf_print(
            &text,
            "{\"metadata\":{\"name\":\"s%d\",\"namespace\":\"shop\",\"uid\":\"u%d\","
            "\"resourceVersion\":\"%d\",\"annotations\":{\"kubernetes.io/elb.id\":"
            "\"%08x-%04x\"}},\"spec\":{\"type\":\"LoadBalancer\"},\"status\":{}}",
            i, i, i, (unsigned)i * 2654435761u, (unsigned)i * 40503u & 0xffffu);
        assert_int_equal(kube_object_decode(KUBE_SERVICE, buf_span(&text), span_of(""),
                                            INT64_MIN, &object, NULL),
                         ERR_OK);
        recording_put(recording, object, buf_span(&text), span_of(""), REEL_FROM_MS + i);
        kube_object_free(object);
        buf_release(&text);
    }
    while (recording_has_work(recording))
        recording_work(recording);
}

static void the_ring_never_passes_its_cap(void **state)
{
    struct recording *recording = recording_new(200000, REEL_FROM_MS);
    struct recording_state look;

    (void)state;
    for (int i = 0; i < 40; i++) {
        put_services(recording, 0, 100);
        recording_look(recording, &look);
        assert_true(look.bytes <= 200000);
        assert_int_equal(look.raw_bytes, 0);
    }
    assert_false(look.overfull);
    assert_true(look.from_wall_ms > REEL_FROM_MS);
    recording_free(recording);
}

static bool ignore(void *ctx, struct span line)
{
    (void)ctx, (void)line;
    return true;
}

static void more_than_fits_is_said(void **state)
{
    const struct line_header header = {.context = "shop"};
    struct recording *recording = recording_new(LIMIT_MIB / 4, REEL_FROM_MS);
    struct recording_state look;
    struct err err = ERR_INIT;

    (void)state;
    put_services(recording, 0, 5000);

    recording_look(recording, &look);
    assert_true(look.overfull);
    assert_int_equal(look.bytes, 0);
    assert_int_equal(
        recording_write(recording, &header, REEL_FROM_MS, ignore, NULL, &err), ERR_LIMIT);
    assert_non_null(strstr(err.text, "does not fit"));
    recording_free(recording);
}

/* ---- nothing secret ---- */

static void what_smells_of_a_secret_is_masked(void **state)
{
    static const char object_text[] =
        "{\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"uid\":\"u\","
        "\"resourceVersion\":\"1\",\"annotations\":{"
        "\"kubernetes.io/x.password\":\"hunter2\","
        "\"kubernetes.io/token\":\"tk-4711\","
        "\"kubernetes.io/url\":\"https://joe:hunter3@example.com/\","
        "\"kubectl.kubernetes.io/last-applied-configuration\":"
        "\"{\\\"spec\\\":{\\\"secretKey\\\":\\\"sk-0815\\\",\\\"port\\\":80}}\","
        "\"kubernetes.io/elb.id\":\"71f02bde\"}},"
        "\"spec\":{\"type\":\"LoadBalancer\"},\"status\":{}}";
    static const char *const secrets[] = {"hunter2", "hunter3", "tk-4711",
                                          "sk-0815", "pw-99",   "ak-77"};
    struct recording *recording = recording_new(LIMIT_MIB, REEL_FROM_MS);
    const struct source source = {
        .err = {.code = ERR_NET, .text = "no way to http://u:pw-99@proxy:1080"}};
    struct kube_object *object = NULL;
    struct buf text;

    (void)state;
    assert_int_equal(kube_object_decode(KUBE_SERVICE, span_of(object_text), span_of(""),
                                        INT64_MIN, &object, NULL),
                     ERR_OK);
    recording_put(recording, object, span_of(object_text), span_of(""), REEL_FROM_MS);
    recording_source(recording, SOURCE_ELB, &source, 5, REEL_FROM_MS);
    recording_answer(
        recording, SWEEP_ELB, 200,
        span_of("{\"loadbalancers\":[{\"id\":\"l1\",\"access_key\":\"ak-77\"}]}"));
    recording_sweep(recording, SWEEP_ELB, (struct sweep_gaps){0}, 2000, 1, REEL_FROM_MS);
    reel_text(recording, REEL_FROM_MS, &text);

    for (size_t i = 0; i < ARRAY_COUNT(secrets); i++) {
        if (strstr(buf_text(&text), secrets[i]) != NULL)
            fail_msg("%s is in the file", secrets[i]);
    }
    assert_non_null(strstr(buf_text(&text), "71f02bde")); /* and the rest is */
    kube_object_free(object);
    buf_release(&text);
    recording_free(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_since_the_beginning_is_told),
        cmocka_unit_test(the_ring_never_passes_its_cap),
        cmocka_unit_test(more_than_fits_is_said),
        cmocka_unit_test(what_smells_of_a_secret_is_masked),
    };
    return cmocka_run_group_tests_name("recording", tests, NULL, NULL);
}
