/* test_kube_schema.c - objects as Go reads them: order, zeros, unknown fields, misfits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_schema.h"
#include "base/banned.h"

struct reader {
    struct arena arena;
    struct kube_reading reading;
};

static int setup(void **state)
{
    struct reader *reader = mem_new(sizeof *reader);

    arena_init(&reader->arena, 0);
    reader->reading.arena = &reader->arena;
    *state = reader;
    return 0;
}

static int teardown(void **state)
{
    struct reader *reader = *state;

    arena_release(&reader->arena);
    free(reader);
    return 0;
}

static json_t *read_as(struct reader *reader, const struct kube_type *type,
                       const char *text)
{
    json_t *object = json_loads(text, 0, NULL);

    assert_non_null(object);
    json_t *got = kube_read(type, object, &reader->reading);
    json_decref(object);
    return got;
}

static void assert_reads(struct reader *reader, const struct kube_type *type,
                         const char *text, const char *want)
{
    json_t *got = read_as(reader, type, text);
    char *printed = json_dumps(got, JSON_COMPACT);

    assert_null(reader->reading.misfit);
    assert_string_equal(printed, want);
    free(printed);
    json_decref(got);
}

static void assert_misfit(struct reader *reader, const char *text, const char *want)
{
    assert_null(read_as(reader, &kube_type_service, text));
    assert_string_equal(reader->reading.misfit, want);
}

static void fields_come_in_the_order_of_the_type(void **state)
{
    assert_reads(*state, &kube_type_service,
                 "{\"status\":{},\"spec\":{\"type\":\"LoadBalancer\","
                 "\"ports\":[{\"port\":80,\"name\":\"http\"}]},"
                 "\"metadata\":{\"labels\":{\"b\":\"2\",\"a\":\"1\"},\"name\":\"web\"},"
                 "\"kind\":\"Service\"}",
                 "{\"metadata\":{\"name\":\"web\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}},"
                 "\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":0}],"
                 "\"type\":\"LoadBalancer\"},\"status\":{\"loadBalancer\":{}}}");
}

static void zeros_stay_only_where_they_say_something(void **state)
{
    struct reader *reader = *state;
    json_t *got = read_as(reader, &kube_type_service,
                          "{\"spec\":{\"externalName\":\"\",\"selector\":null,"
                          "\"healthCheckNodePort\":0,"
                          "\"allocateLoadBalancerNodePorts\":false}}");
    const json_t *spec = json_object_get(got, "spec");

    assert_null(json_object_get(spec, "externalName"));
    assert_null(json_object_get(spec, "selector"));
    assert_null(json_object_get(spec, "healthCheckNodePort"));
    assert_true(json_is_false(json_object_get(spec, "allocateLoadBalancerNodePorts")));
    json_decref(got);
}

static void unknown_fields_are_named_with_their_place(void **state)
{
    struct reader *reader = *state;

    json_decref(read_as(reader, &kube_type_service,
                        "{\"spec\":{\"ports\":[{\"port\":80},{\"prot\":81}]},"
                        "\"color\":1}"));

    assert_int_equal(reader->reading.unknown_count, 2);
    assert_string_equal(reader->reading.unknown[0], "spec.ports[1].prot");
    assert_string_equal(reader->reading.unknown[1], "color");
}

static void misfits_are_told_as_go_tells_them(void **state)
{
    struct reader *reader = *state;

    assert_misfit(reader, "{\"spec\":{\"ports\":[{\"port\":\"80\"}]}}",
                  "json: cannot unmarshal string into Go struct field "
                  "ServicePort.spec.ports.port of type int32");
}

static void objects_that_are_no_objects_are_misfits(void **state)
{
    static const char *const texts[] = {
        "{\"spec\":[]}",
        "{\"spec\":{\"ports\":{}}}",
        "{\"spec\":{\"selector\":\"app\"}}",
        "{\"spec\":{\"selector\":{\"app\":1}}}",
        "{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}",
        "{\"spec\":{\"ports\":[{\"port\":2147483648}]}}",
        "{\"spec\":{\"ports\":[{\"port\":80.5}]}}",
        "{\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":true}]}}",
    };
    struct reader *reader = *state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        reader->reading.misfit = NULL;
        assert_null(read_as(reader, &kube_type_service, texts[i]));
        assert_non_null(reader->reading.misfit);
    }
}

static void fields_are_found_by_their_path(void **state)
{
    (void)state;
    const struct kube_field *port = kube_type_at(&kube_type_service, "spec.ports.port");

    assert_non_null(port);
    assert_int_equal(port->form, KUBE_INT32);
    assert_null(kube_type_at(&kube_type_service, "spec.ports.harbour"));
    assert_null(kube_type_at(&kube_type_service, "spec.type.more"));
    assert_null(kube_type_field(&kube_type_service, ""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_come_in_the_order_of_the_type),
        TEST(zeros_stay_only_where_they_say_something),
        TEST(unknown_fields_are_named_with_their_place),
        TEST(misfits_are_told_as_go_tells_them),
        TEST(objects_that_are_no_objects_are_misfits),
        TEST(fields_are_found_by_their_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
