/*
 * desk.h - a person's place before the screen, for tests: a dashboard, the snapshot it shows,
 * the cells it draws, and the time, which stands still until it is moved.
 */
#ifndef ELBTOP_TESTS_SCREEN_DESK_H
#define ELBTOP_TESTS_SCREEN_DESK_H

#include "screen/world.h"
#include "tui/dashboard.h"
#include "tui/panel.h"

struct desk {
    struct dashboard *dashboard;
    struct snapshot *snapshot; /* shown; NULL */
    struct grid grid;
    int64_t now_ms, wall_ms;
};

/* The clock stands at WORLD_NOW_MS; nothing was shown yet. */
void desk_open(struct desk *desk, int rows, int cols, bool ascii);
void desk_close(struct desk *desk);

/* Takes the snapshot over; NULL: nothing came yet. */
void desk_show(struct desk *desk, struct snapshot *snapshot);
void desk_fill(struct desk *desk, void (*fill)(struct world *world)); /* and shows it */
void desk_resize(struct desk *desk, int rows, int cols);
void desk_wait(struct desk *desk, int64_t ms); /* time goes by */
void desk_draw(struct desk *desk);

void desk_key(struct desk *desk, uint32_t key);
void desk_press(struct desk *desk, const char *keys); /* names, parted by blanks */

/* ---- what is seen, and what is asked of the world ---- */

/* The screen as it is drawn now; valid until the next call. */
const char *desk_screen(struct desk *desk);
void desk_sees(struct desk *desk, const char *text);
void desk_sees_not(struct desk *desk, const char *text);

/* The first order of that kind among all errands that wait; the others are let go. NULL: none. */
struct order *desk_given(struct desk *desk, enum order_kind kind);

/*
 * Opens the panel on what is selected, as the dashboard would. false when no panel of that
 * kind comes of it: then the way to it must be told in desk.c.
 */
bool desk_go(struct desk *desk, enum panel_kind kind);
/* Could it open? A tear-down is about a Service that is selected. */
bool desk_may_go(const struct desk *desk, enum panel_kind kind);
struct panel *desk_panel(const struct desk *desk);
const struct keymap *desk_keymap(const struct desk *desk);
struct subject desk_subject(const struct desk *desk); /* what the keys act on */

struct places desk_places(void); /* as if kubeconfig files had been read */
/* A lesson that came to its middle (LESSON_WAITING), or only the titles (LESSON_CLOSED). */
const struct lesson_report *desk_lesson(enum lesson_phase phase);

/* "services", "steps"; as it stands in test names. */
const char *desk_panel_name(enum panel_kind kind);

#endif
