/*
 * kube_cells.h - what the columns of all kinds have in common; for kube_table.c and
 * kube_columns_*.c.
 */
#ifndef ELBTOP_SIM_KUBE_CELLS_H
#define ELBTOP_SIM_KUBE_CELLS_H

#include "base/buf.h"
#include "sim/kube_table.h"

extern const char kube_none[];    /* "<none>" */
extern const char kube_unknown[]; /* "<unknown>" */
extern const char kube_help_name[];
extern const char kube_help_age[];

json_t *kube_cell_name(const struct kube_cell_source *source);
json_t *kube_cell_age(const struct kube_cell_source *source);
json_t *kube_cell_none(const struct kube_cell_source *source);
json_t *kube_cell_empty(const struct kube_cell_source *source);

/* The time since the moment at that path. */
json_t *kube_cell_age_since(const struct kube_cell_source *source, const char *path);

json_t *kube_cell_text(const char *text, const char *fallback); /* also for "" */
json_t *kube_cell_take(struct buf *text, const char *fallback); /* releases the text */
json_t *kube_cell_map(const json_t *map);                       /* "a=b,c=d" */
json_t *kube_cell_count(const struct kube_cell_source *source, const char *path);
void kube_cell_join(struct buf *out, const char *text); /* with a comma */

/* "True", "False" or "Unknown" of the condition; fallback when there is none. */
const char *kube_cell_condition(const json_t *object, const char *type,
                                const char *fallback);

#define KUBE_COLUMN_NAME                                                                 \
    {                                                                                    \
        "Name", "string", "name", 0, kube_help_name, kube_cell_name                      \
    }
#define KUBE_COLUMN_AGE                                                                  \
    {                                                                                    \
        "Age", "string", "", 0, kube_help_age, kube_cell_age                             \
    }
#define KUBE_COLUMNS_END                                                                 \
    {                                                                                    \
        NULL, NULL, NULL, 0, NULL, NULL                                                  \
    }

#endif
