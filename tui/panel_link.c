/*
 * Linking a Service to an ELB that exists (elb.id): who it is, and a list of every ELB with
 * a verdict. What cannot be used stays in the list, at the end, with its reason.
 *
 * The id is never typed: it is that of the ELB in the list, and where a Service is on that
 * ELB already, it is read from that Service again when the plan is carried out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/picker.h"
#include "base/mem.h"
#include "base/span.h"
#include "tui/key.h"
#include "tui/pick_lines.h"
#include "tui/proposal.h"
#include "tui/sheet.h"
#include "tui/table.h"
#include "tui/wish_form.h"

#include "base/banned.h"

enum { LABEL_CELLS = 9, FOOT_ROWS = 8, PORT_BYTES = 32 };
enum { FIRST_PORT = 8080, LAST_PORT = 8180 }; /* where a free one is looked for */

struct panel_link {
    struct panel panel;
    char *namespace, *name, *elb_id; /* of what was selected; NULL */
    bool started;
    struct form form;
    struct wish_fields common;
    size_t class, list; /* the list counts as a field: Tab reaches it */
    bool by_hand;       /* somebody moved in the list: elb_id is no longer looked for */
    const char *broken; /* why there is no whole wish; NULL */
    struct wish wish;
    struct arena arena; /* of the picks; they point into the snapshot */
    struct picker picker;
    struct table table;
    struct proposal proposal;
    char text[GATE_WHY_BYTES]; /* of the want that was returned last */
};

static struct panel_link *self_of(struct panel *panel)
{
    return (struct panel_link *)panel;
}

static void link_free(struct panel *panel)
{
    struct panel_link *self = self_of(panel);

    proposal_release(&self->proposal);
    table_release(&self->table);
    arena_release(&self->arena);
    free(self->namespace);
    free(self->name);
    free(self->elb_id);
    free(self);
}

/* ---- the list -------------------------------------------------------------------------- */

static const struct pick *chosen(const struct panel_link *self)
{
    return self->picker.count == 0 ? NULL : &self->picker.picks[self->table.at];
}

static void build_list(struct panel_link *self, const struct scene *scene)
{
    /* It may come into the list later: the cloud is read less often than Kubernetes. */
    const char *wanted =
        self->by_hand || self->elb_id == NULL ? self->table.id : self->elb_id;
    size_t found;

    arena_release(&self->arena);
    arena_init(&self->arena, 0);
    self->picker = (struct picker){0};
    if (scene_view(scene) != NULL)
        picker_build(scene_view(scene), &scene->snapshot->around, &self->wish,
                     &self->arena, &self->picker);
    for (found = 0; found < self->picker.count; found++) {
        if (wanted != NULL && strcmp(self->picker.picks[found].elb->id, wanted) == 0)
            break;
    }
    self->table.moved = wanted != NULL;
    table_settle(&self->table, self->picker.count, found);
    if (self->picker.count > 0)
        table_hold(&self->table, chosen(self)->elb->id);
}

/* ---- from fields to the plan --------------------------------------------------------------- */

/* Somebody is on that ELB: its Service knows the id best, at the moment of acting. */
static void read_id_from_neighbour(struct panel_link *self)
{
    const struct pick *pick = chosen(self);
    struct proposal *proposal = &self->proposal;
    struct span rest = span_of(
        pick == NULL || pick->elb->service_count == 0 ? "" : pick->elb->services[0]);
    struct span front = {0};

    proposal->from_namespace[0] = '\0';
    proposal->from_name[0] = '\0';
    if (!span_cut(&rest, '/', &front) || front.bytes >= sizeof proposal->from_namespace ||
        rest.bytes >= sizeof proposal->from_name)
        return;
    snprintf(proposal->from_namespace, sizeof proposal->from_namespace, "%.*s",
             (int)front.bytes, front.at);
    snprintf(proposal->from_name, sizeof proposal->from_name, "%.*s", (int)rest.bytes,
             rest.at);
}

static void judge(struct panel_link *self)
{
    const struct wish_place places[] = {
        {"elb.class]", self->class},
        {"elb.id]", self->list},
        {"spec.ports", self->list},
        {"spec.selector", self->common.selector},
    };

    if (self->wish.name[0] == '\0')
        return;
    wish_form_judge(&self->form, &self->proposal.report, places, ARRAY_COUNT(places),
                    self->common.service);
    if (self->broken == NULL && self->proposal.err.code != ERR_OK &&
        form_count(&self->form, VERDICT_BAD) == 0)
        form_judge(&self->form, self->common.service, VERDICT_BAD,
                   self->proposal.err.text);
}

static void make_anew(struct panel_link *self, const struct scene *scene)
{
    self->broken =
        wish_form_read(&self->form, &self->common, WISH_ATTACH, scene, &self->wish);
    snprintf(self->wish.class, sizeof self->wish.class, "%s",
             form_option(&self->form, self->class));
    build_list(self, scene);
    if (self->broken == NULL && chosen(self) == NULL)
        self->broken = "there is no ELB to link to";
    if (chosen(self) != NULL)
        snprintf(self->wish.elb_id, sizeof self->wish.elb_id, "%s",
                 chosen(self)->elb->id);
    read_id_from_neighbour(self);
    proposal_make(&self->proposal, scene, &self->wish, self->broken);
    judge(self);
}

static bool is_free(const struct view_elb *elb, uint16_t port)
{
    for (size_t i = 0; i < elb->listener_count; i++) {
        if (elb->listeners[i].port == port)
            return false;
    }
    return true;
}

/* A default that works: the first port that is free on the ELB it starts with. */
static void choose_port(struct panel_link *self, const struct view *view)
{
    uint16_t port = FIRST_PORT;

    for (size_t i = 0; view != NULL && self->elb_id != NULL && i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, self->elb_id) != 0)
            continue;
        while (port < LAST_PORT && !is_free(&view->elbs[i], port))
            port++;
    }
    snprintf(self->common.default_ports, sizeof self->common.default_ports, "%u:8080/TCP",
             port);
}

static void start(struct panel_link *self, const struct scene *scene)
{
    struct subject subject = {.namespace = self->namespace, .name = self->name};
    const struct view *view = scene_view(scene);

    if (view != NULL && self->name != NULL)
        subject.row = view_row(view, self->namespace, self->name);
    choose_port(self, view);
    wish_form_start(&self->form, &self->common, &subject, scene);
    if (subject.row != NULL && subject.row->class != NULL)
        self->form.fields[self->class].option =
            strcmp(subject.row->class, "performance") == 0;
    if (subject.row != NULL && subject.row->pattern == PATTERN_NONE)
        self->form.at = self->list; /* it is all there, but for the ELB */
    self->started = true;
}

static void link_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_link *self = self_of(panel);

    if (!self->started)
        start(self, scene);
    make_anew(self, scene);
}

/* ---- keys -------------------------------------------------------------------------------------- */

static bool is_in_list(const struct panel_link *self)
{
    return self->form.at == self->list;
}

static struct want link_key(struct panel *panel, const struct scene *scene, uint32_t key)
{
    struct panel_link *self = self_of(panel);

    if (self->proposal.asking)
        return proposal_key(&self->proposal, scene, &self->wish, key);
    if (is_in_list(self) && key != K_TAB && key != K_BACK_TAB)
        return want_nothing();
    switch (form_key(&self->form, key)) {
    case FORM_PASSED:
    case FORM_PRESSED:
        return want_nothing();
    case FORM_EDITED:
        make_anew(self, scene);
        return want_drawn();
    case FORM_MOVED:
        break;
    }
    return want_drawn();
}

static struct want link_paste(struct panel *panel, const struct scene *scene,
                              uint32_t point)
{
    struct panel_link *self = self_of(panel);

    if (self->proposal.asking || !key_is_text(point) ||
        self->form.fields[self->form.at].kind != FIELD_TEXT)
        return want_nothing();
    return link_key(panel, scene, point);
}

static struct want ask(struct panel_link *self, const struct scene *scene)
{
    const struct pick *pick = chosen(self);

    if (self->broken == NULL && pick != NULL && pick->verdict == PICK_IMPOSSIBLE) {
        snprintf(self->text, sizeof self->text, "%.60s cannot be used: %.80s",
                 pick->elb->name, pick->note);
        return want_say(self->text);
    }
    if (!proposal_is_open(&self->proposal, scene, &self->wish, self->text))
        return want_say(self->text);
    proposal_ask(&self->proposal);
    return want_drawn();
}

static struct want link_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_link *self = self_of(panel);

    if (self->proposal.asking && table_act(&self->proposal.table, action))
        return want_drawn();
    if (!self->proposal.asking && table_act(&self->table, action)) {
        self->by_hand = true;
        if (chosen(self) != NULL)
            table_hold(&self->table, chosen(self)->elb->id);
        make_anew(self, scene);
        return want_drawn();
    }
    switch (action) {
    case ACTION_BACK:
    case ACTION_CLOSE:
        if (!self->proposal.asking)
            return want_nothing();
        self->proposal.asking = false;
        return want_drawn();
    case ACTION_ENTER:
        return self->proposal.asking ? want_drawn() : ask(self, scene);
    case ACTION_TRY:
        proposal_try_again(&self->proposal, scene->now_ms);
        return want_drawn();
    case ACTION_COPY:
        return chosen(self) == NULL
                   ? want_off("there is no ELB")
                   : (struct want){.kind = WANT_COPY, .text = chosen(self)->elb->id};
    default:
        return want_nothing();
    }
}

static int64_t link_due_ms(const struct panel *panel)
{
    return proposal_due_ms(&((const struct panel_link *)panel)->proposal);
}

static struct want link_tick(struct panel *panel, const struct scene *scene)
{
    struct panel_link *self = self_of(panel);

    return (struct want){.kind = WANT_DRAWN,
                         .order = proposal_trial(&self->proposal, scene, &self->wish)};
}

static struct subject link_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_link *self = (const struct panel_link *)panel;
    struct subject subject = {0};

    (void)scene;
    if (self->wish.namespace[0] != '\0')
        subject.namespace = self->wish.namespace;
    if (chosen(self) != NULL) {
        subject.elb_id = chosen(self)->elb->id;
        subject.elb_name = chosen(self)->elb->name;
    }
    return subject;
}

/* ---- drawing the list ----------------------------------------------------------------------------- */

static const char *port_words(const struct panel_link *self, char out[PORT_BYTES])
{
    if (self->wish.port_count == 0)
        return "-/-";
    snprintf(out, PORT_BYTES, "%u/%s", self->wish.ports[0].port,
             self->wish.ports[0].protocol);
    return out;
}

static void draw_list(struct panel_link *self, struct canvas canvas)
{
    char port[PORT_BYTES];

    pick_lines_head(canvas, 0, port_words(self, port));
    table_fit(&self->table, (size_t)(canvas.at.rows > 1 ? canvas.at.rows - 1 : 0));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->picker.count)
            break;
        pick_lines_draw(&self->picker.picks[index], canvas, (int)line + 1);
        if (index != self->table.at)
            continue;
        canvas_text(canvas, (int)line + 1, 0, LOOK_STRONG, ">");
        if (is_in_list(self))
            canvas_note(canvas, (int)line + 1, 0, canvas.at.cols, CELL_SELECTED);
    }
    if (self->picker.count == 0)
        canvas_text(canvas, 1, 3, LOOK_DIM, "no ELB was read");
}

/* ---- drawing what will happen ------------------------------------------------------------------------- */

static void write_later(const struct pick *pick, const struct wish *wish,
                        struct sheet *sheet)
{
    char whom[WISH_WHOM_BYTES];

    if (pick->elb->kind == ELB_AUTO && pick->elb->service_count > 0)
        sheet_entry(sheet, LABEL_CELLS, "later", "tear down %s first, %s (CREATOR) last",
                    wish_whom(wish, whom), pick->elb->services[0]);
    else
        sheet_entry(sheet, LABEL_CELLS, "later",
                    "tear down takes the listener; the ELB stays");
}

static void write_effects(const struct panel_link *self, const struct pick *pick,
                          struct sheet *sheet)
{
    const struct wish *wish = &self->wish;
    const struct proposal *proposal = &self->proposal;
    char port[PORT_BYTES];

    sheet_entry(sheet, LABEL_CELLS, "adds",
                "listener %s, a pool, its members; touches nothing already there",
                port_words(self, port));
    if (proposal->from_name[0] != '\0')
        sheet_entry(sheet, LABEL_CELLS, "sets",
                    "elb.id %.8s.., read from %s/%s at that moment; fixed for good",
                    pick->elb->id, proposal->from_namespace, proposal->from_name);
    else
        sheet_entry(sheet, LABEL_CELLS, "sets",
                    "elb.id %.8s.., of this list; fixed for good", pick->elb->id);
    sheet_entry(sheet, LABEL_CELLS, "result", "the address %s, listener :%u",
                pick->elb->address == NULL ? "that the ELB has" : pick->elb->address,
                wish->port_count == 0 ? 0 : wish->ports[0].port);
    write_later(pick, wish, sheet);
}

static void write_foot(const struct panel_link *self, const struct scene *scene,
                       struct sheet *sheet)
{
    const struct pick *pick = chosen(self);
    char opinion[PROPOSAL_TEXT_BYTES];
    char title[300];

    if (pick == NULL)
        return;
    snprintf(title, sizeof title, "%.200s: %s", pick->elb->name,
             pick->verdict == PICK_IMPOSSIBLE ? "not possible" : "what will happen");
    sheet_title(sheet, title);
    if (pick->verdict == PICK_IMPOSSIBLE) {
        sheet_words(sheet, LOOK_BAD, 2, "%s", pick->note);
        return;
    }
    if (self->proposal.err.code != ERR_OK && self->broken == NULL)
        sheet_words(sheet, LOOK_BAD, 3, "%s", self->proposal.err.text);
    else
        write_effects(self, pick, sheet);
    proposal_opinion(&self->proposal, scene, opinion);
    sheet_entry(sheet, LABEL_CELLS, "dry run", "%s", opinion);
}

static void draw_title(const struct panel_link *self, struct canvas canvas)
{
    char port[PORT_BYTES];
    char whom[WISH_WHOM_BYTES];
    char title[400];

    snprintf(title, sizeof title,
             "LINK %s %s   to an ELB that exists   %zu of %zu usable",
             wish_whom(&self->wish, whom), port_words(self, port),
             self->picker.usable_count, self->picker.count);
    canvas_title(canvas, 0, title);
}

static void link_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_link *self = self_of(panel);
    int fields = form_rows(&self->form);
    int foot = FOOT_ROWS;

    draw_title(self, canvas);
    if (self->proposal.asking) {
        proposal_draw_question(&self->proposal, scene, &self->wish, canvas);
        return;
    }
    form_draw(&self->form, canvas_rows(canvas, 1, fields));
    if (canvas.at.rows - foot - 1 - fields < 3)
        foot = canvas.at.rows - 1 - fields - 3;
    draw_list(self, canvas_rows(canvas, 1 + fields, canvas.at.rows - foot - 1 - fields));
    struct sheet sheet = sheet_on(canvas, canvas.at.rows - foot, foot);
    write_foot(self, scene, &sheet);
}

static bool link_note(const struct panel *panel, const struct scene *scene,
                      char out[PANEL_NOTE_BYTES])
{
    const struct panel_link *self = (const struct panel_link *)panel;

    (void)scene;
    if (self->proposal.asking)
        return false;
    snprintf(out, PANEL_NOTE_BYTES, "%s",
             is_in_list(self)
                 ? "Enter asks once more   ! works, read the note   x not possible"
                 : "Tab goes on to the list of ELBs");
    return true;
}

static int link_box_rows(const struct panel *panel, const struct scene *scene)
{
    const struct panel_link *self = (const struct panel_link *)panel;

    (void)scene;
    return self->proposal.asking
               ? 36
               : 8 + FOOT_ROWS + form_rows(&self->form) + (int)self->picker.count;
}

static const struct panel_ops ops = {
    .kind = PANEL_LINK,
    .free = link_free,
    .settle = link_settle,
    .draw = link_draw,
    .act = link_act,
    .subject = link_subject,
    .note = link_note,
    .key = link_key,
    .paste = link_paste,
    .due_ms = link_due_ms,
    .tick = link_tick,
    .box_rows = link_box_rows,
};

struct panel *panel_link_new(const struct subject *subject)
{
    static const char *const classes[] = {"union", "performance"};
    struct panel_link *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->namespace = mem_copy_text(subject->namespace);
    self->name = mem_copy_text(subject->name);
    self->elb_id = mem_copy_text(subject->elb_id);
    self->common = wish_form_add(&self->form);
    self->class =
        form_add_choice(&self->form, "Class", "must be that of the ELB", classes, 2);
    self->list = form_add_button(&self->form, "ELBs");
    proposal_init(&self->proposal, PLAN_LINK);
    return &self->panel;
}
