#include <string.h>

#include "base/when.h"
#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

/* Put before the message by the recorder when it folds more than ten like events. */
#define COMBINED_PREFIX "(combined from similar events): "

static const char *without_prefix(const char *message, bool *ret_combined)
{
    *ret_combined = false;
    while (strncmp(message, COMBINED_PREFIX, strlen(COMBINED_PREFIX)) == 0) {
        message += strlen(COMBINED_PREFIX);
        *ret_combined = true;
    }
    return message;
}

/* One of the fields that tell a time. */
struct told_time {
    const char *path;
    int64_t ms;
};

static struct told_time first_known(const struct told_time *times, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (times[i].ms != WHEN_UNKNOWN)
            return times[i];
    }
    return (struct told_time){"", WHEN_UNKNOWN};
}

static struct told_time time_at(const struct value *tree, const char *path)
{
    return (struct told_time){path, value_when(tree, path)};
}

/*
 * The old recorder writes firstTimestamp and lastTimestamp; the new one leaves them null
 * and writes eventTime, and series once it repeats.
 */
static void decode_times(const struct value *tree, const struct meta *meta,
                         struct event *event)
{
    const struct told_time first = time_at(tree, "firstTimestamp");
    const struct told_time last = time_at(tree, "lastTimestamp");
    const struct told_time repeated = time_at(tree, "series.lastObservedTime");
    const struct told_time once = time_at(tree, "eventTime");
    const struct told_time created = {"metadata.creationTimestamp", meta->created_ms};

    const struct told_time firsts[] = {first, once, created, last};
    const struct told_time lasts[] = {last, repeated, once, first, created};
    event->first_ms = first_known(firsts, sizeof firsts / sizeof firsts[0]).ms;
    struct told_time newest = first_known(lasts, sizeof lasts / sizeof lasts[0]);
    if (repeated.ms != WHEN_UNKNOWN && repeated.ms > newest.ms)
        newest = repeated;
    event->last_ms = newest.ms;
    event->last_path = newest.path;
}

static const char *component_of(const struct value *tree)
{
    const char *component = value_text(tree, "source.component");

    if (component != NULL && component[0] != '\0')
        return component;
    return value_text(tree, "reportingComponent");
}

static int64_t count_of(const struct value *tree)
{
    int64_t count = value_int(tree, "count", 0);

    if (count < 1)
        count = value_int(tree, "series.count", 1);
    return count < 1 ? 1 : count;
}

enum err_code event_decode(const struct value *tree, const struct meta *meta,
                           struct keep *keep, struct event *ret_event, struct err *err)
{
    const struct value *about;
    const char *message;
    enum err_code code = value_need_object(tree, "involvedObject", &about, err);
    if (code != ERR_OK)
        return code;

    code = value_may_text(tree, "message", &message, err);
    if (code != ERR_OK)
        return code;

    message = without_prefix(message == NULL ? "" : message, &ret_event->combined);
    ret_event->message = keep_text(keep, message);
    ret_event->type = keep_text_or_empty(keep, value_text(tree, "type"));
    ret_event->reason = keep_text_or_empty(keep, value_text(tree, "reason"));
    ret_event->component = keep_text_or_empty(keep, component_of(tree));
    ret_event->about_kind = keep_text_or_empty(keep, value_text(about, "kind"));
    ret_event->about_namespace = keep_text_or_empty(keep, value_text(about, "namespace"));
    ret_event->about_name = keep_text_or_empty(keep, value_text(about, "name"));
    ret_event->about_uid = keep_text_or_empty(keep, value_text(about, "uid"));
    ret_event->count = count_of(tree);
    decode_times(tree, meta, ret_event);
    return ERR_OK;
}
