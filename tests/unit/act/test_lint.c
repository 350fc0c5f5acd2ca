/*
 * Each rule has two files in tests/data/act/lint: L7-fail.yaml, which it must find, and
 * L7-pass.yaml, which it must not; L7.world.yaml says what is known of the world.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "act/lint.h"
#include "base/mem.h"
#include "wire/tree.h"

enum { MOST = 8 };

/* A world as its file says it; the tree keeps the texts. */
struct known {
    json_t *tree;
    struct lint_elb elbs[MOST];
    struct lint_listener listeners[MOST];
    struct lint_world world;
};

static const char *data_path(const char *name, char out[512])
{
    snprintf(out, 512, "%s/tests/data/act/lint/%s", getenv("TOP_SRCDIR"), name);
    return out;
}

static json_t *load(const char *name)
{
    char path[512];
    json_t *tree = NULL;
    struct err err = ERR_INIT;

    if (tree_from_file(data_path(name, path), &tree, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return tree;
}

static void know(const char *name, struct known *known)
{
    char path[512];
    size_t i;
    json_t *item;

    *known = (struct known){.world = LINT_WORLD_INIT};
    if (access(data_path(name, path), R_OK) != 0)
        return;
    known->tree = load(name);
    json_array_foreach(json_object_get(known->tree, "elbs"), i, item) known->elbs[i] =
        (struct lint_elb){tree_text(item, "id"), tree_text(item, "name"),
                          tree_text(item, "class"), tree_text(item, "vpc_id")};
    known->world.elb_count = json_array_size(json_object_get(known->tree, "elbs"));
    json_array_foreach(json_object_get(known->tree, "listeners"), i, item)
        known->listeners[i] = (struct lint_listener){
        tree_text(item, "elb_id"), tree_text(item, "protocol"),
        (uint16_t)tree_int(item, "port", 0), tree_text(item, "service")};
    known->world.listener_count =
        json_array_size(json_object_get(known->tree, "listeners"));
    known->world.elbs = known->elbs;
    known->world.listeners = known->listeners;
    known->world.elbs_known = known->world.elb_count > 0;
    known->world.vpc_id = tree_text(known->tree, "vpc_id");
    known->world.endpoints_ready = tree_int(known->tree, "endpoints_ready", -1);
    known->world.nodes = tree_int(known->tree, "nodes", -1);
    known->world.nodes_with_pods = tree_int(known->tree, "nodes_with_pods", -1);
    known->world.live = tree_at(known->tree, "live");
}

static bool finds(const struct lint_report *report, const char *rule)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->findings[i].rule, rule) == 0)
            return true;
    }
    return false;
}

static bool file_has(const char *file, const char *rule, const struct lint_world *world)
{
    struct lint_report report;
    json_t *manifest = load(file);

    lint_report_init(&report);
    lint_service(manifest, world, &report);
    bool found = finds(&report, rule);
    lint_report_release(&report);
    json_decref(manifest);
    return found;
}

static void each_rule_finds_its_failing_file_and_no_other(void **state)
{
    const struct lint_rule *rule;

    for (size_t i = 0; (rule = lint_rule_at(i)) != NULL; i++) {
        struct known known;
        char name[64];
        snprintf(name, sizeof name, "%s.world.yaml", rule->id);
        know(name, &known);
        snprintf(name, sizeof name, "%s-fail.yaml", rule->id);
        if (!file_has(name, rule->id, &known.world))
            fail_msg("%s has nothing against %s", rule->id, name);
        snprintf(name, sizeof name, "%s-pass.yaml", rule->id);
        if (file_has(name, rule->id, &known.world))
            fail_msg("%s has something against %s", rule->id, name);
        json_decref(known.tree);
    }
    (void)state;
}

/* More than one thing can be wrong with the same rule. */
static void values_of_behaviour_are_those_of_the_table(void **state)
{
    static const struct {
        const char *key, *value, *beside;
        const char *rule; /* NULL: nothing is found */
    } cases[] = {
        {"lb-algorithm", "ROUND_ROBIN", NULL, NULL},
        {"lb-algorithm", "LEAST_CONNECTIONS", NULL, NULL},
        {"lb-algorithm", "round_robin", NULL, "L19"},
        {"session-affinity-option", "{\"persistence_timeout\":\"30\"}", "SOURCE_IP",
         NULL},
        {"session-affinity-option", "{\"persistence_timeout\":\"61\"}", "SOURCE_IP",
         "L19"},
        {"session-affinity-option", "{\"persistence_timeout\":30}", "SOURCE_IP", "L19"},
        {"session-affinity-option", "{\"persistence_timeout\":\"30\"}", NULL, "L19"},
        {"health-check-option", "{\"protocol\":\"HTTP\",\"path\":\"/x\"}", NULL, NULL},
        {"health-check-option", "{\"protocol\":\"ICMP\"}", NULL, "L20"},
        {"health-check-option", "{\"path\":\"/x\"}", NULL, "L20"},
        {"health-check-option", "{\"protocol\":\"HTTP\",\"path\":\"x\"}", NULL, "L20"},
        {"acl-status", "on", NULL, NULL},
        {"acl-status", "yes", NULL, "L21"},
        {"acl-type", "white", NULL, NULL},
        {"acl-type", "whitelist", NULL, "L21"},
    };
    const struct lint_world world = LINT_WORLD_INIT;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        json_t *manifest = load("L19-pass.yaml");
        json_t *annotations =
            json_object_get(json_object_get(manifest, "metadata"), "annotations");
        struct lint_report report;
        char key[100];

        json_object_del(annotations, "kubernetes.io/elb.session-affinity-mode");
        if (cases[i].beside != NULL)
            json_object_set_new(annotations, "kubernetes.io/elb.session-affinity-mode",
                                json_string(cases[i].beside));
        snprintf(key, sizeof key, "kubernetes.io/elb.%s", cases[i].key);
        json_object_set_new(annotations, key, json_string(cases[i].value));
        lint_report_init(&report);
        lint_service(manifest, &world, &report);
        const char *found = NULL;
        for (size_t k = 0; k < report.count; k++) {
            if (report.findings[k].severity == ADVICE_ERROR)
                found = report.findings[k].rule;
        }
        if ((found == NULL) != (cases[i].rule == NULL) ||
            (found != NULL && strcmp(found, cases[i].rule) != 0))
            fail_msg("%s %s: %s", cases[i].key, cases[i].value,
                     found == NULL ? "nothing" : found);
        lint_report_release(&report);
        json_decref(manifest);
    }
    (void)state;
}

static void rules_have_an_id_a_title_and_a_source_each(void **state)
{
    const struct lint_rule *rule;
    char id[8];
    size_t i;

    for (i = 0; (rule = lint_rule_at(i)) != NULL; i++) {
        snprintf(id, sizeof id, "L%zu", i + 1);
        assert_string_equal(rule->id, id);
        assert_true(strlen(rule->title) > 10 && strlen(rule->source) > 3);
    }
    assert_int_equal(i, 30);
    (void)state;
}

/* Seed page 3: the words that the controller would say. */
static void a_missing_bandwidth_name_is_told_in_the_controllers_words(void **state)
{
    struct lint_report report;
    const struct lint_world world = LINT_WORLD_INIT;
    json_t *manifest = load("L6-fail.yaml");

    lint_report_init(&report);
    lint_service(manifest, &world, &report);

    assert_int_equal(report.errors, 1);
    assert_string_equal(report.findings[0].text,
                        "elb autoCreate field:[bandwidth_name] is invalid");
    assert_string_equal(
        report.findings[0].field,
        "metadata.annotations[kubernetes.io/elb.autocreate].bandwidth_name");
    lint_report_release(&report);
    json_decref(manifest);
    (void)state;
}

static void the_manifests_of_the_seed_pass(void **state)
{
    static const char *const files[] = {"lb-demo.yaml", "fortune.yaml"};
    const struct lint_world world = LINT_WORLD_INIT;

    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        char path[512];
        struct buf text;
        json_t *documents = NULL;
        size_t k;
        json_t *document;
        snprintf(path, sizeof path, "%s/examples/%s", getenv("TOP_SRCDIR"), files[i]);
        assert_int_equal(file_read(path, 100000, &text, NULL), ERR_OK);
        assert_int_equal(tree_from_yaml_all(buf_span(&text), path, &documents, NULL),
                         ERR_OK);
        json_array_foreach(documents, k, document)
        {
            struct lint_report report;
            lint_report_init(&report);
            lint_service(document, &world, &report);
            for (size_t f = 0; f < report.count; f++) {
                /* ELB_ID is put in by the reader, as the file says. */
                if (strstr(report.findings[f].text, "ELB_ID") == NULL)
                    fail_msg("%s: %s", files[i], report.findings[f].text);
            }
            lint_report_release(&report);
        }
        json_decref(documents);
        buf_release(&text);
    }
    (void)state;
}

static void places_are_found_by_walking_the_keys(void **state)
{
    static const char text[] = "# a file\n"
                               "kind: Namespace\n"
                               "---\n"
                               "kind: Service\n"
                               "metadata:\n"
                               "  name: web\n"
                               "  annotations:\n"
                               "    kubernetes.io/elb.autocreate: |\n"
                               "      { \"type\": \"public\",\n"
                               "        \"bandwidth_size\": \"5\" }\n"
                               "spec:\n"
                               "  ports:\n"
                               "  - port: 80\n";

    assert_int_equal(
        lint_line_of(text, 1,
                     "metadata.annotations[kubernetes.io/elb.autocreate].bandwidth_size"),
        10);
    assert_int_equal(
        lint_line_of(text, 1,
                     "metadata.annotations[kubernetes.io/elb.autocreate].eip_type"),
        8);
    assert_int_equal(lint_line_of(text, 1, "spec.ports[0].port"), 13);
    assert_int_equal(lint_line_of(text, 1, "metadata.annotations"), 7);
    assert_int_equal(lint_line_of(text, 0, "kind"), 2);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_finds_its_failing_file_and_no_other),
        cmocka_unit_test(values_of_behaviour_are_those_of_the_table),
        cmocka_unit_test(rules_have_an_id_a_title_and_a_source_each),
        cmocka_unit_test(a_missing_bandwidth_name_is_told_in_the_controllers_words),
        cmocka_unit_test(the_manifests_of_the_seed_pass),
        cmocka_unit_test(places_are_found_by_walking_the_keys),
    };
    return cmocka_run_group_tests_name("lint", tests, NULL, NULL);
}
