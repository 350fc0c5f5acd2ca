/*
 * A manifest is taken apart once into a lint_subject; each rule looks at it and adds what it
 * finds. Rules that need to know more than the manifest are silent where nothing is known.
 */
#include "act/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/autocreate.h"
#include "base/mem.h"
#include "base/span.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB "kubernetes.io/elb."

struct lint_subject {
    const json_t *manifest;
    json_t *annotations; /* an object or NULL; borrowed */
    const json_t *ports; /* an array or NULL */
    const char *namespace;
    const char *name;
    const char *class;
    const char *id;
    const char *autocreate; /* its text */
    json_t *blob;           /* autocreate parsed; NULL when it is no object */
    bool is_load_balancer;
    const struct lint_world *world;
    struct lint_report *report;
    const struct lint_rule *rule; /* the one that is looking */
};

/* ---- saying it ------------------------------------------------------------------ */

static void add(const struct lint_subject *subject, enum advice_severity severity,
                const char *field, const char *text, const char *advice)
{
    struct lint_report *report = subject->report;

    report->findings = mem_grow(report->findings, &report->capacity, report->count + 1,
                                sizeof *report->findings);
    report->findings[report->count++] = (struct lint_finding){
        .rule = subject->rule->id,
        .severity = severity,
        .field = arena_text(&report->arena, field),
        .text = arena_text(&report->arena, text),
        .advice = arena_text(&report->arena, advice),
    };
    report->errors += severity == ADVICE_ERROR;
    report->warnings += severity == ADVICE_WARNING;
}

__attribute__((format(printf, 4, 5))) static void say(const struct lint_subject *subject,
                                                      const char *field,
                                                      const char *advice,
                                                      const char *format, ...)
{
    char text[240];

    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add(subject, subject->rule->severity, field, text, advice);
}

static const char *annotation_field(const struct lint_subject *subject, const char *key)
{
    return arena_print(&subject->report->arena, "metadata.annotations[%s]", key);
}

static const char *annotation(const struct lint_subject *subject, const char *key)
{
    return tree_key_text(subject->annotations, key);
}

static bool is_attach(const struct lint_subject *subject)
{
    return subject->id != NULL && subject->autocreate == NULL;
}

static bool is_performance(const struct lint_subject *subject)
{
    return subject->class != NULL && strcmp(subject->class, "performance") == 0;
}

/* ---- L1 to L12: what the controller needs --------------------------------------------- */

static void check_skipped(const struct lint_subject *subject)
{
    if (subject->id == NULL && subject->autocreate == NULL &&
        tree_text(subject->manifest, "spec.loadBalancerIP") == NULL &&
        tree_text(subject->manifest, "spec.loadBalancerClass") == NULL)
        say(subject, "metadata.annotations",
            "add " ELB "autocreate for a new ELB, or " ELB "id for one that exists",
            "neither autocreate nor elb.id: the cloud controller will skip this Service");
}

static void check_both(const struct lint_subject *subject)
{
    /* After the write-back the pair is normal; only its first apply is dangerous. */
    if (subject->id != NULL && subject->autocreate != NULL &&
        subject->world->live == NULL)
        say(subject, annotation_field(subject, ELB "id"), "keep one of the two",
            "elb.id beside elb.autocreate: the ELB counts as made for this Service and "
            "is "
            "deleted with it");
}

static void check_class_field(const struct lint_subject *subject)
{
    const char *class = tree_text(subject->manifest, "spec.loadBalancerClass");

    if (class != NULL)
        say(subject, "spec.loadBalancerClass", "leave it out; it cannot be changed later",
            "loadBalancerClass \"%s\": the cloud controller stays silent", class);
}

static void check_blob_is_json(const struct lint_subject *subject)
{
    if (subject->autocreate != NULL && subject->blob == NULL)
        say(subject, annotation_field(subject, ELB "autocreate"),
            "write it as one JSON object; bandwidth_size without quotes",
            "elb.autocreate is not a JSON object");
}

/* The misfits of the blob, told apart by the rule that they belong to. */
static void check_blob(const struct lint_subject *subject,
                       const char *rule_of(const char *), const char *mine)
{
    struct autocreate_misfit misfits[AUTOCREATE_MISFITS];

    if (subject->blob == NULL)
        return;
    size_t count = autocreate_check(subject->blob, is_performance(subject),
                                    subject->world->swiss, misfits);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rule_of(misfits[i].field), mine) != 0)
            continue;
        const char *field =
            arena_print(&subject->report->arena,
                        "metadata.annotations[" ELB "autocreate].%s", misfits[i].field);
        add(subject, misfits[i].fatal ? ADVICE_ERROR : ADVICE_WARNING, field,
            misfits[i].text, misfits[i].advice);
    }
}

static const char *rule_of_field(const char *field)
{
    if (strcmp(field, "bandwidth_size") == 0)
        return "L5";
    if (strcmp(field, "available_zone") == 0 || strcmp(field, "l4_flavor_name") == 0)
        return "L8";
    return "L6";
}

static void check_bandwidth(const struct lint_subject *subject)
{
    check_blob(subject, rule_of_field, "L5");
}

static void check_required(const struct lint_subject *subject)
{
    check_blob(subject, rule_of_field, "L6");
}

static void check_dedicated(const struct lint_subject *subject)
{
    check_blob(subject, rule_of_field, "L8");
}

static void check_type_given(const struct lint_subject *subject)
{
    if (subject->blob != NULL && json_object_get(subject->blob, "type") == NULL)
        say(subject, annotation_field(subject, ELB "autocreate"), "say public or inner",
            "autocreate has no type: inner is taken, and there will be no public "
            "address");
}

static void check_union_fields(const struct lint_subject *subject)
{
    static const char *const fields[] = {"available_zone", "l4_flavor_name",
                                         "l7_flavor_name", "elb_virsubnet_ids",
                                         "ipv6_vip_virsubnet_id"};

    if (subject->blob == NULL || is_performance(subject))
        return;
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        if (json_object_get(subject->blob, fields[i]) != NULL)
            say(subject, annotation_field(subject, ELB "autocreate"),
                "remove it, or use class performance",
                "%s has no meaning for a shared ELB (class union)", fields[i]);
    }
}

static void check_class_given(const struct lint_subject *subject)
{
    if (subject->class == NULL)
        say(subject, annotation_field(subject, ELB "class"), "say union or performance",
            "elb.class is missing: union is taken");
}

static void check_class_value(const struct lint_subject *subject)
{
    static const char *const others[] = {"shared", "dedicated"};

    if (subject->class == NULL || strcmp(subject->class, "union") == 0 ||
        strcmp(subject->class, "performance") == 0)
        return;
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        if (strcmp(subject->class, others[i]) == 0)
            return; /* the dialect of another controller: L26 says it better */
    }
    say(subject, annotation_field(subject, ELB "class"), "use union or performance",
        "elb.class \"%s\" is not known (Load balancer version unknown)", subject->class);
}

static void check_id_is_uuid(const struct lint_subject *subject)
{
    if (subject->id != NULL && !uuid_is_valid(span_of(subject->id)))
        say(subject, annotation_field(subject, ELB "id"),
            "elb.id is the UUID of the ELB, not its name",
            "loadBalancerID[%s] is invalid", subject->id);
}

/* ---- L13 to L15: the ELB that is named -------------------------------------------------- */

static const char *full_name(const struct lint_subject *subject)
{
    return arena_print(&subject->report->arena, "%s/%s", subject->namespace,
                       subject->name);
}

static void say_taken(const struct lint_subject *subject, size_t port_index,
                      uint16_t port, const char *protocol, const char *owner)
{
    const char *field =
        arena_print(&subject->report->arena, "spec.ports[%zu].port", port_index);

    say(subject, field, "choose another port or another ELB",
        "%u/%s on this ELB belongs to %s", port, protocol, owner);
}

static void check_port_in_world(const struct lint_subject *subject, size_t index,
                                uint16_t port, const char *protocol)
{
    const struct lint_world *world = subject->world;

    for (size_t i = 0; i < world->listener_count; i++) {
        const struct lint_listener *listener = &world->listeners[i];
        bool same_transport =
            (strcmp(protocol, "UDP") == 0) == (strcmp(listener->protocol, "UDP") == 0);
        if (strcmp(listener->elb_id, subject->id) != 0 || listener->port != port ||
            !same_transport)
            continue;
        if (listener->service != NULL &&
            strcmp(listener->service, full_name(subject)) == 0)
            continue;
        say_taken(subject, index, port, protocol,
                  listener->service != NULL ? listener->service
                                            : "a listener that no Service owns");
    }
}

static void check_port_in_file(const struct lint_subject *subject, size_t index,
                               uint16_t port, const char *protocol)
{
    size_t i;
    json_t *other;

    json_array_foreach(subject->world->siblings, i, other)
    {
        const json_t *annotations = tree_at(other, "metadata.annotations");
        const char *id = tree_key_text(annotations, ELB "id");
        size_t k;
        json_t *item;
        if (other == subject->manifest || id == NULL || strcmp(id, subject->id) != 0)
            continue;
        json_array_foreach(tree_at(other, "spec.ports"), k, item)
        {
            const char *theirs = tree_text(item, "protocol");
            if (tree_int(item, "port", 0) == port &&
                strcmp(theirs != NULL ? theirs : "TCP", protocol) == 0)
                say_taken(subject, index, port, protocol, "another Service of this file");
        }
    }
}

static void check_ports_are_free(const struct lint_subject *subject)
{
    size_t i;
    json_t *item;

    if (subject->id == NULL)
        return;
    json_array_foreach(subject->ports, i, item)
    {
        const char *protocol = tree_text(item, "protocol");
        uint16_t port = (uint16_t)tree_int(item, "port", 0);
        check_port_in_world(subject, i, port, protocol != NULL ? protocol : "TCP");
        check_port_in_file(subject, i, port, protocol != NULL ? protocol : "TCP");
    }
}

static const struct lint_elb *named_elb(const struct lint_subject *subject)
{
    for (size_t i = 0; subject->id != NULL && i < subject->world->elb_count; i++) {
        if (strcmp(subject->world->elbs[i].id, subject->id) == 0)
            return &subject->world->elbs[i];
    }
    return NULL;
}

static void check_class_fits(const struct lint_subject *subject)
{
    const struct lint_elb *elb = named_elb(subject);
    const char *class = subject->class != NULL ? subject->class : "union";

    if (!is_attach(subject))
        return;
    if (elb == NULL) {
        if (subject->world->elbs_known && uuid_is_valid(span_of(subject->id)))
            say(subject, annotation_field(subject, ELB "id"),
                "deleted, or of another project or region?",
                "no ELB with this id in the project");
        return;
    }
    if (elb->class != NULL && strcmp(elb->class, class) != 0)
        say(subject, annotation_field(subject, ELB "class"),
            "the class cannot be changed later: set it to what the ELB is",
            "class %s, but ELB %s is %s: it would get a private address only", class,
            elb->name, elb->class);
}

static void check_vpc(const struct lint_subject *subject)
{
    const struct lint_elb *elb = named_elb(subject);

    if (is_attach(subject) && elb != NULL && elb->vpc_id != NULL &&
        subject->world->vpc_id != NULL &&
        strcmp(elb->vpc_id, subject->world->vpc_id) != 0)
        say(subject, annotation_field(subject, ELB "id"),
            "choose an ELB of the nodes' VPC",
            "ELB %s is in another VPC than the nodes (ELB.9899)", elb->name);
}

/* ---- L16 to L18: what stands behind it ------------------------------------------------------ */

static void check_selector(const struct lint_subject *subject)
{
    const json_t *selector = tree_at(subject->manifest, "spec.selector");

    if (selector == NULL || json_object_size(selector) == 0)
        say(subject, "spec.selector", "name the labels of the pods",
            "no selector: the cloud controller has no node to bind");
    else if (subject->world->endpoints_ready == 0)
        say(subject, "spec.selector", "start the workload or fix the labels",
            "no ready pod matches the selector: step 4 fails with \"have no node to "
            "bind\"");
}

static bool is_local(const struct lint_subject *subject)
{
    const char *policy = tree_text(subject->manifest, "spec.externalTrafficPolicy");
    return policy != NULL && strcmp(policy, "Local") == 0;
}

static void check_local(const struct lint_subject *subject)
{
    const struct lint_world *world = subject->world;

    if (is_local(subject) && world->nodes > 0 && world->nodes_with_pods >= 0 &&
        world->nodes_with_pods < world->nodes)
        say(subject, "spec.externalTrafficPolicy", "spread the pods, or use Cluster",
            "%lld of %lld nodes have no pod: their members will be OFFLINE, as expected",
            (long long)(world->nodes - world->nodes_with_pods), (long long)world->nodes);
}

static void check_source_ranges(const struct lint_subject *subject)
{
    if (json_array_size(tree_at(subject->manifest, "spec.loadBalancerSourceRanges")) > 0)
        say(subject, "spec.loadBalancerSourceRanges",
            "use " ELB "acl-id, acl-status and acl-type",
            "loadBalancerSourceRanges is ignored: the address stays open");
}

/* ---- L19 to L22: behaviour -------------------------------------------------------------------- */

static void check_algorithm(const struct lint_subject *subject, const char *algorithm)
{
    if (algorithm == NULL || strcmp(algorithm, "ROUND_ROBIN") == 0 ||
        strcmp(algorithm, "LEAST_CONNECTIONS") == 0 ||
        strcmp(algorithm, "SOURCE_IP") == 0)
        return;
    say(subject, annotation_field(subject, ELB "lb-algorithm"),
        "use ROUND_ROBIN, LEAST_CONNECTIONS or SOURCE_IP",
        "algorithm \"%s\" is not known", algorithm);
}

/* {"persistence_timeout":"30"}: minutes, as a text. */
static void check_affinity_option(const struct lint_subject *subject, const char *mode)
{
    const char *text = annotation(subject, ELB "session-affinity-option");
    json_t *option = NULL;
    int64_t minutes;

    if (text == NULL || text[0] == '\0')
        return;
    tree_from_json(span_of(text), "session-affinity-option", &option, NULL);
    const char *timeout =
        json_string_value(json_object_get(option, "persistence_timeout"));
    if (timeout == NULL || !span_to_range(span_of(timeout), 1, 60, &minutes))
        say(subject, annotation_field(subject, ELB "session-affinity-option"),
            "write {\"persistence_timeout\":\"30\"}",
            "persistence_timeout must be a text of 1 to 60 minutes");
    else if (mode == NULL)
        say(subject, annotation_field(subject, ELB "session-affinity-option"),
            "add session-affinity-mode SOURCE_IP",
            "session-affinity-option without session-affinity-mode");
    json_decref(option);
}

static void check_session_affinity(const struct lint_subject *subject)
{
    const char *mode = annotation(subject, ELB "session-affinity-mode");
    const char *algorithm = annotation(subject, ELB "lb-algorithm");

    check_algorithm(subject, algorithm);
    check_affinity_option(subject, mode);
    if (mode == NULL)
        return;
    if (strcmp(mode, "SOURCE_IP") != 0)
        say(subject, annotation_field(subject, ELB "session-affinity-mode"),
            "remove it to switch stickiness off", "session affinity type:%s not support",
            mode);
    else if (algorithm != NULL && strcmp(algorithm, "SOURCE_IP") == 0)
        say(subject, annotation_field(subject, ELB "session-affinity-mode"),
            "use ROUND_ROBIN or LEAST_CONNECTIONS with it",
            "sticky sessions cannot be combined with the algorithm SOURCE_IP");
}

static bool health_number(const struct lint_subject *subject, const json_t *option,
                          const char *key, int64_t most, int64_t fallback, int64_t *ret)
{
    const json_t *value = json_object_get(option, key);
    const char *field = annotation_field(subject, ELB "health-check-option");

    *ret = fallback;
    if (value == NULL)
        return true;
    if (!json_is_string(value)) {
        say(subject, field, "quote it: {\"delay\":\"5\"}",
            "%s must be a text in this JSON", key);
        return false;
    }
    if (!span_to_range(span_of(json_string_value(value)), 1, most, ret)) {
        say(subject, field, "see the range", "%s must be 1 to %lld", key,
            (long long)most);
        return false;
    }
    return true;
}

/* What is asked of a member, and where. */
static void check_health_protocol(const struct lint_subject *subject,
                                  const json_t *option)
{
    const char *field = annotation_field(subject, ELB "health-check-option");
    const char *protocol = json_string_value(json_object_get(option, "protocol"));
    const char *path = json_string_value(json_object_get(option, "path"));

    if (protocol != NULL && strcmp(protocol, "TCP") != 0 &&
        strcmp(protocol, "UDP") != 0 && strcmp(protocol, "HTTP") != 0)
        say(subject, field, "use TCP, UDP or HTTP", "health check protocol \"%s\"",
            protocol);
    if (path == NULL)
        return;
    if (path[0] != '/' || strlen(path) > 80)
        say(subject, field, "begin it with /", "path must be 1 to 80 signs from / on");
    else if (protocol == NULL || strcmp(protocol, "HTTP") != 0)
        say(subject, field, "add protocol HTTP", "path is of checks by HTTP only");
}

static void check_health(const struct lint_subject *subject)
{
    const char *option_text = annotation(subject, ELB "health-check-option");
    const char *options_text = annotation(subject, ELB "health-check-options");
    const char *flag = annotation(subject, ELB "health-check-flag");
    int64_t delay, timeout, retries;

    if (flag != NULL && strcmp(flag, "on") != 0 && strcmp(flag, "off") != 0)
        say(subject, annotation_field(subject, ELB "health-check-flag"), "use on or off",
            "health-check-flag \"%s\" is not known", flag);
    if (option_text != NULL && options_text != NULL)
        say(subject, annotation_field(subject, ELB "health-check-options"),
            "keep one of the two", "health-check-option beside health-check-options");
    if (option_text == NULL || option_text[0] == '\0')
        return;

    json_t *option = NULL;
    if (tree_from_json(span_of(option_text), "health-check-option", &option, NULL) !=
            ERR_OK ||
        !json_is_object(option)) {
        say(subject, annotation_field(subject, ELB "health-check-option"),
            "write it as a JSON object",
            "invalid health check option, parse options failed");
    } else if (health_number(subject, option, "delay", 50, 5, &delay) &&
               health_number(subject, option, "timeout", 50, 10, &timeout) &&
               health_number(subject, option, "max_retries", 10, 3, &retries) &&
               timeout < delay) {
        add(subject, ADVICE_WARNING, annotation_field(subject, ELB "health-check-option"),
            "timeout is shorter than delay: refused in eu-ch2",
            "make timeout at least delay");
    }
    check_health_protocol(subject, option);
    json_decref(option);
}

static void check_acl_word(const struct lint_subject *subject, const char *key,
                           const char *one, const char *two, const char *three,
                           const char *four)
{
    const char *const words[] = {one, two, three, four};
    const char *value = annotation(subject, key);

    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (value == NULL || (words[i] != NULL && strcmp(value, words[i]) == 0))
            return;
    }
    char advice[40];
    snprintf(advice, sizeof advice, "use %s or %s", one, two);
    say(subject, annotation_field(subject, key), advice, "\"%s\" is not known here",
        value);
}

static void check_acl(const struct lint_subject *subject)
{
    const char *id = annotation(subject, ELB "acl-id");

    if (id != NULL && id[0] != '\0' &&
        (annotation(subject, ELB "acl-status") == NULL ||
         annotation(subject, ELB "acl-type") == NULL))
        say(subject, annotation_field(subject, ELB "acl-id"),
            "add acl-status and acl-type", "acl-id without acl-status and acl-type");
    check_acl_word(subject, ELB "acl-type", "black", "white", NULL, NULL);
    check_acl_word(subject, ELB "acl-status", "on", "off", "true", "false");
}

static bool has_port(const struct lint_subject *subject, int64_t port)
{
    size_t i;
    json_t *item;

    json_array_foreach(subject->ports, i, item)
    {
        if (tree_int(item, "port", 0) == port)
            return true;
    }
    return false;
}

static void check_protocol_port(const struct lint_subject *subject)
{
    const char *list = annotation(subject, ELB "protocol-port");
    const char *field = annotation_field(subject, ELB "protocol-port");
    struct span rest = span_of(list);
    struct span entry, protocol;
    int64_t port;

    if (list == NULL)
        return;
    while (span_cut(&rest, ',', &entry)) {
        struct span tail = span_trim(entry);
        if (!span_cut(&tail, ':', &protocol) || !span_to_range(tail, 1, 65535, &port)) {
            say(subject, field, "write it as https:443,http:80",
                "protocol-port is not a list of "
                "protocol:port");
            return;
        }
        if (!has_port(subject, port))
            say(subject, field, "name a port of spec.ports",
                "protocol-port names %lld, which is not in spec.ports", (long long)port);
        if (span_is(protocol, "https") && annotation(subject, ELB "cert-id") == NULL)
            say(subject, field, "add " ELB "cert-id",
                "https on %lld without a certificate", (long long)port);
    }
    if (is_performance(subject) && subject->blob != NULL &&
        json_object_get(subject->blob, "l7_flavor_name") == NULL)
        say(subject, field, "add l7_flavor_name to autocreate",
            "HTTP listeners on a dedicated ELB need an L7 flavor");
}

/* ---- L23 to L30: changes, dialects, typos ------------------------------------------------------- */

/* The controller writes the ids of what it made: a manifest without them leaves them alone. */
static bool was_written_back(const char *key, const json_t *live)
{
    return (strcmp(key, ELB "id") == 0 || strcmp(key, ELB "eip-id") == 0) &&
           tree_key_text(live, ELB "autocreate") != NULL;
}

static void check_immutable(const struct lint_subject *subject)
{
    static const char *const keys[] = {ELB "class", ELB "id", ELB "autocreate",
                                       ELB "eip-id"};
    const json_t *live = tree_at(subject->world->live, "metadata.annotations");

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        const char *before = tree_key_text(live, keys[i]);
        const char *now = annotation(subject, keys[i]);
        bool added_id = before == NULL && strcmp(keys[i], ELB "id") == 0;
        if (subject->world->live == NULL || added_id || (before == NULL && now == NULL) ||
            (before != NULL && now != NULL && strcmp(before, now) == 0) ||
            (now == NULL && was_written_back(keys[i], live)))
            continue;
        say(subject, annotation_field(subject, keys[i]),
            "delete the Service and create it again, or keep the value",
            "can't modify service elb [%s] annotation", keys[i]);
    }
}

static void check_type_change(const struct lint_subject *subject)
{
    const char *before = tree_text(subject->world->live, "spec.type");

    if (before != NULL && strcmp(before, "LoadBalancer") == 0 &&
        !subject->is_load_balancer)
        say(subject, "spec.type", "be sure: the address will not come back",
            "the type changes away from LoadBalancer: listeners, ELB and EIP are torn "
            "down");
}

static void check_sticky_address(const struct lint_subject *subject)
{
    if (subject->autocreate != NULL &&
        tree_text(subject->manifest, "spec.loadBalancerIP") != NULL)
        say(subject, "spec.loadBalancerIP",
            "attach to an ELB that keeps its EIP if the address must stay",
            "autocreate takes a new EIP: the address cannot be chosen");
}

static void check_dialect(const struct lint_subject *subject)
{
    static const char *const theirs[] = {ELB "eip-auto-create-option",
                                         ELB "availability-zones", ELB "keep-eip"};
    const char *key;
    json_t *value;

    if (subject->class != NULL && (strcmp(subject->class, "shared") == 0 ||
                                   strcmp(subject->class, "dedicated") == 0))
        say(subject, annotation_field(subject, ELB "class"),
            "here it is union (shared) or performance (dedicated)",
            "elb.class \"%s\" is the word of another controller", subject->class);
    for (size_t i = 0; i < ARRAY_COUNT(theirs); i++) {
        if (annotation(subject, theirs[i]) != NULL)
            say(subject, annotation_field(subject, theirs[i]), "remove it",
                "%s is an annotation of another controller", theirs[i]);
    }
    json_object_foreach(subject->annotations, key, value)
    {
        if (strncmp(key, "otc.io/", 7) == 0)
            say(subject, annotation_field(subject, key), "remove it",
                "%s is an annotation of another controller", key);
    }
}

static bool is_known_key(const char *key)
{
    static const char *const known[] = {
        "class", "autocreate", "id", "eip-id", "custom-eip-id", "custom-eip-status",
        "mark", "enterpriseID", "tags", "persist-autocreate", "instance-reclaim-policy",
        "lb-algorithm", "session-affinity-mode", "session-affinity-option",
        "adaptive-weight", "pass-through", "transparent-client-ip",
        "connection-drain-enable", "connection-drain-timeout", "health-check-flag",
        "health-check-option", "health-check-options", "protocol-port", "cert-id",
        "client-ca-cert-id", "tls-certificate-ids", "http2-enable", "keepalive_timeout",
        "client_timeout", "member_timeout", "acl-id", "acl-status", "acl-type",
        "x-forwarded-host", "x-forwarded-port", "x-forwarded-for-port",
        "x-forwarded-elb-ip",
        /* of another controller: L26 names them */
        "eip-auto-create-option", "availability-zones", "keep-eip"};

    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        if (strcmp(key, known[i]) == 0)
            return true;
    }
    return false;
}

static void check_unknown_keys(const struct lint_subject *subject)
{
    const char *key;
    json_t *value;

    json_object_foreach(subject->annotations, key, value)
    {
        if (strcmp(key, ELB "subnet-id") == 0)
            say(subject, annotation_field(subject, key), "remove it",
                "elb.subnet-id is obsolete since 1.11.7");
        else if (strncmp(key, ELB, strlen(ELB)) == 0 && !is_known_key(key + strlen(ELB)))
            say(subject, annotation_field(subject, key), "a typo?",
                "%s is not a known annotation", key);
    }
}

static void check_quotes(const struct lint_subject *subject)
{
    const char *key;
    json_t *value;

    json_object_foreach(subject->annotations, key, value)
    {
        if (!json_is_string(value))
            say(subject, annotation_field(subject, key), "put it in quotes",
                "the value of %s is not a text: the api-server refuses it", key);
    }
}

static void check_typos(const struct lint_subject *subject)
{
    const char *key;
    json_t *value;

    json_object_foreach(subject->blob, key, value)
    {
        const char *text = json_string_value(value);
        size_t bytes = text == NULL ? 0 : strlen(text);
        if (bytes > 0 && strchr(",; \t", text[bytes - 1]) != NULL)
            say(subject, annotation_field(subject, ELB "autocreate"), "remove it",
                "%s ends in '%c': \"%s\"", key, text[bytes - 1], text);
    }
}

static void check_policy_change(const struct lint_subject *subject)
{
    const char *before = tree_text(subject->world->live, "spec.externalTrafficPolicy");
    const char *now = tree_text(subject->manifest, "spec.externalTrafficPolicy");

    if (subject->world->live != NULL && before != NULL && now != NULL &&
        strcmp(before, now) != 0)
        say(subject, "spec.externalTrafficPolicy", "create the Service anew instead",
            "externalTrafficPolicy changes from %s to %s: the documents advise against "
            "it",
            before, now);
}

/* ---- the table ------------------------------------------------------------------------------------- */

static const struct lint_rule rules[] = {
    {"L1", ADVICE_ERROR, "neither elb.autocreate nor elb.id: the Service is skipped",
     "seed page 3; seen on CCE 1.35", check_skipped},
    {"L2", ADVICE_ERROR, "elb.id beside elb.autocreate on first apply",
     "OTC CCE guide, cce_10_0385", check_both},
    {"L3", ADVICE_ERROR, "spec.loadBalancerClass keeps the controller silent",
     "Kubernetes service controller; seen on CCE 1.35", check_class_field},
    {"L4", ADVICE_ERROR, "elb.autocreate is not a JSON object", "controller's ancestor",
     check_blob_is_json},
    {"L5", ADVICE_ERROR, "bandwidth_size is no integer from 1 to 2000 on its steps",
     "OTC CCE guide, cce_10_0385", check_bandwidth},
    {"L6", ADVICE_ERROR, "a required field of a public autocreate is missing or wrong",
     "seed page 3; OTC CCE guide", check_required},
    {"L7", ADVICE_WARNING, "autocreate without type makes an internal ELB",
     "OTC CCE guide, cce_10_0385", check_type_given},
    {"L8", ADVICE_ERROR, "class performance without zone or flavor",
     "OTC CCE guide, cce_10_0385", check_dedicated},
    {"L9", ADVICE_WARNING, "fields of a dedicated ELB with class union",
     "manifests seen on CCE", check_union_fields},
    {"L10", ADVICE_INFO, "elb.class is missing", "OTC CCE guide; seed page 3",
     check_class_given},
    {"L11", ADVICE_ERROR, "elb.class is neither union nor performance",
     "emqx-operator issue 819", check_class_value},
    {"L12", ADVICE_ERROR, "elb.id is not a UUID", "CCE's admission webhook, as seen",
     check_id_is_uuid},
    {"L13", ADVICE_ERROR, "the port is taken on that ELB",
     "CCE's admission webhook, as seen", check_ports_are_free},
    {"L14", ADVICE_ERROR,
     "elb.class does not fit the ELB behind elb.id, or it is not there",
     "kruise-game notes; ELB.8904", check_class_fits},
    {"L15", ADVICE_ERROR, "the ELB is in another VPC", "ELB.9899, as seen", check_vpc},
    {"L16", ADVICE_WARNING, "no selector, or no ready pod behind it",
     "controller's ancestor", check_selector},
    {"L17", ADVICE_INFO, "externalTrafficPolicy Local with nodes that have no pod",
     "seen on CCE 1.35", check_local},
    {"L18", ADVICE_WARNING, "loadBalancerSourceRanges is ignored", "seen on CCE 1.35",
     check_source_ranges},
    {"L19", ADVICE_ERROR, "an algorithm or session affinity that is not supported",
     "controller's ancestor; kruise-game notes", check_session_affinity},
    {"L20", ADVICE_ERROR, "health check options of the wrong shape",
     "OTC CCE guide; controller's ancestor", check_health},
    {"L21", ADVICE_ERROR, "an incomplete or unknown access list",
     "OTC CCE guide, access policy", check_acl},
    {"L22", ADVICE_ERROR, "protocol-port that does not fit ports, certificate or flavor",
     "OTC CCE guide, HTTP/HTTPS", check_protocol_port},
    {"L23", ADVICE_ERROR, "an elb.* annotation that cannot be changed",
     "CCE's admission webhook, as seen", check_immutable},
    {"L24", ADVICE_WARNING, "the type changes away from LoadBalancer",
     "controller's ancestor", check_type_change},
    {"L25", ADVICE_INFO, "autocreate cannot keep an address", "OTC CCE guide",
     check_sticky_address},
    {"L26", ADVICE_WARNING, "an annotation of another controller",
     "kubernetes-sigs/cloud-provider-huaweicloud", check_dialect},
    {"L27", ADVICE_INFO, "an unknown kubernetes.io/elb.* key", "the table of annotations",
     check_unknown_keys},
    {"L28", ADVICE_ERROR, "an annotation that is not a text", "Kubernetes API",
     check_quotes},
    {"L29", ADVICE_ERROR, "a comma or blank at the end of a value",
     "an example in OTC's own guide", check_typos},
    {"L30", ADVICE_WARNING, "externalTrafficPolicy of a live Service changes",
     "OTC CCE guide, cce_10_0681", check_policy_change},
};

const struct lint_rule *lint_rule_at(size_t i)
{
    return i < ARRAY_COUNT(rules) ? &rules[i] : NULL;
}

/* ---- one manifest ---------------------------------------------------------------------------------- */

void lint_report_init(struct lint_report *report)
{
    *report = (struct lint_report){0};
    arena_init(&report->arena, 0);
}

void lint_report_release(struct lint_report *report)
{
    free(report->findings);
    arena_release(&report->arena);
    *report = (struct lint_report){0};
}

static bool is_kind(const json_t *manifest, const char *kind)
{
    const char *text = tree_text(manifest, "kind");
    return text != NULL && strcmp(text, kind) == 0;
}

static void take_apart(const json_t *manifest, struct lint_subject *subject)
{
    const char *type = tree_text(manifest, "spec.type");
    const char *namespace = tree_text(manifest, "metadata.namespace");
    const char *name = tree_text(manifest, "metadata.name");

    subject->manifest = manifest;
    subject->annotations =
        json_object_get(json_object_get(manifest, "metadata"), "annotations");
    subject->ports = tree_at(manifest, "spec.ports");
    subject->namespace = namespace != NULL ? namespace : "default";
    subject->name = name != NULL ? name : "";
    subject->class = annotation(subject, ELB "class");
    subject->id = annotation(subject, ELB "id");
    subject->autocreate = annotation(subject, ELB "autocreate");
    subject->is_load_balancer = type != NULL && strcmp(type, "LoadBalancer") == 0;
    if (subject->autocreate != NULL &&
        tree_from_json(span_of(subject->autocreate), "autocreate", &subject->blob,
                       NULL) == ERR_OK &&
        !json_is_object(subject->blob)) {
        json_decref(subject->blob);
        subject->blob = NULL;
    }
}

void lint_service(const json_t *manifest, const struct lint_world *world,
                  struct lint_report *report)
{
    struct lint_subject subject = {.world = world, .report = report};

    if (!is_kind(manifest, "Service"))
        return;
    take_apart(manifest, &subject);
    for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
        subject.rule = &rules[i];
        if (subject.is_load_balancer || rules[i].check == check_type_change)
            rules[i].check(&subject);
    }
    json_decref(subject.blob);
}
