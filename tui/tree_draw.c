#include "tui/tree_draw.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/looks.h"

#include "base/banned.h"

enum { WIDE_BY = 12, WORD_BYTES = 64 };

const char *tree_kind_word(enum elb_kind kind)
{
    static const char *const words[] = {[ELB_FOREIGN] = "FOREIGN",
                                        [ELB_EXISTING] = "EXISTING",
                                        [ELB_AUTO] = "AUTO",
                                        [ELB_ORPHAN] = "ORPHAN"};
    return words[kind];
}

const struct row *tree_row_of(const struct view_elb *elb)
{
    for (size_t i = 0; i < elb->listener_count; i++) {
        if (elb->listeners[i].row != NULL)
            return elb->listeners[i].row;
    }
    return NULL;
}

static void orphan_note(const struct view_elb *elb, const struct scene *scene, char *out,
                        size_t bytes)
{
    char age[WHEN_TEXT_BYTES];
    char users[WORD_BYTES] = "";

    if (elb->service_count > 0)
        snprintf(users, sizeof users, ", creator gone, used by %zu", elb->service_count);
    snprintf(out, bytes, "%s%s%s",
             elb->orphan_since_ms == WHEN_UNKNOWN
                 ? "since when is not known"
                 : duration_print(scene->wall_ms - elb->orphan_since_ms, age),
             users, elb->eip_id != NULL ? ", EIP still bound" : "");
}

const char *tree_elb_note(const struct tree_line *line, const struct scene *scene,
                          char out[GLYPH_TEXT_BYTES])
{
    size_t bytes = GLYPH_TEXT_BYTES;
    const struct view_elb *elb = line->elb;
    const struct row *row = tree_row_of(elb);
    char word[WORD_BYTES];

    if (elb->kind == ELB_ORPHAN)
        orphan_note(elb, scene, out, bytes);
    else if (elb->service_count > 1)
        snprintf(out, bytes, "SHARED by %zu Services", elb->service_count);
    else if (row != NULL && row->gateway != NULL)
        snprintf(out, bytes, "Gateway %s/%s", row->gateway->namespace,
                 row->gateway->name);
    else if (elb->service_count == 1 && row != NULL && !line->open &&
             row->state != ROW_READY)
        snprintf(out, bytes, "%s  %s", elb->services[0],
                 row_state_word(row, word, sizeof word));
    else if (elb->service_count == 1)
        snprintf(out, bytes, "by %s%s", elb->services[0],
                 elb->eip_id == NULL ? ", no EIP" : "");
    else
        snprintf(out, bytes, "no Service of this cluster");
    return out;
}

static void draw_elb(const struct tree_line *line, const struct scene *scene,
                     struct canvas canvas, int row, int wide)
{
    const struct view_elb *elb = line->elb;
    char text[GLYPH_TEXT_BYTES];
    bool perf = elb->class != NULL && strcmp(elb->class, "performance") == 0 && wide == 0;
    int name_cols = 12 + wide;

    canvas_text(canvas, row, 1, LOOK_PLAIN, line->open ? "v" : "+");
    canvas_fit(canvas, row, 3, name_cols, LOOK_STRONG,
               elb->name[0] == '\0' ? elb->id : elb->name);
    int col = 4 + name_cols;
    canvas_fit(canvas, row, col, wide == 0 ? 6 : 11, LOOK_PLAIN,
               elb->class == NULL ? "-"
               : perf             ? "perf."
                                  : elb->class);
    col += wide == 0 ? 7 : 12;
    if (wide > 0 && elb->operating_status != NULL)
        snprintf(text, sizeof text, "%.60s/%.60s", elb->provisioning_status,
                 elb->operating_status);
    else
        snprintf(text, sizeof text, "%.60s",
                 elb->provisioning_status == NULL ? "?" : elb->provisioning_status);
    canvas_fit(canvas, row, col, 7 + wide, LOOK_PLAIN, text);
    col += 8 + wide;
    canvas_fit(canvas, row, col, 16, LOOK_PLAIN,
               elb->address == NULL ? "-" : elb->address);
    col = canvas_text(canvas, row, col + 17,
                      elb->kind == ELB_ORPHAN ? LOOK_ORPHAN : LOOK_PLAIN,
                      tree_kind_word(elb->kind));
    tree_elb_note(line, scene, text);
    int note_col = 55 + 3 * wide;
    if (col + 1 > note_col)
        note_col = col + 1;
    canvas_fit(canvas, row, note_col, canvas.at.cols - note_col, LOOK_PLAIN, text);
}

const char *tree_role_word(enum listener_role role)
{
    static const char *const words[] = {[LISTENER_FOREIGN] = "FOREIGN",
                                        [LISTENER_CREATOR] = "CREATOR",
                                        [LISTENER_TENANT] = "TENANT"};
    return words[role];
}

const char *tree_owner(const struct view_listener *listener, int cells,
                       char out[GLYPH_TEXT_BYTES])
{
    char whole[GLYPH_TEXT_BYTES];

    if (listener->service_name == NULL) {
        snprintf(out, GLYPH_TEXT_BYTES, "(no Service)");
        return out;
    }
    snprintf(whole, sizeof whole, "%.240s/%.240s", listener->service_namespace,
             listener->service_name);
    glyph_shorten(whole, cells, GLYPH_CUT_MIDDLE, out);
    return out;
}

/* "READY" needs no word; "4 CLOUD 3/5" is "4 CLOUD" where eight cells are all there is. */
static void draw_state(const struct row *service, struct canvas canvas, int row, int col)
{
    char word[WORD_BYTES];

    if (service == NULL || service->state == ROW_READY)
        return;
    row_state_word(service, word, sizeof word);
    if (service->state == ROW_MOVING && col + (int)strlen(word) > canvas.at.cols) {
        char *blank = strrchr(word, ' ');
        if (blank != NULL && service->step == STEP_CLOUD)
            *blank = '\0';
    }
    canvas_text(canvas, row, col, look_of_state(service->state), word);
}

const char *tree_listener_name(const struct view_listener *listener,
                               const struct scene *scene)
{
    if (listener->wanted)
        return health_was_read(scene, SOURCE_ELB) ? "WANTED" : "..";
    return listener->name == NULL || listener->name[0] == '\0' ? "-" : listener->name;
}

static void draw_listener(const struct tree_line *line, const struct scene *scene,
                          struct canvas canvas, int row, int wide)
{
    const struct view_listener *listener = line->listener;
    char text[GLYPH_TEXT_BYTES];
    int name_cols = 14 + wide;

    canvas_text(canvas, row, 1, LOOK_DIM, line->last ? "`--" : "|--");
    snprintf(text, sizeof text, "%d/%.8s", listener->port, listener->protocol);
    canvas_fit(canvas, row, 5, 10, LOOK_PLAIN, text);
    canvas_fit(canvas, row, 16, name_cols, listener->wanted ? LOOK_STRONG : LOOK_PLAIN,
               tree_listener_name(listener, scene));
    int col = 17 + name_cols;
    if (listener->pool_id != NULL)
        canvas_print(canvas, row, col, LOOK_PLAIN, "pool %.4s", listener->pool_id);
    else
        canvas_text(canvas, row, col, LOOK_PLAIN, "-");
    col += 11;
    if (listener->members_total >= 0 && listener->members_online >= 0)
        canvas_print(canvas, row, col, LOOK_PLAIN, "%d/%d", listener->members_online,
                     listener->members_total);
    else
        canvas_text(canvas, row, col, LOOK_PLAIN, "-");
    col += 6;
    canvas_text(canvas, row, col, LOOK_PLAIN, tree_owner(listener, 15 + wide, text));
    col += 16 + wide;
    canvas_fit(canvas, row, col, 7,
               listener->role == LISTENER_FOREIGN ? LOOK_WARN : LOOK_PLAIN,
               tree_role_word(listener->role));
    draw_state(listener->row, canvas, row, col + 8);
}

static void draw_member(const struct tree_line *line, struct canvas canvas, int row)
{
    const struct view_member *member = line->member;
    bool offline = strcmp(member->status, "OFFLINE") == 0;
    char text[128];

    canvas_text(canvas, row, 1, LOOK_DIM, line->under_last ? " " : "|");
    canvas_text(canvas, row, 5, LOOK_DIM, line->last ? "`--" : "|--");
    snprintf(text, sizeof text, "%.60s:%d", member->address, member->port);
    canvas_fit(canvas, row, 9, 24, LOOK_PLAIN, text);
    canvas_fit(canvas, row, 34, 12, offline ? LOOK_WARN : LOOK_PLAIN, member->status);
    canvas_fit(canvas, row, 47, 30, LOOK_PLAIN,
               member->node == NULL ? member->name : member->node);
    canvas_fit(canvas, row, 78, canvas.at.cols - 78, LOOK_DIM,
               member->reason == NULL ? "" : member->reason);
}

void tree_draw_line(const struct tree_line *line, const struct scene *scene,
                    struct canvas canvas, int row)
{
    int wide = canvas.at.cols >= TREE_WIDE_COLS ? WIDE_BY : 0;

    switch (line->kind) {
    case TREE_ELB:
        draw_elb(line, scene, canvas, row, wide);
        break;
    case TREE_LISTENER:
        draw_listener(line, scene, canvas, row, wide);
        break;
    case TREE_MEMBER:
        draw_member(line, canvas, row);
        break;
    case TREE_CLUE:
        canvas_fit(canvas, row, 3, canvas.at.cols - 3, LOOK_DIM, line->clue);
        break;
    }
    if (health_is_lost(scene, SOURCE_ELB))
        canvas_note(canvas, row, 1, canvas.at.cols - 1, CELL_OLD);
}
