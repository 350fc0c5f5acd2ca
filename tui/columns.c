#include "tui/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/looks.h"
#include "tui/timeline.h"

#include "base/banned.h"

enum { FIRST_COL = 2 }; /* behind cursor and mark */

struct column {
    const char *title;
    int least, most; /* cells */
    int rank;        /* 1 is shown first when room is short */
    int beside;      /* the same where the selected row stands in full beside the list */
    enum source_name source;
    void (*text)(const struct item *item, const struct scene *scene, int cells,
                 char *out);
};

/* What stands where a cloud fact would: not read yet, cannot be read, or none. */
static const char *cloud_nothing(const struct scene *scene, enum source_name source)
{
    if (health_is_off(scene, source))
        return "?";
    return health_was_read(scene, source) ? "-" : "..";
}

static void print(char *out, const char *text)
{
    snprintf(out, ITEM_TEXT_BYTES, "%s", text == NULL ? "-" : text);
}

/* ---- the texts ---- */

static void service_text(const struct item *item, const struct scene *scene, int cells,
                         char *out)
{
    char name[ITEM_TEXT_BYTES];

    (void)scene;
    glyph_shorten(item_name(item, name), cells, GLYPH_CUT_MIDDLE, out);
}

static void steps_text(const struct item *item, const struct scene *scene, int cells,
                       char *out)
{
    char marks[STEP_COUNT + 1] = "-------";

    (void)scene, (void)cells;
    if (item->kind == ITEM_SERVICE)
        row_marks(item->row, marks);
    print(out, marks);
}

static void state_text(const struct item *item, const struct scene *scene, int cells,
                       char *out)
{
    (void)scene, (void)cells;
    item_state_word(item, out);
}

/* A moment we did not see ourselves is a bound: "<=52s", or "<3d" where that is too long. */
static void print_bound(int64_t ms, int cells, char *out)
{
    char text[WHEN_TEXT_BYTES];

    duration_print_short(ms, text);
    if ((int)strlen(text) + 2 > cells) {
        char *unit = strpbrk(text, "dhms");
        if (unit != NULL)
            unit[1] = '\0';
    }
    const char *sign = (int)strlen(text) + 2 <= cells ? "<=" : "<";
    snprintf(out, ITEM_TEXT_BYTES, "%s%s", sign, text);
}

static void for_text(const struct item *item, const struct scene *scene, int cells,
                     char *out)
{
    bool exact;
    int64_t since_ms = item_since_ms(item, &exact);

    if (since_ms == WHEN_UNKNOWN) {
        print(out, NULL);
    } else if (exact) {
        char text[WHEN_TEXT_BYTES];
        print(out, duration_print_short(scene->wall_ms - since_ms, text));
    } else {
        print_bound(scene->wall_ms - since_ms, cells, out);
    }
}

/* How long such a Service takes to be READY, or to be gone. */
static void usual_text(const struct item *item, const struct scene *scene, int cells,
                       char *out)
{
    char text[TIMELINE_TEXT_BYTES];

    (void)cells;
    print(out, NULL);
    if (item->kind != ITEM_SERVICE || scene_view(scene) == NULL)
        return;
    const struct row *row = item->row;
    if (row->state == ROW_MOVING || row->state == ROW_STUCK)
        print(out, usual_print(view_usual(scene_view(scene), row, USUAL_WHOLE), text));
    else if (row->state == ROW_DELETING)
        print(out, usual_print(view_usual(scene_view(scene), row, USUAL_TEARDOWN), text));
}

static void elb_text(const struct item *item, const struct scene *scene, int cells,
                     char *out)
{
    const char *name = item_elb_name(item);
    const char *id =
        item->kind == ITEM_SERVICE && item->row->elb != NULL ? item->row->elb->id : NULL;
    bool shared = item->kind == ITEM_SERVICE && item->row->shared_count > 0;

    if (name != NULL && name[0] != '\0') {
        glyph_shorten(name, shared ? cells - 1 : cells, GLYPH_CUT_END, out);
    } else if (id != NULL &&
               (health_was_read(scene, SOURCE_ELB) || health_is_off(scene, SOURCE_ELB))) {
        snprintf(out, ITEM_TEXT_BYTES, "%.6s..", id);
    } else {
        print(out, cloud_nothing(scene, SOURCE_ELB));
        return;
    }
    if (shared && strlen(out) + 1 < ITEM_TEXT_BYTES)
        memcpy(out + strlen(out), "+", 2);
}

static void members_text(const struct item *item, const struct scene *scene, int cells,
                         char *out)
{
    (void)cells;
    if (item->kind != ITEM_SERVICE)
        print(out, NULL);
    else if (item->row->members_total < 0)
        print(out, cloud_nothing(scene, SOURCE_ELB));
    else if (item->row->members_online < 0)
        snprintf(out, ITEM_TEXT_BYTES, "?/%d", item->row->members_total);
    else
        snprintf(out, ITEM_TEXT_BYTES, "%d/%d", item->row->members_online,
                 item->row->members_total);
}

static void listeners_text(const struct item *item, const struct scene *scene, int cells,
                           char *out)
{
    (void)cells;
    if (item->kind == ITEM_ORPHAN_ELB)
        snprintf(out, ITEM_TEXT_BYTES, "%zu", item->elb->listener_count);
    else if (item->kind != ITEM_SERVICE)
        print(out, NULL);
    else if (!health_was_read(scene, SOURCE_ELB))
        print(out, cloud_nothing(scene, SOURCE_ELB));
    else
        snprintf(out, ITEM_TEXT_BYTES, "%zu/%zu", item->row->listener_count,
                 item->row->port_count);
}

static void address_text(const struct item *item, const struct scene *scene, int cells,
                         char *out)
{
    (void)scene, (void)cells;
    print(out, item_address(item));
}

static void pattern_text(const struct item *item, const struct scene *scene, int cells,
                         char *out)
{
    (void)scene, (void)cells;
    bool none = item->kind != ITEM_SERVICE || item->row->pattern == PATTERN_NONE;
    print(out, none ? NULL : row_pattern_name(item->row->pattern));
}

/* "80,443", "53/UDP": TCP goes without saying. */
static void ports_text(const struct item *item, const struct scene *scene, int cells,
                       char *out)
{
    size_t at = 0;

    (void)scene, (void)cells;
    print(out, NULL);
    if (item->kind != ITEM_SERVICE)
        return;
    for (size_t i = 0; i < item->row->port_count && at + 16 < ITEM_TEXT_BYTES; i++) {
        const struct row_port *port = &item->row->ports[i];
        bool tcp = strcmp(port->protocol, "TCP") == 0;
        at += (size_t)snprintf(out + at, ITEM_TEXT_BYTES - at, "%s%d%s%.8s",
                               i == 0 ? "" : ",", port->port, tcp ? "" : "/",
                               tcp ? "" : port->protocol);
    }
}

static int64_t created_ms(const struct item *item)
{
    switch (item->kind) {
    case ITEM_SERVICE:
        return item->row->created_ms;
    case ITEM_ORPHAN_ELB:
        return item->elb->created_ms;
    case ITEM_ORPHAN_EIP:
        return item->eip->created_ms;
    case ITEM_GONE:
        break;
    }
    return WHEN_UNKNOWN;
}

static void age_text(const struct item *item, const struct scene *scene, int cells,
                     char *out)
{
    char text[WHEN_TEXT_BYTES];
    int64_t made_ms = created_ms(item);

    (void)cells;
    print(out, made_ms == WHEN_UNKNOWN
                   ? NULL
                   : duration_print_short(scene->wall_ms - made_ms, text));
}

static void class_text(const struct item *item, const struct scene *scene, int cells,
                       char *out)
{
    (void)scene, (void)cells;
    if (item->kind == ITEM_SERVICE)
        print(out, item->row->class);
    else
        print(out, item->kind == ITEM_ORPHAN_ELB ? item->elb->class : NULL);
}

static void role_text(const struct item *item, const struct scene *scene, int cells,
                      char *out)
{
    (void)scene, (void)cells;
    bool none = item->kind != ITEM_SERVICE || item->row->role == ROLE_NONE;
    print(out, none ? NULL : row_role_name(item->row->role));
}

static void eip_text(const struct item *item, const struct scene *scene, int cells,
                     char *out)
{
    const char *id = NULL;

    (void)cells;
    if (item->kind == ITEM_SERVICE)
        id = item->row->eip == NULL ? NULL : item->row->eip->id;
    else if (item->kind == ITEM_ORPHAN_ELB)
        id = item->elb->eip_id;
    else if (item->kind == ITEM_ORPHAN_EIP)
        id = item->eip->id;
    print(out, id != NULL ? id : cloud_nothing(scene, SOURCE_EIP));
}

static void endpoints_text(const struct item *item, const struct scene *scene, int cells,
                           char *out)
{
    (void)scene, (void)cells;
    print(out, NULL);
    if (item->kind == ITEM_SERVICE && item->row->endpoints_total >= 0)
        snprintf(out, ITEM_TEXT_BYTES, "%lld/%lld", (long long)item->row->endpoints_ready,
                 (long long)item->row->endpoints_total);
}

static const struct column table[COLUMN_COUNT] = {
    [COLUMN_SERVICE] = {"SERVICE", 16, 40, 1, 1, SOURCE_KUBERNETES, service_text},
    [COLUMN_STEPS] = {"STEPS", 7, 7, 2, 2, SOURCE_KUBERNETES, steps_text},
    [COLUMN_STATE] = {"STATE", 11, 11, 3, 3, SOURCE_KUBERNETES, state_text},
    [COLUMN_FOR] = {"FOR", 5, 5, 4, 4, SOURCE_KUBERNETES, for_text},
    [COLUMN_USUAL] = {"USUAL", 6, 6, 10, 8, SOURCE_KUBERNETES, usual_text},
    [COLUMN_ELB] = {"ELB", 11, 24, 6, 6, SOURCE_ELB, elb_text},
    [COLUMN_PATTERN] = {"PATTERN", 10, 10, 11, 9, SOURCE_KUBERNETES, pattern_text},
    [COLUMN_LISTENERS] = {"LSN", 4, 4, 12, 10, SOURCE_ELB, listeners_text},
    [COLUMN_MEMBERS] = {"MEM", 5, 5, 7, 7, SOURCE_ELB, members_text},
    [COLUMN_ADDRESS] = {"ADDRESS", 15, 15, 5, 5, SOURCE_KUBERNETES, address_text},
    [COLUMN_PORTS] = {"PORTS", 8, 16, 8, 11, SOURCE_KUBERNETES, ports_text},
    [COLUMN_AGE] = {"AGE", 5, 5, 9, 12, SOURCE_KUBERNETES, age_text},
    [COLUMN_CLASS] = {"CLASS", 11, 11, 13, 13, SOURCE_KUBERNETES, class_text},
    [COLUMN_ROLE] = {"ROLE", 7, 7, 14, 14, SOURCE_KUBERNETES, role_text},
    [COLUMN_EIP] = {"EIP_ID", 13, 36, 16, 16, SOURCE_EIP, eip_text},
    [COLUMN_ENDPOINTS] = {"PODS", 5, 5, 15, 15, SOURCE_KUBERNETES, endpoints_text},
};

const char *column_title(enum column_id id)
{
    return table[id].title;
}

int column_cells(enum column_id id)
{
    return table[id].most;
}

enum source_name column_source(enum column_id id)
{
    return table[id].source;
}

const char *column_text(enum column_id id, const struct item *item,
                        const struct scene *scene, int cells, char out[ITEM_TEXT_BYTES])
{
    if (item->kind == ITEM_GONE)
        print(out, item->gone->texts[id]);
    else
        table[id].text(item, scene, cells, out);
    return out;
}

/* ---- which fit ---- */

static enum column_id by_rank(int rank, bool beside)
{
    for (int id = 0; id < COLUMN_COUNT; id++) {
        if ((beside ? table[id].beside : table[id].rank) == rank)
            return (enum column_id)id;
    }
    return COLUMN_SERVICE;
}

/* Gives what is left to the columns that gain most from it, and sets them side by side. */
static struct columns place_in(const enum column_id *order, size_t count,
                               const int widths[COLUMN_COUNT], int spare)
{
    static const struct {
        enum column_id id;
        int until;
    } wishes[] = {{COLUMN_SERVICE, 24}, {COLUMN_ELB, 14},     {COLUMN_PORTS, 12},
                  {COLUMN_EIP, 36},     {COLUMN_SERVICE, 40}, {COLUMN_ELB, 24},
                  {COLUMN_PORTS, 16}};
    int given[COLUMN_COUNT];
    struct columns columns = {0};
    int col = FIRST_COL;

    memcpy(given, widths, sizeof given);
    for (size_t i = 0; i < ARRAY_COUNT(wishes); i++) {
        enum column_id id = wishes[i].id;
        while (given[id] > 0 && given[id] < wishes[i].until && spare > 0) {
            given[id]++;
            spare--;
        }
    }
    for (size_t i = 0; i < count; i++) {
        enum column_id id = order[i];
        if (given[id] == 0)
            continue;
        columns.places[columns.count++] =
            (struct column_place){.id = id, .col = col, .cells = given[id]};
        col += given[id] + 1;
    }
    return columns;
}

static struct columns place(const int widths[COLUMN_COUNT], int spare)
{
    enum column_id order[COLUMN_COUNT];

    for (int id = 0; id < COLUMN_COUNT; id++)
        order[id] = (enum column_id)id;
    return place_in(order, COLUMN_COUNT, widths, spare);
}

/* The name has its full width before anything is added to what 80 columns show. */
static int widen_name(int widths[COLUMN_COUNT], int spare)
{
    enum { NAME_CELLS = 22 };
    int more = NAME_CELLS - widths[COLUMN_SERVICE];

    more = more < spare ? more : spare;
    widths[COLUMN_SERVICE] += more > 0 ? more : 0;
    return spare - (more > 0 ? more : 0);
}

struct columns columns_fit(int cells, bool beside)
{
    enum { BASE_COLUMNS = 7 };
    int widths[COLUMN_COUNT] = {0};
    int spare = cells - FIRST_COL + 1;

    for (int rank = 1; rank <= COLUMN_COUNT; rank++) {
        enum column_id id = by_rank(rank, beside);
        if (rank == BASE_COLUMNS + 1)
            spare = widen_name(widths, spare);
        if (table[id].least + 1 > spare)
            break;
        widths[id] = table[id].least;
        spare -= table[id].least + 1;
    }
    return place(widths, spare);
}

struct columns columns_all(int cells, size_t skip)
{
    int widths[COLUMN_COUNT] = {0};
    int spare = cells - FIRST_COL + 1;
    size_t seen = 0;

    for (int id = 0; id < COLUMN_COUNT; id++) {
        if (id != COLUMN_SERVICE && seen++ < skip)
            continue;
        int wanted = id == COLUMN_SERVICE ? 18 : table[id].least;
        if (wanted + 1 > spare)
            break;
        widths[id] = wanted;
        spare -= wanted + 1;
    }
    return place(widths, spare);
}

/* The words of the setting stand in the order of the columns. */
static enum column_id find_column(const char *name)
{
    const char *const *words = settings_find("columns")->choices;
    int id = 0;

    while (id < COLUMN_COUNT && words[id] != NULL && strcmp(words[id], name) != 0)
        id++;
    return id < COLUMN_COUNT ? (enum column_id)id : COLUMN_SERVICE;
}

struct columns columns_chosen(int cells, const struct texts *names)
{
    enum column_id order[COLUMN_COUNT] = {COLUMN_SERVICE};
    int widths[COLUMN_COUNT] = {[COLUMN_SERVICE] = table[COLUMN_SERVICE].least};
    int spare = cells - FIRST_COL - table[COLUMN_SERVICE].least;
    size_t count = 1;

    for (size_t i = 0; i < names->count && count < COLUMN_COUNT; i++) {
        enum column_id id = find_column(names->at[i]);
        if (widths[id] > 0)
            continue;
        if (table[id].least + 1 > spare)
            break;
        order[count++] = id;
        widths[id] = table[id].least;
        spare -= table[id].least + 1;
    }
    return place_in(order, count, widths, widen_name(widths, spare));
}

/* ---- drawing ---- */

static enum look look_of(enum column_id id, const struct item *item)
{
    if (item->kind == ITEM_GONE)
        return LOOK_DIM;
    if (id == COLUMN_STATE)
        return item->kind == ITEM_SERVICE ? look_of_state(item->row->state) : LOOK_ORPHAN;
    return LOOK_PLAIN;
}

void column_draw(const struct column_place *at, struct canvas canvas, int row,
                 const struct item *item, const struct scene *scene)
{
    char text[ITEM_TEXT_BYTES];

    if (at->id == COLUMN_STEPS && item->kind == ITEM_SERVICE) {
        looks_draw_marks(canvas, row, at->col, item->row);
        return;
    }
    column_text(at->id, item, scene, at->cells, text);
    canvas_fit(canvas, row, at->col, at->cells, look_of(at->id, item), text);
}

/* ---- order ---- */

static int compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "~" : a, b == NULL ? "~" : b); /* nothing comes last */
}

static int compare_by_text(enum column_id id, const struct item *a, const struct item *b)
{
    const struct scene nothing = {0};
    char text_a[ITEM_TEXT_BYTES];
    char text_b[ITEM_TEXT_BYTES];

    column_text(id, a, &nothing, ITEM_TEXT_BYTES, text_a);
    column_text(id, b, &nothing, ITEM_TEXT_BYTES, text_b);
    return strcmp(text_a, text_b);
}

/* How much is missing, the worst first. */
static int members_missing(const struct item *item)
{
    bool known = item->kind == ITEM_SERVICE && item->row->members_total >= 0 &&
                 item->row->members_online >= 0;
    return known ? item->row->members_online - item->row->members_total : 1;
}

int column_compare(enum column_id id, const struct item *a, const struct item *b)
{
    bool exact;

    switch (id) {
    case COLUMN_STATE:
        return compare_numbers(item_order(a), item_order(b));
    case COLUMN_FOR: /* the newest change first */
        return compare_numbers(item_since_ms(b, &exact), item_since_ms(a, &exact));
    case COLUMN_AGE: /* the youngest first */
        return compare_numbers(created_ms(b), created_ms(a));
    case COLUMN_ELB:
        return compare_text(item_elb_name(a), item_elb_name(b));
    case COLUMN_ADDRESS:
        return compare_text(item_address(a), item_address(b));
    case COLUMN_MEMBERS:
        return compare_numbers(members_missing(a), members_missing(b));
    default:
        return compare_by_text(id, a, b);
    }
}
