#include "tui/gateway_wide.h"

#include <stdio.h>

#include "base/banned.h"

/* ---- the side ---- */

static int draw_listeners(struct canvas canvas, int row,
                          const struct view_gateway *gateway)
{
    char routes[40];

    for (size_t i = 0; i < gateway->listener_count && row < canvas.at.rows; i++) {
        const struct view_gateway_listener *listener = &gateway->listeners[i];
        if (listener->attached_routes < 0)
            snprintf(routes, sizeof routes, "routes not known");
        else
            snprintf(routes, sizeof routes, "%lld route%s",
                     (long long)listener->attached_routes,
                     listener->attached_routes == 1 ? "" : "s");
        canvas_fit(canvas, row, 1, 16, LOOK_PLAIN, listener->name);
        canvas_print(canvas, row, 18, LOOK_PLAIN, "%d/%.10s", listener->port,
                     listener->protocol);
        canvas_text(canvas, row++, 33,
                    listener->attached_routes == 0 ? LOOK_WARN : LOOK_PLAIN, routes);
    }
    if (gateway->listener_count == 0 && row < canvas.at.rows)
        canvas_text(canvas, row++, 1, LOOK_DIM, "the Gateway has no listeners");
    return row;
}

static int draw_ports(struct canvas canvas, int row, const struct row *service)
{
    const char *elb = service->elb != NULL && service->elb->name != NULL
                          ? service->elb->name
                          : "not known";

    if (row < canvas.at.rows)
        canvas_print(canvas, row++, 1, LOOK_PLAIN, "ELB %.40s", elb);
    for (size_t i = 0; i < service->port_count && row < canvas.at.rows; i++) {
        const struct row_port *port = &service->ports[i];
        canvas_print(canvas, row++, 1, LOOK_PLAIN, " %d -> nodePort %d/%.8s", port->port,
                     port->node_port, port->protocol);
    }
    if (service->members_total >= 0 && service->members_online >= 0 &&
        row < canvas.at.rows)
        canvas_print(canvas, row++, 1, LOOK_PLAIN, "members %d/%d ONLINE",
                     service->members_online, service->members_total);
    return row;
}

void gateway_wide_side(struct canvas canvas, const struct view_gateway *gateway)
{
    const struct row *service = gateway->row;
    int row = draw_listeners(canvas, 1, gateway) + 1;

    canvas_title(canvas, 0, "listeners and members");
    if (service == NULL) {
        canvas_wrap(canvas, row, 1, 3, LOOK_DIM,
                    "No Service carries its labels yet, so there is no ELB.");
        return;
    }
    row = draw_ports(canvas, row, service);
    for (size_t i = 0; i < service->advice_count && row < canvas.at.rows; i++)
        row += canvas_wrap(canvas, row, 1, canvas.at.rows - row, LOOK_PLAIN,
                           service->advice[i].text);
}

/* ---- the ways of traffic ---- */

enum { WIDE_COLS = 100 };

static const char *text_or(const char *text, const char *other)
{
    return text == NULL || text[0] == '\0' ? other : text;
}

/* "client -> EIP 1.2.3.4 -> ELB k8s-edge :443 -> nodePort 30443"; the address with room only. */
static size_t print_way(const struct row *row, bool wide, char *out, size_t out_bytes)
{
    const struct row_port *port = row->port_count > 0 ? &row->ports[0] : NULL;
    const char *elb = row->elb == NULL ? NULL : row->elb->name;
    char address[64] = "";

    if (wide)
        snprintf(address, sizeof address, "%s%.45s -> ", row->wants_public ? "EIP " : "",
                 text_or(row->address, "(no address yet)"));
    return (size_t)snprintf(out, out_bytes, "client -> %sELB %.64s :%d -> nodePort %d",
                            address, text_or(elb, "(none yet)"),
                            port == NULL ? 0 : port->port,
                            port == NULL ? 0 : port->node_port);
}

/* A Service that is served without a Gateway, to compare with; NULL. */
static const struct row *direct_one(const struct view *view)
{
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (row->gateway == NULL && row->state == ROW_READY && row->wants_public)
            return row;
    }
    return NULL;
}

int gateway_wide_path_rows(int spare)
{
    enum { ONE_WAY = 2, BOTH_WAYS = 3, BOTH_UNDER = 14 };

    if (spare < ONE_WAY)
        return 0;
    return spare >= BOTH_UNDER ? BOTH_WAYS : ONE_WAY;
}

void gateway_wide_paths(struct canvas canvas, const struct view *view,
                        const struct view_gateway *gateway)
{
    char text[512] = "its Service does not exist yet";
    const struct row *direct = direct_one(view);
    bool wide = canvas.at.cols >= WIDE_COLS;

    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "traffic path");
    if (gateway->row != NULL) {
        size_t at = print_way(gateway->row, wide, text, sizeof text);
        snprintf(text + at, sizeof text - at, " -> envoy -> HTTPRoute -> pod");
    }
    canvas_fit(canvas, 1, 1, canvas.at.cols - 1, LOOK_PLAIN, text);
    if (canvas.at.rows < 3 || direct == NULL)
        return;
    size_t at = print_way(direct, wide, text, sizeof text);
    snprintf(text + at, sizeof text - at, " -> pod of %.100s", direct->name);
    int col = canvas_text(canvas, 2, 1, LOOK_DIM, "direct, for comparison: ");
    canvas_fit(canvas, 2, col, canvas.at.cols - col, LOOK_DIM, text);
}
