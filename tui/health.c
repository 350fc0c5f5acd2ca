#include "tui/health.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/when.h"

#include "base/banned.h"

static const struct source *source_of(const struct scene *scene, enum source_name name)
{
    const struct view *view = scene_view(scene);
    return view == NULL ? NULL : &view->sources[name];
}

const char *health_label(enum source_name name)
{
    static const char *const labels[SOURCE_COUNT] = {
        [SOURCE_KUBERNETES] = "k8s", [SOURCE_ELB] = "elb",     [SOURCE_EIP] = "eip",
        [SOURCE_IAM] = "iam",        [SOURCE_PROBE] = "probe",
    };
    return labels[name];
}

bool health_was_read(const struct scene *scene, enum source_name name)
{
    const struct source *source = source_of(scene, name);
    return source != NULL && source->ever;
}

int64_t health_age_ms(const struct scene *scene, enum source_name name)
{
    if (!health_was_read(scene, name))
        return -1;
    int64_t age_ms = scene->now_ms - source_of(scene, name)->read_ms;
    return age_ms > 0 ? age_ms : 0;
}

bool health_is_lost(const struct scene *scene, enum source_name name)
{
    const struct source *source = source_of(scene, name);
    return source != NULL &&
           (source->state == SOURCE_LOST || source->state == SOURCE_DENIED);
}

bool health_is_off(const struct scene *scene, enum source_name name)
{
    const struct source *source = source_of(scene, name);
    return source != NULL && source->state == SOURCE_OFF;
}

/* A token that cannot be had shows in the sources that need it. */
enum source_name health_lost_source(const struct scene *scene)
{
    static const enum source_name order[] = {SOURCE_KUBERNETES, SOURCE_ELB, SOURCE_EIP};

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (health_is_lost(scene, order[i]))
            return order[i];
    }
    return SOURCE_COUNT;
}

bool health_is_locked(const struct scene *scene)
{
    int64_t age_ms = health_age_ms(scene, SOURCE_KUBERNETES);
    return age_ms < 0 || age_ms >= INTERVAL_ACT_MS ||
           health_is_lost(scene, SOURCE_KUBERNETES);
}

static void print_lost(const struct scene *scene, const struct source *source,
                       int64_t age_ms, char out[HEALTH_WORD_BYTES])
{
    char age[WHEN_TEXT_BYTES] = "";
    char wait[WHEN_TEXT_BYTES];
    int at;

    if (age_ms >= 0)
        duration_print(age_ms, age);
    at = snprintf(out, HEALTH_WORD_BYTES, "LOST%s%s", age_ms >= 0 ? " " : "", age);
    int64_t wait_ms = source->retry_ms - scene->now_ms;
    if (source->state != SOURCE_LOST || source->failures == 0)
        return;
    duration_print(wait_ms + 999, wait);
    snprintf(out + at, (size_t)(HEALTH_WORD_BYTES - at), ", retry %d %s%s",
             source->failures, wait_ms > 0 ? "in " : "now", wait_ms > 0 ? wait : "");
}

static void print_age(const struct source *source, int64_t age_ms, bool wide,
                      char out[HEALTH_WORD_BYTES])
{
    char age[WHEN_TEXT_BYTES];
    char interval[WHEN_TEXT_BYTES];

    duration_print(age_ms, age);
    if (wide && source->interval_ms > 0)
        snprintf(out, HEALTH_WORD_BYTES, "%s/%s", age,
                 duration_print(source->interval_ms, interval));
    else
        snprintf(out, HEALTH_WORD_BYTES, "%s", age);
}

static void print_connecting(int64_t for_ms, char out[HEALTH_WORD_BYTES])
{
    char text[WHEN_TEXT_BYTES];

    if (for_ms < 1000)
        snprintf(out, HEALTH_WORD_BYTES, "connecting");
    else
        snprintf(out, HEALTH_WORD_BYTES, "connecting %s", duration_print(for_ms, text));
}

const char *health_word(const struct scene *scene, enum source_name name, bool wide,
                        char out[HEALTH_WORD_BYTES], enum look *ret_look)
{
    const struct source *source = source_of(scene, name);
    int64_t age_ms = health_age_ms(scene, name);

    *ret_look = LOOK_PLAIN;
    if (health_is_lost(scene, name)) {
        *ret_look = LOOK_LOST;
        print_lost(scene, source, age_ms, out);
    } else if (health_is_off(scene, name)) {
        *ret_look = LOOK_DIM;
        snprintf(out, HEALTH_WORD_BYTES, "off");
    } else if (age_ms < 0) {
        print_connecting(scene->now_ms - scene->opened_ms, out);
    } else {
        bool overdue = source->interval_ms > 0 && age_ms > 2 * source->interval_ms;
        *ret_look = overdue || source->state == SOURCE_STALE ? LOOK_STRONG : LOOK_PLAIN;
        print_age(source, age_ms, wide, out);
    }
    return out;
}

const char *health_minutes(int64_t ms, char out[WHEN_TEXT_BYTES])
{
    long long seconds = ms < 0 ? 0 : ms / 1000;

    if (seconds >= 3600)
        snprintf(out, WHEN_TEXT_BYTES, "%lld:%02lld:%02lld", seconds / 3600,
                 seconds / 60 % 60, seconds % 60);
    else
        snprintf(out, WHEN_TEXT_BYTES, "%02lld:%02lld", seconds / 60, seconds % 60);
    return out;
}
