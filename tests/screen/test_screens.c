/*
 * Whole frames as text, compared with tests/screen/frames/. UPDATE=1 writes them anew for
 * review. Every frame at 80x24 in ASCII keeps the screen contract.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/span.h"
#include "screen/contract.h"
#include "screen/world.h"
#include "tui/dashboard.h"
#include "tui/key.h"

#include "base/banned.h"

enum look_of_case { SIGNS_ASCII, SIGNS_UTF8, LOOKS_MONO };

struct frame_case {
    const char *name; /* of the file, without the size */
    void (*fill)(struct world *world);
    const char *keys; /* names, parted by blanks; "wait" lets time pass */
    enum look_of_case shown;
};

/* ---- worlds ---- */

static void demo(struct world *world)
{
    world_fill_demo(world);
}

static void kubernetes_lost(struct world *world)
{
    world_fill_demo(world);
    world_lose(world, SOURCE_KUBERNETES, 92000);
}

static void elb_lost(struct world *world)
{
    world_fill_demo(world);
    world_lose(world, SOURCE_ELB, 50000);
}

static void cloud_not_read(struct world *world)
{
    world_fill_demo(world);
    for (int name = SOURCE_ELB; name <= SOURCE_IAM; name++) {
        world->view->sources[name].state = SOURCE_CONNECTING;
        world->view->sources[name].ever = false;
    }
    for (size_t i = 0; i < world->view->row_count; i++) {
        world->rows[i]->elb = NULL;
        world->rows[i]->members_online = -1;
        world->rows[i]->members_total = -1;
    }
    world->view->elb_count = 0;
    world->snapshot->complete = false;
}

static void nothing_read(struct world *world)
{
    for (int name = 0; name < SOURCE_COUNT; name++) {
        world->view->sources[name].state = SOURCE_CONNECTING;
        world->view->sources[name].ever = false;
    }
    world->snapshot->complete = false;
}

static void forbidden(struct world *world)
{
    struct source *source = &world->view->sources[SOURCE_KUBERNETES];

    nothing_read(world);
    source->state = SOURCE_DENIED;
    err_set(&source->err, ERR_AUTH,
            "services is forbidden: User \"bob\" cannot list resource");
}

static void quota_refused(struct world *world)
{
    struct quota_sheet *sheet = &world->snapshot->around.quotas;
    struct quota_reading *reading = &sheet->readings[QUOTA_FROM_EIP];

    world_fill_demo(world);
    sheet->lines[QUOTA_ELB].most = 12;
    sheet->lines[QUOTA_EIP] = (struct quota_line){QUOTA_UNKNOWN, QUOTA_UNKNOWN};
    reading->read_wall_ms = 0;
    reading->err.http_status = 403;
    err_set(&reading->err, ERR_AUTH, "VPC.2701: Token not allowed to do this action");
}

static void no_services(struct world *world)
{
    (void)world;
}

static void no_services_in_one(struct world *world)
{
    world->snapshot->namespace = "shop";
}

static void all_ready(struct world *world)
{
    struct row *row = world_add(world, "whoami/whoami", ROW_READY, "#######", 5);

    world_elb(world, row, "k8s-whoami", ROLE_CREATOR);
    world_members(row, 3, 3);
    world_port(world, row, 80, 30079);
    world_address(world, row, "138.124.232.13");
    world->snapshot->simulator = true;
    world->snapshot->read_only = true;
}

static void no_cloud(struct world *world)
{
    world_fill_demo(world);
    for (int name = SOURCE_ELB; name <= SOURCE_IAM; name++) {
        world->view->sources[name].state = SOURCE_OFF;
        world->view->sources[name].ever = false;
    }
    world->snapshot->project = NULL;
    world->view->elb_count = 0;
}

/* Names from elsewhere may hold anything; what reaches the screen is printable. */
static void strange_names(struct world *world)
{
    struct row *row = world_add(
        world,
        "a-namespace-with-a-very-long-name/b\x1b[2J\xe2\x80\xae\xe4\xb8\xad\xe6\x96\x87",
        ROW_FAILED, "###!...", 0);

    world_why(world, row, "Fehler: \xc3\xbc\xc3\xa4 \xf0\x9f\x98\x80 \x07 zu viel", "",
              "");
}

static void protected_context(struct world *world)
{
    world_fill_demo(world);
    world->snapshot->protected_context = true;
    world->snapshot->armed_until_wall_ms = WORLD_WALL_MS + 240000;
    world->snapshot->acting_reason = "this context is protected; :arm 5m why";
}

static void disarmed_context(struct world *world)
{
    protected_context(world);
    world->snapshot->armed_until_wall_ms = WORLD_WALL_MS - 1000;
}

static void read_only(struct world *world)
{
    world_fill_demo(world);
    world->snapshot->read_only = true;
}

/* What was made in this session, and is used by nobody else, takes one key. */
static void made_here(struct world *world)
{
    static const char *const made[] = {"uid-whoami/fortune"};

    world_fill_demo(world);
    world->snapshot->made = made;
    world->snapshot->made_count = 1;
}

/* Only a UUID can be linked to. */
static void uuids(struct world *world)
{
    world_fill_demo(world);
    for (size_t i = 0; i < world->view->elb_count; i++)
        world->elbs[i].id =
            arena_print(world->arena, "71f02bde-5c1e-4a8f-9b36-0c7e2ad4327%zu", i);
}

/* ---- jobs ---- */

static const struct plan_object objects[] = {
    {.fate = FATE_GOES,
     .thing = THING_SERVICE,
     .name = "whoami/whoami",
     .id = "2c90",
     .detail = "uid 2c90.. rv 90311"},
    {.fate = FATE_GOES,
     .thing = THING_LISTENER,
     .name = "80/TCP k8s_TCP_80",
     .id = "aa01",
     .detail = "1 pool, 3 members"},
    {.fate = FATE_STAYS,
     .thing = THING_ELB,
     .name = "k8s-whoami",
     .id = "71f02bde-5c1e",
     .detail = "the ccm keeps it: others use it"},
    {.fate = FATE_ORPHAN,
     .thing = THING_ELB,
     .name = "k8s-whoami",
     .id = "71f02bde-5c1e",
     .detail = "afterwards nobody owns it"},
    {.fate = FATE_ORPHAN,
     .thing = THING_EIP,
     .name = "138.124.232.13",
     .id = "8ba0d5a9-11",
     .detail = "afterwards nobody owns it"},
};

enum { OBJECTS = ARRAY_COUNT(objects), LINES = 4 };

/* A tear-down of the creator of a shared ELB, in that state. */
static struct job_report *add_job(struct world *world, enum job_state state)
{
    static const char *const says[LINES] = {
        "confirmed", "DELETE whoami/whoami: 200 in 21 ms",
        "listener 80/TCP k8s_TCP_80 gone", "Service whoami/whoami gone"};
    struct job_report *job = arena_new(world->arena, sizeof *job);
    struct job_thing *things = arena_new_array(world->arena, OBJECTS, sizeof *things);
    struct job_line *lines = arena_new_array(world->arena, LINES, sizeof *lines);
    size_t went = state == JOB_DONE ? 2 : state == JOB_PROVING ? 1 : 0;

    for (size_t i = 0; i < OBJECTS; i++)
        things[i] = (struct job_thing){
            .object = &objects[i],
            .state = i < went                                      ? THING_GONE
                     : i < 2                                       ? THING_WAITING
                     : objects[i].fate == FATE_ORPHAN && went == 2 ? THING_LEFT_OVER
                                                                   : THING_KEPT,
            .after_ms = i < went ? 3000 : -1,
            .proof = i < went ? "404" : "",
        };
    for (size_t i = 0; i < LINES; i++)
        lines[i] = (struct job_line){.wall_ms = WORLD_WALL_MS - 4000 + 1000 * (int64_t)i,
                                     .subject = "whoami/whoami",
                                     .who = i == 0   ? "you"
                                            : i == 2 ? "otc-api"
                                                     : "api-server",
                                     .what = says[i]};
    *job = (struct job_report){
        .id = 1,
        .state = state,
        .kind = PLAN_TEARDOWN,
        .title = "whoami/whoami",
        .err = ERR_INIT,
        .advice = "",
        .field = "",
        .owner = "",
        .difference = "",
        .began_wall_ms = WORLD_WALL_MS - 4000,
        .took_ms = went == 0 ? -1 : 3000,
        .goes_count = 2,
        .gone_count = went,
        .left_count = went == 2 ? 2 : 0,
        .thing_count = OBJECTS,
        .things = things,
        .line_count = went == 0   ? 1
                      : went == 1 ? 3
                                  : LINES,
        .lines = lines,
    };
    world->snapshot->jobs = job;
    world->snapshot->job_count = 1;
    return job;
}

static void job_held(struct world *world)
{
    world_fill_demo(world);
    add_job(world, JOB_HELD)->hold_left_ms = 3000;
}

static void job_proving(struct world *world)
{
    world_fill_demo(world);
    add_job(world, JOB_PROVING);
}

static void job_left(struct world *world)
{
    world_fill_demo(world);
    add_job(world, JOB_DONE)->receipt =
        "/home/alice/.local/state/elbtop/receipts/20251122-120428-whoami-whoami.json";
}

static void job_differs(struct world *world)
{
    world_fill_demo(world);
    add_job(world, JOB_STOPPED)->difference =
        "whoami/whoami was deleted and made again: uid 5f3c.., was 2c90..";
}

static void job_unclear(struct world *world)
{
    struct job_report *job;

    world_fill_demo(world);
    job = add_job(world, JOB_UNCLEAR);
    job->took_ms = 30000;
    err_set(&job->err, ERR_NET,
            "no answer in 30 s, and reading again failed three times");
}

/* A form was sent, and its Service is on its way. */
static void job_follows(struct world *world)
{
    struct job_report *job;

    world_fill_demo(world);
    job = add_job(world, JOB_PROVING);
    job->kind = PLAN_CREATE;
    job->title = "lb-demo/hello";
    job->thing_count = 0;
}

/* The api-server said no after the question: the field and its owner are named. */
static void job_refused(struct world *world)
{
    struct job_report *job;

    world_fill_demo(world);
    job = add_job(world, JOB_STOPPED);
    job->kind = PLAN_LINK;
    job->title = "lb-demo/hello";
    job->thing_count = 0;
    job->refused = REFUSED_BY_OWNER;
    job->field = ".metadata.annotations.kubernetes.io/elb.class";
    job->owner = "kubectl";
    job->advice = "leave the field out, or change it where it is kept";
    err_set(&job->err, ERR_CONFLICT, "conflict with \"kubectl\" using v1");
}

static const struct frame_case cases[] = {
    {"services-protected", protected_context, "", SIGNS_ASCII},
    {"services-disarmed", disarmed_context, "X", SIGNS_ASCII},
    {"services-protected-looks", protected_context, "", LOOKS_MONO},
    {"services", demo, "", SIGNS_ASCII},
    {"services-utf8", demo, "", SIGNS_UTF8},
    {"services-looks", demo, "", LOOKS_MONO},
    {"services-stale", kubernetes_lost, "", SIGNS_ASCII},
    {"services-stale-looks", kubernetes_lost, "", LOOKS_MONO},
    {"services-stale-moved", kubernetes_lost, "j", SIGNS_ASCII},
    {"services-elb-lost", elb_lost, "", SIGNS_ASCII},
    {"services-cloud-not-read", cloud_not_read, "", SIGNS_ASCII},
    {"services-no-cloud", no_cloud, "", SIGNS_ASCII},
    {"services-nothing-read", nothing_read, "", SIGNS_ASCII},
    {"services-forbidden", forbidden, "", SIGNS_ASCII},
    {"services-none", no_services, "", SIGNS_ASCII},
    {"services-none-in-one", no_services_in_one, "", SIGNS_ASCII},
    {"services-all-ready", all_ready, "", SIGNS_ASCII},
    {"services-strange-names", strange_names, "", SIGNS_UTF8},
    {"services-filter-typed", demo, "/ s t a t e : f", SIGNS_ASCII},
    {"services-filtered-out", demo, "/ z z z Enter", SIGNS_ASCII},
    {"services-problems", demo, "!", SIGNS_ASCII},
    {"services-orphan", demo, "j j j j j", SIGNS_ASCII},
    {"services-marked", demo, "Space Space", SIGNS_ASCII},
    {"services-by-name", demo, "N I", SIGNS_ASCII},
    {"services-all-columns", demo, "W l l l l", SIGNS_ASCII},
    {"services-pane-why", demo, "Tab", SIGNS_ASCII},
    {"services-pane-changes", demo, "Tab Tab j", SIGNS_ASCII},
    {"services-frozen", demo, "Z", SIGNS_ASCII},
    {"services-tear-off", read_only, "X", SIGNS_ASCII},
    {"tear", demo, "/ w h o a m i Enter G X wait Tab w h o", SIGNS_ASCII},
    {"tear-utf8", demo, "/ w h o a m i Enter G X wait", SIGNS_UTF8},
    {"tear-deaf", demo, "X w h o", SIGNS_ASCII},
    {"tear-yes", made_here, "/ f o r t u n e Enter X wait Enter", SIGNS_ASCII},
    {"tear-marked", demo, "/ w h o a m i Enter Space Space X wait", SIGNS_ASCII},
    {"tear-protected", protected_context, "/ f o r t u n e Enter X wait y", SIGNS_ASCII},
    {"create", demo, "/ i n t e r n Enter C w e b wait", SIGNS_ASCII},
    {"create-bad", demo, "/ i n t e r n Enter C w e b Tab Tab Tab Space wait",
     SIGNS_ASCII},
    {"create-utf8", demo, "/ i n t e r n Enter C", SIGNS_UTF8},
    {"create-question", demo,
     "/ i n t e r n Enter C w e b Shift-Tab Shift-Tab Shift-Tab Enter wait", SIGNS_ASCII},
    {"link", uuids, "/ i n t e r n Enter L w e b Tab Tab Tab Tab wait", SIGNS_ASCII},
    {"link-taken", uuids, "/ r e f u n d s Enter L w e b Tab Ctrl-U 4 4 3 Tab Tab Tab",
     SIGNS_ASCII},
    {"link-utf8", uuids, "/ i n t e r n Enter L", SIGNS_UTF8},
    {"job-held", job_held, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-held-left", job_held, "", SIGNS_ASCII},
    {"job-proving", job_proving, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-left", job_left, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-left-utf8", job_left, ": j o b s Enter Enter", SIGNS_UTF8},
    {"job-differs", job_differs, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-unclear", job_unclear, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-follows", job_follows, ": j o b s Enter Enter", SIGNS_ASCII},
    {"job-refused", job_refused, ": j o b s Enter Enter", SIGNS_ASCII},
    {"jobs-some", job_left, ": j o b s Enter", SIGNS_ASCII},
    {"jobs", demo, ": j o b s Enter", SIGNS_ASCII},
    {"services-tear-off-stale", kubernetes_lost, "X", SIGNS_ASCII},
    {"steps", demo, "j j j Enter", SIGNS_ASCII},
    {"steps-failed", demo, "Enter", SIGNS_ASCII},
    {"steps-deleting", demo, "j j j j Enter", SIGNS_ASCII},
    {"steps-evidence", demo, "j j j Enter j j j j j j j j", SIGNS_ASCII},
    {"steps-utf8", demo, "j j j Enter", SIGNS_UTF8},
    {"elbs", demo, "t", SIGNS_ASCII},
    {"elbs-of-whoami", demo, "G t", SIGNS_ASCII},
    {"elbs-not-read", cloud_not_read, "t", SIGNS_ASCII},
    {"events-all", demo, ": e v e n t s Enter", SIGNS_ASCII},
    {"events-one", demo, "e j", SIGNS_ASCII},
    {"gateway", demo, ": g w Enter", SIGNS_ASCII},
    {"orphans", demo, ": o r p h a n s Enter", SIGNS_ASCII},
    {"sources", kubernetes_lost, ": s o u r c e s Enter", SIGNS_ASCII},
    {"quota", demo, ": q u o t a Enter", SIGNS_ASCII},
    {"quota-why", demo, ": q u o t a Enter j j j j j w", SIGNS_ASCII},
    {"quota-refused", quota_refused, ": q u o t a Enter", SIGNS_ASCII},
    {"quota-no-cloud", no_cloud, ": q u o t a Enter", SIGNS_ASCII},
    {"calls", demo, ": c a l l s Enter", SIGNS_ASCII},
    {"help", demo, "?", SIGNS_ASCII},
    {"describe", demo, "d", SIGNS_ASCII},
    {"describe-end", demo, "d G", SIGNS_ASCII},
    {"why-values", demo, "w Ctrl-D", SIGNS_ASCII},
    {"yaml", demo, "y", SIGNS_ASCII},
    {"yaml-unfolded", demo, "y + G", SIGNS_ASCII},
    {"yaml-stale", kubernetes_lost, "y", SIGNS_ASCII},
    {"yaml-search", demo, "y / k u b e r n e t e s Enter n", SIGNS_ASCII},
    {"yaml-search-looks", demo, "y / k u b e r n e t e s Enter n", LOOKS_MONO},
    {"yaml-not-read", demo, "j y", SIGNS_ASCII},
    {"help-search", demo, "? / e v e n t s Enter", SIGNS_ASCII},
    {"help-off", read_only, "? / n e w Space e l b Enter", SIGNS_ASCII},
    {"race", demo, "j j j Space G Space =", SIGNS_ASCII},
    {"race-proofs", demo, "j j j Space G Space = j j j j", SIGNS_ASCII},
    {"menu", demo, "a", SIGNS_ASCII},
    {"menu-run", demo, "a j j j Enter", SIGNS_ASCII},
};

struct size {
    int rows, cols;
};

static const struct size sizes[] = {{24, 80},  {30, 100}, {24, 120}, {36, 120},
                                    {45, 160}, {60, 220}, {15, 60},  {10, 50}};

/* ---- one frame ---- */

struct one {
    const struct frame_case *frame;
    struct size size;
    char name[128];
};

/* What a person would wait for: a dialog hears nothing when it is new. */
enum { WAIT_MS = 500 };

static int64_t press(struct dashboard *dashboard, struct grid *grid, const char *keys)
{
    int64_t late_ms = 0;
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        if (word.bytes == 0)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        if (strcmp(name, "wait") == 0) {
            dashboard_draw(dashboard, grid, WORLD_NOW_MS + late_ms,
                           WORLD_WALL_MS + late_ms);
            late_ms += WAIT_MS;
            continue;
        }
        dashboard_key(dashboard, key_parse(name), WORLD_NOW_MS + late_ms,
                      WORLD_WALL_MS + late_ms);
    }
    return late_ms;
}

static void draw(const struct one *one, struct buf *out)
{
    struct world world;
    struct grid grid;
    bool ascii = one->frame->shown != SIGNS_UTF8;
    struct dashboard *dashboard = dashboard_new(ascii, WORLD_NOW_MS - 2500);

    world_init(&world);
    one->frame->fill(&world);
    struct snapshot *snapshot = world_give(&world);
    dashboard_show(dashboard, snapshot, WORLD_NOW_MS, WORLD_WALL_MS);
    grid_init(&grid, one->size.rows, one->size.cols, ascii);
    dashboard_draw(dashboard, &grid, WORLD_NOW_MS,
                   WORLD_WALL_MS); /* tables learn their pages */
    int64_t late_ms = press(dashboard, &grid, one->frame->keys);
    dashboard_draw(dashboard, &grid, WORLD_NOW_MS + late_ms, WORLD_WALL_MS + late_ms);
    if (one->frame->shown == LOOKS_MONO)
        grid_print_looks(&grid, theme_find("mono"), out);
    else
        grid_print(&grid, out);
    grid_release(&grid);
    dashboard_free(dashboard);
    snapshot_free(snapshot);
}

static void path_of(const struct one *one, char *out, size_t bytes)
{
    const char *top = getenv("TOP_SRCDIR");
    snprintf(out, bytes, "%s/tests/screen/frames/%s.txt", top == NULL ? "." : top,
             one->name);
}

static void write_frame(const char *path, const struct buf *frame)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fwrite(buf_text(frame), 1, frame->bytes, file);
    fclose(file);
}

static void read_frame(const char *path, struct buf *out)
{
    char bytes[4096];
    size_t count;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("%s is missing; UPDATE=1 makes it", path);
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(out, bytes, count);
    fclose(file);
}

static void check_contract(const struct one *one, const struct buf *frame)
{
    if (one->size.rows != 24 || one->size.cols != 80 || one->frame->shown != SIGNS_ASCII)
        return;
    if (strcmp(one->frame->name, "services-all-columns") == 0)
        return; /* asked for by hand: other columns than those of the contract */
    const char *broken = contract_broken(buf_text(frame));
    if (broken != NULL)
        fail_msg("%s breaks the screen contract: %s\n%s", one->name, broken,
                 buf_text(frame));
}

static void frame_is_as_it_was(void **state)
{
    const struct one *one = *state;
    struct buf drawn;
    struct buf golden;
    char path[512];

    buf_init(&drawn, 1 << 20);
    buf_init(&golden, 1 << 20);
    path_of(one, path, sizeof path);
    draw(one, &drawn);

    check_contract(one, &drawn);
    if (getenv("UPDATE") != NULL)
        write_frame(path, &drawn);
    read_frame(path, &golden);
    if (strcmp(buf_text(&golden), buf_text(&drawn)) != 0)
        fail_msg("%s is another one now:\n%s", path, buf_text(&drawn));

    buf_release(&drawn);
    buf_release(&golden);
}

/* Not every screen in every size: what the size changes is seen on a few. */
static bool is_wanted(const struct frame_case *frame, struct size size)
{
    static const char *const all_sizes[] = {
        "services", "services-stale", "steps",       "elbs",   "events-all",      "help",
        "gateway",  "tear",           "tear-marked", "create", "create-question", "link",
        "job-left", "job-follows"};

    if (size.rows == 24 && size.cols == 80)
        return true;
    if (size.rows == 10 || size.cols == 120)
        return strcmp(frame->name, "services") == 0;
    for (size_t i = 0; i < ARRAY_COUNT(all_sizes); i++) {
        if (strcmp(frame->name, all_sizes[i]) == 0)
            return true;
    }
    return false;
}

int main(void)
{
    enum { MOST = ARRAY_COUNT(cases) * ARRAY_COUNT(sizes) };
    static struct one ones[MOST];
    static struct CMUnitTest tests[MOST];
    size_t count = 0;

    setenv("TZ", "UTC", 1);
    tzset();
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        for (size_t k = 0; k < ARRAY_COUNT(sizes); k++) {
            if (!is_wanted(&cases[i], sizes[k]))
                continue;
            struct one *one = &ones[count];
            *one = (struct one){.frame = &cases[i], .size = sizes[k]};
            snprintf(one->name, sizeof one->name, "%s-%dx%d", cases[i].name,
                     sizes[k].cols, sizes[k].rows);
            tests[count++] = (struct CMUnitTest){
                .name = one->name, .test_func = frame_is_as_it_was, .initial_state = one};
        }
    }
    return _cmocka_run_group_tests("screens", tests, count, NULL, NULL);
}
