#include "state/view.h"

#include <stdlib.h>
#include <string.h>

#include "state/parts.h"

#include "base/banned.h"

const char *source_name_text(enum source_name name)
{
    static const char *const texts[] = {
        [SOURCE_KUBERNETES] = "kubernetes",
        [SOURCE_ELB] = "elb",
        [SOURCE_EIP] = "eip",
        [SOURCE_IAM] = "iam",
        [SOURCE_PROBE] = "probe",
    };
    return name < SOURCE_COUNT ? texts[name] : "";
}

const char *source_state_text(enum source_state state)
{
    static const char *const texts[] = {
        [SOURCE_OFF] = "off",   [SOURCE_CONNECTING] = "lost",
        [SOURCE_LIVE] = "live", [SOURCE_STALE] = "stale",
        [SOURCE_LOST] = "lost", [SOURCE_DENIED] = "denied",
    };
    return texts[state];
}

void view_free(struct view *view)
{
    if (view == NULL)
        return;
    parts_free(view->parts);
    arena_release(&view->arena);
    free(view);
}

const struct row *view_row(const struct view *view, const char *namespace,
                           const char *name)
{
    size_t first = 0;
    size_t behind = view->row_count;

    if (namespace == NULL || name == NULL)
        return NULL;
    while (first < behind) {
        size_t middle = first + (behind - first) / 2;
        const struct row *row = view->rows[middle];
        int order = strcmp(namespace, row->namespace);
        if (order == 0)
            order = strcmp(name, row->name);
        if (order == 0)
            return row;
        if (order < 0)
            behind = middle;
        else
            first = middle + 1;
    }
    return NULL;
}

bool usual_pattern_of(const struct row *row, enum usual_pattern *ret_pattern)
{
    switch (row->pattern) {
    case PATTERN_AUTOCREATE:
        *ret_pattern = USUAL_AUTOCREATE;
        return true;
    case PATTERN_ATTACH:
        *ret_pattern = USUAL_ATTACH;
        return true;
    case PATTERN_NONE:
    case PATTERN_BOTH:
    case PATTERN_GATEWAY:
        break;
    }
    return false;
}

const struct view_usual *view_usual(const struct view *view, const struct row *row,
                                    int what)
{
    enum usual_pattern pattern;

    if (what < 0 || what >= USUAL_WHATS || !usual_pattern_of(row, &pattern) ||
        view->usual[pattern][what].count == 0)
        return NULL;
    return &view->usual[pattern][what];
}
