/*
 * describe.h - everything that is known of one Service, in words: as `d` shows it; and why
 * each value is what it is, as `w` does.
 */
#ifndef ELBTOP_TUI_DESCRIBE_H
#define ELBTOP_TUI_DESCRIBE_H

#include "state/row.h"
#include "tui/page.h"
#include "tui/scene.h"

void describe_service(const struct row *row, const struct scene *scene,
                      struct page *page);

/* For each column: which call and field it comes from, and by what rule. */
void describe_values(const struct row *row, const struct scene *scene, struct page *page);

#endif
