#include "lesson/course.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lesson/classroom.h"
#include "lesson/script.h"
#include "lesson/talk.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { BREAKS_MOST = 40 };

/* What was broken before which call: going the same way again needs it. */
struct broken {
    int step;
    char key;
};

struct course {
    struct script *script;
    struct classroom *room; /* NULL: it is being made */
    struct talk *talk;
    json_t *state; /* of the world, the last one; NULL */

    int step;      /* calls that were let go */
    size_t fresh;  /* lines there were before the last one of them */
    bool back;     /* the way is being gone again */
    bool reversed; /* the acts go the other way round */
    size_t acts;   /* that the user did */
    size_t moment; /* the first that may still come */
    const struct script_moment *now;
    size_t broken_count;
    struct broken broken[BREAKS_MOST];
};

enum err_code course_new(int number, struct course **ret_course, struct err *err)
{
    struct course *course = mem_new(sizeof *course);
    enum err_code code = script_load(number, &course->script, err);

    if (code != ERR_OK) {
        free(course);
        return code;
    }
    *ret_course = course;
    return ERR_OK;
}

static void leave_world(struct course *course)
{
    classroom_close(course->room);
    course->room = NULL;
    talk_free(course->talk);
    course->talk = NULL;
    json_decref(course->state);
    course->state = NULL;
}

void course_free(struct course *course)
{
    if (course == NULL)
        return;
    leave_world(course);
    script_free(course->script);
    free(course);
}

int course_number(const struct course *course)
{
    return course->script->number;
}

struct doors *course_doors(struct course *course)
{
    return course->room == NULL ? NULL : classroom_doors(course->room);
}

/* ---- what is about to happen ---- */

static const json_t *first_waiting(const struct course *course)
{
    return json_array_get(tree_at(course->state, "gate.waiting"), 0);
}

static const char *first_route(const struct course *course)
{
    return tree_text(json_array_get(tree_at(course->state, "gate.routes"), 0), "address");
}

/* NULL: nothing. */
static struct lesson_line *foresee(struct course *course, struct arena *arena)
{
    struct lesson_line *line = arena_new(arena, sizeof *line);
    const json_t *call = first_waiting(course);

    if (course->talk == NULL)
        return NULL;
    if (call != NULL)
        return talk_foresee(course->talk, call, arena, line) ? line : NULL;
    if (first_route(course) == NULL)
        return NULL;
    talk_foresee_route(course->talk, first_route(course), arena, line);
    return line;
}

bool course_is_over(const struct course *course)
{
    return first_waiting(course) == NULL && first_route(course) == NULL &&
           course->acts == course->script->act_count;
}

static const struct script_act *act_at(const struct course *course, size_t index)
{
    const struct script *script = course->script;

    return &script->acts[course->reversed ? script->act_count - 1 - index : index];
}

static const struct script_act *act_now(const struct course *course)
{
    return act_at(course, course->acts > 0 ? course->acts - 1 : 0);
}

/* The moment that belongs to what is about to happen now; none: it keeps quiet. */
static void look_for_moment(struct course *course)
{
    struct arena arena = {0};
    const struct lesson_line *next = foresee(course, &arena);
    const struct script_act *act = act_now(course);

    const struct script_now now = {
        .step = next == NULL ? "end" : next->step,
        .verb = next == NULL ? "end" : next->verb,
        .namespace =
            next == NULL || next->namespace == NULL ? act->namespace : next->namespace,
        .name = next == NULL || next->name == NULL ? act->name : next->name,
        .reversed = course->reversed,
    };

    course->now = script_moment_at(course->script, &course->moment, &now);
    arena_release(&arena);
}

/* ---- moving ---- */

static enum err_code listen(struct course *course, struct err *err)
{
    json_t *entries = classroom_news(course->room, err);

    if (entries == NULL)
        return err->code;
    for (size_t i = 0; i < json_array_size(entries); i++)
        talk_hear(course->talk, json_array_get(entries, i));
    json_decref(entries);
    return ERR_OK;
}

static enum err_code move(struct course *course, bool let, struct err *err)
{
    json_t *state = NULL;
    enum err_code code = classroom_ask(course->room, "POST", "/next",
                                       json_pack("{s:b}", "let", let), &state, err);
    if (code != ERR_OK)
        return code;
    json_decref(course->state);
    course->state = state;
    return listen(course, err);
}

static enum err_code act(struct course *course, struct err *err)
{
    const struct script_act *next = act_at(course, course->acts++);
    enum err_code code =
        classroom_ask(course->room, "POST", "/act", json_incref(next->step), NULL, err);
    if (code != ERR_OK)
        return code;
    talk_turn_to(course->talk, next->namespace, next->name);
    return move(course, false, err);
}

/* All is quiet: the user does the next thing. */
static enum err_code act_if_quiet(struct course *course, struct err *err)
{
    enum err_code code = ERR_OK;

    while (code == ERR_OK && first_waiting(course) == NULL &&
           first_route(course) == NULL && course->acts < course->script->act_count)
        code = act(course, err);
    return code;
}

static void look(struct course *course)
{
    const struct script_act *act = act_now(course);

    look_for_moment(course);
    classroom_look(course->room, act->namespace, act->name, course->step > 0);
}

static enum err_code step_on(struct course *course, struct err *err)
{
    course->fresh = talk_count(course->talk);
    enum err_code code = move(course, true, err);

    if (code == ERR_OK)
        code = act_if_quiet(course, err);
    course->step++;
    return code;
}

enum err_code course_begin(struct course *course, struct err *err)
{
    leave_world(course);
    course->step = 0;
    course->fresh = 0;
    course->acts = 0;
    course->moment = 0;
    course->now = NULL;
    enum err_code code = classroom_open(course->script, &course->room, err);
    if (code != ERR_OK)
        return code;
    course->talk = talk_new(classroom_begun_ms(course->room));
    code = act_if_quiet(course, err);
    if (code == ERR_OK)
        look(course);
    return code;
}

enum err_code course_next(struct course *course, struct err *err)
{
    enum err_code code = step_on(course, err);

    if (code == ERR_OK)
        look(course);
    return code;
}

/* ---- breaking ---- */

static enum err_code do_break(struct course *course, char key, struct err *err)
{
    if (key == '0')
        return classroom_ask(course->room, "DELETE", "/fault", NULL, NULL, err);
    const struct script_break *it = &course->script->breaks[key - '1'];
    if (it->fault != NULL)
        return classroom_ask(course->room, "POST", "/fault",
                             json_pack("{s:s}", "fault", it->fault), NULL, err);
    return classroom_ask(course->room, "POST", "/act", json_incref(it->act), NULL, err);
}

/* The same lesson from its start, the last act first; once more: as it was. */
static enum err_code turn_round(struct course *course, struct err *err)
{
    course->reversed = !course->reversed;
    course->broken_count = 0;
    return course_begin(course, err);
}

enum err_code course_break(struct course *course, char key, struct err *err)
{
    bool known =
        key == '0' || (key >= '1' && (size_t)(key - '1') < course->script->break_count);

    if (!known || course->broken_count == BREAKS_MOST)
        return ERR_OK;
    if (key != '0' && course->script->breaks[key - '1'].reverse)
        return turn_round(course, err);
    course->broken[course->broken_count++] =
        (struct broken){.step = course->step, .key = key};
    /* A deed that cannot be done yet (an ELB that is not there) is no reason to end. */
    struct err no = ERR_INIT;
    enum err_code code = do_break(course, key, &no);
    if (code == ERR_REFUSED) {
        course->broken_count--;
        code = ERR_OK;
    } else if (code != ERR_OK) {
        *err = no;
        return code;
    }
    return move(course, false, err);
}

static bool is_broken(const struct course *course, char key)
{
    bool broken = false;

    for (size_t i = 0; i < course->broken_count; i++) {
        if (course->broken[i].step > course->step)
            continue;
        broken = course->broken[i].key == key || (broken && course->broken[i].key != '0');
    }
    return broken;
}

/* ---- back ---- */

void course_turn_back(struct course *course)
{
    course->back = true;
}

static enum err_code break_again(struct course *course, size_t *at, struct err *err)
{
    enum err_code code = ERR_OK;

    while (code == ERR_OK && *at < course->broken_count &&
           course->broken[*at].step == course->step)
        code = do_break(course, course->broken[(*at)++].key, err);
    return code;
}

enum err_code course_back(struct course *course, struct err *err)
{
    int target = course->step > 0 ? course->step - 1 : 0;
    size_t at = 0;
    enum err_code code = course_begin(course, err);

    while (code == ERR_OK && course->step < target) {
        code = break_again(course, &at, err);
        if (code == ERR_OK)
            code = step_on(course, err);
        if (code == ERR_OK)
            look_for_moment(course);
    }
    course->broken_count = at;
    course->back = false;
    if (code == ERR_OK && target > 0)
        classroom_look(course->room, act_now(course)->namespace, act_now(course)->name,
                       true);
    return code;
}

/* ---- reporting ---- */

/* Of the whole object that the ccm puts back, only what it came for. */
static json_t *essence(json_t *tree)
{
    const json_t *annotations = tree_at(tree, "metadata.annotations");
    const json_t *address = tree_at(tree, "spec.loadBalancerIP");
    json_t *few = json_object();

    if (annotations != NULL)
        json_object_set_new(
            few, "metadata",
            json_pack("{s:o}", "annotations", json_deep_copy(annotations)));
    if (address != NULL)
        json_object_set_new(
            few, "spec", json_pack("{s:o}", "loadBalancerIP", json_deep_copy(address)));
    json_decref(tree);
    return few;
}

static bool puts_whole_object(const struct lesson_line *line)
{
    return line->to == LESSON_API && strcmp(line->method, "PUT") == 0;
}

/* What is no tree is left as it is. */
static const char *pretty(const struct lesson_line *line, struct arena *arena)
{
    struct buf text;
    json_t *tree = NULL;

    if (line == NULL || line->body == NULL)
        return "";
    if (tree_from_json(span_of(line->body), "body", &tree, NULL) != ERR_OK)
        return line->body;
    if (puts_whole_object(line))
        tree = essence(tree);
    buf_init(&text, LIMIT_MIB);
    tree_to_json(tree, 2, &text);
    const char *kept = arena_text(arena, buf_text(&text));
    buf_release(&text);
    json_decref(tree);
    return kept;
}

static void report_talk(struct course *course, struct lesson_report *report)
{
    const struct script_act *act = act_now(course);

    if (course->talk != NULL) {
        report->lines = talk_copy(course->talk, &report->arena);
        report->line_count = talk_count(course->talk);
        report->fresh = course->fresh;
        report->next = foresee(course, &report->arena);
        report->pretty = pretty(report->next, &report->arena);
        report->now_ms =
            tree_int(course->state, "now_ms", 0) - classroom_begun_ms(course->room);
    }
    report->namespace = arena_text(&report->arena, act->namespace);
    report->name = arena_text(&report->arena, act->name);
}

static void report_words(struct course *course, struct lesson_report *report)
{
    const struct script_moment *moment = course->now;
    const char *step = report->next == NULL ? "end" : report->next->step;
    const char *verb = report->next == NULL ? "end" : report->next->verb;

    report->say = arena_text(&report->arena,
                             moment != NULL ? moment->say
                                            : script_word(course->script, step, verb));
    if (moment == NULL || moment->question.id == 0)
        return;
    report->question = moment->question;
    report->question.ask = arena_text(&report->arena, moment->question.ask);
    report->question.because = arena_text(&report->arena, moment->question.because);
    for (size_t i = 0; i < LESSON_ANSWERS; i++)
        report->question.answers[i] =
            arena_text(&report->arena, moment->question.answers[i]);
}

static void report_breaks(struct course *course, struct lesson_report *report)
{
    const struct script *script = course->script;
    struct lesson_break *breaks =
        arena_new_array(&report->arena, script->break_count + 1, sizeof *breaks);

    for (size_t i = 0; i < script->break_count; i++) {
        breaks[i].key = (char)('1' + i);
        breaks[i].text = arena_text(&report->arena, script->breaks[i].text);
        breaks[i].broken = script->breaks[i].reverse ? course->reversed
                                                     : is_broken(course, breaks[i].key);
    }
    breaks[script->break_count] =
        (struct lesson_break){.key = '0', .text = "mend everything"};
    report->break_count = script->break_count + 1;
    report->breaks = breaks;
}

void course_report(struct course *course, struct lesson_report *report)
{
    const struct script *script = course->script;

    report->number = script->number;
    report->step = course->step;
    report->back = course->back;
    report->seed = script->seed;
    report->actor_count = script->actor_count;
    memcpy(report->actors, script->actors, sizeof report->actors);
    report_talk(course, report);
    report_words(course, report);
    report_breaks(course, report);
}
