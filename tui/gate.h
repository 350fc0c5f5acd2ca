/*
 * gate.h - the one place that says whether a key may act now, and if not, why.
 *
 * Everything that is not named as allowed is refused. Panels never ask for a change by
 * another way than through the dashboard, and the dashboard never without this.
 */
#ifndef ELBTOP_TUI_GATE_H
#define ELBTOP_TUI_GATE_H

#include "tui/panel.h"

enum { GATE_WHY_BYTES = 160 };

/*
 * true: go on. false: why_not holds the reason, to be shown as "KEY is off: REASON".
 * subject may be NULL.
 */
bool gate_is_open(enum action action, const struct scene *scene,
                  const struct subject *subject, char why_not[GATE_WHY_BYTES]);

/* Would it change something outside this program? */
bool gate_guards(enum action action);

#endif
