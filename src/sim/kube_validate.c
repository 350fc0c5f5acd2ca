#include "sim/kube_validate.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "sim/kube_service.h"
#include "wire/tree.h"
#include "base/banned.h"

enum {
    LABEL_MOST = 63,
    SUBDOMAIN_MOST = 253,
    PORT_NAME_MOST = 15,
    ANNOTATIONS_MOST = 256 * 1024, /* all keys and values together */
};

const char kube_label_rule[] =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
    "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or "
    "'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const char kube_subdomain_rule[] =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
    "characters, '-' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const char kube_ip_rule[] =
    "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
static const char label_value_rule[] =
    "a valid label must be an empty string or consist of alphanumeric characters, "
    "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
    "'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
static const char qualified_rule[] =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or "
    "'123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/* ---- texts ---- */

static bool is_lower_or_digit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static bool is_label_span(struct span text)
{
    if (text.bytes == 0 || text.bytes > LABEL_MOST)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        bool end = i == 0 || i == text.bytes - 1;
        if (!is_lower_or_digit(text.at[i]) && (end || text.at[i] != '-'))
            return false;
    }
    return true;
}

bool kube_is_label_name(const char *text)
{
    return is_label_span(span_of(text));
}

bool kube_is_subdomain(const char *text)
{
    struct span rest = span_of(text);
    struct span part;

    if (rest.bytes == 0 || rest.bytes > SUBDOMAIN_MOST || text[rest.bytes - 1] == '.')
        return false;
    while (span_cut(&rest, '.', &part)) {
        if (!is_label_span(part))
            return false;
    }
    return true;
}

bool kube_is_label_value(const char *text)
{
    size_t bytes = strlen(text);

    if (bytes > LABEL_MOST)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        bool end = i == 0 || i == bytes - 1;
        bool plain = isalnum((unsigned char)text[i]) != 0;
        if (!plain && (end || strchr("-_.", text[i]) == NULL))
            return false;
    }
    return true;
}

bool kube_is_qualified(const char *text)
{
    const char *slash = strchr(text, '/');
    char prefix[SUBDOMAIN_MOST + 2];

    if (slash != NULL) {
        if ((size_t)(slash - text) > SUBDOMAIN_MOST)
            return false;
        snprintf(prefix, sizeof prefix, "%.*s", (int)(slash - text), text);
        if (!kube_is_subdomain(prefix))
            return false;
        text = slash + 1;
    }
    return text[0] != '\0' && kube_is_label_value(text);
}

bool kube_is_ip(const char *text)
{
    unsigned char address[16];

    return inet_pton(AF_INET, text, address) == 1 ||
           inet_pton(AF_INET6, text, address) == 1;
}

bool kube_is_cidr(const char *text)
{
    const char *slash = strchr(text, '/');
    char address[64];
    int64_t bits;

    if (slash == NULL || (size_t)(slash - text) >= sizeof address)
        return false;
    snprintf(address, sizeof address, "%.*s", (int)(slash - text), text);
    int64_t most = strchr(address, ':') == NULL ? 32 : 128;
    return kube_is_ip(address) && span_to_range(span_of(slash + 1), 0, most, &bits);
}

bool kube_is_port_name(const char *text)
{
    size_t bytes = strlen(text);
    bool letter = false;

    if (bytes == 0 || bytes > PORT_NAME_MOST || text[0] == '-' || text[bytes - 1] == '-')
        return false;
    for (size_t i = 0; i < bytes; i++) {
        letter = letter || (text[i] >= 'a' && text[i] <= 'z');
        if (!is_lower_or_digit(text[i]) && text[i] != '-')
            return false;
        if (text[i] == '-' && text[i + 1] == '-')
            return false;
    }
    return letter;
}

/* ---- metadata ---- */

void kube_validate_labels(const json_t *labels, const char *path,
                          struct kube_problem *problem)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)labels, key, value)
    {
        const char *text = json_string_value(value);
        if (!kube_is_qualified(key))
            kube_mistake(problem, "FieldValueInvalid", path, "Invalid value: \"%s\": %s",
                         key, qualified_rule);
        if (text != NULL && strlen(text) > LABEL_MOST)
            kube_mistake(problem, "FieldValueInvalid", path,
                         "Invalid value: \"%s\": must be no more than %d bytes", text,
                         LABEL_MOST);
        else if (text != NULL && !kube_is_label_value(text))
            kube_mistake(problem, "FieldValueInvalid", path, "Invalid value: \"%s\": %s",
                         text, label_value_rule);
    }
}

static void validate_annotations(const json_t *annotations, struct kube_problem *problem)
{
    size_t bytes = 0;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)annotations, key, value)
    {
        bytes += strlen(key) + json_string_length(value);
        char lower[512];
        snprintf(lower, sizeof lower, "%s", key);
        for (char *at = lower; *at != '\0'; at++)
            *at = (char)tolower((unsigned char)*at);
        if (!kube_is_qualified(lower))
            kube_mistake(problem, "FieldValueInvalid", "metadata.annotations",
                         "Invalid value: \"%s\": %s", key, qualified_rule);
    }
    if (bytes > ANNOTATIONS_MOST)
        kube_mistake(problem, "FieldValueTooLong", "metadata.annotations",
                     "Too long: may not be more than %d bytes", ANNOTATIONS_MOST);
}

static bool list_has_text(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one != NULL && strcmp(one, text) == 0)
            return true;
    }
    return false;
}

static void validate_finalizers(const json_t *object, const json_t *before,
                                struct kube_problem *problem)
{
    const json_t *list = tree_at(object, "metadata.finalizers");
    const json_t *old = tree_at(before, "metadata.finalizers");
    char field[80];

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        snprintf(field, sizeof field, "metadata.finalizers[%zu]", i);
        if (text != NULL && !kube_is_qualified(text))
            kube_mistake(problem, "FieldValueInvalid", "metadata.finalizers",
                         "Invalid value: \"%s\": %s", text, qualified_rule);
        if (before == NULL || text == NULL || list_has_text(old, text) ||
            tree_text(before, "metadata.deletionTimestamp") == NULL)
            continue;
        /* A real api-server tells this one twice. */
        for (int twice = 0; twice < 2; twice++)
            kube_mistake(
                problem, "FieldValueForbidden", "metadata.finalizers",
                "Forbidden: no new finalizers can be added if the object is being "
                "deleted, found new finalizers []string{\"%s\"}",
                text);
    }
}

static void validate_name(const struct kube_kind *kind, const json_t *object,
                          struct kube_problem *problem)
{
    const char *name = tree_text(object, "metadata.name");
    bool label = kind->naming == KUBE_NAME_LABEL;

    if (name == NULL || name[0] == '\0') {
        kube_mistake(problem, "FieldValueRequired", "metadata.name",
                     "Required value: name or generateName is required");
        return;
    }
    if (label && strlen(name) > LABEL_MOST)
        kube_mistake(problem, "FieldValueInvalid", "metadata.name",
                     "Invalid value: \"%s\": must be no more than %d characters", name,
                     LABEL_MOST);
    else if (label ? !kube_is_label_name(name) : !kube_is_subdomain(name))
        kube_mistake(problem, "FieldValueInvalid", "metadata.name",
                     "Invalid value: \"%s\": %s", name,
                     label ? kube_label_rule : kube_subdomain_rule);
}

static void validate_immutable(const json_t *object, const json_t *before,
                               const char *path, struct kube_problem *problem)
{
    const char *now = tree_text(object, path);
    const char *was = tree_text(before, path);

    if (now == NULL || was == NULL || strcmp(now, was) == 0)
        return;
    for (int twice = 0; twice < 2; twice++)
        kube_mistake(problem, "FieldValueInvalid", path,
                     "Invalid value: \"%s\": field is immutable", now);
}

void kube_validate_metadata(const struct kube_kind *kind, const json_t *object,
                            const json_t *before, struct kube_problem *problem)
{
    const json_t *metadata = tree_at(object, "metadata");

    if (before == NULL)
        validate_name(kind, object, problem);
    else
        validate_immutable(object, before, "metadata.uid", problem);
    kube_validate_labels(tree_key(metadata, "labels"), "metadata.labels", problem);
    validate_annotations(tree_key(metadata, "annotations"), problem);
    validate_finalizers(object, before, problem);
}

/* ---- kinds ---- */

static void validate_event(const json_t *event, struct kube_problem *problem)
{
    const char *name_space = tree_text(event, "metadata.namespace");
    const char *involved = tree_text(event, "involvedObject.namespace");
    const char *kind = tree_text(event, "involvedObject.kind");
    bool global =
        kind != NULL && (strcmp(kind, "Node") == 0 || strcmp(kind, "Namespace") == 0 ||
                         strcmp(kind, "GatewayClass") == 0);

    if (involved == NULL) {
        if (!global && kind != NULL && name_space != NULL &&
            strcmp(name_space, "default") != 0)
            kube_mistake(problem, "FieldValueInvalid", "involvedObject.namespace",
                         "Invalid value: \"\": does not match event.namespace");
        return;
    }
    if (name_space != NULL && strcmp(involved, name_space) != 0)
        kube_mistake(problem, "FieldValueInvalid", "involvedObject.namespace",
                     "Invalid value: \"%s\": does not match event.namespace", involved);
}

static void validate_deployment(const json_t *object, const json_t *before,
                                struct kube_problem *problem)
{
    const json_t *selector = tree_at(object, "spec.selector");
    const json_t *old = tree_at(before, "spec.selector");
    const json_t *wanted = tree_at(selector, "matchLabels");
    const json_t *labels = tree_at(object, "spec.template.metadata.labels");
    const char *key;
    json_t *value;

    if (selector == NULL)
        kube_mistake(problem, "FieldValueRequired", "spec.selector", "Required value");
    if (json_array_size(tree_at(object, "spec.template.spec.containers")) == 0)
        kube_mistake(problem, "FieldValueRequired", "spec.template.spec.containers",
                     "Required value");
    json_object_foreach((json_t *)(uintptr_t)wanted, key, value)
    {
        const char *its = tree_key_text(labels, key);
        if (its != NULL && strcmp(its, json_string_value(value)) == 0)
            continue;
        kube_mistake(
            problem, "FieldValueInvalid", "spec.template.metadata.labels",
            "Invalid value: map[string]string{}: `selector` does not match template "
            "`labels`");
        break;
    }
    if (old != NULL && selector != NULL && !json_equal(old, selector))
        kube_mistake(problem, "FieldValueInvalid", "spec.selector",
                     "Invalid value: v1.LabelSelector{}: field is immutable");
}

void kube_validate_required(const struct kube_type *type, const json_t *object,
                            const char *path, struct kube_problem *problem)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct kube_field *field = &type->fields[i];
        const json_t *value = json_object_get(object, field->name);
        char at[256];
        snprintf(at, sizeof at, "%s%s%s", path, path[0] == '\0' ? "" : ".", field->name);
        bool unset = value == NULL || json_is_null(value) ||
                     (json_is_string(value) && json_string_length(value) == 0 &&
                      field->empty == KUBE_KEEP && strcmp(field->name, "group") != 0);
        if (field->required && unset)
            kube_mistake(problem, "FieldValueRequired", at, "Required value");
        if (field->form != KUBE_STRUCT || field->type == NULL)
            continue;
        if (json_is_object(value))
            kube_validate_required(field->type, value, at, problem);
        for (size_t j = 0; j < json_array_size(value); j++) {
            char item[300];
            snprintf(item, sizeof item, "%s[%zu]", at, j);
            kube_validate_required(field->type, json_array_get(value, j), item, problem);
        }
    }
}

void kube_validate_kind(const struct kube_kind *kind, const json_t *object,
                        const json_t *before, bool status, struct kube_problem *problem)
{
    if (kind->type == &kube_type_service) {
        if (status)
            kube_service_validate_status(object, problem);
        else
            kube_service_validate(object, before, problem);
    } else if (kind->type == &kube_type_event) {
        validate_event(object, problem);
    } else if (kind->type == &kube_type_deployment && !status) {
        validate_deployment(object, before, problem);
    } else if (kind->custom) {
        kube_validate_required(kind->type, object, "", problem);
    }
}
