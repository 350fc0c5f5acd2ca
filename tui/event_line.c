#include "tui/event_line.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/when.h"
#include "tui/glyph.h"

#include "base/banned.h"

static enum witness witness_of_who(const struct view_event *event)
{
    if (strcmp(event->who, "ccm") == 0 || strcmp(event->who, "api-server") == 0 ||
        strcmp(event->who, "you") == 0 || strcmp(event->who, "envoy-gw") == 0)
        return WITNESS_KUBERNETES;
    if (strcmp(event->who, "otc-fabric") == 0)
        return WITNESS_NETWORK;
    return strcmp(event->who, "elbtop") == 0 ? WITNESS_ELBTOP : WITNESS_CLOUD;
}

/* An answer to what elbtop sent is the word of whoever gave it; what a person said is not. */
enum witness event_witness(const struct view_event *event)
{
    switch (event->from) {
    case FROM_EVENT:
    case FROM_OBJECT:
        return WITNESS_KUBERNETES;
    case FROM_CLOUD:
        return WITNESS_CLOUD;
    case FROM_PROBE:
        return WITNESS_NETWORK;
    case FROM_ELBTOP:
        return strcmp(event->who, "you") == 0 ? WITNESS_ELBTOP : witness_of_who(event);
    case FROM_VERDICT: /* 4 CLOUD is told of the cloud, READY by elbtop */
    case FROM_NOWHERE:
        break;
    }
    return event->from_kubernetes ? WITNESS_KUBERNETES : witness_of_who(event);
}

bool event_is_about(const struct view_event *event, const char *namespace,
                    const char *name)
{
    struct span service = span_of(event->service);
    struct span first;

    return span_cut(&service, '/', &first) && span_is(first, namespace) &&
           span_is(service, name);
}

bool event_is_in_namespace(const struct view_event *event, const char *namespace)
{
    struct span service = span_of(event->service);
    struct span first;

    return namespace == NULL || strchr(event->service, '/') == NULL ||
           (span_cut(&service, '/', &first) && span_is(first, namespace));
}

const char *event_step(const struct view_event *event, char out[EVENT_STEP_BYTES])
{
    if (event->step == 0)
        snprintf(out, EVENT_STEP_BYTES, "-");
    else if (event->part != 0)
        snprintf(out, EVENT_STEP_BYTES, "%d%c", event->step % 10, event->part);
    else
        snprintf(out, EVENT_STEP_BYTES, "%d", event->step % 10);
    return out;
}

const char *event_ago(const struct view_event *event, int64_t wall_ms,
                      char out[EVENT_AGO_BYTES])
{
    enum { CELLS = 4 };
    char text[WHEN_TEXT_BYTES];

    duration_print_short(wall_ms - event->wall_ms, text);
    if (strlen(text) > CELLS)
        text[strcspn(text, "dhm") + 1] = '\0';
    snprintf(out, EVENT_AGO_BYTES, "%.7s", text);
    return out;
}

/* ---- the line ---- */

enum { NOWHERE = -1, WIDE_CELLS = 120, WHO_CELLS = 13, WITNESS_CELLS = 9 };

struct event_places event_places_of(int cells, bool services)
{
    bool wide = cells >= WIDE_CELLS;
    struct event_places places = {.time = 1,
                                  .ago = wide ? 15 : 10,
                                  .step = wide ? 21 : 15,
                                  .service = NOWHERE,
                                  .witness = NOWHERE};
    int col = wide ? 27 : 20;

    if (wide || services) {
        places.service = col;
        places.service_cells = wide ? 25 : 15;
        col += places.service_cells + 1;
    }
    places.who = col;
    col += WHO_CELLS;
    if (wide) {
        places.witness = col;
        col += WITNESS_CELLS;
    }
    places.what = col;
    return places;
}

static void put(struct canvas canvas, int row, int col, const char *text)
{
    if (col != NOWHERE)
        canvas_text(canvas, row, col, LOOK_HEAD, text);
}

void event_draw_head(struct canvas canvas, int row, struct event_places places)
{
    put(canvas, row, places.time, "TIME");
    put(canvas, row, places.ago, "AGO");
    put(canvas, row, places.step, "STEP");
    put(canvas, row, places.service, "SERVICE");
    put(canvas, row, places.who, "WHO");
    put(canvas, row, places.witness, "WITNESS");
    put(canvas, row, places.what, "WHAT");
}

/* With room also the thousandths; what Kubernetes tells has none. */
static void draw_time(struct canvas canvas, int row, struct event_places places,
                      const struct view_event *event)
{
    char clock[WHEN_TEXT_BYTES];
    int col = canvas_text(canvas, row, places.time, LOOK_PLAIN,
                          when_print_clock(event->wall_ms, clock));

    if (places.witness != NOWHERE && event->wall_ms % 1000 != 0)
        canvas_print(canvas, row, col, LOOK_DIM, ".%03lld",
                     (long long)(event->wall_ms % 1000));
}

static void draw_whose(struct canvas canvas, int row, struct event_places places,
                       const struct view_event *event)
{
    static const char *const names[WITNESS_COUNT] = {"k8s", "cloud", "network", "elbtop"};
    char name[GLYPH_TEXT_BYTES];

    if (places.service != NOWHERE)
        canvas_text(canvas, row, places.service, LOOK_PLAIN,
                    glyph_shorten(event->service[0] == '\0' ? "-" : event->service,
                                  places.service_cells, GLYPH_CUT_MIDDLE, name));
    canvas_fit(canvas, row, places.who, WHO_CELLS - 1, LOOK_PLAIN, event->who);
    if (places.witness != NOWHERE)
        canvas_text(canvas, row, places.witness, LOOK_PLAIN, names[event_witness(event)]);
}

void event_draw(struct canvas canvas, int row, struct event_places places,
                const struct view_event *event, int64_t wall_ms)
{
    char ago[EVENT_AGO_BYTES];
    char step[EVENT_STEP_BYTES];
    int col = places.what;

    draw_time(canvas, row, places, event);
    canvas_text(canvas, row, places.ago, LOOK_PLAIN, event_ago(event, wall_ms, ago));
    canvas_text(canvas, row, places.step, LOOK_PLAIN, event_step(event, step));
    draw_whose(canvas, row, places, event);
    if (event->count > 1)
        col = canvas_print(canvas, row, col, LOOK_STRONG, "x%lld ",
                           (long long)event->count);
    canvas_fit(canvas, row, col, canvas.at.cols - col,
               event->failure ? LOOK_BAD : LOOK_PLAIN, event->what);
}
