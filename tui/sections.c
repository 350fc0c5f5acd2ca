#include "tui/sections.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/event_line.h"
#include "tui/glyph.h"
#include "tui/health.h"

#include "base/banned.h"

/* ---- changes ---- */

void sections_draw_change(struct canvas canvas, int row, const struct view_event *event)
{
    enum { WIDE = 104, WHO_COLS = 13 };
    int service_cols = canvas.at.cols >= WIDE ? 24 : 15;
    char clock[WHEN_TEXT_BYTES];
    char name[GLYPH_TEXT_BYTES];
    bool none = event->service[0] == '\0';

    canvas_text(canvas, row, 1, LOOK_PLAIN, when_print_clock(event->wall_ms, clock));
    int col = 10;
    canvas_text(canvas, row, col, LOOK_PLAIN,
                glyph_shorten(none ? "(elbtop)" : event->service, service_cols - 1,
                              GLYPH_CUT_MIDDLE, name));
    col += service_cols;
    canvas_fit(canvas, row, col, WHO_COLS - 1, LOOK_PLAIN, event->who);
    col += WHO_COLS;
    canvas_fit(canvas, row, col, canvas.at.cols - col,
               event->failure ? LOOK_BAD : LOOK_PLAIN, event->what);
}

void sections_draw_changes(struct canvas canvas, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    int row = 1;

    if (canvas.at.rows < 1)
        return;
    canvas_title(canvas, 0, "last changes");
    for (size_t i = 0; view != NULL && i < view->change_count; i++) {
        if (row >= canvas.at.rows)
            break;
        if (event_is_in_namespace(&view->changes[i], scene->namespace))
            sections_draw_change(canvas, row++, &view->changes[i]);
    }
    if (view != NULL && row == 1 && row < canvas.at.rows)
        canvas_text(canvas, row, 1, LOOK_DIM, "none since this screen was opened");
}

/* ---- calls ---- */

/* "elb /v3/71bb../elb/listeners": without the query, and long ids by their start. */
static void print_path(const struct call *call, char out[GLYPH_TEXT_BYTES])
{
    enum { ID_CELLS = 24 };
    struct span rest = span_make(call->path, strcspn(call->path, "?"));
    struct span part;
    size_t at = (size_t)snprintf(out, GLYPH_TEXT_BYTES, "%s ", call->server);
    bool first = true;

    while (at + 8 < GLYPH_TEXT_BYTES && span_cut(&rest, '/', &part)) {
        bool is_id = part.bytes > ID_CELLS && memchr(part.at, '-', part.bytes) == NULL;
        int added =
            snprintf(out + at, GLYPH_TEXT_BYTES - at, "%s%.*s%s", first ? "" : "/",
                     is_id ? 4 : (int)part.bytes, part.at, is_id ? ".." : "");
        at += (size_t)added;
        first = false;
    }
}

void sections_draw_call(struct canvas canvas, int row, const struct call *call)
{
    char clock[WHEN_TEXT_BYTES];
    char path[GLYPH_TEXT_BYTES];
    char whole[GLYPH_TEXT_BYTES];
    int tail = canvas.at.cols - 12;

    canvas_text(canvas, row, 1, LOOK_PLAIN, when_print_clock(call->wall_ms, clock));
    canvas_fit(canvas, row, 10, 5, call->changes ? LOOK_STRONG : LOOK_PLAIN,
               call->method);
    print_path(call, whole);
    canvas_text(canvas, row, 16, LOOK_PLAIN,
                glyph_shorten(whole, tail - 17, GLYPH_CUT_START, path));
    if (call->status != 0)
        canvas_print(canvas, row, tail, call->status >= 400 ? LOOK_BAD : LOOK_PLAIN,
                     "%3d", call->status);
    else
        canvas_text(canvas, row, tail, call->error[0] == '\0' ? LOOK_DIM : LOOK_BAD,
                    call->error[0] == '\0' ? "..." : "err");
    if (call->took_ms >= 0)
        canvas_print(canvas, row, tail + 4, LOOK_PLAIN, "%6lldms",
                     (long long)call->took_ms);
}

void sections_draw_calls(struct canvas canvas, const struct scene *scene)
{
    if (canvas.at.rows < 1)
        return;
    canvas_title(canvas, 0, "what elbtop sent");
    for (size_t i = 0; scene->snapshot != NULL && i < scene->snapshot->call_count; i++) {
        if ((int)i + 1 >= canvas.at.rows)
            break;
        sections_draw_call(canvas, (int)i + 1, &scene->snapshot->calls[i]);
    }
}

/* ---- the two sides ---- */

/* Adds one fact, with a comma before it when it is not the first. */
static void fact(char out[SIDES_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void fact(char out[SIDES_BYTES], const char *format, ...)
{
    size_t at = strlen(out);
    va_list args;

    if (at > 0 && at + 2 < SIDES_BYTES) {
        memcpy(out + at, ", ", 3);
        at += 2;
    }
    va_start(args, format);
    vsnprintf(out + at, SIDES_BYTES - at, format, args);
    va_end(args);
}

static void print_ports(const struct row *row, char out[SIDES_BYTES])
{
    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        if (port->node_port != 0)
            fact(out, "%d->%d/%s", port->port, port->node_port, port->protocol);
        else
            fact(out, "%d/%s", port->port, port->protocol);
    }
}

const char *sections_kubernetes_says(const struct row *row, char out[SIDES_BYTES])
{
    out[0] = '\0';
    if (row->deleted_ms != WHEN_UNKNOWN)
        fact(out, "being deleted");
    if (row->ingress_count == 0)
        fact(out, "EXTERNAL-IP <pending>");
    else
        fact(out, "EXTERNAL-IP %s",
             row->address == NULL ? row->ingress[0] : row->address);
    if (row->elb != NULL && row->how == JOIN_BY_ID && row->elb->id != NULL)
        fact(out, "elb.id %.4s..", row->elb->id);
    print_ports(row, out);
    if (row->endpoints_total >= 0)
        fact(out, "%lld of %lld pods ready", (long long)row->endpoints_ready,
             (long long)row->endpoints_total);
    return out;
}

static void print_elb(const struct row *row, char out[SIDES_BYTES])
{
    if (row->elb == NULL)
        fact(out, "no ELB found");
    else if (!row->elb->found)
        fact(out, "ELB %s not found",
             row->elb->name != NULL ? row->elb->name : "by that id");
    else
        fact(out, "ELB %s/%s",
             row->elb->provisioning_status == NULL ? "?" : row->elb->provisioning_status,
             row->elb->operating_status == NULL ? "?" : row->elb->operating_status);
}

const char *sections_cloud_says(const struct row *row, const struct scene *scene,
                                char out[SIDES_BYTES])
{
    out[0] = '\0';
    if (health_is_off(scene, SOURCE_ELB)) {
        fact(out, "not asked: no cloud source");
        return out;
    }
    if (!health_was_read(scene, SOURCE_ELB)) {
        fact(out, "not read yet ..");
        return out;
    }
    print_elb(row, out);
    if (row->eip != NULL)
        fact(out, "EIP status %s",
             row->eip->status != NULL ? row->eip->status : "not read");
    else if (row->wants_public)
        fact(out, "no EIP");
    fact(out, "%zu of %zu listeners", row->listener_count, row->port_count);
    if (row->members_total >= 0 && row->members_online >= 0)
        fact(out, "%d/%d members", row->members_online, row->members_total);
    else if (row->members_total >= 0)
        fact(out, "%d members, their health is not known", row->members_total);
    return out;
}

static bool cloud_is_complete(const struct row *row)
{
    return row->elb != NULL && row->elb->found && row->listener_count >= row->port_count;
}

/* Which side is ahead, or what is the matter. */
const char *sections_so(const struct row *row, const struct scene *scene,
                        char out[SIDES_BYTES])
{
    bool has_address = row->ingress_count > 0;
    bool cloud_known = health_was_read(scene, SOURCE_ELB);

    switch (row->state) {
    case ROW_FAILED:
    case ROW_STUCK:
    case ROW_SKIPPED:
    case ROW_DEGRADED:
        snprintf(out, SIDES_BYTES, "%s", row->why);
        break;
    case ROW_DELETING:
        snprintf(out, SIDES_BYTES, "%s",
                 row->why[0] != '\0' ? row->why : "it is being undone, listeners first");
        break;
    default:
        if (!cloud_known)
            snprintf(out, SIDES_BYTES, "only Kubernetes was heard: the cloud is unknown");
        else if (has_address && cloud_is_complete(row))
            snprintf(out, SIDES_BYTES, "they agree");
        else if (has_address)
            snprintf(out, SIDES_BYTES,
                     "Kubernetes is ahead: it names an address that the cloud does not "
                     "serve yet");
        else if (row->elb != NULL && row->elb->found)
            snprintf(
                out, SIDES_BYTES,
                "the cloud is ahead: the ELB exists, do not give its address out yet");
        else
            snprintf(out, SIDES_BYTES, "they agree: nothing is there yet");
    }
    return out;
}
