#include "tui/tree_wide.h"

#include <stdio.h>
#include <string.h>

#include "tui/fate.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/looks.h"
#include "tui/tree_draw.h"

#include "base/banned.h"

enum field {
    FIELD_LABEL,
    FIELD_CLASS,
    FIELD_STATE,
    FIELD_ADDRESS,
    FIELD_KIND,
    FIELD_POOL,
    FIELD_MEMBERS,
    FIELD_SERVICE,
    FIELD_ROLE,
    FIELD_FATE,
    FIELD_NOTE,
    FIELD_COUNT
};

enum {
    FIRST_COL = 3,     /* behind the cursor and the sign of folding */
    PORT_COL = 5,      /* of a listener, behind its branch */
    NAME_COL = 16,     /* of a listener, behind its port */
    ENDPOINT_COL = 9,  /* of a member, behind its branch */
    LABEL_WISH = 40,   /* more helps no name of a listener */
    SERVICE_WISH = 36, /* nor of a Service */
};

static const struct {
    const char *title;
    int cells; /* at least; a blank stands between */
} fields[FIELD_COUNT] = {
    [FIELD_LABEL] = {"ELB / LISTENER / MEMBER", 29},
    [FIELD_CLASS] = {"CLASS", 6},
    [FIELD_STATE] = {"STATE", 14},
    [FIELD_ADDRESS] = {"ADDRESS", 16},
    [FIELD_KIND] = {"KIND", 8},
    [FIELD_POOL] = {"POOL", 5},
    [FIELD_MEMBERS] = {"MEM", 5},
    [FIELD_SERVICE] = {"SERVICE", 18},
    [FIELD_ROLE] = {"ROLE", 8},
    [FIELD_FATE] = {"ON TEAR DOWN", 22},
    [FIELD_NOTE] = {"NOTE", 13},
};

/* A line that is being drawn: where each field stands on this screen. */
struct pen {
    struct canvas canvas;
    int row;
    int col[FIELD_COUNT];
    int cells[FIELD_COUNT];
};

static int widen(int cells, int wish, int *spare)
{
    int more = wish - cells < *spare ? wish - cells : *spare;

    *spare -= more;
    return cells + more;
}

static struct pen pen_at(struct canvas canvas, int row)
{
    struct pen pen = {.canvas = canvas, .row = row};
    int spare = canvas.at.cols - FIRST_COL;
    int col = FIRST_COL;

    for (int field = 0; field < FIELD_COUNT; field++) {
        pen.cells[field] = fields[field].cells;
        spare -= fields[field].cells + (field > 0);
    }
    spare = spare > 0 ? spare : 0;
    pen.cells[FIELD_SERVICE] = widen(pen.cells[FIELD_SERVICE], SERVICE_WISH, &spare);
    pen.cells[FIELD_LABEL] = widen(pen.cells[FIELD_LABEL], LABEL_WISH, &spare);
    pen.cells[FIELD_NOTE] += spare;
    for (int field = 0; field < FIELD_COUNT; field++) {
        pen.col[field] = col;
        col += pen.cells[field] + 1;
    }
    return pen;
}

static void put(const struct pen *pen, enum field field, enum look look, const char *text)
{
    canvas_fit(pen->canvas, pen->row, pen->col[field], pen->cells[field], look, text);
}

void tree_wide_titles(struct canvas canvas, int row)
{
    struct pen pen = pen_at(canvas, row);

    for (enum field field = 0; field < FIELD_COUNT; field++)
        put(&pen, field, LOOK_HEAD, fields[field].title);
}

/* ---- a listener ---- */

static void put_members(const struct pen *pen, const struct view_listener *listener)
{
    char text[32] = "-";

    if (listener->members_total >= 0 && listener->members_online >= 0)
        snprintf(text, sizeof text, "%d/%d", listener->members_online,
                 listener->members_total);
    put(pen, FIELD_MEMBERS, LOOK_PLAIN, text);
}

/* Who owns it, what a tear-down of that one takes, and how that one stands. */
static void put_owner(const struct pen *pen, const struct view_elb *elb,
                      const struct view_listener *listener)
{
    char text[GLYPH_TEXT_BYTES];
    bool foreign = listener->role == LISTENER_FOREIGN;

    put_members(pen, listener);
    put(pen, FIELD_SERVICE, LOOK_PLAIN,
        tree_owner(listener, pen->cells[FIELD_SERVICE], text));
    put(pen, FIELD_ROLE, foreign ? LOOK_WARN : LOOK_PLAIN,
        tree_role_word(listener->role));
    put(pen, FIELD_FATE, LOOK_PLAIN, fate_word(elb, listener));
    if (listener->row == NULL || listener->row->state == ROW_READY)
        return;
    row_state_word(listener->row, text, sizeof text);
    put(pen, FIELD_NOTE, look_of_state(listener->row->state), text);
}

static void draw_listener(const struct pen *pen, const struct tree_line *line,
                          const struct scene *scene)
{
    const struct view_listener *listener = line->listener;
    int end = pen->col[FIELD_CLASS] - 1;
    char text[64] = "-";

    canvas_text(pen->canvas, pen->row, 1, LOOK_DIM, line->last ? "`--" : "|--");
    canvas_print(pen->canvas, pen->row, PORT_COL, LOOK_PLAIN, "%d/%.8s", listener->port,
                 listener->protocol);
    canvas_fit(pen->canvas, pen->row, NAME_COL, end - NAME_COL,
               listener->wanted ? LOOK_STRONG : LOOK_PLAIN,
               tree_listener_name(listener, scene));
    if (listener->pool_id != NULL)
        snprintf(text, sizeof text, "%.4s", listener->pool_id);
    put(pen, FIELD_POOL, LOOK_PLAIN, text);
    put_owner(pen, line->elb, listener);
}

/* ---- an ELB ---- */

static void put_state(const struct pen *pen, const struct view_elb *elb)
{
    char text[128] = "?";

    if (elb->provisioning_status != NULL && elb->operating_status != NULL)
        snprintf(text, sizeof text, "%.60s/%.60s", elb->provisioning_status,
                 elb->operating_status);
    else if (elb->provisioning_status != NULL)
        snprintf(text, sizeof text, "%.60s", elb->provisioning_status);
    put(pen, FIELD_STATE, LOOK_PLAIN, text);
}

/* A folded ELB of one Service says all on its own line. */
static const struct view_listener *stands_for(const struct tree_line *line)
{
    const struct view_elb *elb = line->elb;
    bool whole = !line->open && elb->service_count == 1 && elb->listener_count == 1 &&
                 elb->listeners[0].service_name != NULL;

    return whole ? &elb->listeners[0] : NULL;
}

static void draw_elb(const struct pen *pen, const struct tree_line *line,
                     const struct scene *scene)
{
    const struct view_elb *elb = line->elb;
    char text[GLYPH_TEXT_BYTES];
    bool orphan = elb->kind == ELB_ORPHAN;
    bool performance = elb->class != NULL && strcmp(elb->class, "performance") == 0;

    canvas_text(pen->canvas, pen->row, 1, LOOK_PLAIN, line->open ? "v" : "+");
    put(pen, FIELD_LABEL, LOOK_STRONG, elb->name[0] == '\0' ? elb->id : elb->name);
    put(pen, FIELD_CLASS, LOOK_PLAIN,
        elb->class == NULL ? "-"
        : performance      ? "perf."
                           : elb->class);
    put_state(pen, elb);
    put(pen, FIELD_ADDRESS, LOOK_PLAIN, elb->address == NULL ? "-" : elb->address);
    put(pen, FIELD_KIND, orphan ? LOOK_ORPHAN : LOOK_PLAIN, tree_kind_word(elb->kind));
    if (stands_for(line) != NULL) {
        put_owner(pen, elb, stands_for(line));
        return;
    }
    canvas_fit(pen->canvas, pen->row, pen->col[FIELD_SERVICE],
               pen->canvas.at.cols - pen->col[FIELD_SERVICE], LOOK_PLAIN,
               tree_elb_note(line, scene, text));
}

/* ---- a member ---- */

static void draw_member(const struct pen *pen, const struct tree_line *line)
{
    const struct view_member *member = line->member;
    bool offline = strcmp(member->status, "OFFLINE") == 0;
    char text[128];

    canvas_text(pen->canvas, pen->row, 1, LOOK_DIM, line->under_last ? " " : "|");
    canvas_text(pen->canvas, pen->row, 5, LOOK_DIM, line->last ? "`--" : "|--");
    snprintf(text, sizeof text, "%.60s:%d", member->address, member->port);
    canvas_fit(pen->canvas, pen->row, ENDPOINT_COL,
               pen->col[FIELD_CLASS] - 1 - ENDPOINT_COL, LOOK_PLAIN, text);
    put(pen, FIELD_STATE, offline ? LOOK_WARN : LOOK_PLAIN, member->status);
    put(pen, FIELD_SERVICE, LOOK_PLAIN,
        member->node == NULL ? member->name : member->node);
    canvas_fit(pen->canvas, pen->row, pen->col[FIELD_FATE],
               pen->canvas.at.cols - pen->col[FIELD_FATE], LOOK_DIM,
               member->reason == NULL ? "" : member->reason);
}

void tree_wide_line(const struct tree_line *line, const struct scene *scene,
                    struct canvas canvas, int row)
{
    struct pen pen = pen_at(canvas, row);

    switch (line->kind) {
    case TREE_ELB:
        draw_elb(&pen, line, scene);
        break;
    case TREE_LISTENER:
        draw_listener(&pen, line, scene);
        break;
    case TREE_MEMBER:
        draw_member(&pen, line);
        break;
    case TREE_CLUE:
        canvas_fit(canvas, row, FIRST_COL, canvas.at.cols - FIRST_COL, LOOK_DIM,
                   line->clue);
        break;
    }
    if (health_is_lost(scene, SOURCE_ELB))
        canvas_note(canvas, row, 1, canvas.at.cols - 1, CELL_OLD);
}

/* ---- the addresses ---- */

static void eip_text(const struct view_eip *eip, char *out, size_t out_bytes)
{
    const char *bound = eip->elb_name != NULL ? eip->elb_name
                        : eip->elb_id != NULL ? eip->elb_id
                                              : "unbound";

    snprintf(out, out_bytes, "%.45s %.64s%s", eip->address, bound,
             eip->orphan ? " ORPHAN" : "");
}

/* Words one behind the other, line by line, until the canvas is full. */
struct flow {
    struct canvas canvas;
    int row, col;
};

enum { FLOW_GAP = 3, MORE_CELLS = 10 }; /* "123 more" always has its place */

static bool flow_add(struct flow *flow, enum look look, const char *text)
{
    int cells = flow->canvas.at.cols - MORE_CELLS;

    if (flow->col > 1 && flow->col + (int)strlen(text) > cells) {
        flow->row++;
        flow->col = 1;
    }
    if (flow->row >= flow->canvas.at.rows)
        return false;
    flow->col = canvas_text(flow->canvas, flow->row, flow->col, look, text) + FLOW_GAP;
    return true;
}

static size_t add_eips(struct flow *flow, const struct view *view, bool orphans)
{
    char text[128];
    size_t added = 0;

    for (size_t i = 0; i < view->eip_count; i++) {
        const struct view_eip *eip = &view->eips[i];
        if (eip->orphan != orphans)
            continue;
        eip_text(eip, text, sizeof text);
        added += flow_add(flow, orphans ? LOOK_ORPHAN : LOOK_PLAIN, text);
    }
    return added;
}

/* As many as fit, orphans first: they are the ones that cost for nothing. */
static void draw_eips(const struct view *view, struct canvas canvas)
{
    struct flow flow = {.canvas = canvas, .col = 1};
    size_t shown = add_eips(&flow, view, true) + add_eips(&flow, view, false);

    if (shown < view->eip_count)
        canvas_print(canvas, canvas.at.rows - 1, canvas.at.cols - MORE_CELLS, LOOK_DIM,
                     "%zu more", view->eip_count - shown);
}

void tree_wide_addresses(const struct scene *scene, struct canvas canvas)
{
    const struct view *view = scene_view(scene);
    const struct quota *quota = view == NULL ? NULL : &scene->snapshot->around.quota;
    char title[200] = "EIPs";
    char words[160];

    if (view == NULL || canvas.at.rows < 2)
        return;
    if (quota->elb_most != QUOTA_UNKNOWN || quota->eip_most != QUOTA_UNKNOWN)
        snprintf(title, sizeof title, "EIPs and quota   %s",
                 quota_words(quota, false, words, sizeof words));
    canvas_title(canvas, 0, title);
    struct canvas body = canvas_rows(canvas, 1, canvas.at.rows - 1);
    if (!health_was_read(scene, SOURCE_EIP))
        canvas_text(body, 0, 1, LOOK_DIM, "EIPs were not read.");
    else if (view->eip_count == 0)
        canvas_text(body, 0, 1, LOOK_DIM, "The project has no EIP.");
    else
        draw_eips(view, body);
}
