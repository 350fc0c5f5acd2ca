/*
 * A line is a counted block, immutable from its first picture on. Each list keeps its lines in order of time, oldest
 * first, and remembers the picture it gave last: until a line comes, views share it.
 */
#include "state/timeline.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "state/failure.h"
#include "state/pack.h"

#include "base/banned.h"

struct line {
    struct part part;
    const char *uid; /* of the Kubernetes event; NULL */
    struct view_event event;
};

/* What views get of a list: the events in one array, newest first, and their lines. */
struct picture {
    struct part part;
    size_t count;
    struct view_event *events;
    struct line **lines;
};

struct list {
    size_t limit;
    size_t count;
    size_t room;
    struct line **lines;     /* oldest first */
    struct picture *picture; /* NULL: out of date */
};

/* Which line tells of a Kubernetes event. */
struct told {
    char *uid;
    struct line *line; /* borrowed from the list of all */
    UT_hash_handle hh;
};

struct timeline {
    struct list all;
    struct list changes;
    struct told *told;
};

/* ---- lines ---- */

static void line_end(struct part *part)
{
    free(part);
}

static void pack_line(struct pack *pack, struct line *line)
{
    struct view_event *event = &line->event;

    line->uid = pack_text(pack, line->uid);
    event->service = pack_text(pack, event->service);
    event->who = pack_text(pack, event->who);
    event->what = pack_text(pack, event->what);
    event->reason = pack_text(pack, event->reason);
    event->rule = pack_text(pack, event->rule);
    event->type = pack_text(pack, event->type);
    event->component = pack_text(pack, event->component);
    event->message = pack_text(pack, event->message);
    event->last_path = pack_text(pack, event->last_path);
}

static struct line *line_make(const struct view_event *event, const char *uid)
{
    struct pack pack;
    struct line measured = {.uid = uid, .event = *event};

    pack_init(&pack, NULL);
    pack_line(&pack, &measured);
    struct line *line = mem_new(sizeof *line + pack_bytes(&pack));
    *line = (struct line){.uid = uid, .event = *event};
    part_start(&line->part, line_end);
    pack_start(&pack, (char *)(line + 1));
    pack_line(&pack, line);
    pack_release(&pack);
    return line;
}

/* By time; what has the same second is ordered by the steps, then by the words. */
static int line_compare(const struct line *a, const struct line *b)
{
    if (a->event.wall_ms != b->event.wall_ms)
        return a->event.wall_ms < b->event.wall_ms ? -1 : 1;
    if (a->event.step != b->event.step)
        return a->event.step < b->event.step ? -1 : 1;
    if (a->event.part != b->event.part)
        return a->event.part < b->event.part ? -1 : 1;
    int order = strcmp(a->event.service, b->event.service);
    return order != 0 ? order : strcmp(a->event.what, b->event.what);
}

/* ---- pictures ---- */

static void picture_end(struct part *part)
{
    struct picture *picture = (struct picture *)part;

    for (size_t i = 0; i < picture->count; i++)
        part_let_go(&picture->lines[i]->part);
    free(picture->lines);
    free(picture->events);
    free(picture);
}

/* An event carries no time at which it came: the first picture with it is made right after. */
static struct picture *picture_make(const struct list *list, int64_t wall_ms)
{
    struct picture *picture = mem_new(sizeof *picture);

    part_start(&picture->part, picture_end);
    picture->count = list->count;
    picture->events = mem_new_array(list->count, sizeof *picture->events);
    picture->lines = mem_new_array(list->count, sizeof *picture->lines);
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = list->lines[list->count - 1 - i];
        part_hold(&line->part);
        if (line->event.read_ms == WHEN_UNKNOWN)
            line->event.read_ms = wall_ms;
        picture->lines[i] = line;
        picture->events[i] = line->event;
    }
    return picture;
}

/* ---- lists ---- */

static void list_changed(struct list *list)
{
    if (list->picture != NULL)
        part_let_go(&list->picture->part);
    list->picture = NULL;
}

static void list_remove_at(struct list *list, size_t at)
{
    part_let_go(&list->lines[at]->part);
    list->count--;
    memmove(&list->lines[at], &list->lines[at + 1],
            (list->count - at) * sizeof *list->lines);
    list_changed(list);
}

static void list_remove(struct list *list, const struct line *line)
{
    for (size_t i = list->count; i-- > 0;) {
        if (list->lines[i] == line) {
            list_remove_at(list, i);
            return;
        }
    }
}

static void list_add(struct list *list, struct line *line)
{
    size_t at = list->count;

    while (at > 0 && line_compare(list->lines[at - 1], line) > 0)
        at--;
    list->lines =
        mem_grow(list->lines, &list->room, list->count + 1, sizeof(struct line *));
    memmove(&list->lines[at + 1], &list->lines[at],
            (list->count - at) * sizeof *list->lines);
    part_hold(&line->part);
    list->lines[at] = line;
    list->count++;
    list_changed(list);
}

static void list_release(struct list *list)
{
    list_changed(list);
    for (size_t i = 0; i < list->count; i++)
        part_let_go(&list->lines[i]->part);
    free(list->lines);
}

/* ---- the timeline ---- */

struct timeline *timeline_new(void)
{
    struct timeline *timeline = mem_new(sizeof *timeline);
    timeline->all.limit = LIMIT_EVENTS;
    timeline->changes.limit = LIMIT_CHANGES;
    return timeline;
}

static void told_drop(struct timeline *timeline, struct told *told)
{
    HASH_DEL(timeline->told, told);
    free(told->uid);
    free(told);
}

void timeline_free(struct timeline *timeline)
{
    struct told *told;
    struct told *next;

    if (timeline == NULL)
        return;
    HASH_ITER(hh, timeline->told, told, next)
    told_drop(timeline, told);
    list_release(&timeline->all);
    list_release(&timeline->changes);
    free(timeline);
}

static void forget_told(struct timeline *timeline, const struct line *line)
{
    struct told *told = NULL;

    if (line->uid != NULL)
        HASH_FIND_STR(timeline->told, line->uid, told);
    if (told != NULL)
        told_drop(timeline, told);
}

static void keep_line(struct timeline *timeline, struct line *line, bool change)
{
    list_add(&timeline->all, line);
    if (timeline->all.count > timeline->all.limit) {
        forget_told(timeline, timeline->all.lines[0]);
        list_remove_at(&timeline->all, 0);
    }
    if (change)
        list_add(&timeline->changes, line);
    if (timeline->changes.count > timeline->changes.limit)
        list_remove_at(&timeline->changes, 0);
}

void timeline_add(struct timeline *timeline, const struct view_event *event, bool change)
{
    struct line *line = line_make(event, NULL);

    keep_line(timeline, line, change);
    part_let_go(&line->part);
}

/* ---- Kubernetes events ---- */

static const char *who_spoke(const struct event *event)
{
    if (event_is_of_ccm(event) || event->component[0] == '\0')
        return "ccm";
    return event->component;
}

static void place_failure(const struct event *event, struct arena *arena,
                          struct view_event *line)
{
    struct failure failure = failure_of(event);

    line->failure = true;
    line->step = failure.step;
    line->part = failure.part >= 0 ? (char)('a' + failure.part) : 0;
    if (failure.stem != NULL)
        line->rule = arena_print(arena,
                                 "its reason tells a failure, \"%s\" in its message "
                                 "where",
                                 failure.stem);
    else if (failure.part >= 0)
        line->rule =
            arena_print(arena, "its reason tells a failure, code %s in its message where",
                        failure.code);
    else
        line->rule = "its reason tells a failure; its message does not say at which step";
}

static void place_other(const struct event *event, struct view_event *line)
{
    line->failure = span_ends(span_of(event->reason), "Failed");
    line->rule = line->failure ? "a reason that ends in Failed is a failure; no step is "
                                 "known by it"
                               : "no step is known by this reason";
}

/* The rules are those of state/failure. */
static void place_event(const struct event *event, struct arena *arena,
                        struct view_event *line)
{
    switch (event_meaning(event)) {
    case EVENT_ENSURING:
        line->step = STEP_SEEN;
        line->rule = "this reason is the first word of the ccm: 3 SEEN";
        break;
    case EVENT_ENSURED:
        line->step = STEP_CLOUD;
        line->rule = "this reason ends 4 CLOUD; it proves it only with an ingress";
        break;
    case EVENT_FAILED:
        place_failure(event, arena, line);
        break;
    case EVENT_OFFLINE:
        line->failure = true;
        line->step = STEP_CLOUD;
        line->part = 'a' + PART_POOL;
        line->rule =
            "\"member(\" and \"is offline\" in its message: health of 4e, no step "
            "fails by it";
        break;
    case EVENT_SKIPPED:
        line->failure = true;
        line->rule =
            "\"is not defined, skip\" in its message: the ccm skips the Service, "
            "whatever the reason";
        break;
    case EVENT_OTHER:
        place_other(event, line);
        break;
    case EVENT_NOISE:
        line->rule = "such a message goes along with other trouble and says nothing";
        break;
    case EVENT_UPDATED:
        line->rule = "this reason: the nodes were taken over, which is no step";
        break;
    case EVENT_DELETING:
    case EVENT_DELETED:
        line->rule = "this reason is a word of the tear-down, which is no step of seven";
        break;
    }
}

/* "EnsuringLoadBalancer" says as much as "Ensuring load balancer". */
static bool message_adds(const struct event *event)
{
    static const char *const plain[] = {"Ensuring load balancer", "Ensured load balancer",
                                        "Deleting load balancer",
                                        "Deleted load balancer"};

    for (size_t i = 0; i < ARRAY_COUNT(plain); i++) {
        if (strcmp(event->message, plain[i]) == 0)
            return false;
    }
    return event->message[0] != '\0';
}

static bool same_told(const struct view_event *a, const struct view_event *b)
{
    return a->wall_ms == b->wall_ms && a->count == b->count &&
           strcmp(a->what, b->what) == 0;
}

static void remember(struct timeline *timeline, const char *uid, struct line *line)
{
    struct told *told;

    HASH_FIND_STR(timeline->told, uid, told);
    if (told == NULL) {
        told = mem_new(sizeof *told);
        told->uid = mem_copy_text(uid);
        HASH_ADD_KEYPTR(hh, timeline->told, told->uid, strlen(told->uid), told);
    }
    told->line = line;
}

/* false: what is told of it already is the same or newer. */
static bool make_way(struct timeline *timeline, const char *uid,
                     const struct view_event *event)
{
    struct told *told;

    HASH_FIND_STR(timeline->told, uid, told);
    if (told == NULL)
        return true;
    struct line *line = told->line;
    if (line->event.wall_ms > event->wall_ms || same_told(&line->event, event))
        return false;
    told_drop(timeline, told);
    list_remove(&timeline->changes, line);
    list_remove(&timeline->all, line);
    return true;
}

void timeline_hear(struct timeline *timeline, const struct kube_object *object,
                   int64_t skew_ms, bool live)
{
    const struct event *event = &object->event;
    const char *uid = object->meta.uid[0] != '\0' ? object->meta.uid : object->meta.name;
    struct arena arena;

    arena_init(&arena, 0);
    struct view_event line = {
        .wall_ms =
            event->last_ms == WHEN_UNKNOWN ? WHEN_UNKNOWN : event->last_ms - skew_ms,
        .service =
            arena_print(&arena, "%s/%s", event->about_namespace, event->about_name),
        .who = who_spoke(event),
        .what = message_adds(event)
                    ? arena_print(&arena, "%s: %.600s", event->reason, event->message)
                    : event->reason,
        .reason = event->reason,
        .count = event->count,
        .from_kubernetes = true,
        .from = FROM_EVENT,
        .exact = true,
        .read_ms = WHEN_UNKNOWN,
        .type = event->type,
        .component = event->component,
        .message = event->message,
        .last_path = event->last_path,
        .first_ms = event->first_ms,
        .last_ms = event->last_ms,
        .combined = event->combined,
    };
    place_event(event, &arena, &line);
    if (make_way(timeline, uid, &line)) {
        struct line *made = line_make(&line, uid);
        remember(timeline, uid, made);
        keep_line(timeline, made, live && line.failure);
        part_let_go(&made->part);
    }
    arena_release(&arena);
}

/* ---- views ---- */

static const struct view_event *show(struct list *list, struct parts *parts,
                                     int64_t wall_ms, size_t *ret_count)
{
    if (list->picture == NULL)
        list->picture = picture_make(list, wall_ms);
    parts_hold(parts, &list->picture->part);
    *ret_count = list->picture->count;
    return list->picture->events;
}

void timeline_show(struct timeline *timeline, struct view *view)
{
    view->events = show(&timeline->all, view->parts, view->wall_ms, &view->event_count);
    view->changes =
        show(&timeline->changes, view->parts, view->wall_ms, &view->change_count);
}
