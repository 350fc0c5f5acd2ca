/*
 * origins.h - where each value on the screen comes from: the call, the place in its answer,
 * when that was read, the raw value, and the rule that makes of it what is shown (key w).
 *
 * One table per kind of row; a column without an entry does not pass its test.
 */
#ifndef ELBTOP_TUI_ORIGINS_H
#define ELBTOP_TUI_ORIGINS_H

#include "tui/page.h"
#include "tui/scene.h"

void origins_of_row(const struct row *row, const struct scene *scene, struct page *page);
void origins_of_steps(const struct row *row, const struct scene *scene,
                      struct page *page);
void origins_of_elb(const struct view_elb *elb, const struct scene *scene,
                    struct page *page);
void origins_of_gateway(const struct view_gateway *gateway, const struct scene *scene,
                        struct page *page);

#endif
