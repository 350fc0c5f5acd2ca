/*
 * Every answer has the fields that the documents name, of the types they name, and no
 * others: tests/data/sim/cloud/, one file per object. A key's types are joined by '|';
 * "absent" is one of them.
 */
#include "lib/check.h"
#include "lib/data.h"

#include "a_cloud.h"
#include "base/limits.h"
#include "wire/tree.h"

/* Ids of the world's objects by the words that paths use. */
enum { WORDS = 12 };

struct shapes {
    struct a_cloud *cloud;
    struct {
        const char *word;
        char id[CLOUD_ID_BYTES];
    } names[WORDS];
    size_t name_count;
};

static void name(struct shapes *shapes, const char *word, const struct cloud_thing *thing)
{
    assert_true(shapes->name_count < WORDS);
    shapes->names[shapes->name_count].word = word;
    snprintf(shapes->names[shapes->name_count++].id, CLOUD_ID_BYTES, "%s", thing->id);
}

struct stack {
    struct cloud_elb *elb;
    struct cloud_listener *listener;
    struct cloud_pool *pool;
    struct cloud_member *member;
    struct cloud_eip *eip;
};

static struct stack add_stack(struct cloud_state *sky, bool dedicated)
{
    struct stack stack;

    stack.elb = cloud_elb_add(
        sky, &(struct cloud_elb_spec){.name = "web", .dedicated = dedicated});
    stack.listener = cloud_listener_add(
        sky, stack.elb, &(struct cloud_listener_spec){.protocol = "TCP", .port = 80});
    stack.pool = cloud_pool_add(sky, stack.elb,
                                &(struct cloud_pool_spec){.listener = stack.listener});
    stack.member =
        cloud_member_add(sky, stack.pool,
                         &(struct cloud_member_spec){.address = "10.0.3.20",
                                                     .port = 30080,
                                                     .weight = -1,
                                                     .subnet = cloud_subnet_first(sky)});
    stack.eip = cloud_eip_add(sky, &(struct cloud_eip_spec){0});
    cloud_eip_bind(sky, stack.eip, stack.elb);
    return stack;
}

static int setup(void **state)
{
    struct shapes *shapes = mem_new(sizeof(*shapes));
    struct cloud_state *sky;

    shapes->cloud = a_cloud_new("eu-de", NULL);
    a_cloud_log_in(shapes->cloud, "ops");
    sky = cloud_state(shapes->cloud->cloud);
    cloud_lock(sky);
    struct stack own = add_stack(sky, true), shared = add_stack(sky, false);
    name(shapes, "elb", &own.elb->thing);
    name(shapes, "listener", &own.listener->thing);
    name(shapes, "pool", &own.pool->thing);
    name(shapes, "member", &own.member->thing);
    name(shapes, "monitor", &cloud_monitor_add(sky, own.pool, "", NULL)->thing);
    name(shapes, "eip", &own.eip->thing);
    name(shapes, "shared", &shared.elb->thing);
    name(shapes, "shared_listener", &shared.listener->thing);
    name(shapes, "shared_pool", &shared.pool->thing);
    name(shapes, "shared_member", &shared.member->thing);
    name(shapes, "shared_eip", &shared.eip->thing);
    name(shapes, "free_eip", &cloud_eip_add(sky, &(struct cloud_eip_spec){0})->thing);
    cloud_monitor_add(sky, shared.pool, "", NULL);
    cloud_unlock(sky);
    *state = shapes;
    return 0;
}

static int teardown(void **state)
{
    struct shapes *shapes = *state;

    a_cloud_free(shapes->cloud);
    free(shapes);
    return 0;
}

/* "/v3/{p}/elb/pools/{pool}" with ids for words; {p} is left to ask(). */
static void fill_path(const struct shapes *shapes, const char *path, struct buf *out)
{
    while (*path != '\0') {
        bool filled = false;
        for (size_t i = 0; i < shapes->name_count && !filled; i++) {
            size_t bytes = strlen(shapes->names[i].word);
            if (path[0] == '{' && strncmp(path + 1, shapes->names[i].word, bytes) == 0 &&
                path[bytes + 1] == '}') {
                buf_add_text(out, shapes->names[i].id);
                path += bytes + 2;
                filled = true;
            }
        }
        if (!filled)
            buf_add_byte(out, *path++);
    }
}

static const char *type_name(const json_t *value)
{
    if (value == NULL)
        return "absent";
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    case JSON_NULL:
        return "null";
    default:
        return "real";
    }
}

static bool type_fits(const char *types, const char *type)
{
    struct span rest = span_of(types), one;

    while (span_cut(&rest, '|', &one)) {
        if (span_is(one, type))
            return true;
    }
    return false;
}

static bool has_shape(const char *file, const json_t *object, const json_t *keys)
{
    bool fits = true;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)keys, key, value)
    {
        const char *type = type_name(json_object_get(object, key));
        if (!type_fits(json_string_value(value), type)) {
            print_message("# %s: %s is %s, not %s\n", file, key, type,
                          json_string_value(value));
            fits = false;
        }
    }
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (json_object_get(keys, key) == NULL) {
            print_message("# %s: %s is not documented\n", file, key);
            fits = false;
        }
    }
    return fits;
}

static enum a_host host_of(const char *text)
{
    if (strcmp(text, "iam") == 0)
        return IAM;
    return strcmp(text, "elb") == 0 ? ELB : VPC;
}

static void check_file(const char *file, void *ctx)
{
    struct shapes *shapes = ctx;
    struct buf text, path;
    json_t *shape = NULL;

    data_read(file, &text);
    assert_int_equal(tree_from_json(buf_span(&text), file, &shape, NULL), ERR_OK);
    buf_init(&path, LIMIT_KIB);
    fill_path(shapes, text_at(shape, "path"), &path);
    const char *at = text_at(shape, "at");
    const json_t *answer = ask(shapes->cloud, 200, host_of(text_at(shape, "host")), "GET",
                               NULL, "%s", buf_text(&path));
    const json_t *object = at[0] == '\0' ? answer : tree_at(answer, at);
    if (json_is_array(object))
        object = json_array_get(object, 0);
    if (!json_is_object(object))
        print_message("# %s: nothing at %s\n", file, at);
    assert_true(json_is_object(object));
    assert_true(has_shape(file, object, json_object_get(shape, "keys")));
    json_decref(shape);
    buf_release(&path);
    buf_release(&text);
}

static void answers_have_the_documented_fields_and_types(void **state)
{
    assert_true(data_each("sim/cloud", ".json", check_file, *state) >= 20);
}

/* ---- what a newer cloud might send ---- */

static void strange_shapes_can_be_switched_on(void **state)
{
    struct shapes *shapes = *state;
    struct cloud_state *sky = cloud_state(shapes->cloud->cloud);

    cloud_lock(sky);
    sky->switches.strange_shapes = true;
    cloud_unlock(sky);
    const json_t *list =
        ask(shapes->cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers");
    const json_t *elb = json_array_get(json_object_get(list, "loadbalancers"), 0);

    assert_non_null(json_object_get(elb, "future_feature"));
    assert_null(json_object_get(elb, "description"));
    assert_string_equal(text_at(elb, "operating_status"), "REBALANCING");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(answers_have_the_documented_fields_and_types),
        CASE(strange_shapes_can_be_switched_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
