#include "lib/check.h"

#include "screen/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "tui/dashboard_inside.h"
#include "tui/key.h"

#include "base/banned.h"

void desk_open(struct desk *desk, int rows, int cols, bool ascii)
{
    *desk = (struct desk){.now_ms = WORLD_NOW_MS, .wall_ms = WORLD_WALL_MS};
    desk->dashboard = dashboard_new(ascii, WORLD_NOW_MS);
    grid_init(&desk->grid, rows, cols, ascii);
}

void desk_close(struct desk *desk)
{
    dashboard_free(desk->dashboard);
    snapshot_free(desk->snapshot);
    grid_release(&desk->grid);
}

void desk_show(struct desk *desk, struct snapshot *snapshot)
{
    struct snapshot *before = desk->snapshot;

    desk->snapshot = snapshot;
    dashboard_show(desk->dashboard, snapshot, desk->now_ms, desk->wall_ms);
    snapshot_free(before);
}

void desk_fill(struct desk *desk, void (*fill)(struct world *world))
{
    struct world world;

    world_init(&world);
    fill(&world);
    desk_show(desk, world_give(&world));
}

void desk_resize(struct desk *desk, int rows, int cols)
{
    bool ascii = desk->grid.ascii;

    grid_release(&desk->grid);
    grid_init(&desk->grid, rows, cols, ascii);
}

void desk_wait(struct desk *desk, int64_t ms)
{
    desk->now_ms += ms;
    desk->wall_ms += ms;
    dashboard_tick(desk->dashboard, desk->now_ms, desk->wall_ms);
}

void desk_draw(struct desk *desk)
{
    dashboard_draw(desk->dashboard, &desk->grid, desk->now_ms, desk->wall_ms);
}

void desk_key(struct desk *desk, uint32_t key)
{
    dashboard_key(desk->dashboard, key, desk->now_ms, desk->wall_ms);
}

void desk_press(struct desk *desk, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        if (word.bytes == 0)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        desk_key(desk, key_parse(name));
    }
}

/* ---- what is seen, and what is asked of the world ---- */

const char *desk_screen(struct desk *desk)
{
    enum { SCREEN_BYTES = 1 << 18 };
    static char text[SCREEN_BYTES];
    struct buf out;

    desk_draw(desk);
    buf_init(&out, sizeof text - 1);
    grid_print(&desk->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

void desk_sees(struct desk *desk, const char *text)
{
    if (strstr(desk_screen(desk), text) == NULL)
        fail_msg("no \"%s\" in\n%.6000s", text, desk_screen(desk));
}

void desk_sees_not(struct desk *desk, const char *text)
{
    if (strstr(desk_screen(desk), text) != NULL)
        fail_msg("\"%s\" in\n%.6000s", text, desk_screen(desk));
}

struct order *desk_given(struct desk *desk, enum order_kind kind)
{
    struct order *found = NULL;

    for (struct errand errand;
         (errand = dashboard_next_errand(desk->dashboard)).kind != ERRAND_NONE;) {
        if (errand.order != NULL && errand.order->kind == kind && found == NULL)
            found = errand.order;
        else
            order_free(errand.order);
        free(errand.text);
        free(errand.namespace);
    }
    return found;
}

/* ---- panels ---- */

struct panel *desk_panel(const struct desk *desk)
{
    return dash_top(desk->dashboard);
}

const struct keymap *desk_keymap(const struct desk *desk)
{
    return desk->dashboard->keymap;
}

struct subject desk_subject(const struct desk *desk)
{
    struct scene scene = dash_scene(desk->dashboard, desk->now_ms, desk->wall_ms);
    return desk_panel(desk)->ops->subject(desk_panel(desk), &scene);
}

/* Keys of the usual keymap, whatever they are called in this one. */
static void press_usual(struct desk *desk, const char *keys)
{
    struct keymap *usual = keymap_new();
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        enum panel_kind top = desk_panel(desk)->ops->kind;
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        uint32_t key = key_parse(name);
        const struct keymap_entry *entry = keymap_find(usual, top, key);
        if (entry != NULL)
            entry = keymap_action(desk_keymap(desk), top, entry->action);
        desk_key(desk, entry != NULL ? entry->keys[0] : key);
    }
    keymap_free(usual);
}

/* Where a panel is not opened by itself: the keys that lead to it from the Services. */
static const char *const ways[PANEL_KIND_COUNT] = {
    [PANEL_SERVICES] = "",
};

struct places desk_places(void)
{
    static const struct place at[] = {
        {"cce-demo", "", false},
        {"cce-prod", "", true},
        {"a-context-with-a-name-that-is-longer-than-most", "", false}};

    return (struct places){.count = ARRAY_COUNT(at), .at = at, .here = "cce-demo"};
}

static void offer_contexts(struct desk *desk)
{
    struct places places = desk_places();
    dashboard_offer_contexts(desk->dashboard, &places, desk->now_ms, desk->wall_ms);
}

const struct lesson_report *desk_lesson(enum lesson_phase phase)
{
    enum { LINES = 40 };
    static const struct lesson_title titles[] = {
        {"the flow", "pattern A, seven steps"},
        {"pending", "why EXTERNAL-IP is pending"},
        {"annotations", "the strict schema"},
        {"patterns", "A and B"},
        {"sharing", "by elb.id"},
        {"teardown", "and the finalizer"},
        {"Gateway", "against the direct path"}};
    static const struct lesson_break breaks[] = {{'1', "EIP quota full", false},
                                                 {'2', "port taken", true}};
    static struct lesson_line lines[LINES];
    static struct lesson_report closed;
    static struct lesson_report report = {
        .phase = LESSON_WAITING,
        .title_count = ARRAY_COUNT(titles),
        .titles = titles,
        .number = 1,
        .step = 12,
        .actor_count = 4,
        .actors = {LESSON_YOU, LESSON_API, LESSON_CCM, LESSON_CLOUD},
        .line_count = LINES,
        .lines = lines,
        .next = &lines[LINES - 1],
        .pretty = "{\n  \"listener\": {\n    \"protocol_port\": 80\n  }\n}\n",
        .namespace = "lb-demo",
        .name = "hello",
        .say = "Two cloud objects exist and cost money.",
        .question = {.id = 1,
                     .ask = "What would stay?",
                     .answers = {"nothing", "the Service", "the EIP"},
                     .right = 2,
                     .because = "its finalizer holds it"},
        .break_count = ARRAY_COUNT(breaks),
        .breaks = breaks,
        .now_ms = 6000,
        .seed = 7,
        .speed_percent = 100,
    };

    for (int i = 0; i < LINES; i++)
        lines[i] = (struct lesson_line){.from = LESSON_CCM,
                                        .to = LESSON_CLOUD,
                                        .verb = i % 2 == 0 ? "POST listener" : "GET elb",
                                        .step = i % 5 == 0 ? "4d" : "",
                                        .text = "k8s-lb-demo",
                                        .method = "POST",
                                        .target = "/v3/p/elb/listeners",
                                        .twin = "",
                                        .at_ms = 100 * i,
                                        .status = i + 1 < LINES ? 201 : 0};
    closed = (struct lesson_report){.problem = "",
                                    .say = "",
                                    .pretty = "",
                                    .title_count = report.title_count,
                                    .titles = report.titles};
    return phase == LESSON_CLOSED ? &closed : &report;
}

static void teach(struct desk *desk)
{
    dashboard_teach(desk->dashboard, desk_lesson(LESSON_WAITING), desk->now_ms,
                    desk->wall_ms);
}

bool desk_go(struct desk *desk, enum panel_kind kind)
{
    if (kind == PANEL_LESSON || kind == PANEL_LESSONS)
        teach(desk);
    struct scene scene = dash_scene(desk->dashboard, desk->now_ms, desk->wall_ms);
    struct subject subject = desk_subject(desk);
    if (kind == PANEL_JOB && scene.snapshot != NULL && scene.snapshot->job_count > 0)
        subject.job = scene.snapshot->jobs[0].id;
    if (kind == PANEL_RACE)
        desk_press(desk, "Space Space"); /* where there are two */
    if (kind == PANEL_CONTEXTS)
        offer_contexts(desk);
    else if (kind == PANEL_NAMESPACES)
        dash_pick_namespace(desk->dashboard, &scene);
    else if (ways[kind] != NULL)
        press_usual(desk, ways[kind]);
    else
        dash_open(desk->dashboard, &scene, kind, &subject);
    return desk_panel(desk)->ops->kind == kind;
}

bool desk_may_go(const struct desk *desk, enum panel_kind kind)
{
    return kind != PANEL_TEAR || desk_subject(desk).row != NULL;
}

const char *desk_panel_name(enum panel_kind kind)
{
    static const char *const names[PANEL_KIND_COUNT] = {
        [PANEL_SERVICES] = "services", [PANEL_STEPS] = "steps",
        [PANEL_ELBS] = "elbs",         [PANEL_EVENTS] = "events",
        [PANEL_GATEWAY] = "gateway",   [PANEL_ORPHANS] = "orphans",
        [PANEL_HELP] = "help",         [PANEL_SOURCES] = "sources",
        [PANEL_CALLS] = "calls",       [PANEL_DESCRIBE] = "describe",
        [PANEL_WHY] = "why",           [PANEL_MENU] = "menu",
        [PANEL_TEAR] = "tear",         [PANEL_CREATE] = "create",
        [PANEL_LINK] = "link",         [PANEL_JOB] = "job",
        [PANEL_JOBS] = "jobs",         [PANEL_YAML] = "yaml",
        [PANEL_SETTINGS] = "settings", [PANEL_INFO] = "info",
        [PANEL_CONTEXTS] = "contexts", [PANEL_NAMESPACES] = "namespaces",
        [PANEL_QUOTA] = "quota",       [PANEL_RACE] = "race",
        [PANEL_LESSON] = "lesson",     [PANEL_LESSONS] = "lessons",
    };
    static char number[32];

    if (names[kind] != NULL)
        return names[kind];
    snprintf(number, sizeof number, "panel %d", (int)kind);
    return number;
}
