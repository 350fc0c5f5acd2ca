#include "sim/kube_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/when.h"
#include "sim/kube_cells.h"
#include "sim/kube_resource.h"
#include "wire/tree.h"
#include "base/banned.h"

const char kube_none[] = "<none>";
const char kube_unknown[] = "<unknown>";

const char kube_help_name[] =
    "Name must be unique within a namespace. Is required when creating resources, "
    "although some resources may allow a client to request the generation of an "
    "appropriate name automatically. Name is primarily intended for creation "
    "idempotence and configuration definition. Cannot be updated. More info: "
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
const char kube_help_age[] =
    "CreationTimestamp is a timestamp representing the server time when this object was "
    "created. It is not guaranteed to be set in happens-before order across separate "
    "operations. Clients may not set this value. It is represented in RFC3339 form and "
    "is in "
    "UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
    "https://git.k8s.io/community/contributors/devel/sig-architecture/"
    "api-conventions.md#metadata";

/* ---- ages ---- */

/* As Kubernetes tells ages: the older, the coarser. */
static json_t *age_text(int64_t ms)
{
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400, YEAR = 365 * DAY };
    int64_t s = ms / 1000;
    char text[64];

    if (s < -1)
        return json_string("<invalid>");
    if (s < 0)
        s = 0;
    if (s < 2 * MINUTE)
        snprintf(text, sizeof text, "%llds", (long long)s);
    else if (s < 10 * MINUTE && s % MINUTE != 0)
        snprintf(text, sizeof text, "%lldm%llds", (long long)(s / MINUTE),
                 (long long)(s % MINUTE));
    else if (s < 3 * HOUR)
        snprintf(text, sizeof text, "%lldm", (long long)(s / MINUTE));
    else if (s < 8 * HOUR && s % HOUR / MINUTE != 0)
        snprintf(text, sizeof text, "%lldh%lldm", (long long)(s / HOUR),
                 (long long)(s % HOUR / MINUTE));
    else if (s < 2 * DAY)
        snprintf(text, sizeof text, "%lldh", (long long)(s / HOUR));
    else if (s < 8 * DAY && s % DAY / HOUR != 0)
        snprintf(text, sizeof text, "%lldd%lldh", (long long)(s / DAY),
                 (long long)(s % DAY / HOUR));
    else if (s < 2 * (int64_t)YEAR)
        snprintf(text, sizeof text, "%lldd", (long long)(s / DAY));
    else
        snprintf(text, sizeof text, "%lldy%lldd", (long long)(s / YEAR),
                 (long long)(s % YEAR / DAY));
    return json_string(text);
}

json_t *kube_cell_age_since(const struct kube_cell_source *source, const char *path)
{
    int64_t then_ms = tree_when(source->object, path);

    return then_ms == WHEN_UNKNOWN ? json_string(kube_unknown)
                                   : age_text(source->now_ms - then_ms);
}

/* ---- common cells ---- */

json_t *kube_cell_text(const char *text, const char *fallback)
{
    return json_string(text == NULL || text[0] == '\0' ? fallback : text);
}

json_t *kube_cell_take(struct buf *text, const char *fallback)
{
    json_t *cell = kube_cell_text(buf_text(text), fallback);

    buf_release(text);
    return cell;
}

void kube_cell_join(struct buf *out, const char *text)
{
    buf_print(out, "%s%s", out->bytes == 0 ? "" : ",", text);
}

json_t *kube_cell_name(const struct kube_cell_source *source)
{
    return json_string(source->name);
}

json_t *kube_cell_age(const struct kube_cell_source *source)
{
    return source->created_ms == WHEN_UNKNOWN
               ? json_string(kube_unknown)
               : age_text(source->now_ms - source->created_ms);
}

json_t *kube_cell_map(const json_t *map)
{
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        buf_print(&out, "%s%s=%s", out.bytes == 0 ? "" : ",", key,
                  json_string_value(value));
    }
    return kube_cell_take(&out, kube_none);
}

json_t *kube_cell_count(const struct kube_cell_source *source, const char *path)
{
    const json_t *there = tree_at(source->object, path);

    return json_integer((json_int_t)(json_is_array(there) ? json_array_size(there)
                                                          : json_object_size(there)));
}

/* "True", "False" or "Unknown" of the condition; fallback when there is none. */
const char *kube_cell_condition(const json_t *object, const char *type,
                                const char *fallback)
{
    const json_t *list = tree_at(object, "status.conditions");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *its = tree_key_text(one, "type");
        const char *status = tree_key_text(one, "status");
        if (its != NULL && strcmp(its, type) == 0)
            return status == NULL ? fallback : status;
    }
    return fallback;
}

json_t *kube_cell_none(const struct kube_cell_source *source)
{
    (void)source;
    return json_string(kube_none);
}

json_t *kube_cell_empty(const struct kube_cell_source *source)
{
    (void)source;
    return json_string("");
}

const struct kube_column kube_columns_plain[] = {
    KUBE_COLUMN_NAME,
    {"Age", "date", "", 0, kube_help_age, kube_cell_age},
    KUBE_COLUMNS_END,
};

/* ---- tables ---- */

static const struct kube_column *columns_of(const struct kube_kind *kind)
{
    return kind->columns == NULL ? kube_columns_plain : kind->columns;
}

json_t *kube_table_columns(const struct kube_kind *kind)
{
    json_t *list = json_array();

    for (const struct kube_column *column = columns_of(kind); column->name != NULL;
         column++)
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:i}", "name", column->name, "type",
                            column->type, "format", column->format, "description",
                            column->help, "priority", column->priority));
    return list;
}

json_t *kube_table_cells(const struct kube_kind *kind,
                         const struct kube_cell_source *source)
{
    json_t *list = json_array();

    for (const struct kube_column *column = columns_of(kind); column->name != NULL;
         column++)
        json_array_append_new(list, column->cell(source));
    return list;
}
