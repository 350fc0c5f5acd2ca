/*
 * health.h - how far the picture can be believed: ages and losses of the sources, in the
 * words of row 2 and of the gate before C, L and X.
 */
#ifndef ELBTOP_TUI_HEALTH_H
#define ELBTOP_TUI_HEALTH_H

#include "base/when.h"
#include "tui/scene.h"
#include "tui/theme.h"

enum { HEALTH_WORD_BYTES = 64 };

/* "k8s", "elb", "eip", "iam", "probe": the short names of the screen. */
const char *health_label(enum source_name name);

/* Milliseconds since the picture of it was proved; -1 when it never was. */
int64_t health_age_ms(const struct scene *scene, enum source_name name);

/* Asked in vain: its part of the picture stays, and is old. */
bool health_is_lost(const struct scene *scene, enum source_name name);
bool health_is_off(const struct scene *scene, enum source_name name);
bool health_was_read(const struct scene *scene, enum source_name name);

/* The first source that is lost; SOURCE_COUNT when none is. */
enum source_name health_lost_source(const struct scene *scene);

/* C, L and X need a young answer of Kubernetes. */
bool health_is_locked(const struct scene *scene);

/* "3s", "3s/5s" with its interval, "connecting 2s", "LOST 1m32s, retry 4 in 7s", "off". */
const char *health_word(const struct scene *scene, enum source_name name, bool wide,
                        char out[HEALTH_WORD_BYTES], enum look *ret_look);

/* "00:42", "05:10", "1:02:07": how far into something one is. */
const char *health_minutes(int64_t ms, char out[WHEN_TEXT_BYTES]);

#endif
