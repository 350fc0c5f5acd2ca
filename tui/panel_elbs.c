/*
 * The tree of ELBs: each with its listeners, whose they are, and what would happen to it if
 * they were torn down.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/fate.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/panel.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/tree.h"
#include "tui/tree_draw.h"
#include "tui/tree_wide.h"

#include "base/banned.h"

enum { FATE_ROWS = 4, FATE_UNDER_ROWS = 14, EIP_ROWS = 4 };

struct panel_elbs {
    struct panel panel;
    struct tree tree;
    struct table table;
    struct ids opened, closed; /* by hand */
    bool foreign;
    char needle[PROMPT_BYTES];   /* that is searched; "" for none */
    char line_id[TREE_ID_BYTES]; /* of the want that was returned last */
    bool members;                /* there was room for them when it was drawn */
    char *service;               /* "ns/name" it was opened from; NULL once it is found */
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

/* Where a line went, by itself or because its ELB was folded, the ELB stands for it. */
static size_t find_near(const struct tree *tree, const char *id)
{
    size_t at = find(tree, id);
    char elb_id[TREE_ID_BYTES];

    if (at < tree->count || id == NULL)
        return at;
    snprintf(elb_id, sizeof elb_id, "%.*s", (int)strcspn(id, " "), id);
    return find(tree, elb_id);
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

static bool speaks_of(const struct tree_line *line, const char *service)
{
    if (line->kind == TREE_LISTENER)
        return is_of(line->listener, service);
    for (size_t i = 0;
         line->kind == TREE_ELB && !line->open && i < line->elb->service_count; i++) {
        if (strcmp(line->elb->services[i], service) == 0)
            return true;
    }
    return false;
}

/*
 * The row that was selected in the view we come from is the one selected here. Asked of the
 * first tree only: a Service that gets its ELB later must not take the selection along.
 */
static void goto_service(struct panel_elbs *self)
{
    size_t at = 0;

    if (self->service == NULL || self->tree.count == 0)
        return;
    while (at < self->tree.count && !speaks_of(&self->tree.lines[at], self->service))
        at++;
    if (at < self->tree.count)
        table_goto(&self->table, at);
    free(self->service);
    self->service = NULL;
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
    table_settle(&self->table, self->tree.count, find_near(&self->tree, self->table.id));
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
        snprintf(text + at, sizeof text - at, "   %zu of other clusters hidden, %s shows",
                 self->tree.foreign_hidden,
                 keymap_name(scene->keymap, PANEL_ELBS, ACTION_WIDE));
    canvas_title(canvas, 0, text);
}

static void draw_empty(const struct panel_elbs *self, const struct scene *scene,
                       struct canvas canvas)
{
    const struct keymap *keymap = scene->keymap;
    char text[256] = "No ELB of this cluster in the project.";

    if (health_is_off(scene, SOURCE_ELB))
        snprintf(text, sizeof text,
                 "The cloud is not asked: no credentials, or --no-cloud.");
    else if (!health_was_read(scene, SOURCE_ELB))
        snprintf(text, sizeof text, "Not read yet: ELBs are being listed ..");
    else if (scene->problems_only)
        snprintf(text, sizeof text, "No ELB has a problem. %s shows all.",
                 keymap_name(keymap, PANEL_ELBS, ACTION_PROBLEMS));
    else if (scene->namespace != NULL)
        snprintf(
            text, sizeof text, "No ELB serves namespace %.100s. %s shows those of all.",
            scene->namespace, keymap_name(keymap, PANEL_ELBS, ACTION_ALL_NAMESPACES));
    else if (self->tree.foreign_hidden > 0)
        snprintf(text, sizeof text,
                 "No ELB belongs to this cluster. %s shows those of others.",
                 keymap_name(keymap, PANEL_ELBS, ACTION_WIDE));
    canvas_wrap(canvas, 2, 2, 3, LOOK_PLAIN, text);
}

static void draw_fates(const struct panel_elbs *self, struct canvas canvas)
{
    struct fate fates[FATE_LINES];
    char title[300];

    if (canvas.at.rows < 2 || selected(self) == NULL)
        return;
    const struct view_elb *elb = selected(self)->elb;
    snprintf(title, sizeof title, "if you tear down on %.200s",
             elb->name[0] == '\0' ? elb->id : elb->name);
    canvas_title(canvas, 0, title);
    int count = fates_of(elb, fates);
    for (int i = 0; i < count && i + 1 < canvas.at.rows; i++) {
        canvas_fit(canvas, i + 1, 1, 26, LOOK_PLAIN, fates[i].who);
        canvas_fit(canvas, i + 1, 28, canvas.at.cols - 28, LOOK_PLAIN, fates[i].what);
    }
}

/* Above the lines: the title, and on a wide screen those of the columns. */
static int head_rows(struct canvas canvas)
{
    return canvas.at.cols >= TREE_TABLE_COLS ? 2 : 1;
}

static void draw_lines(struct panel_elbs *self, const struct scene *scene,
                       struct canvas canvas)
{
    int head = head_rows(canvas);
    bool table = head > 1;

    if (table)
        tree_wide_titles(canvas, 1);
    table_fit(&self->table, (size_t)(canvas.at.rows - head));
    for (size_t at = 0; at < self->table.page; at++) {
        size_t index = self->table.top + at;
        if (index >= self->tree.count)
            break;
        int row = (int)at + head;
        if (table)
            tree_wide_line(&self->tree.lines[index], scene, canvas, row);
        else
            tree_draw_line(&self->tree.lines[index], scene, canvas, row);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
}

static void elbs_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_elbs *self = self_of(panel);
    bool tall = canvas.at.rows > 30;
    int fate_rows = canvas.at.rows < FATE_UNDER_ROWS ? 0 : FATE_ROWS + (tall ? 3 : 0);
    int eip_rows = tall && canvas.at.cols >= TREE_TABLE_COLS ? EIP_ROWS : 0;
    int list_rows = canvas.at.rows - fate_rows - eip_rows;
    bool members = canvas.at.cols >= TREE_WIDE_COLS;
    size_t page = (size_t)(list_rows - head_rows(canvas));

    if (members != self->members || page != self->table.page) {
        self->members = members;
        self->table.page = page;
        elbs_settle(panel, scene);
    }
    struct canvas list = canvas_rows(canvas, 0, list_rows);
    draw_title(self, scene, list);
    draw_lines(self, scene, list);
    if (self->tree.count == 0)
        draw_empty(self, scene, list);
    if (eip_rows > 0)
        tree_wide_addresses(scene, canvas_rows(canvas, list_rows, eip_rows));
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
    return line->listener != NULL ? line->listener->row : tree_row_of(line->elb);
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
        return want_off("no Service owns this");
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

static size_t clue_number(const struct tree_line *line)
{
    size_t i = 0;

    while (i < line->elb->clue_count && line->elb->clues[i] != line->clue)
        i++;
    return i + 1;
}

/* Of the line itself: an ELB, a listener, a member; a clue is the ELB's. */
static struct want open_why(struct panel_elbs *self)
{
    const struct tree_line *line = selected(self);
    struct subject subject = {0};

    if (line == NULL)
        return want_say("nothing is selected");
    if (line->listener != NULL && line->listener->row != NULL)
        subject = subject_of_row(line->listener->row);
    subject.elb_id = line->elb->id;
    subject.elb_name = line->elb->name;
    subject.address = line->elb->address;
    if (line->listener != NULL) {
        subject.about = line->kind == TREE_MEMBER ? ABOUT_MEMBER : ABOUT_LISTENER;
        subject.about_id = tree_line_id(line, self->line_id);
    } else if (line->kind == TREE_CLUE) {
        snprintf(self->line_id, sizeof self->line_id, "clue %zu", clue_number(line));
        subject.value = self->line_id;
    }
    return want_open(PANEL_WHY, subject);
}

/* ---- searching ---- */

/* From `from` on and round the end; the cursor stays where nothing is found. */
static bool seek(struct panel_elbs *self, size_t from, size_t step)
{
    size_t count = self->tree.count;

    for (size_t i = 0; i < count; i++) {
        size_t at = (from + i * step) % count;
        if (!tree_line_holds(&self->tree.lines[at], self->needle))
            continue;
        table_goto(&self->table, at);
        hold_selected(self);
        return true;
    }
    return false;
}

static void elbs_search(struct panel *panel, const char *text)
{
    struct panel_elbs *self = self_of(panel);

    snprintf(self->needle, sizeof self->needle, "%s", text);
    if (text[0] != '\0')
        seek(self, self->table.at, 1);
}

/* n is the namespace here, as everywhere, but while something is searched. */
static bool search_on(struct panel_elbs *self, enum action action)
{
    size_t count = self->tree.count;

    if (self->needle[0] == '\0' || count == 0)
        return false;
    if (action == ACTION_NAMESPACE)
        seek(self, self->table.at + 1, 1);
    else if (action == ACTION_MATCH_BEFORE)
        seek(self, self->table.at + count - 1, count - 1);
    else if (action == ACTION_BACK)
        self->needle[0] = '\0';
    else
        return false;
    return true;
}

static bool elbs_note(const struct panel *panel, const struct scene *scene,
                      char out[PANEL_NOTE_BYTES])
{
    const struct panel_elbs *self = read_of(panel);
    size_t matches = 0;

    if (self->needle[0] == '\0')
        return false;
    for (size_t i = 0; i < self->tree.count; i++)
        matches += tree_line_holds(&self->tree.lines[i], self->needle);
    if (matches == 0)
        snprintf(out, PANEL_NOTE_BYTES, "\"%.60s\" is nowhere here   Esc ends the search",
                 self->needle);
    else
        snprintf(out, PANEL_NOTE_BYTES,
                 "\"%.60s\" in %zu line%s   %s %s next, before   Esc ends the search",
                 self->needle, matches, matches == 1 ? "" : "s",
                 keymap_name(scene->keymap, PANEL_ELBS, ACTION_NAMESPACE),
                 keymap_name(scene->keymap, PANEL_ELBS, ACTION_MATCH_BEFORE));
    return true;
}

static struct want elbs_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_elbs *self = self_of(panel);

    if (search_on(self, action))
        return want_drawn();
    if (table_act(&self->table, action)) {
        hold_selected(self);
        return want_drawn();
    }
    switch (action) {
    case ACTION_WHY:
        return open_why(self);
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
        subject = subject_of_row(tree_row_of(line->elb));
    subject.elb_id = line->elb->id;
    subject.elb_name = line->elb->name;
    subject.address = line->elb->address;
    return subject;
}

static void elbs_list(const struct panel *panel, const struct scene *scene,
                      struct listed *ret_listed)
{
    const struct tree *tree = &read_of(panel)->tree;

    (void)scene;
    ret_listed->kind = "elbs";
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->lines[i].kind == TREE_ELB)
            listed_add(ret_listed, tree->lines[i].elb);
    }
}

static const struct panel_ops ops = {
    .kind = PANEL_ELBS,
    .free = elbs_free,
    .settle = elbs_settle,
    .draw = elbs_draw,
    .act = elbs_act,
    .subject = elbs_subject,
    .note = elbs_note,
    .search = elbs_search,
    .list = elbs_list,
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
