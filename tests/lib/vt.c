#include "lib/vt.h"

#include <stdlib.h>

#include <vterm.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/banned.h"

struct vt {
    VTerm *vterm;
    VTermScreen *screen; /* of the vterm */
    bool cursor_shown;
    bool alternate;
    bool leaves; /* the last that changed was the screen, back to the first one */
    int bells;
};

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct vt *vt = user;

    /* Leaving the other screen restores the saved cursor. libvterm counts its visibility to
     * that, with one slot for this and for DECSC (which ncurses uses to set margins); real
     * terminals do not. */
    bool is_restored = property == VTERM_PROP_CURSORVISIBLE && vt->leaves;
    if (property == VTERM_PROP_CURSORVISIBLE && !is_restored)
        vt->cursor_shown = value->boolean != 0;
    if (property == VTERM_PROP_ALTSCREEN)
        vt->alternate = value->boolean != 0;
    vt->leaves = property == VTERM_PROP_ALTSCREEN && value->boolean == 0;
    return 1;
}

static int on_bell(void *user)
{
    ((struct vt *)user)->bells++;
    return 1;
}

struct vt *vt_new(int rows, int cols)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property,
                                                   .bell = on_bell};
    struct vt *vt = mem_new(sizeof *vt);

    vt->cursor_shown = true;
    vt->vterm = vterm_new(rows, cols);
    vterm_set_utf8(vt->vterm, 1);
    vt->screen = vterm_obtain_screen(vt->vterm);
    vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
    vterm_screen_enable_altscreen(vt->screen, 1);
    vterm_screen_reset(vt->screen, 1);
    return vt;
}

void vt_free(struct vt *vt)
{
    if (vt == NULL)
        return;
    vterm_free(vt->vterm);
    free(vt);
}

void vt_feed(struct vt *vt, const char *at, size_t bytes)
{
    vterm_input_write(vt->vterm, at, bytes);
}

void vt_resize(struct vt *vt, int rows, int cols)
{
    vterm_set_size(vt->vterm, rows, cols);
}

static void add_row(struct vt *vt, int row, int cols, struct buf *out)
{
    size_t used = out->bytes; /* up to the last sign that is no blank */

    for (int col = 0; col < cols; col++) {
        VTermScreenCell cell;
        VTermPos at = {.row = row, .col = col};
        char bytes[4];

        if (vterm_screen_get_cell(vt->screen, at, &cell) == 0)
            continue;
        uint32_t point = cell.chars[0];
        if (point == (uint32_t)-1) /* the right half of a wide sign */
            continue;
        buf_add(out, bytes, utf8_put(point == 0 ? ' ' : point, bytes));
        if (point != 0 && point != ' ')
            used = out->bytes;
    }
    buf_cut(out, used);
    buf_add_byte(out, '\n');
}

void vt_text(struct vt *vt, struct buf *out)
{
    int rows;
    int cols;

    vterm_get_size(vt->vterm, &rows, &cols);
    for (int row = 0; row < rows; row++)
        add_row(vt, row, cols, out);
}

bool vt_cursor_is_shown(const struct vt *vt)
{
    return vt->cursor_shown;
}

bool vt_is_alternate(const struct vt *vt)
{
    return vt->alternate;
}

int vt_bells(const struct vt *vt)
{
    return vt->bells;
}
