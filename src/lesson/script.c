#include "lesson/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "lesson/texts.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char *text_of(const char *prefix)
{
    for (const struct lesson_text *at = lesson_texts; at->name != NULL; at++) {
        if (strncmp(at->name, prefix, strlen(prefix)) == 0)
            return at->text;
    }
    return NULL;
}

int script_count(void)
{
    int count = 0;

    for (const struct lesson_text *at = lesson_texts; at->name != NULL; at++)
        count += at->name[0] >= '1' && at->name[0] <= '9';
    return count;
}

static enum err_code misfit(struct err *err, const char *where, const char *text)
{
    err_at(err, "%s", where);
    return err_set(err, ERR_SHAPE, "%s", text);
}

/* ---- the parts ---- */

static enum err_code read_actors(struct script *script, struct err *err)
{
    const json_t *names = tree_at(script->tree, "actors");

    for (size_t i = 0; i < json_array_size(names) && i < LESSON_ACTOR_COUNT; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        int actor = 0;
        while (actor < LESSON_ACTOR_COUNT &&
               (name == NULL ||
                strcmp(lesson_actor_name((enum lesson_actor)actor), name) != 0))
            actor++;
        if (actor == LESSON_ACTOR_COUNT)
            return misfit(err, "actors", "there is no such actor");
        script->actors[script->actor_count++] = (enum lesson_actor)actor;
    }
    return script->actor_count >= 2 ? ERR_OK : misfit(err, "actors", "two at least");
}

/* A copy without what is the lesson's own, as the world takes it. */
static json_t *step_of(const json_t *from)
{
    static const char *const ours[] = {"service", "text"};
    json_t *step = json_deep_copy(from);

    for (size_t i = 0; i < ARRAY_COUNT(ours); i++)
        json_object_del(step, ours[i]);
    return step;
}

static enum err_code read_acts(struct script *script, struct err *err)
{
    const json_t *acts = tree_at(script->tree, "acts");

    if (json_array_size(acts) == 0 || json_array_size(acts) > SCRIPT_ACTS)
        return misfit(err, "acts", "one to 16");
    for (size_t i = 0; i < json_array_size(acts); i++) {
        const json_t *from = json_array_get(acts, i);
        const char *service = tree_text(from, "service");
        const char *slash = service == NULL ? NULL : strchr(service, '/');
        struct script_act *act = &script->acts[script->act_count++];
        act->step = step_of(from);
        if (slash == NULL)
            return misfit(err, "acts.service", "must be NAMESPACE/NAME");
        act->namespace = arena_bytes(&script->arena, service, (size_t)(slash - service));
        act->name = slash + 1;
    }
    return ERR_OK;
}

static enum err_code read_question(const json_t *from, struct script_moment *moment,
                                   struct err *err)
{
    struct lesson_question *question = &moment->question;
    const json_t *answers = tree_at(from, "answers");

    question->ask = tree_text(from, "ask");
    if (question->ask == NULL)
        return ERR_OK;
    question->right = (int)tree_int(from, "right", 0);
    question->because = tree_text(from, "because");
    if (json_array_size(answers) != LESSON_ANSWERS || question->right < 1 ||
        question->right > LESSON_ANSWERS || question->because == NULL)
        return misfit(err, "moments.ask", "wants three answers, right and because");
    for (size_t i = 0; i < LESSON_ANSWERS; i++) {
        question->answers[i] = json_string_value(json_array_get(answers, i));
        if (question->answers[i] == NULL)
            return misfit(err, "moments.answers", "must be texts");
    }
    return ERR_OK;
}

static enum err_code read_moments(struct script *script, struct err *err)
{
    const json_t *moments = tree_at(script->tree, "moments");
    int questions = 0;

    if (json_array_size(moments) > SCRIPT_MOMENTS)
        return misfit(err, "moments", "at most 40");
    for (size_t i = 0; i < json_array_size(moments); i++) {
        const json_t *from = json_array_get(moments, i);
        struct script_moment *moment = &script->moments[script->moment_count++];
        moment->next = tree_text(from, "next");
        moment->service = tree_text(from, "service");
        moment->say = tree_text(from, "say");
        moment->reversed = tree_bool(from, "reversed", false);
        if (moment->next == NULL || moment->say == NULL)
            return misfit(err, "moments", "next and say are wanted");
        if (read_question(from, moment, err) != ERR_OK)
            return err->code;
        if (moment->question.ask != NULL)
            moment->question.id = ++questions;
    }
    return ERR_OK;
}

static enum err_code read_breaks(struct script *script, struct err *err)
{
    const json_t *breaks = tree_at(script->tree, "breaks");

    if (json_array_size(breaks) > SCRIPT_BREAKS)
        return misfit(err, "breaks", "at most 9");
    for (size_t i = 0; i < json_array_size(breaks); i++) {
        const json_t *from = json_array_get(breaks, i);
        struct script_break *here = &script->breaks[script->break_count++];
        here->text = tree_text(from, "text");
        here->fault = tree_text(from, "fault");
        if (here->text == NULL)
            return misfit(err, "breaks.text", "is wanted");
        here->reverse = tree_bool(from, "reverse", false);
        if (here->fault == NULL && !here->reverse)
            here->act = step_of(from);
    }
    return ERR_OK;
}

/* ---- the whole ---- */

static enum err_code read_head(struct script *script, struct err *err)
{
    enum err_code code = tree_need_text(script->tree, "title", &script->title, err);
    if (code == ERR_OK)
        code = tree_need_text(script->tree, "about", &script->about, err);
    if (code == ERR_OK)
        code = tree_need_text(script->tree, "story", &script->story, err);
    script->seed = (uint64_t)tree_int(script->tree, "seed", 1);
    return code;
}

static enum err_code read_all(struct script *script, const char *text, struct err *err)
{
    enum err_code code = tree_from_yaml(span_of(text), "lesson", &script->tree, err);
    if (code == ERR_OK)
        code = tree_from_yaml(span_of(text_of("words")), "words", &script->words, err);
    if (code == ERR_OK)
        code = read_head(script, err);
    if (code == ERR_OK)
        code = read_actors(script, err);
    if (code == ERR_OK)
        code = read_acts(script, err);
    if (code == ERR_OK)
        code = read_moments(script, err);
    return code == ERR_OK ? read_breaks(script, err) : code;
}

enum err_code script_load(int number, struct script **ret_script, struct err *err)
{
    char prefix[16];

    snprintf(prefix, sizeof prefix, "%d-", number);
    const char *text = text_of(prefix);
    if (text == NULL)
        return err_set(err, ERR_ABSENT, "there is no lesson %d; there are 1 to %d",
                       number, script_count());
    struct script *script = mem_new(sizeof *script);
    script->number = number;
    enum err_code code = read_all(script, text, err);
    if (code != ERR_OK) {
        err_within(err, prefix);
        script_free(script);
        return code;
    }
    *ret_script = script;
    return ERR_OK;
}

void script_free(struct script *script)
{
    if (script == NULL)
        return;
    for (size_t i = 0; i < script->act_count; i++)
        json_decref(script->acts[i].step);
    for (size_t i = 0; i < script->break_count; i++)
        json_decref(script->breaks[i].act);
    json_decref(script->tree);
    json_decref(script->words);
    arena_release(&script->arena);
    free(script);
}

/* ---- what is said when ---- */

const char *script_word(const struct script *script, const char *step, const char *verb)
{
    const char *word = tree_key_text(script->words, verb);

    if (word == NULL)
        word = tree_key_text(script->words, step);
    return word == NULL ? "" : word;
}

static bool is_about(const struct script_moment *moment, const struct script_now *now)
{
    char service[600];

    if (moment->service == NULL)
        return true;
    snprintf(service, sizeof service, "%.250s/%.250s",
             now->namespace == NULL ? "" : now->namespace,
             now->name == NULL ? "" : now->name);
    return strcmp(service, moment->service) == 0;
}

static bool fits(const struct script_moment *moment, const struct script_now *now)
{
    const char *step = now->step[0] != '\0' ? now->step : now->verb;

    return (strcmp(moment->next, step) == 0 || strcmp(moment->next, now->verb) == 0) &&
           moment->reversed == now->reversed && is_about(moment, now);
}

const struct script_moment *script_moment_at(const struct script *script, size_t *at,
                                             const struct script_now *now)
{
    for (size_t i = *at; i < script->moment_count; i++) {
        if (!fits(&script->moments[i], now))
            continue;
        *at = i + 1;
        return &script->moments[i];
    }
    return NULL;
}
