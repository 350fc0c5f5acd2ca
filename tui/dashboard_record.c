/* The flight recorder: what was read is saved, and the answer told when it comes; and what was
 * saved is played. */
#include "tui/dashboard_inside.h"

#include <stdio.h>

#include "tui/health.h"
#include "tui/key.h"

#include "base/banned.h"

void dash_record(struct dashboard *dashboard, const struct scene *scene,
                 const char *where)
{
    const struct snapshot *snapshot = scene->snapshot;

    if (snapshot == NULL || !snapshot->recorder.on) {
        dash_say(dashboard, ":rec is off: nothing is recorded here");
        return;
    }
    dash_order(dashboard, ORDER_RECORD, NULL, where);
    dash_say(dashboard, "saving what was read ..");
}

void dash_tell_recorded(struct dashboard *dashboard, const struct snapshot *before,
                        const struct snapshot *after)
{
    if (before != NULL && after != NULL && before->recorder.saves < after->recorder.saves)
        dash_say(dashboard, "%s", after->recorder.said);
}

/* ---- a recording is played ---- */

void dash_replay(struct dashboard *dashboard, const char *file)
{
    if (file[0] == '\0')
        dash_say(dashboard, ":replay wants the file of a recording; :rec makes one");
    else
        dash_enter(dashboard, ":replay",
                   &(struct journey){.kind = JOURNEY_RECORDING, .context = file});
}

static bool is_recording(const struct scene *scene)
{
    return scene->snapshot != NULL && scene->snapshot->replay.on;
}

static enum order_kind order_of(enum action action)
{
    switch (action) {
    case ACTION_RUN:
        return ORDER_PLAY_RUN;
    case ACTION_STEP_BACK:
        return ORDER_PLAY_BACK;
    case ACTION_FASTER:
        return ORDER_PLAY_FASTER;
    case ACTION_SLOWER:
        return ORDER_PLAY_SLOWER;
    default:
        return ORDER_PLAY_NEXT;
    }
}

bool dash_play(struct dashboard *dashboard, const struct scene *scene, uint32_t key)
{
    const struct keymap_entry *entry =
        is_recording(scene) ? keymap_find(dashboard->keymap, KEYS_OF_REPLAY, key) : NULL;

    if (entry == NULL)
        return false;
    dash_order(dashboard, order_of(entry->action), NULL, NULL);
    return true;
}

bool dash_replay_note(const struct scene *scene, char out[REPLAY_NOTE_BYTES])
{
    char at[WHEN_TEXT_BYTES];
    char of[WHEN_TEXT_BYTES];

    if (!is_recording(scene))
        return false;
    const struct replay_report *replay = &scene->snapshot->replay;
    snprintf(out, REPLAY_NOTE_BYTES,
             "replay %s of %s x%g%s  . %s  Space next  , back  - = speed  :live",
             health_minutes(scene->wall_ms - replay->from_wall_ms, at),
             health_minutes(replay->to_wall_ms - replay->from_wall_ms, of),
             (double)replay->speed_percent / 100, replay->runs ? "" : " paused",
             replay->runs ? "pauses" : "runs");
    return true;
}
