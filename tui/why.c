#include "tui/why.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/keymap.h"

#include "base/banned.h"

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* Puts a sentence behind what is there, with a full stop between them. */
static void say(char out[WHY_TEXT_BYTES], const char *before, const char *text)
{
    size_t at = strlen(out);

    if (or_empty(text)[0] == '\0' || at + 8 >= WHY_TEXT_BYTES)
        return;
    if (at > 0)
        at += (size_t)snprintf(out + at, WHY_TEXT_BYTES - at, "%s",
                               out[at - 1] == '.' ? " " : ". ");
    if (at < WHY_TEXT_BYTES)
        snprintf(out + at, WHY_TEXT_BYTES - at, "%s%s", before, text);
}

static void say_locked(char out[WHY_TEXT_BYTES], const struct keymap *keymap)
{
    char text[160];

    snprintf(text, sizeof text,
             "%s %s %s are off: they need a k8s answer younger than %d s",
             keymap_name(keymap, PANEL_SERVICES, ACTION_NEW),
             keymap_name(keymap, PANEL_SERVICES, ACTION_LINK),
             keymap_name(keymap, PANEL_SERVICES, ACTION_TEAR), INTERVAL_ACT_MS / 1000);
    say(out, "", text);
}

static void end_sentence(char out[WHY_TEXT_BYTES])
{
    size_t at = strlen(out);
    if (at > 0 && at + 2 < WHY_TEXT_BYTES && strchr(".!?", out[at - 1]) == NULL)
        memcpy(out + at, ".", 2);
}

const char *why_title(const struct item *item, const struct scene *scene,
                      enum source_name lost, char out[WHY_TEXT_BYTES])
{
    char name[ITEM_TEXT_BYTES];

    (void)scene;
    if (lost != SOURCE_COUNT) {
        snprintf(out, WHY_TEXT_BYTES, "source %s lost", health_label(lost));
    } else if (item == NULL) {
        snprintf(out, WHY_TEXT_BYTES, "nothing is selected");
    } else {
        const char *elb = item->kind == ITEM_SERVICE ? NULL : item_elb_name(item);
        snprintf(out, WHY_TEXT_BYTES, "%s%s%s", item_name(item, name),
                 elb == NULL ? "" : " ", or_empty(elb));
    }
    return out;
}

/* ---- a lost source ---- */

static const char *living_columns(const struct scene *scene, enum source_name lost)
{
    if (lost != SOURCE_KUBERNETES)
        return "Kubernetes columns are live; ELB and MEM are old.";
    if (!health_was_read(scene, SOURCE_ELB))
        return "";
    if (health_lost_source(scene) == SOURCE_KUBERNETES &&
        !health_is_lost(scene, SOURCE_ELB) && !health_is_lost(scene, SOURCE_EIP))
        return "ELB, EIP, probe columns are live.";
    return "The cloud is lost too.";
}

static void lost_text(const struct scene *scene, enum source_name lost,
                      char out[WHY_TEXT_BYTES])
{
    const struct source *source = &scene_view(scene)->sources[lost];
    char line[400];

    err_line(&source->err, line, (int)sizeof line);
    snprintf(out, WHY_TEXT_BYTES, "%s", line);
    end_sentence(out);
    say(out, "",
        source->ever ? "The last picture stays; tried again after 1 2 4 8 15 30 s; "
                       "elbtop never quits."
                     : "Not read yet; tried again after 1 2 4 8 15 30 s.");
    say(out, "", living_columns(scene, lost));
    end_sentence(out);
    say(out, "", or_empty(source->note));
}

/* ---- a row ---- */

static const char *probe_word(const struct row *row, char out[64])
{
    switch (row->probe.state) {
    case PROBE_OK:
        if (row->probe.rtt_ms >= 0)
            snprintf(out, 64, ", connected from here in %lld ms",
                     (long long)row->probe.rtt_ms);
        else
            snprintf(out, 64, ", connected from here");
        break;
    case PROBE_REFUSED:
    case PROBE_TIMEOUT:
    case PROBE_RESET:
    case PROBE_UNREACHABLE:
        snprintf(out, 64, ", but the probe says %s", probe_state_name(row->probe.state));
        break;
    default:
        out[0] = '\0';
    }
    return out;
}

static void calm_text(const struct row *row, const struct scene *scene,
                      char out[WHY_TEXT_BYTES])
{
    char age[WHEN_TEXT_BYTES];
    char probe[64];

    snprintf(out, WHY_TEXT_BYTES, "Ready for %s at %s%s.",
             row->since_ms == WHEN_UNKNOWN
                 ? "an unknown time"
                 : duration_print(scene->wall_ms - row->since_ms, age),
             row->address == NULL ? "no address" : row->address, probe_word(row, probe));
    if (row->shared_count > 0)
        snprintf(out + strlen(out), WHY_TEXT_BYTES - strlen(out),
                 " Its ELB is shared with %s%s.", row->shared_with[0],
                 row->shared_count > 1 ? " and others" : "");
}

/* An estimate: whole seconds, and past a minute whole minutes. */
static int64_t round_up(int64_t ms)
{
    int64_t unit = ms > 60000 ? 60000 : 1000;
    return (ms + unit - 1) / unit * unit;
}

const char *why_who(const struct item *item, const struct scene *scene,
                    char out[WHY_TEXT_BYTES])
{
    char wait[WHEN_TEXT_BYTES];

    out[0] = '\0';
    if (item == NULL || item->kind != ITEM_SERVICE)
        return out;
    const struct row *row = item->row;
    snprintf(out, WHY_TEXT_BYTES, "%s", or_empty(row->who));
    if (row->next_try_ms != WHEN_UNKNOWN && row->next_try_ms > scene->wall_ms)
        snprintf(out + strlen(out), WHY_TEXT_BYTES - strlen(out),
                 "%sthe ccm tries again <= %s%s", out[0] == '\0' ? "" : " (",
                 duration_print(round_up(row->next_try_ms - scene->wall_ms), wait),
                 out[0] == '\0' ? "" : ")");
    return out;
}

static void service_text(const struct item *item, const struct scene *scene,
                         char out[WHY_TEXT_BYTES])
{
    const struct row *row = item->row;

    snprintf(out, WHY_TEXT_BYTES, "%s", or_empty(row->why));
    if (out[0] == '\0' && row->state == ROW_READY)
        calm_text(row, scene, out);
    for (size_t i = 0; i < row->advice_count; i++)
        say(out, "", row->advice[i].text);
}

static void orphan_text(const struct item *item, char out[WHY_TEXT_BYTES])
{
    bool is_elb = item->kind == ITEM_ORPHAN_ELB;
    size_t count = is_elb ? item->elb->clue_count : item->eip->clue_count;
    const char *const *clues = is_elb ? item->elb->clues : item->eip->clues;

    snprintf(out, WHY_TEXT_BYTES, "%s nobody owns any more, and it costs money",
             is_elb ? "An ELB that" : "An EIP that");
    for (size_t i = 0; i < count; i++)
        say(out, "", clues[i]);
}

const char *why_text(const struct item *item, const struct scene *scene,
                     enum source_name lost, char out[WHY_TEXT_BYTES])
{
    out[0] = '\0';
    if (lost != SOURCE_COUNT && scene_view(scene) != NULL)
        lost_text(scene, lost, out);
    else if (item == NULL)
        return out;
    else if (item->kind == ITEM_SERVICE)
        service_text(item, scene, out);
    else if (item->kind == ITEM_GONE)
        say(out, "", "This Service is gone: the api-server has it no more");
    else
        orphan_text(item, out);
    end_sentence(out);
    return out;
}

const char *why_todo(const char *todo, const struct scene *scene,
                     char out[TODO_TEXT_BYTES])
{
    const struct todo_ways ways = {
        keymap_name(scene->keymap, PANEL_SERVICES, ACTION_NEW),
        keymap_name(scene->keymap, PANEL_SERVICES, ACTION_LINK)};

    return todo_print(todo, &ways, out);
}

const char *why_next(const struct item *item, const struct scene *scene,
                     enum source_name lost, char out[WHY_TEXT_BYTES])
{
    char who[WHY_TEXT_BYTES];
    char todo[TODO_TEXT_BYTES];

    out[0] = '\0';
    if (lost != SOURCE_COUNT) {
        if (lost == SOURCE_KUBERNETES)
            say_locked(out, scene->keymap);
    } else if (item != NULL && item->kind == ITEM_SERVICE) {
        say(out, "Waiting on: ", why_who(item, scene, who));
        say(out, "Do: ", why_todo(item->row->todo, scene, todo));
    } else if (item != NULL && item->kind != ITEM_GONE) {
        say(out, "Do: ", ":orphans shows the clues for and against");
    }
    end_sentence(out);
    return out;
}

static int rows_of(const char *text, int cells)
{
    struct span rest = span_of(text);
    struct span line;
    int rows = 0;

    while (glyph_line(&rest, cells, &line))
        rows++;
    return rows;
}

void why_draw(struct canvas canvas, const struct item *item, const struct scene *scene,
              enum source_name lost)
{
    char text[WHY_TEXT_BYTES];
    char next[WHY_TEXT_BYTES];

    why_text(item, scene, lost, text);
    why_next(item, scene, lost, next);
    int next_rows = rows_of(next, canvas.at.cols - 1);
    int text_rows = canvas.at.rows - next_rows;
    if (text_rows < 1 && text[0] != '\0')
        text_rows = 1;
    int row = canvas_wrap(canvas, 0, 1, text_rows, LOOK_PLAIN, text);
    canvas_wrap(canvas, row, 1, canvas.at.rows - row, LOOK_STRONG, next);
}
