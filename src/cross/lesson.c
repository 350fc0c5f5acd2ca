#include "cross/lesson.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

struct lesson_door {
    /* fixed after lesson_door_new */
    struct wake ui_bell;
    struct wake teacher_bell;
    struct doors *doors;

    /* under mutex, a leaf lock */
    pthread_mutex_t mutex;
    struct lesson_report *latest; /* NULL when already taken */
    size_t wish_count;
    struct lesson_wish wishes[LIMIT_ORDERS]; /* oldest first */
};

const char *lesson_actor_name(enum lesson_actor actor)
{
    static const char *const names[LESSON_ACTOR_COUNT] = {
        [LESSON_YOU] = "you",        [LESSON_GATEWAY] = "envoy-gw",
        [LESSON_API] = "api-server", [LESSON_CCM] = "ccm",
        [LESSON_CLOUD] = "otc-api",  [LESSON_FABRIC] = "otc-fabric",
    };
    return names[actor];
}

struct lesson_report *lesson_report_new(void)
{
    struct lesson_report *report = mem_new(sizeof *report);

    report->problem = "";
    report->say = "";
    report->pretty = "";
    return report;
}

void lesson_report_free(struct lesson_report *report)
{
    if (report == NULL)
        return;
    arena_release(&report->arena);
    free(report);
}

static void ring_teacher(void *ctx)
{
    wake_ring(&((struct lesson_door *)ctx)->teacher_bell);
}

enum err_code lesson_door_new(struct lesson_door **ret_door, struct err *err)
{
    struct lesson_door *door = mem_new(sizeof *door);

    door->ui_bell.fd = -1;
    door->teacher_bell.fd = -1;
    pthread_mutex_init(&door->mutex, NULL);
    enum err_code code = wake_init(&door->ui_bell, err);
    if (code == ERR_OK)
        code = wake_init(&door->teacher_bell, err);
    if (code == ERR_OK)
        code = doors_new(ring_teacher, door, &door->doors, err);
    if (code != ERR_OK) {
        lesson_door_free(door);
        return code;
    }
    *ret_door = door;
    return ERR_OK;
}

void lesson_door_free(struct lesson_door *door)
{
    if (door == NULL)
        return;
    doors_free(door->doors);
    lesson_report_free(door->latest);
    if (door->ui_bell.fd >= 0)
        wake_release(&door->ui_bell);
    if (door->teacher_bell.fd >= 0)
        wake_release(&door->teacher_bell);
    pthread_mutex_destroy(&door->mutex);
    free(door);
}

/* ---- UI side ---- */

int lesson_door_fd(const struct lesson_door *door)
{
    return door->ui_bell.fd;
}

struct lesson_report *lesson_door_take(struct lesson_door *door)
{
    wake_answer(&door->ui_bell); /* first: one given after this rings it again */
    pthread_mutex_lock(&door->mutex);
    struct lesson_report *report = door->latest;
    door->latest = NULL;
    pthread_mutex_unlock(&door->mutex);
    return report;
}

bool lesson_door_ask(struct lesson_door *door, struct lesson_wish wish)
{
    pthread_mutex_lock(&door->mutex);
    bool taken = door->wish_count < LIMIT_ORDERS;
    if (taken)
        door->wishes[door->wish_count++] = wish;
    pthread_mutex_unlock(&door->mutex);
    wake_ring(&door->teacher_bell);
    return taken;
}

struct doors *lesson_door_doors(const struct lesson_door *door)
{
    return door->doors;
}

/* ---- teaching side ---- */

int lesson_door_wish_fd(const struct lesson_door *door)
{
    return door->teacher_bell.fd;
}

bool lesson_door_next_wish(struct lesson_door *door, struct lesson_wish *ret_wish)
{
    wake_answer(&door->teacher_bell);
    pthread_mutex_lock(&door->mutex);
    bool any = door->wish_count > 0;
    if (any) {
        *ret_wish = door->wishes[0];
        door->wish_count--;
        memmove(door->wishes, door->wishes + 1, door->wish_count * sizeof *ret_wish);
    }
    pthread_mutex_unlock(&door->mutex);
    return any;
}

void lesson_door_give(struct lesson_door *door, struct lesson_report **report)
{
    pthread_mutex_lock(&door->mutex);
    struct lesson_report *untaken = door->latest;
    door->latest = *report;
    pthread_mutex_unlock(&door->mutex);

    *report = NULL;
    wake_ring(&door->ui_bell);
    lesson_report_free(untaken);
}
