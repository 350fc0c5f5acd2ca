/*
 * `y`: the object as the api-server gave it, in full, with its age. The worker fetches it
 * while this view is open and again when the watch says that it has changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/health.h"
#include "tui/panel.h"
#include "tui/reader.h"

#include "base/banned.h"

struct panel_yaml {
    struct panel panel;
    char *namespace, *name;
    bool gateway;
    bool unfolded; /* managedFields are shown, too */
    char *place;   /* where it begins; see struct origin; NULL: at the top */
    bool went;     /* it did */
    struct reader reader;
};

static struct panel_yaml *self_of(struct panel *panel)
{
    return (struct panel_yaml *)panel;
}

static void yaml_free(struct panel *panel)
{
    struct panel_yaml *self = self_of(panel);

    reader_release(&self->reader);
    free(self->place);
    free(self->namespace);
    free(self->name);
    free(self);
}

static void yaml_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

/* What is in the snapshot, if it is about this one. */
static const struct object_text *object_of(const struct panel_yaml *self,
                                           const struct scene *scene)
{
    const struct object_text *object =
        scene->snapshot == NULL ? NULL : scene->snapshot->object;
    bool ours = object != NULL && strcmp(object->namespace, self->namespace) == 0 &&
                strcmp(object->name, self->name) == 0 && object->gateway == self->gateway;

    return ours ? object : NULL;
}

/* ---- the text, line by line ---- */

static bool next_line(struct span *rest, struct span *ret_line)
{
    return rest->bytes > 0 && span_cut(rest, '\n', ret_line);
}

static bool opens_managed_fields(struct span line)
{
    return span_is(line, "  managedFields:");
}

/* Who wrote which field is longer than all the rest, and seldom what one looks for. */
static bool is_below_managed_fields(struct span line)
{
    return span_starts(line, "   ") || span_starts(line, "  -");
}

static int indent_of(struct span line)
{
    size_t indent = 0;

    while (indent < line.bytes && (line.at[indent] == ' ' || line.at[indent] == '-'))
        indent++;
    return (int)indent;
}

/* The next piece that fits; what is longer than the screen goes on below, indented a little
 * further. *ret_col: where it stands. */
static bool next_piece(struct span *rest, struct span line, int cols, int *ret_col,
                       struct span *ret_piece)
{
    bool first = rest->bytes == line.bytes;
    int col = 1 + (first ? 0 : indent_of(line) + 2);

    if (cols - col < 8)
        col = 1; /* deeper than this screen is wide */
    *ret_col = col;
    if (!first)
        return glyph_line(rest, cols - col, ret_piece);
    /* glyph_line trims, but here the blanks in front are the meaning. */
    int indent = indent_of(line) < cols - 8 ? indent_of(line) : 0;
    *rest = span_skip(*rest, (size_t)indent_of(line));
    *ret_col = col + indent;
    return glyph_line(rest, cols - *ret_col, ret_piece);
}

static int count_rows(struct span text, int cols)
{
    struct span line;
    int count = 0;

    while (next_line(&text, &line)) {
        struct span rest = line;
        struct span piece;
        int col;
        do
            count++;
        while (next_piece(&rest, line, cols, &col, &piece) && rest.bytes > 0);
    }
    return count;
}

static enum look look_of(struct span line)
{
    struct span trimmed = span_trim(line);
    return span_ends(trimmed, ":") && !span_starts(line, " ") ? LOOK_HEAD : LOOK_PLAIN;
}

static int draw_line(struct canvas canvas, int row, struct span line)
{
    struct span rest = line;
    struct span piece;
    int begun = row;
    int col;

    canvas_print(canvas, row, 1, look_of(line), "%.*s", indent_of(line), line.at);
    while (next_piece(&rest, line, canvas.at.cols, &col, &piece)) {
        char *text = mem_copy_bytes(piece.at, piece.bytes);
        canvas_text(canvas, row++, col, look_of(line), text);
        free(text);
    }
    return row > begun ? row : begun + 1; /* an empty line is one, too */
}

static int skip_managed_fields(struct span *rest)
{
    struct span before = *rest;
    struct span line;
    int skipped = 0;

    while (next_line(rest, &line) && is_below_managed_fields(line)) {
        before = *rest;
        skipped++;
    }
    *rest = before;
    return skipped;
}

/* ---- the place that was asked for ---- */

/* Keys from the outermost on; `row` is that of the innermost that was found so far. */
struct place {
    struct span keys; /* those that are still to be found, parted by '|' */
    int indent;       /* of the key that opened the block they are in; -1: none did */
    int child;        /* of the keys of that block; -1: the next line tells */
    bool over;        /* all were found, or the block has ended */
    int row;          /* -1: none was found */
};

static struct place place_of(const char *keys)
{
    return (struct place){.keys = span_of(keys),
                          .indent = -1,
                          .child = -1,
                          .over = keys == NULL,
                          .row = -1};
}

static bool is_key(struct span line, struct span key)
{
    struct span rest = span_trim(line);

    if (rest.bytes > 0 && (rest.at[0] == '\'' || rest.at[0] == '"'))
        rest = span_skip(rest, 1);
    return rest.bytes > key.bytes && strncmp(rest.at, key.at, key.bytes) == 0 &&
           strchr(":'\"", rest.at[key.bytes]) != NULL;
}

static void place_look(struct place *place, struct span line, int row)
{
    struct span rest = place->keys;
    struct span key;
    int indent = indent_of(line);

    if (place->over || !span_cut(&rest, '|', &key))
        return;
    if (place->child < 0)
        place->child = indent;
    if (indent <= place->indent) {
        place->over = true;
    } else if (indent == place->child && is_key(line, key)) {
        place->keys = rest;
        place->indent = indent;
        place->child = -1;
        place->row = row;
        place->over = rest.bytes == 0;
    }
}

/* Returns how many rows were drawn. */
static int draw_text(const struct panel_yaml *self, struct canvas canvas,
                     const char *yaml, struct place *place)
{
    struct span rest = span_of(yaml);
    struct span line;
    int row = 0;

    while (next_line(&rest, &line) && row < canvas.at.rows) {
        place_look(place, line, row);
        if (opens_managed_fields(line) && !self->unfolded)
            canvas_print(canvas, row++, 1, LOOK_DIM,
                         "  managedFields: (%d lines folded; + shows them)",
                         skip_managed_fields(&rest));
        else
            row = draw_line(canvas, row, line);
    }
    return row;
}

/* ---- drawing ---- */

static void draw_title(const struct panel_yaml *self, const struct scene *scene,
                       const struct object_text *object, struct canvas canvas)
{
    char text[700];
    char age[WHEN_TEXT_BYTES];
    char clock[WHEN_TEXT_BYTES];
    size_t at = (size_t)snprintf(text, sizeof text, "yaml %.250s/%.250s", self->namespace,
                                 self->name);

    if (object != NULL && object->yaml != NULL)
        snprintf(text + at, sizeof text - at, "   read %s ago at %s   rv %.20s%s",
                 duration_print_short(scene->wall_ms - object->read_wall_ms, age),
                 when_print_clock(object->read_wall_ms, clock), object->version,
                 health_is_lost(scene, SOURCE_KUBERNETES) ? "   k8s LOST: may be old"
                                                          : "");
    canvas_title(canvas, 0, text);
}

static int draw_trouble(const struct object_text *object, struct canvas canvas)
{
    if (object == NULL || (object->yaml == NULL && object->error[0] == '\0')) {
        canvas_text(canvas, 1, 2, LOOK_PLAIN, "Asked the api-server for it ..");
        return 2;
    }
    if (object->error[0] == '\0')
        return 1;
    return 1 + canvas_wrap(canvas, 1, 2, 3, LOOK_BAD, object->error);
}

/* Once, with a few lines of what follows; from then on it only stays marked. */
static void go_to_place(struct panel_yaml *self, struct canvas sheet, int row, int shown)
{
    enum { FOLLOWING = 3 };

    canvas_note(sheet, row, 0, sheet.at.cols, CELL_SELECTED);
    if (self->went)
        return;
    self->went = true;
    self->reader.shown = shown;
    reader_reveal(&self->reader, row + FOLLOWING);
    reader_reveal(&self->reader, row);
}

static void yaml_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_yaml *self = self_of(panel);
    const struct object_text *object = object_of(self, scene);
    const char *yaml = object == NULL || object->yaml == NULL ? "" : object->yaml;
    int lines = count_rows(span_of(yaml), canvas.at.cols);

    draw_title(self, scene, object, canvas);
    int row = draw_trouble(object, canvas);
    struct canvas sheet =
        reader_begin(&self->reader, lines < LIMIT_YAML_ROWS ? lines + 1 : LIMIT_YAML_ROWS,
                     canvas.at.cols, scene->ascii);
    struct place place = place_of(self->place);
    int rows = draw_text(self, sheet, yaml, &place);
    if (place.row >= 0)
        go_to_place(self, sheet, place.row, canvas.at.rows - row);
    reader_show(&self->reader, rows, canvas_rows(canvas, row, canvas.at.rows - row));
}

static struct want yaml_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_yaml *self = self_of(panel);

    (void)scene;
    if (reader_act(&self->reader, action))
        return want_drawn();
    switch (action) {
    case ACTION_FOLD:
        self->unfolded = !self->unfolded;
        return want_drawn();
    case ACTION_YAML:
        return (struct want){.kind = WANT_CLOSE};
    default:
        return want_nothing();
    }
}

/* Also when its Service is gone: what is read is still about it. */
static struct subject yaml_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_yaml *self = (const struct panel_yaml *)panel;
    const struct view *view = scene_view(scene);
    struct subject subject = {0};

    if (view != NULL && !self->gateway)
        subject = subject_of_row(view_row(view, self->namespace, self->name));
    subject.namespace = self->namespace;
    subject.name = self->name;
    subject.gateway = self->gateway;
    return subject;
}

static bool yaml_note(const struct panel *panel, const struct scene *scene,
                      char out[PANEL_NOTE_BYTES])
{
    const struct panel_yaml *self = (const struct panel_yaml *)panel;

    (void)scene;
    return reader_note(&self->reader, scene->keymap, PANEL_YAML, out, PANEL_NOTE_BYTES);
}

static void yaml_search(struct panel *panel, const char *text)
{
    reader_search(&self_of(panel)->reader, text);
}

static const struct panel_ops ops = {
    .kind = PANEL_YAML,
    .free = yaml_free,
    .settle = yaml_settle,
    .draw = yaml_draw,
    .act = yaml_act,
    .subject = yaml_subject,
    .note = yaml_note,
    .search = yaml_search,
};

struct panel *panel_yaml_new(const struct subject *subject)
{
    struct panel_yaml *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->namespace = mem_copy_text(subject->namespace == NULL ? "" : subject->namespace);
    self->name = mem_copy_text(subject->name == NULL ? "" : subject->name);
    self->place = mem_copy_text(subject->place);
    self->gateway = subject->gateway;
    return &self->panel;
}
