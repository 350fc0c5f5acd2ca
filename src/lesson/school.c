#include "lesson/school.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "lesson/course.h"
#include "lesson/script.h"
#include "base/banned.h"

enum { CALL_MS = 1500 };

/* In percent: from a call every 15 s to more than ten a second. */
static const int speeds[] = {10, 25, 50, 100, 200, 500, 1000, 2000};
enum { SPEED_USUAL = 3 };

struct school {
    struct lesson_door *door;
    pthread_t thread;

    /* the thread's own */
    struct course *course; /* NULL: no lesson */
    bool running;
    size_t speed;   /* of speeds[] */
    int64_t due_ms; /* of the next call while it runs */
    bool stops;
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- reports ---- */

static void add_titles(struct lesson_report *report)
{
    int count = script_count();
    struct lesson_title *titles =
        arena_new_array(&report->arena, (size_t)count, sizeof *titles);

    for (int i = 0; i < count; i++) {
        struct script *script;
        struct err err = ERR_INIT;
        if (script_load(i + 1, &script, &err) != ERR_OK)
            continue;
        titles[report->title_count++] = (struct lesson_title){
            .title = arena_text(&report->arena, script->title),
            .about = arena_text(&report->arena, script->about),
        };
        script_free(script);
    }
    report->titles = titles;
}

static void tell(struct school *school, enum lesson_phase phase)
{
    struct lesson_report *report = lesson_report_new();

    report->phase = phase;
    report->running = school->running;
    report->speed_percent = speeds[school->speed];
    if (school->course != NULL)
        course_report(school->course, report);
    add_titles(report);
    lesson_door_give(school->door, &report);
}

static void tell_failure(struct school *school, int number, const struct err *err)
{
    struct lesson_report *report = lesson_report_new();
    char line[512];

    report->phase = LESSON_FAILED;
    report->number = number;
    report->problem = arena_print(&report->arena, "%s", err_line(err, line, sizeof line));
    add_titles(report);
    lesson_door_give(school->door, &report);
}

/* ---- wishes ---- */

static void end_lesson(struct school *school)
{
    course_free(school->course);
    school->course = NULL;
    school->running = false;
}

/* What went wrong ends the lesson: its world is in no state that can be told. */
static void settle(struct school *school, int number, enum err_code code,
                   const struct err *err)
{
    if (code == ERR_OK) {
        tell(school, LESSON_WAITING);
        return;
    }
    end_lesson(school);
    tell_failure(school, number, err);
}

static void open_lesson(struct school *school, int number)
{
    struct err err = ERR_INIT;

    end_lesson(school);
    enum err_code code = course_new(number, &school->course, &err);
    if (code == ERR_OK) {
        tell(school, LESSON_STARTING);
        code = course_begin(school->course, &err);
    }
    settle(school, number, code, &err);
}

static void go_on(struct school *school)
{
    struct err err = ERR_INIT;

    tell(school, LESSON_MOVING);
    enum err_code code = course_next(school->course, &err);
    if (code == ERR_OK && course_is_over(school->course))
        school->running = false;
    settle(school, course_number(school->course), code, &err);
    school->due_ms = clock_now_ms(&machine) + CALL_MS * 100 / speeds[school->speed];
}

static void go_back(struct school *school)
{
    struct err err = ERR_INIT;

    school->running = false;
    course_turn_back(school->course);
    tell(school, LESSON_STARTING);
    enum err_code code = course_back(school->course, &err);
    settle(school, course_number(school->course), code, &err);
}

static void break_it(struct school *school, int key)
{
    struct err err = ERR_INIT;
    enum err_code code = course_break(school->course, (char)key, &err);

    settle(school, course_number(school->course), code, &err);
}

/* At once: what is left of the wait for the next call is stretched or shortened, too. */
static void change_speed(struct school *school, int by)
{
    int64_t now_ms = clock_now_ms(&machine);
    int64_t left_ms = school->due_ms > now_ms ? school->due_ms - now_ms : 0;
    int before = speeds[school->speed];

    if (by > 0 && school->speed + 1 < ARRAY_COUNT(speeds))
        school->speed++;
    if (by < 0 && school->speed > 0)
        school->speed--;
    school->due_ms = now_ms + left_ms * before / speeds[school->speed];
    tell(school, LESSON_WAITING);
}

static void run_or_stop(struct school *school)
{
    school->running = !school->running;
    school->due_ms = clock_now_ms(&machine);
    tell(school, LESSON_WAITING);
}

/* Those that need a lesson. */
static void teach(struct school *school, const struct lesson_wish *wish)
{
    switch (wish->kind) {
    case LESSON_NEXT:
        school->running = false;
        go_on(school);
        break;
    case LESSON_RUN:
        run_or_stop(school);
        break;
    case LESSON_BACK:
        go_back(school);
        break;
    case LESSON_SPEED:
        change_speed(school, wish->argument);
        break;
    case LESSON_BREAK:
        break_it(school, wish->argument);
        break;
    case LESSON_AGAIN:
        open_lesson(school, course_number(school->course));
        break;
    case LESSON_OPEN:
    case LESSON_END:
    case LESSON_STOP:
        break;
    }
}

static void obey(struct school *school, const struct lesson_wish *wish)
{
    if (wish->kind == LESSON_STOP) {
        school->stops = true;
    } else if (wish->kind == LESSON_OPEN) {
        open_lesson(school, wish->argument);
    } else if (wish->kind == LESSON_END) {
        end_lesson(school);
        tell(school, LESSON_CLOSED);
    } else if (school->course != NULL) {
        teach(school, wish);
    }
}

static void obey_all(struct school *school)
{
    struct lesson_wish wish;

    while (!school->stops && lesson_door_next_wish(school->door, &wish))
        obey(school, &wish);
}

/* ---- between two doors ---- */

/* What the screen asks of the lesson's world, and what that shows. */
static void carry(struct school *school)
{
    struct doors *doors = lesson_door_doors(school->door);
    struct doors *below = school->course == NULL ? NULL : course_doors(school->course);
    struct order *order;

    while ((order = doors_take_order(doors)) != NULL) {
        if (below == NULL || !doors_give_order(below, &order))
            order_free(order);
    }
    if (below == NULL)
        return;
    struct snapshot *snapshot = doors_take_snapshot(below);
    if (snapshot != NULL)
        doors_give_snapshot(doors, &snapshot);
}

static int wait_ms(const struct school *school)
{
    if (!school->running)
        return -1;
    int64_t left = school->due_ms - clock_now_ms(&machine);
    return left > 0 ? (int)left : 0;
}

static void wait_for_something(struct school *school)
{
    struct doors *below = school->course == NULL ? NULL : course_doors(school->course);
    struct pollfd fds[] = {
        {.fd = lesson_door_wish_fd(school->door), .events = POLLIN},
        {.fd = below == NULL ? -1 : doors_fd(below), .events = POLLIN},
    };

    poll(fds, ARRAY_COUNT(fds), wait_ms(school));
}

static void *run(void *ctx)
{
    struct school *school = ctx;

    tell(school, LESSON_CLOSED);
    while (!school->stops) {
        wait_for_something(school);
        obey_all(school);
        carry(school);
        if (school->running && clock_now_ms(&machine) >= school->due_ms)
            go_on(school);
    }
    end_lesson(school);
    return NULL;
}

/* ---- life ---- */

static enum err_code start(struct school *school, struct err *err)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&school->thread, NULL, run, school);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0)
        return err_set(err, ERR_LOCAL, "cannot start a thread: error %d", failed);
    return ERR_OK;
}

enum err_code school_new(struct school **ret_school, struct err *err)
{
    struct school *school = mem_new(sizeof *school);
    enum err_code code = lesson_door_new(&school->door, err);

    school->speed = SPEED_USUAL;
    if (code == ERR_OK)
        code = start(school, err);
    if (code != ERR_OK) {
        lesson_door_free(school->door);
        free(school);
        return code;
    }
    *ret_school = school;
    return ERR_OK;
}

void school_free(struct school *school)
{
    if (school == NULL)
        return;
    while (!lesson_door_ask(school->door, (struct lesson_wish){.kind = LESSON_STOP}))
        poll(NULL, 0, 10); /* the queue is full of wishes that are being obeyed */
    pthread_join(school->thread, NULL);
    lesson_door_free(school->door);
    free(school);
}

struct lesson_door *school_door(struct school *school)
{
    return school->door;
}
