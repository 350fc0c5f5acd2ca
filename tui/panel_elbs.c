/*
 * The tree of ELBs: each with its listeners, whose they are, and what would happen to it if
 * they were torn down.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/looks.h"
#include "tui/panel.h"
#include "tui/table.h"
#include "tui/tree.h"

#include "base/banned.h"

enum { MEMBERS_COLS = 120, FATE_ROWS = 4, FATE_UNDER_ROWS = 14, WIDE_BY = 12 };

struct panel_elbs {
    struct panel panel;
    struct tree tree;
    struct table table;
    struct ids opened, closed; /* by hand */
    bool foreign;
    bool members;  /* there was room for them when it was drawn */
    char *service; /* "ns/name" it was opened from; NULL once it is found */
};

static const struct panel_elbs *read_of(const struct panel *panel)
{
    return (const struct panel_elbs *)panel;
}

static struct panel_elbs *self_of(struct panel *panel)
{
    return (struct panel_elbs *)panel;
}

static void elbs_free(struct panel *panel)
{
    struct panel_elbs *self = self_of(panel);

    tree_release(&self->tree);
    table_release(&self->table);
    ids_release(&self->opened);
    ids_release(&self->closed);
    free(self->service);
    free(self);
}

static const struct tree_line *selected(const struct panel_elbs *self)
{
    return self->tree.count == 0 ? NULL : &self->tree.lines[self->table.at];
}

static size_t find(const struct tree *tree, const char *id)
{
    char text[TREE_ID_BYTES];
    size_t i = 0;

    while (id != NULL && i < tree->count &&
           strcmp(tree_line_id(&tree->lines[i], text), id) != 0)
        i++;
    return id == NULL ? tree->count : i;
}

static void hold_selected(struct panel_elbs *self)
{
    char text[TREE_ID_BYTES];
    if (selected(self) != NULL)
        table_hold(&self->table, tree_line_id(selected(self), text));
}

static bool is_of(const struct view_listener *listener, const char *service)
{
    size_t bytes =
        listener->service_name == NULL ? 0 : strlen(listener->service_namespace);

    return listener->service_name != NULL &&
           strncmp(service, listener->service_namespace, bytes) == 0 &&
           service[bytes] == '/' &&
           strcmp(service + bytes + 1, listener->service_name) == 0;
}

/* The row that was selected in the view we come from is the one selected here. */
static void goto_service(struct panel_elbs *self)
{
    for (size_t i = 0; self->service != NULL && i < self->tree.count; i++) {
        const struct tree_line *line = &self->tree.lines[i];
        bool found = line->kind == TREE_LISTENER && is_of(line->listener, self->service);
        for (size_t k = 0;
             line->kind == TREE_ELB && !line->open && k < line->elb->service_count; k++)
            found = found || strcmp(line->elb->services[k], self->service) == 0;
        if (found) {
            table_goto(&self->table, i);
            free(self->service);
            self->service = NULL;
        }
    }
}

static void elbs_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_elbs *self = self_of(panel);

    tree_build(&self->tree, scene,
               (struct tree_choice){.opened = &self->opened,
                                    .closed = &self->closed,
                                    .room = self->table.page,
                                    .members = self->members,
                                    .foreign = self->foreign});
    table_settle(&self->table, self->tree.count, find(&self->tree, self->table.id));
    goto_service(self);
    hold_selected(self);
}

/* ---- drawing ---- */

static void draw_title(const struct panel_elbs *self, const struct scene *scene,
                       struct canvas canvas)
{
    char text[256];
    size_t at = (size_t)snprintf(text, sizeof text, "elbs %zu of %zu   problems first",
                                 self->tree.elbs_shown, self->tree.elbs_total);

    if (scene->problems_only)
        at += (size_t)snprintf(text + at, sizeof text - at, "   problems only");
    if (self->tree.foreign_hidden > 0)
        snprintf(text + at, sizeof text - at, "   %zu of other clusters hidden, W shows",
                 self->tree.foreign_hidden);
    canvas_title(canvas, 0, text);
}

static const char *kind_word(enum elb_kind kind)
{
    static const char *const words[] = {[ELB_FOREIGN] = "FOREIGN",
                                        [ELB_EXISTING] = "EXISTING",
                                        [ELB_AUTO] = "AUTO",
                                        [ELB_ORPHAN] = "ORPHAN"};
    return words[kind];
}

static const struct row *only_row(const struct view_elb *elb)
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

    snprintf(out, bytes, "%s%s",
             elb->orphan_since_ms == WHEN_UNKNOWN
                 ? "since when is not known"
                 : duration_print(scene->wall_ms - elb->orphan_since_ms, age),
             elb->eip_id != NULL ? ", EIP still bound" : "");
}

static void elb_note(const struct tree_line *line, const struct scene *scene, char *out,
                     size_t bytes)
{
    const struct view_elb *elb = line->elb;
    const struct row *row = only_row(elb);
    char word[64];

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
                      kind_word(elb->kind));
    elb_note(line, scene, text, sizeof text);
    int note_col = 55 + 3 * wide;
    if (col + 1 > note_col)
        note_col = col + 1;
    canvas_fit(canvas, row, note_col, canvas.at.cols - note_col, LOOK_PLAIN, text);
}

static const char *role_word(enum listener_role role)
{
    static const char *const words[] = {[LISTENER_FOREIGN] = "FOREIGN",
                                        [LISTENER_CREATOR] = "CREATOR",
                                        [LISTENER_TENANT] = "TENANT"};
    return words[role];
}

static void owner_word(const struct view_listener *listener, int cells,
                       char out[GLYPH_TEXT_BYTES])
{
    char whole[GLYPH_TEXT_BYTES];

    if (listener->service_name == NULL) {
        snprintf(out, GLYPH_TEXT_BYTES, "(no Service)");
        return;
    }
    snprintf(whole, sizeof whole, "%.240s/%.240s", listener->service_namespace,
             listener->service_name);
    glyph_shorten(whole, cells, GLYPH_CUT_MIDDLE, out);
}

/* "READY" needs no word; "4 CLOUD 3/5" is "4 CLOUD" where eight cells are all there is. */
static void draw_state(const struct row *service, struct canvas canvas, int row, int col)
{
    char word[64];

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

static const char *listener_name(const struct view_listener *listener,
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
               listener_name(listener, scene));
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
    owner_word(listener, 15 + wide, text);
    canvas_text(canvas, row, col, LOOK_PLAIN, text);
    col += 16 + wide;
    canvas_fit(canvas, row, col, 7,
               listener->role == LISTENER_FOREIGN ? LOOK_WARN : LOOK_PLAIN,
               role_word(listener->role));
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

static void draw_line(const struct tree_line *line, const struct scene *scene,
                      struct canvas canvas, int row)
{
    int wide = canvas.at.cols >= MEMBERS_COLS ? WIDE_BY : 0;

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

static void draw_empty(const struct panel_elbs *self, const struct scene *scene,
                       struct canvas canvas)
{
    const char *text = "No ELB of this cluster in the project.";

    if (health_is_off(scene, SOURCE_ELB))
        text = "The cloud is not asked: no credentials, or --no-cloud.";
    else if (!health_was_read(scene, SOURCE_ELB))
        text = "Not read yet: ELBs are being listed ..";
    else if (scene->problems_only)
        text = "No ELB has a problem. ! shows all.";
    else if (self->tree.foreign_hidden > 0)
        text = "No ELB belongs to this cluster. W shows those of others.";
    canvas_wrap(canvas, 2, 2, 3, LOOK_PLAIN, text);
}

static void draw_fates(const struct panel_elbs *self, struct canvas canvas)
{
    struct tree_fate fates[TREE_FATE_LINES];
    char title[300];

    if (canvas.at.rows < 2 || selected(self) == NULL)
        return;
    const struct view_elb *elb = selected(self)->elb;
    snprintf(title, sizeof title, "if you tear down on %.200s",
             elb->name[0] == '\0' ? elb->id : elb->name);
    canvas_title(canvas, 0, title);
    int count = tree_fates(elb, fates);
    for (int i = 0; i < count && i + 1 < canvas.at.rows; i++) {
        canvas_fit(canvas, i + 1, 1, 26, LOOK_PLAIN, fates[i].who);
        canvas_fit(canvas, i + 1, 28, canvas.at.cols - 28, LOOK_PLAIN, fates[i].what);
    }
}

static void draw_lines(struct panel_elbs *self, const struct scene *scene,
                       struct canvas canvas)
{
    table_fit(&self->table, (size_t)(canvas.at.rows - 1));
    for (size_t at = 0; at < self->table.page; at++) {
        size_t index = self->table.top + at;
        if (index >= self->tree.count)
            break;
        draw_line(&self->tree.lines[index], scene, canvas, (int)at + 1);
        if (index == self->table.at) {
            canvas_text(canvas, (int)at + 1, 0, LOOK_STRONG, ">");
            canvas_note(canvas, (int)at + 1, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
}

static void elbs_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_elbs *self = self_of(panel);
    int fate_rows =
        canvas.at.rows < FATE_UNDER_ROWS ? 0 : FATE_ROWS + (canvas.at.rows > 30 ? 3 : 0);
    bool members = canvas.at.cols >= MEMBERS_COLS;
    size_t page = (size_t)(canvas.at.rows - fate_rows - 1);

    if (members != self->members || page != self->table.page) {
        self->members = members;
        self->table.page = page;
        elbs_settle(panel, scene);
    }
    struct canvas list = canvas_rows(canvas, 0, canvas.at.rows - fate_rows);
    draw_title(self, scene, list);
    draw_lines(self, scene, list);
    if (self->tree.count == 0)
        draw_empty(self, scene, list);
    draw_fates(self, canvas_rows(canvas, canvas.at.rows - fate_rows, fate_rows));
}

/* ---- actions ---- */

static void turn(struct panel_elbs *self, const struct tree_line *line)
{
    ids_drop(line->open ? &self->opened : &self->closed, line->elb->id);
    ids_add(line->open ? &self->closed : &self->opened, line->elb->id);
}

static struct want fold(struct panel_elbs *self, const struct scene *scene)
{
    const struct tree_line *line = selected(self);

    if (line == NULL)
        return want_say("nothing is selected");
    size_t at = find(&self->tree, line->elb->id);
    table_goto(&self->table, at);
    hold_selected(self);
    turn(self, &self->tree.lines[at]);
    elbs_settle(&self->panel, scene);
    return want_drawn();
}

static struct want fold_all(struct panel_elbs *self, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    bool any_open = false;

    for (size_t i = 0; i < self->tree.count; i++)
        any_open = any_open || self->tree.lines[i].open;
    for (size_t i = 0; i < self->tree.count; i++) {
        const struct tree_line *line = &self->tree.lines[i];
        if (line->kind == TREE_ELB && line->open == any_open)
            turn(self, line);
    }
    if (view != NULL)
        elbs_settle(&self->panel, scene);
    return want_drawn();
}

static const struct row *row_of(const struct tree_line *line)
{
    if (line == NULL)
        return NULL;
    return line->listener != NULL ? line->listener->row : only_row(line->elb);
}

static struct want open_line(struct panel_elbs *self, const struct scene *scene)
{
    const struct tree_line *line = selected(self);

    if (line != NULL && line->kind == TREE_ELB)
        return fold(self, scene);
    if (row_of(line) == NULL)
        return want_say("no Service owns this");
    return want_open(PANEL_STEPS, subject_of_row(row_of(line)));
}

static struct want open_owner(const struct panel_elbs *self)
{
    const struct row *row = row_of(selected(self));

    if (row == NULL)
        return want_say("o: no Service owns this");
    return want_open(PANEL_STEPS, subject_of_row(row));
}

static struct want fold_to(struct panel_elbs *self, const struct scene *scene, bool open)
{
    const struct tree_line *line = selected(self);

    if (line == NULL)
        return want_drawn();
    size_t elb = find(&self->tree, line->elb->id);
    if (elb < self->tree.count && self->tree.lines[elb].open != open)
        return fold(self, scene);
    return want_drawn();
}

static struct want elbs_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_elbs *self = self_of(panel);

    if (table_act(&self->table, action)) {
        hold_selected(self);
        return want_drawn();
    }
    switch (action) {
    case ACTION_ENTER:
        return open_line(self, scene);
    case ACTION_FOLD:
        return fold(self, scene);
    case ACTION_FOLD_ALL:
        return fold_all(self, scene);
    case ACTION_RIGHT:
        return fold_to(self, scene, true);
    case ACTION_LEFT:
        return fold_to(self, scene, false);
    case ACTION_OWNER:
        return open_owner(self);
    case ACTION_WIDE:
        self->foreign = !self->foreign;
        elbs_settle(panel, scene);
        return want_drawn();
    default:
        return want_nothing();
    }
}

static struct subject elbs_subject(const struct panel *panel, const struct scene *scene)
{
    const struct tree_line *line = selected(read_of(panel));
    struct subject subject;

    (void)scene;
    if (line == NULL)
        return (struct subject){0};
    subject = line->listener != NULL ? subject_of_row(line->listener->row)
                                     : (struct subject){0};
    if (line->listener == NULL && line->elb->service_count == 1)
        subject = subject_of_row(only_row(line->elb));
    subject.elb_id = line->elb->id;
    subject.elb_name = line->elb->name;
    subject.address = line->elb->address;
    return subject;
}

static const struct panel_ops ops = {
    .kind = PANEL_ELBS,
    .free = elbs_free,
    .settle = elbs_settle,
    .draw = elbs_draw,
    .act = elbs_act,
    .subject = elbs_subject,
};

struct panel *panel_elbs_new(const struct subject *subject)
{
    struct panel_elbs *self = mem_new(sizeof *self);
    char service[600];

    self->panel.ops = &ops;
    if (subject != NULL && subject->name != NULL) {
        snprintf(service, sizeof service, "%s/%s", subject->namespace, subject->name);
        self->service = mem_copy_text(service);
    } else if (subject != NULL && subject->elb_id != NULL) {
        table_hold(&self->table, subject->elb_id);
        self->table.moved = true;
    }
    return &self->panel;
}
