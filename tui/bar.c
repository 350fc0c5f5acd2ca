#include "tui/bar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "tui/gate.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/item.h"

#include "base/banned.h"

enum { WIDE_COLS = 120, SEGMENTS_MOST = 12, SEGMENT_BYTES = 128, CLOCK_CELLS = 8 };

/* One piece of a row: a label, a value with a look of its own, blanks behind. */
struct segment {
    char label[SEGMENT_BYTES];
    char value[SEGMENT_BYTES];
    enum look look;
    int gap;
};

struct segments {
    int count;
    struct segment items[SEGMENTS_MOST];
};

static int cells_of(const char *text)
{
    return glyph_cells(span_of(text), false);
}

static struct segment *add(struct segments *segments, const char *label,
                           const char *value, enum look look, int gap)
{
    struct segment *segment = &segments->items[segments->count];

    if (segments->count < SEGMENTS_MOST - 1)
        segments->count++;
    snprintf(segment->label, sizeof segment->label, "%s", label);
    snprintf(segment->value, sizeof segment->value, "%s", value);
    segment->look = look;
    segment->gap = gap;
    return segment;
}

static int segments_cells(const struct segments *segments)
{
    int cells = 0;

    for (int i = 0; i < segments->count; i++)
        cells += cells_of(segments->items[i].label) + cells_of(segments->items[i].value) +
                 (i + 1 < segments->count ? segments->items[i].gap : 0);
    return cells;
}

static void segments_draw(const struct segments *segments, struct canvas line, int col)
{
    for (int i = 0; i < segments->count; i++) {
        col = canvas_text(line, 0, col, LOOK_PLAIN, segments->items[i].label);
        col =
            canvas_text(line, 0, col, segments->items[i].look, segments->items[i].value);
        col += segments->items[i].gap;
    }
}

/* ---- row 1 ---- */

static const char *world_word(const struct scene *scene)
{
    bool stale = health_lost_source(scene) != SOURCE_COUNT;

    if (scene_is_recording(scene))
        return "REPLAY";
    if (scene_is_simulator(scene))
        return stale ? "SIMULATOR STALE" : "SIMULATOR";
    return stale ? "STALE" : "LIVE";
}

static bool is_protected(const struct scene *scene)
{
    return scene->snapshot != NULL && scene->snapshot->protected_context;
}

/* By a setting, or because this user has no right to change a Service where one looks. What
 * is not known of rights claims nothing: [RW] means that elbtop itself would act. */
static bool is_read_only(const struct scene *scene)
{
    return scene->snapshot != NULL &&
           (scene->snapshot->read_only ||
            snapshot_may_change(scene->snapshot, scene->namespace) == RIGHT_DENIED);
}

static const char *rights_word(const struct scene *scene, char out[SEGMENT_BYTES])
{
    bool read_only = is_read_only(scene);
    bool locked = !read_only && health_age_ms(scene, SOURCE_KUBERNETES) >= 0 &&
                  health_is_locked(scene);
    size_t at = (size_t)snprintf(out, SEGMENT_BYTES, "%s%s%s",
                                 read_only ? "[RO]" : "[RW]", locked ? " locked" : "",
                                 is_protected(scene) ? " PROTECTED" : "");
    char left[WHEN_TEXT_BYTES];

    if (is_protected(scene) && scene->snapshot->armed_until_wall_ms > scene->wall_ms)
        snprintf(
            out + at, SEGMENT_BYTES - at, " armed %s",
            duration_print(scene->snapshot->armed_until_wall_ms - scene->wall_ms, left));
    return out;
}

static const char *namespace_word(const struct scene *scene)
{
    if (scene->namespace != NULL)
        return scene->namespace;
    if (scene->snapshot != NULL && scene->snapshot->namespace != NULL)
        return scene->snapshot->namespace;
    return "ALL";
}

static const char *context_word(const struct scene *scene)
{
    if (scene->snapshot != NULL && scene->snapshot->context != NULL &&
        scene->snapshot->context[0] != '\0')
        return scene->snapshot->context;
    return scene->context != NULL ? scene->context : "-";
}

/* Simulated time since the lesson began. */
static void lesson_clock(const struct scene *scene, char out[WHEN_TEXT_BYTES * 2])
{
    int seconds = (int)(scene->lesson->now_ms / 1000 % 360000);

    snprintf(out, WHEN_TEXT_BYTES * 2, "%02d:%02d:%02d", seconds / 3600,
             seconds / 60 % 60, seconds % 60);
}

static void clock_word(const struct scene *scene, bool wide,
                       char out[WHEN_TEXT_BYTES * 2])
{
    if (scene_is_taught(scene)) {
        lesson_clock(scene, out);
        return;
    }
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    char clock[WHEN_TEXT_BYTES];
    time_t seconds = (time_t)(scene->wall_ms / 1000);
    struct tm parts;

    localtime_r(&seconds, &parts);
    when_print_clock(scene->wall_ms, clock);
    if (wide)
        snprintf(out, WHEN_TEXT_BYTES * 2, "%s %s", days[parts.tm_wday], clock);
    else
        snprintf(out, WHEN_TEXT_BYTES * 2, "%s", clock);
}

/* "00:42/05:10 x1 paused"; hours where there are any. */
static void add_replay(struct segments *left, const struct scene *scene)
{
    const struct replay_report *replay = &scene->snapshot->replay;
    char at[WHEN_TEXT_BYTES];
    char of[WHEN_TEXT_BYTES];
    char text[SEGMENT_BYTES];

    snprintf(text, sizeof text, "%s/%s x%g%s",
             health_minutes(scene->wall_ms - replay->from_wall_ms, at),
             health_minutes(replay->to_wall_ms - replay->from_wall_ms, of),
             (double)replay->speed_percent / 100, replay->runs ? "" : " paused");
    add(left, "", text, LOOK_STRONG, 2);
}

/* A long context gives way, the project before it. */
static void build_header(struct segments *left, const struct scene *scene, int room)
{
    bool lost = health_lost_source(scene) != SOURCE_COUNT;
    bool sim = scene_is_simulator(scene);
    char rights[SEGMENT_BYTES];
    char cut[GLYPH_TEXT_BYTES];

    *left = (struct segments){0};
    add(left, "elbtop", "", LOOK_PLAIN, 2);
    bool replay = scene_is_recording(scene);
    add(left, "", world_word(scene),
        lost && !replay ? LOOK_LOST
        : sim || replay ? LOOK_SIM
                        : LOOK_STRONG,
        2);
    add(left, "", rights_word(scene, rights), LOOK_STRONG, 2);
    struct segment *context = add(left, "ctx ", context_word(scene), LOOK_PLAIN, 2);
    add(left, "ns ", namespace_word(scene), LOOK_PLAIN, 2);
    if (replay && scene->snapshot != NULL) {
        add_replay(left, scene);
    } else if (scene_is_taught(scene)) {
        char text[SEGMENT_BYTES];
        snprintf(text, sizeof text, "x%g  seed %llu",
                 (double)scene->lesson->speed_percent / 100,
                 (unsigned long long)scene->lesson->seed);
        add(left, "speed ", text, LOOK_PLAIN, 2);
        if (segments_cells(left) > room)
            left->count--;
    } else if (scene->snapshot != NULL && scene->snapshot->project != NULL) {
        add(left, "project ", scene->snapshot->project, LOOK_PLAIN, 2);
        if (segments_cells(left) > room)
            left->count--;
    }
    int over = segments_cells(left) - room;
    if (over <= 0)
        return;
    int cells = cells_of(context->value) - over;
    glyph_shorten(context_word(scene), cells < 8 ? 8 : cells, GLYPH_CUT_MIDDLE, cut);
    snprintf(context->value, sizeof context->value, "%.*s", SEGMENT_BYTES - 1, cut);
}

void bar_draw_header(struct canvas line, const struct scene *scene)
{
    char clock[WHEN_TEXT_BYTES * 2];
    struct segments left;

    clock_word(scene, line.at.cols >= WIDE_COLS, clock);
    int room = line.at.cols - 3 - cells_of(clock);
    build_header(&left, scene, room);
    segments_draw(&left, canvas_part(line, (struct rect){.rows = 1, .cols = room + 1}),
                  1);
    canvas_text(line, 0, line.at.cols - 1 - cells_of(clock), LOOK_PLAIN, clock);
    if (is_protected(scene))
        canvas_look(line, 0, 0, line.at.cols, LOOK_PROTECTED);
}

/* ---- row 2, left ---- */

struct ages_shape {
    bool wide, token;
    bool brief;    /* a loss without its next try */
    bool briefest; /* and without its age */
};

static void add_source(struct segments *left, const struct scene *scene,
                       enum source_name name, struct ages_shape shape)
{
    char label[16];
    char word[HEALTH_WORD_BYTES];
    enum look look;

    health_word(scene, name, shape.wide, word, &look);
    if (shape.brief)
        word[strcspn(word, ",")] = '\0';
    if (shape.briefest)
        word[strcspn(word, " ")] = '\0';
    snprintf(label, sizeof label, "%s ", health_label(name));
    add(left, label, word, look,
        shape.wide                                       ? 3
        : health_is_lost(scene, name) && !shape.briefest ? 2
                                                         : 1);
}

/* A moment that nobody told; snapshots made by hand leave it at 0. */
static bool is_told(int64_t wall_ms)
{
    return wall_ms != WHEN_UNKNOWN && wall_ms != 0;
}

/*
 * Of the cloud's token and the login at the api-server the one that ends first; a login that
 * holds for longer than a day is none of today's worries. false: there is nothing to tell.
 */
static bool find_ending(const struct scene *scene, const char **ret_label,
                        int64_t *ret_left_ms)
{
    const struct snapshot *snapshot = scene->snapshot;

    if (snapshot == NULL)
        return false;
    bool cloud = snapshot->project != NULL && is_told(snapshot->token_expires_wall_ms);
    bool login = is_told(snapshot->login.expires_wall_ms) &&
                 snapshot->login.expires_wall_ms - scene->wall_ms < INTERVAL_DAY_MS;
    if (!cloud && !login)
        return false;
    if (cloud && login)
        login = snapshot->login.expires_wall_ms < snapshot->token_expires_wall_ms;
    *ret_label = login ? "login " : "token ";
    *ret_left_ms =
        (login ? snapshot->login.expires_wall_ms : snapshot->token_expires_wall_ms) -
        scene->wall_ms;
    return true;
}

/* Then it is worth more than a long verdict. */
static bool is_ending_soon(const struct scene *scene)
{
    const char *label;
    int64_t left_ms;

    return find_ending(scene, &label, &left_ms) && left_ms < INTERVAL_ENDING_MS;
}

/* "21h10m" where there is room, "21h" where not. The cloud's token elbtop renews by itself;
 * a login plugin may want a person. */
static void add_ending(struct segments *left, const struct scene *scene, bool wide)
{
    const char *label;
    int64_t left_ms;
    char text[WHEN_TEXT_BYTES];

    if (!find_ending(scene, &label, &left_ms))
        return;
    duration_print(left_ms, text);
    char *unit = strpbrk(text, "dhm");
    if (!wide && unit != NULL)
        unit[1] = '\0';
    bool by_hand = label[0] == 'l' && scene->snapshot->login.command != NULL;
    add(left, label,
        left_ms > 0 ? text
        : by_hand   ? "expired, :login"
                    : "expired",
        left_ms < INTERVAL_ENDING_MS ? LOOK_STRONG : LOOK_PLAIN, wide ? 3 : 1);
}

static void build_ages(struct segments *left, const struct scene *scene,
                       struct ages_shape shape)
{
    char text[32];

    *left = (struct segments){0};
    add_source(left, scene, SOURCE_KUBERNETES, shape);
    add_source(left, scene, SOURCE_ELB, shape);
    add_source(left, scene, SOURCE_EIP, shape);
    if (shape.wide)
        add_source(left, scene, SOURCE_PROBE, shape);
    if (shape.token)
        add_ending(left, scene, shape.wide);
    if (shape.wide && scene->snapshot != NULL) {
        snprintf(text, sizeof text, "%d/min", scene->snapshot->calls_per_minute);
        add(left, "calls ", text, LOOK_PLAIN, 3);
    }
    if (shape.wide && scene->snapshot != NULL && scene->snapshot->throttled > 0) {
        snprintf(text, sizeof text, "%d", scene->snapshot->throttled);
        add(left, "429s ", text, LOOK_STRONG, 3);
    }
}

/* ---- row 2, right ---- */

static size_t need_you(const struct view *view)
{
    return view->count_by_state[ROW_FAILED] + view->count_by_state[ROW_STUCK] +
           view->count_by_state[ROW_SKIPPED] + view->count_by_state[ROW_DEGRADED] +
           item_count_orphans(view);
}

static void add_count(struct segments *right, size_t count, const char *word,
                      enum look look)
{
    char text[64];

    if (count == 0)
        return;
    snprintf(text, sizeof text, "%zu %s", count, word);
    add(right, "", text, look, 1);
}

static void add_needs(struct segments *right, const struct view *view)
{
    add(right, "", "NEEDS YOU:", LOOK_STRONG, 1);
    add_count(right, view->count_by_state[ROW_FAILED], "failed", LOOK_BAD);
    add_count(right, view->count_by_state[ROW_STUCK], "stuck", LOOK_ALARM);
    add_count(right, view->count_by_state[ROW_SKIPPED], "skipped", LOOK_ALARM);
    add_count(right, view->count_by_state[ROW_DEGRADED], "degraded", LOOK_WARN);
    add_count(right, item_count_orphans(view), "orphan", LOOK_ORPHAN);
}

static size_t calm_count(const struct view *view)
{
    return view->count_by_state[ROW_MOVING] + view->count_by_state[ROW_DELETING] +
           view->count_by_state[ROW_READY] + view->count_by_state[ROW_UNKNOWN];
}

static void add_calm(struct segments *right, const struct view *view)
{
    add_count(right, view->count_by_state[ROW_MOVING], "moving", LOOK_PLAIN);
    add_count(right, view->count_by_state[ROW_DELETING], "deleting", LOOK_PLAIN);
    add_count(right, view->count_by_state[ROW_READY], "ready", LOOK_PLAIN);
    add_count(right, view->count_by_state[ROW_UNKNOWN], "unknown", LOOK_DIM);
}

/* What there is to say, at its longest. */
static void build_verdict(struct segments *right, const struct scene *scene, bool wide)
{
    const struct view *view = scene_view(scene);
    char text[64];

    *right = (struct segments){0};
    if (scene_is_taught(scene)) {
        add(right, "", "no cluster, no cloud, nothing here costs money", LOOK_DIM, 0);
        return;
    }
    if (view == NULL || !health_was_read(scene, SOURCE_KUBERNETES)) {
        add(right, "", "not read yet", LOOK_DIM, 0);
        return;
    }
    bool old = health_is_lost(scene, SOURCE_KUBERNETES);
    if (need_you(view) > 0) {
        add_needs(right, view);
        if (old)
            add(right, "", "(old)", LOOK_STRONG, 1);
        if (wide && calm_count(view) > 0) {
            add(right, "", "|", LOOK_DIM, 1);
            add_calm(right, view);
        }
    } else if (view->row_count == 0) {
        add(right, "", "no Services", LOOK_PLAIN, 0);
    } else if (view->count_by_state[ROW_READY] == view->row_count) {
        snprintf(text, sizeof text, "all %zu ready%s", view->row_count,
                 old ? " (old)" : "");
        add(right, "", text, LOOK_PLAIN, 0);
    } else {
        add_calm(right, view);
    }
}

static void build_short_verdict(struct segments *right, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    char text[64];

    if (scene_is_taught(scene)) {
        *right = (struct segments){0};
        add(right, "", "costs nothing", LOOK_DIM, 0);
        return;
    }
    if (view == NULL || need_you(view) == 0)
        return;
    *right = (struct segments){0};
    snprintf(text, sizeof text, "NEEDS YOU: %zu%s", need_you(view),
             health_is_lost(scene, SOURCE_KUBERNETES) ? " (old)" : "");
    add(right, "", text, LOOK_ALARM, 0);
}

/* The verdict is what the row is for: it is shortened last but one, ages go first. */
void bar_draw_ages(struct canvas line, const struct scene *scene)
{
    static const struct ages_shape shapes[] = {{.wide = true, .token = true},
                                               {.token = true},
                                               {.token = false},
                                               {.brief = true},
                                               {.briefest = true}};
    struct segments left;
    struct segments right;
    bool fits = false;

    build_verdict(&right, scene, line.at.cols >= WIDE_COLS);
    for (int shortened = 0; shortened < 2 && !fits; shortened++) {
        if (shortened == 1)
            build_short_verdict(&right, scene);
        /* Losing the token to keep the long verdict is fine while it holds, losing the
         * retry is not. */
        int last = shortened == 1          ? (int)ARRAY_COUNT(shapes)
                   : is_ending_soon(scene) ? 2
                                           : 3;
        for (int i = line.at.cols >= WIDE_COLS ? 0 : 1; i < last && !fits; i++) {
            build_ages(&left, scene, shapes[i]);
            fits = 1 + segments_cells(&left) + 2 + segments_cells(&right) <= line.at.cols;
        }
    }
    int col = line.at.cols - segments_cells(&right);
    segments_draw(
        &left, canvas_part(line, (struct rect){.rows = 1, .cols = col > 0 ? col - 1 : 0}),
        1);
    if (col > 0)
        segments_draw(&right, line, col);
}

/* ---- the last row ---- */

static int draw_hint(struct canvas line, int col, const struct keymap_entry *entry,
                     bool on)
{
    struct span label = span_of(entry->label);
    struct span first;
    char key[32];

    span_cut(&label, ' ', &first);
    snprintf(key, sizeof key, "%.*s", (int)first.bytes, first.at);
    col = canvas_text(line, 0, col, on ? LOOK_KEY : LOOK_DIM, key);
    return canvas_text(line, 0, col + 1, on ? LOOK_PLAIN : LOOK_DIM,
                       keymap_hint_text(entry, line.at.cols));
}

void bar_draw_hints(struct canvas line, const struct scene *scene,
                    const struct panel *panel)
{
    const struct keymap_entry *hints[KEYMAP_MOST_HINTS];
    struct subject subject = panel->ops->subject(panel, scene);
    size_t count = keymap_hints(scene->keymap, panel->ops->kind, line.at.cols, hints);
    int col = 1;

    for (size_t i = 0; i < count; i++) {
        char why_not[GATE_WHY_BYTES];
        bool on = gate_is_open(hints[i]->action, scene, &subject, why_not);
        col = draw_hint(line, col, hints[i], on) + 2;
    }
}

/* ---- too small ---- */

void bar_draw_tiny(struct canvas line, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    char text[128];

    snprintf(text, sizeof text, "elbtop: %zu services, %zu need you (terminal too small)",
             view == NULL ? (size_t)0 : view->row_count,
             view == NULL ? (size_t)0 : need_you(view));
    canvas_text(line, 0, 0, LOOK_PLAIN, text);
}
