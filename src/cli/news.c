#include "cli/news.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/when.h"
#include "cli/sentence.h"

#include "base/banned.h"

enum { TEXT_BYTES = 600 };

/* One comparison: where the sentences go, and when they are said. */
struct news {
    struct buf *out;
    int64_t wall_ms;
};

static void say(const struct news *news, enum sentence sentence,
                struct sentence_words words)
{
    sentence_add(news->out, news->wall_ms, sentence, &words);
}

static const char *key_of(const struct row *row, char out[TEXT_BYTES])
{
    snprintf(out, TEXT_BYTES, "%s/%s", row->namespace, row->name);
    return out;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static bool same(const char *a, const char *b)
{
    return strcmp(or_empty(a), or_empty(b)) == 0;
}

/* ---- sources ---- */

static void say_source(const struct news *news, enum source_name name,
                       const struct source *before, const struct source *now)
{
    static const enum sentence sentences[] = {
        [SOURCE_OFF] = SAY_SOURCE_OFF,   [SOURCE_CONNECTING] = SAY_COUNT,
        [SOURCE_LIVE] = SAY_SOURCE_LIVE, [SOURCE_STALE] = SAY_SOURCE_STALE,
        [SOURCE_LOST] = SAY_SOURCE_LOST, [SOURCE_DENIED] = SAY_SOURCE_DENIED,
    };
    char line[400];
    char took[WHEN_TEXT_BYTES] = "";
    struct sentence_words words = {.subject = source_name_text(name), .why = ""};
    enum sentence sentence = sentences[now->state];

    if (sentence == SAY_COUNT || (before != NULL && before->state == now->state))
        return;
    if (now->err.code != ERR_OK)
        words.why = err_line(&now->err, line, (int)sizeof line);
    if (sentence == SAY_SOURCE_LIVE && before != NULL &&
        (before->state == SOURCE_LOST || before->state == SOURCE_STALE) && before->ever) {
        sentence = SAY_SOURCE_BACK;
        words.took = duration_print(now->read_ms - before->read_ms, took);
    }
    say(news, sentence, words);
}

void news_of_sources(const struct snapshot *before, const struct snapshot *now,
                     struct buf *out)
{
    struct news news = {.out = out, .wall_ms = now->view->wall_ms};

    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        say_source(&news, name, before == NULL ? NULL : &before->view->sources[name],
                   &now->view->sources[name]);
}

/* ---- a Service ---- */

static void say_added(const struct news *news, const struct row *row, const char *key)
{
    char what[TEXT_BYTES];
    size_t at =
        (size_t)snprintf(what, sizeof what, "%s%s",
                         row->pattern == PATTERN_NONE ? "without an ELB asked for"
                                                      : row_pattern_name(row->pattern),
                         row->port_count == 0   ? ""
                         : row->port_count == 1 ? ", port"
                                                : ", ports");

    for (size_t i = 0; i < row->port_count && at + 32 < sizeof what; i++)
        at += (size_t)snprintf(what + at, sizeof what - at, " %d/%.8s",
                               row->ports[i].port, row->ports[i].protocol);
    say(news, SAY_ADDED, (struct sentence_words){.subject = key, .what = what});
}

static void say_removed(const struct news *news, const struct row *row, const char *key)
{
    char took[WHEN_TEXT_BYTES];

    if (row->deleted_ms == WHEN_UNKNOWN)
        say(news, SAY_REMOVED, (struct sentence_words){.subject = key});
    else
        say(news, SAY_REMOVED_AFTER,
            (struct sentence_words){
                .subject = key,
                .took = duration_print(news->wall_ms - row->deleted_ms, took)});
}

static bool newly_settled(const struct step *before, const struct step *now)
{
    return (before == NULL || !step_is_settled(before->state)) &&
           now->state == STEP_DONE && now->shade == SHADE_NONE;
}

static const char *print_took(int64_t ms, char out[WHEN_TEXT_BYTES])
{
    return ms < 1000 ? "less than 1s" : duration_print(ms, out);
}

static void say_step(const struct news *news, const struct row *row, int number,
                     const char *key)
{
    const struct step *step = &row->steps[number - 1];
    char what[64];
    char took[WHEN_TEXT_BYTES];
    bool timed = step->started_ms != WHEN_UNKNOWN && step->finished_ms != WHEN_UNKNOWN &&
                 step->finished_ms >= step->started_ms;
    struct sentence_words words = {
        .subject = key,
        .what = what,
        .by = step_actor(number, row->pattern == PATTERN_GATEWAY),
        .why = or_empty(step->evidence)};

    snprintf(what, sizeof what, "%d %s", number, step_name(number));
    if (timed)
        words.took = print_took(step->finished_ms - step->started_ms, took);
    say(news, !timed ? SAY_STEP : step->exact ? SAY_STEP_TOOK : SAY_STEP_AT_MOST, words);
}

static void say_steps(const struct news *news, const struct row *before,
                      const struct row *now, const char *key)
{
    for (int part = 0; part < PART_COUNT; part++) {
        const struct step *was = before == NULL ? NULL : &before->parts[part];
        const struct step *is = &now->parts[part];
        const char *label = part_label((enum step_part)part);
        if (newly_settled(was, is))
            say(news, SAY_PART,
                (struct sentence_words){
                    .subject = key, .what = label, .why = or_empty(is->evidence)});
        else if (was != NULL && was->shade == SHADE_UNDOING && is->state == STEP_WAITING)
            say(news, SAY_PART_GONE,
                (struct sentence_words){.subject = key, .what = label});
    }
    for (int number = STEP_SEEN; number <= STEP_COUNT; number++) {
        const struct step *was = before == NULL ? NULL : &before->steps[number - 1];
        if (newly_settled(was, &now->steps[number - 1]))
            say_step(news, now, number, key);
    }
}

static void say_ready(const struct news *news, const struct row *before,
                      const struct row *now, const char *key)
{
    char took[WHEN_TEXT_BYTES];
    struct sentence_words words = {.subject = key,
                                   .what = or_empty(now->address),
                                   .was = row_state_name(before->state)};
    bool timed = before->state == ROW_MOVING && before->since_exact &&
                 now->since_ms >= before->since_ms;

    if (timed)
        words.took = duration_print(now->since_ms - before->since_ms, took);
    say(news,
        timed                         ? SAY_READY_AFTER
        : before->state == ROW_MOVING ? SAY_READY
                                      : SAY_READY_AGAIN,
        words);
}

static void say_state(const struct news *news, const struct row *before,
                      const struct row *now, const char *key)
{
    if (before->state == now->state)
        return;
    if (now->state == ROW_READY)
        say_ready(news, before, now, key);
    else if (now->state == ROW_DELETING)
        say(news, SAY_DELETING, (struct sentence_words){.subject = key});
    else
        say(news, SAY_STATE,
            (struct sentence_words){.subject = key,
                                    .what = row_state_name(now->state),
                                    .was = row_state_name(before->state),
                                    .why = or_empty(now->why)});
}

static void say_address(const struct news *news, const struct row *before,
                        const struct row *now, const char *key)
{
    struct sentence_words words = {
        .subject = key, .what = now->address, .was = before->address};

    if (same(before->address, now->address))
        return;
    say(news,
        now->address == NULL      ? SAY_ADDRESS_WITHDRAWN
        : before->address == NULL ? SAY_ADDRESS
                                  : SAY_ADDRESS_OTHER,
        words);
}

/* What is not known is no change. */
static void say_members(const struct news *news, const struct row *before,
                        const struct row *now, const char *key)
{
    char was[48];
    char is[48];

    if (before->members_total <= 0 || now->members_total <= 0 ||
        before->members_online < 0 || now->members_online < 0 ||
        (before->members_online == now->members_online &&
         before->members_total == now->members_total))
        return;
    snprintf(was, sizeof was, "%d of %d", before->members_online, before->members_total);
    snprintf(is, sizeof is, "%d of %d", now->members_online, now->members_total);
    say(news, SAY_MEMBERS,
        (struct sentence_words){.subject = key, .what = is, .was = was});
}

static void say_row(const struct news *news, const struct row *before,
                    const struct row *now)
{
    char key[TEXT_BYTES];

    key_of(now == NULL ? before : now, key);
    if (now == NULL) {
        say_removed(news, before, key);
        return;
    }
    /* Another object by the same name is another Service. */
    if (before != NULL && !same(before->uid, now->uid)) {
        say_removed(news, before, key);
        before = NULL;
    }
    if (before == NULL)
        say_added(news, now, key);
    say_steps(news, before, now, key);
    if (before == NULL)
        return;
    say_address(news, before, now, key);
    say_members(news, before, now, key);
    say_state(news, before, now, key);
}

static int compare_rows(const struct row *a, const struct row *b)
{
    int order = strcmp(a->namespace, b->namespace);
    return order != 0 ? order : strcmp(a->name, b->name);
}

/* Both are sorted, and what has not changed is the very same row. */
static void say_rows(const struct news *news, const struct view *before,
                     const struct view *now)
{
    size_t i = 0;
    size_t k = 0;

    while (i < before->row_count || k < now->row_count) {
        const struct row *was = i < before->row_count ? before->rows[i] : NULL;
        const struct row *is = k < now->row_count ? now->rows[k] : NULL;
        int order = was == NULL ? 1 : is == NULL ? -1 : compare_rows(was, is);
        i += order <= 0;
        k += order >= 0;
        if (was != is)
            say_row(news, order <= 0 ? was : NULL, order >= 0 ? is : NULL);
    }
}

/* ---- what belongs to nobody ---- */

static const struct view_elb *find_elb(const struct view *view, const char *id)
{
    for (size_t i = 0; i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

static const char *elb_word(const struct view_elb *elb)
{
    return elb->name == NULL || elb->name[0] == '\0' ? elb->id : elb->name;
}

/* Nothing is gone or orphaned while the cloud cannot be read. */
static void say_orphans(const struct news *news, const struct view *before,
                        const struct view *now)
{
    if (now->sources[SOURCE_ELB].state != SOURCE_LIVE)
        return;
    for (size_t i = 0; i < now->elb_count; i++) {
        const struct view_elb *was = find_elb(before, now->elbs[i].id);
        if (now->elbs[i].kind == ELB_ORPHAN && (was == NULL || was->kind != ELB_ORPHAN))
            say(news, SAY_ORPHAN,
                (struct sentence_words){.subject = elb_word(&now->elbs[i]),
                                        .what = "ELB"});
    }
    for (size_t i = 0; i < before->elb_count; i++) {
        if (before->elbs[i].kind == ELB_ORPHAN &&
            find_elb(now, before->elbs[i].id) == NULL)
            say(news, SAY_ORPHAN_GONE,
                (struct sentence_words){.subject = elb_word(&before->elbs[i]),
                                        .what = "ELB"});
    }
}

/* ---- what controllers said ---- */

static bool is_told(const struct view *before, const struct view_event *event)
{
    for (size_t i = 0; i < before->event_count; i++) {
        const struct view_event *old = &before->events[i];
        if (old->count == event->count && same(old->service, event->service) &&
            same(old->what, event->what))
            return true;
    }
    return false;
}

static void say_failures(const struct news *news, const struct view *before,
                         const struct view *now)
{
    for (size_t i = now->event_count; i > 0; i--) {
        const struct view_event *event = &now->events[i - 1];
        if (event->from_kubernetes && event->failure && !is_told(before, event))
            say(news, SAY_FAILURE,
                (struct sentence_words){
                    .subject = event->service, .by = event->who, .why = event->what});
    }
}

/* ---- jobs ---- */

static void say_jobs(const struct news *news, const struct snapshot *before,
                     const struct snapshot *now)
{
    for (size_t i = now->job_count; i > 0; i--) {
        const struct job_report *job = &now->jobs[i - 1];
        const struct job_report *was = NULL;
        char summary[TEXT_BYTES] = "";
        for (size_t k = 0; k < before->job_count; k++) {
            if (before->jobs[k].id == job->id)
                was = &before->jobs[k];
        }
        if (was != NULL && was->state == job->state)
            continue;
        if (job->state >= JOB_DONE)
            job_summary(job, summary, sizeof summary);
        say(news, SAY_JOB,
            (struct sentence_words){.subject = job->title,
                                    .what = job_state_name(job->state),
                                    .why = summary});
    }
}

/* ---- all of it ---- */

/* As the clock in front of each sentence: of the local zone. */
static const char *print_day(int64_t wall_ms, char out[WHEN_TEXT_BYTES])
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;

    localtime_r(&seconds, &parts);
    strftime(out, WHEN_TEXT_BYTES, "%Y-%m-%d", &parts);
    return out;
}

static void say_day(const struct news *news, int64_t before_wall_ms)
{
    char was[WHEN_TEXT_BYTES];
    char is[WHEN_TEXT_BYTES];

    if (strcmp(print_day(before_wall_ms, was), print_day(news->wall_ms, is)) != 0)
        say(news, SAY_DAY, (struct sentence_words){.what = is});
}

void news_between(const struct snapshot *before, const struct snapshot *now,
                  struct buf *out)
{
    struct news news = {.out = out, .wall_ms = now->view->wall_ms};

    say_day(&news, before->view->wall_ms);
    news_of_sources(before, now, out);
    say_rows(&news, before->view, now->view);
    say_orphans(&news, before->view, now->view);
    say_failures(&news, before->view, now->view);
    say_jobs(&news, before, now);
}

static void say_total(const struct news *news, const struct view *view)
{
    char count[32];
    char parts[TEXT_BYTES] = "";
    size_t at = 0;

    if (view->row_count == 0) {
        say(news, SAY_NONE, (struct sentence_words){0});
        return;
    }
    for (enum row_state state = ROW_UNKNOWN; state <= ROW_READY; state++) {
        if (view->count_by_state[state] > 0)
            at += (size_t)snprintf(parts + at, sizeof parts - at, "%s%zu %s",
                                   at == 0 ? "" : ", ", view->count_by_state[state],
                                   row_state_name(state));
    }
    snprintf(count, sizeof count, "%zu", view->row_count);
    say(news, SAY_TOTAL, (struct sentence_words){.what = count, .why = parts});
}

void news_begin(const struct snapshot *now, struct buf *out)
{
    const struct view *view = now->view;
    struct news news = {.out = out, .wall_ms = view->wall_ms};
    char key[TEXT_BYTES];
    char word[32];
    char day[WHEN_TEXT_BYTES];

    say(&news, SAY_DAY, (struct sentence_words){.what = print_day(news.wall_ms, day)});
    say(&news, SAY_WATCHING,
        (struct sentence_words){
            .subject = now->context[0] == '\0' ? "this cluster" : now->context,
            .what = now->namespace == NULL ? "all namespaces" : now->namespace,
            .by = or_empty(now->project)});
    say_total(&news, view);
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (row->state != ROW_READY)
            say(&news, SAY_IS,
                (struct sentence_words){.subject = key_of(row, key),
                                        .what = row_state_word(row, word, sizeof word),
                                        .why = or_empty(row->why)});
    }
}
