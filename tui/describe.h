/*
 * describe.h - everything that is known of one Service, in words: as `d` shows it.
 */
#ifndef ELBTOP_TUI_DESCRIBE_H
#define ELBTOP_TUI_DESCRIBE_H

#include "state/row.h"
#include "tui/page.h"
#include "tui/scene.h"

void describe_service(const struct row *row, const struct scene *scene,
                      struct page *page);

#endif
