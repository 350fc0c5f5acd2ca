/*
 * Keys are read through a pad of its own, because reading from stdscr would paint it. How
 * the terminal finds its way back is told in rescue.h.
 */
#include "tui/term.h"

#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tui/key.h"
#include "tui/notice.h"
#include "tui/rescue.h"
#include "wire/digest.h"

#include "base/banned.h"

enum {
    CODE_PASTE_BEGIN = KEY_MAX + 1,
    CODE_PASTE_END,
    ESCAPE_DELAY_MS = 25,
};

static const char paste_on[] = "\033[?2004h";
/* ncurses turns it off itself where it ends in good order. */
static const char mouse_off[] = "\033[?1006l\033[?1000l";
static const char paste_off[] = "\033[?2004l";

struct terminal {
    SCREEN *screen;
    WINDOW *keys; /* a pad, never shown */
    const struct theme *theme;
    bool has_colours;
    bool is_lent;
    int click_row, click_col;
    short fine_pairs[LOOK_COUNT]; /* 0: the pair of one of the eight colours serves */
    struct grid front;            /* what the terminal shows; no cells: unknown */
    bool cursor_shown;
};

/* ---- signals ---- */

enum term_event term_next_event(struct terminal *term, int *ret_signal)
{
    (void)term;
    if (!rescue_next(ret_signal))
        return TERM_QUIET;
    switch (*ret_signal) {
    case SIGWINCH:
        return TERM_RESIZED;
    case SIGTSTP:
        return TERM_SUSPEND;
    case SIGCONT:
        return TERM_CONTINUED;
    case SIGINT:
        return TERM_INTERRUPT;
    default:
        return TERM_ENDED;
    }
}

/* ---- opening ---- */

bool term_is_ascii(void)
{
    const char *codeset = nl_langinfo(CODESET);
    const char *name = getenv("TERM");

    if (codeset == NULL || strcmp(codeset, "UTF-8") != 0)
        return true;
    return name != NULL &&
           (strcmp(name, "linux") == 0 || strncmp(name, "putty", 5) == 0 ||
            strncmp(name, "vt", 2) == 0);
}

static enum err_code check_terminal(struct err *err)
{
    const char *name = getenv("TERM");
    int status = 0;

    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
        return err_set(err, ERR_LOCAL,
                       "stdin and stdout are no terminal; try: elbtop get services");
    if (name == NULL || name[0] == '\0')
        return err_set(err, ERR_LOCAL,
                       "TERM is not set; TERM=xterm suits most terminals, --plain all");
    if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
        return err_set(err, ERR_LOCAL,
                       "the terminal type TERM=%s is not known here; try TERM=xterm, or "
                       "--plain",
                       name);
    if (cursor_address == NULL)
        return err_set(err, ERR_LOCAL,
                       "the terminal %s cannot move its cursor; try --plain", name);
    return ERR_OK;
}

/*
 * Ctrl-S and Ctrl-Q are keys here, and Ctrl-C and Ctrl-Z stay signals. A read never waits: of
 * a sign that was begun and not ended ncurses waits for the rest, whatever it was told of
 * delays, and nothing else would be answered.
 */
static void set_modes(void)
{
    struct termios modes;

    cbreak();
    noecho();
    nonl();
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
        modes.c_cc[VMIN] = 0;
        modes.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    }
    def_prog_mode();
}

/* Pairs of looks with a colour of their own stand behind those of the eight colours. */
enum { PAIR_OF_LOOKS = 16 };

/*
 * What terminfo promises, and nothing beside it: COLORTERM=truecolor may speak of another
 * terminal, one in front of an ssh or around a tmux, and ncurses does not send such colours to
 * a terminal of a palette. Terminals whose colours are numbers of a palette get the nearest
 * of 256. Direct ones (RGB: xterm-direct and the like) get the colour itself, where it has
 * eight bits a part; up to 7 their numbers are the eight colours as everywhere.
 * Source: ncurses 6.4, user_caps(5), terminfo.src (xterm+direct).
 */
static bool has_fine_colours(bool *ret_direct)
{
    const char *parts = tigetstr("RGB");
    bool has_parts = parts != NULL && (intptr_t)parts != -1; /* -1: is no string */

    *ret_direct = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || has_parts;
    return *ret_direct ? COLORS == 1 << 24 : COLORS >= 256;
}

static void set_fine_colours(struct terminal *term)
{
    bool is_direct;
    bool has_fine = has_fine_colours(&is_direct);

    for (int look = 0; look < LOOK_COUNT; look++) {
        const struct style *style = &term->theme->styles[look];
        term->fine_pairs[look] = 0;
        if (style->fine == 0 || !has_fine || COLOR_PAIRS <= PAIR_OF_LOOKS + LOOK_COUNT)
            continue;
        int colour = is_direct ? (int)style->fine : theme_nearest_256(style->fine);
        if (init_extended_pair(PAIR_OF_LOOKS + look, colour, -1) != ERR)
            term->fine_pairs[look] = (short)(PAIR_OF_LOOKS + look);
    }
}

static void set_colours(struct terminal *term)
{
    if (!has_colors() || start_color() == ERR) {
        term->theme = theme_find("mono");
        return;
    }
    term->has_colours = true;
    use_default_colors();
    for (short colour = COLOUR_RED; colour <= COLOUR_CYAN; colour++)
        init_pair(colour, colour, -1);
    set_fine_colours(term);
}

static void set_keys(struct terminal *term)
{
    /* Some send these whatever mode they were asked for. */
    static const struct {
        const char *bytes;
        int code;
    } more[] = {
        {"\033[A", KEY_UP},   {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT},
        {"\033[D", KEY_LEFT}, {"\033[H", KEY_HOME}, {"\033[F", KEY_END},
        {"\033OA", KEY_UP},   {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT},
        {"\033OD", KEY_LEFT}, {"\033OH", KEY_HOME}, {"\033OF", KEY_END},
    };

    if (getenv("ESCDELAY") == NULL)
        set_escdelay(ESCAPE_DELAY_MS);
    term->keys = newpad(1, 1);
    keypad(term->keys, TRUE);
    nodelay(term->keys, TRUE);
    for (size_t i = 0; i < ARRAY_COUNT(more); i++)
        define_key(more[i].bytes, more[i].code);
    define_key("\033[200~", CODE_PASTE_BEGIN);
    define_key("\033[201~", CODE_PASTE_END);
    rescue_send(paste_on, sizeof paste_on - 1);
}

/* The alternate screen is left last: what is sent before must not show on the other one. */
static void prepare_rescue(void)
{
    rescue_add(paste_off);
    rescue_add(mouse_off);
    rescue_add(exit_attribute_mode);
    rescue_add(orig_pair);
    rescue_add(keypad_local);
    rescue_add(cursor_normal);
    rescue_add(exit_ca_mode);
}

enum err_code term_open(const struct theme *theme, struct terminal **ret_term,
                        struct err *err)
{
    enum err_code code = check_terminal(err);

    if (code != ERR_OK)
        return code;
    code =
        rescue_open(err); /* before ncurses, which only takes signals that nobody has */
    if (code != ERR_OK)
        return code;
    prepare_rescue();
    del_curterm(cur_term); /* newterm() asks terminfo anew, for itself */

    struct terminal *term = mem_new(sizeof *term);
    term->theme = theme;
    use_tioctl(TRUE);
    term->screen = newterm(NULL, stdout, stdin);
    if (term->screen == NULL) {
        rescue_close();
        free(term);
        return err_set(err, ERR_LOCAL, "the terminal cannot be used");
    }
    rescue_arm();
    set_modes();
    set_colours(term);
    set_keys(term);
    curs_set(0);
    *ret_term = term;
    return ERR_OK;
}

void term_close(struct terminal *term)
{
    if (term == NULL)
        return;
    rescue_send(paste_off, sizeof paste_off - 1);
    endwin();
    rescue_disarm();
    rescue_close();
    delwin(term->keys);
    delscreen(term->screen);
    grid_release(&term->front);
    free(term);
}

int term_key_fd(const struct terminal *term)
{
    (void)term;
    return STDIN_FILENO;
}

int term_out_fd(const struct terminal *term)
{
    (void)term;
    return STDOUT_FILENO;
}

int term_signal_fd(const struct terminal *term)
{
    (void)term;
    return rescue_fd();
}

/* ---- keys ---- */

static uint32_t key_of_code(int code)
{
    static const struct {
        int code;
        uint32_t key;
    } codes[] = {
        {KEY_UP, K_UP},
        {KEY_DOWN, K_DOWN},
        {KEY_LEFT, K_LEFT},
        {KEY_RIGHT, K_RIGHT},
        {KEY_HOME, K_HOME},
        {KEY_END, K_END},
        {KEY_PPAGE, K_PAGE_UP},
        {KEY_NPAGE, K_PAGE_DOWN},
        {KEY_BTAB, K_BACK_TAB},
        {KEY_BACKSPACE, K_BACKSPACE},
        {KEY_DC, K_DELETE},
        {KEY_ENTER, K_ENTER},
        {KEY_FIND, K_HOME},
        {KEY_SELECT, K_END},
        {KEY_A1, K_HOME},
        {KEY_C1, K_END},
        {CODE_PASTE_BEGIN, K_PASTE_BEGIN},
        {CODE_PASTE_END, K_PASTE_END},
    };

    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        if (codes[i].code == code)
            return codes[i].key;
    }
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return K_F1 + (uint32_t)(code - KEY_F(1));
    return K_NONE;
}

static uint32_t key_of_char(wint_t sign)
{
    if (sign == '\n')
        return K_ENTER;
    if (sign == 127 || sign == 8)
        return K_BACKSPACE;
    return (uint32_t)sign;
}

void term_set_mouse(struct terminal *term, bool on)
{
    (void)term;
    mouseinterval(0); /* a press counts at once: nobody waits for a second one */
    mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

void term_click(const struct terminal *term, int *ret_row, int *ret_col)
{
    *ret_row = term->click_row;
    *ret_col = term->click_col;
}

static uint32_t key_of_mouse(struct terminal *term)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return K_NONE;
    if ((event.bstate & BUTTON4_PRESSED) != 0)
        return K_UP;
    if ((event.bstate & BUTTON5_PRESSED) != 0)
        return K_DOWN;
    if ((event.bstate & BUTTON1_PRESSED) == 0)
        return K_NONE;
    term->click_row = event.y;
    term->click_col = event.x;
    return K_CLICK;
}

bool term_next_key(struct terminal *term, uint32_t *ret_key)
{
    wint_t sign;

    for (;;) {
        int kind = wget_wch(term->keys, &sign);
        if (kind == ERR)
            return false;
        if (kind == KEY_CODE_YES && (int)sign == KEY_MOUSE)
            *ret_key = key_of_mouse(term);
        else
            *ret_key = kind == KEY_CODE_YES ? key_of_code((int)sign) : key_of_char(sign);
        if (*ret_key != K_NONE) /* a resize comes as a key as well; it was told already */
            return true;
    }
}

/* ---- size ---- */

void term_size(const struct terminal *term, int *ret_rows, int *ret_cols)
{
    struct winsize size = {0};
    int rows = LINES;
    int cols = COLS;

    (void)term;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0) {
        rows = size.ws_row;
        cols = size.ws_col;
    }
    *ret_rows = rows < LIMIT_SCREEN_CELLS ? rows : LIMIT_SCREEN_CELLS;
    *ret_cols = cols < LIMIT_SCREEN_CELLS ? cols : LIMIT_SCREEN_CELLS;
}

/* ---- painting ---- */

static attr_t attributes_of(struct style style)
{
    attr_t attributes = A_NORMAL;

    if (style.bold)
        attributes |= A_BOLD;
    if (style.dim)
        attributes |= A_DIM;
    if (style.reverse)
        attributes |= A_REVERSE;
    if (style.underline)
        attributes |= A_UNDERLINE;
    return attributes;
}

/*
 * ncurses asks the C library how wide a sign is. Where that disagrees with our own table the
 * row would shift, so the sign is not sent at all.
 */
static bool is_sent(uint32_t point)
{
    return wcwidth((wchar_t)point) == utf8_cells(point);
}

/*
 * Some cannot show both, a colour and reverse (ncv in terminfo: PuTTY), and ncurses keeps the
 * colour. Reverse is how words of warning stand out, so it is the colour that goes.
 */
static struct style style_here(const struct terminal *term, const struct cell *cell)
{
    enum { NOT_REVERSE = 1 << 2 };
    struct style style = theme_style(term->theme, (enum look)cell->look, cell->notes);

    if (style.reverse && no_color_video > 0 && (no_color_video & NOT_REVERSE) != 0)
        style.colour = COLOUR_DEFAULT;
    return style;
}

static void paint_sign(const struct terminal *term, int row, int col,
                       const struct cell *cell, uint32_t point)
{
    struct style style = style_here(term, cell);
    short pair = style.colour == COLOUR_DEFAULT     ? 0
                 : term->fine_pairs[cell->look] > 0 ? term->fine_pairs[cell->look]
                                                    : (short)style.colour;
    wchar_t text[2] = {(wchar_t)point, L'\0'};
    cchar_t sign;

    setcchar(&sign, text, attributes_of(style), pair, NULL);
    mvwadd_wch(stdscr, row, col, &sign);
}

static void paint_cell(const struct terminal *term, int row, int col,
                       const struct cell *cell)
{
    if (is_sent(cell->point)) {
        paint_sign(term, row, col, cell, cell->point);
        return;
    }
    for (int i = 0; i < utf8_cells(cell->point); i++)
        paint_sign(term, row, col + i, cell, '?');
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
    return a->point == b->point && a->look == b->look && a->notes == b->notes;
}

static void remember(struct terminal *term, const struct grid *grid)
{
    if (term->front.rows != grid->rows || term->front.cols != grid->cols) {
        grid_release(&term->front);
        grid_init(&term->front, grid->rows, grid->cols, grid->ascii);
    }
    memcpy(term->front.cells, grid->cells,
           (size_t)grid->rows * (size_t)grid->cols * sizeof *grid->cells);
}

static void show_cursor(struct terminal *term, const struct grid *grid)
{
    bool shown = grid->cursor_row >= 0;

    if (shown)
        wmove(stdscr, grid->cursor_row, grid->cursor_col);
    if (shown != term->cursor_shown)
        curs_set(shown ? 1 : 0);
    term->cursor_shown = shown;
}

void term_paint(struct terminal *term, const struct grid *grid)
{
    bool whole = term->front.rows != grid->rows || term->front.cols != grid->cols;

    if (grid->rows != LINES || grid->cols != COLS)
        resizeterm(grid->rows, grid->cols);
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            const struct cell *cell = grid_at(grid, row, col);
            if (cell->point == 0 ||
                (!whole && same_cell(cell, grid_at(&term->front, row, col))))
                continue;
            paint_cell(term, row, col, cell);
        }
    }
    remember(term, grid);
    show_cursor(term, grid);
    wrefresh(stdscr);
}

void term_repaint(struct terminal *term)
{
    reset_prog_mode(); /* somebody may have changed the modes as well */
    grid_release(&term->front);
    clearok(curscr, TRUE);
}

void term_set_theme(struct terminal *term, const struct theme *theme)
{
    if (!term->has_colours)
        return;
    term->theme = theme;
    set_fine_colours(term);
    grid_release(&term->front); /* every cell looks different now */
}

/* ---- away and back ---- */

/* Who goes away again before anything was painted has left the screen already. */
static void leave_screen(void)
{
    rescue_send(paste_off, sizeof paste_off - 1);
    if (!isendwin())
        endwin();
    rescue_disarm();
}

void term_lend(struct terminal *term)
{
    leave_screen();
    term->is_lent = true;
}

void term_take_back(struct terminal *term)
{
    term->is_lent = false;
    tcflush(STDIN_FILENO, TCIFLUSH); /* what was typed for the other is no key here */
    rescue_arm();
    rescue_send(paste_on, sizeof paste_on - 1);
    term_repaint(term);
}

static void stop_process(void)
{
    struct sigaction stop = {.sa_handler = SIG_DFL};
    struct sigaction ours;

    sigemptyset(&stop.sa_mask);
    sigaction(SIGTSTP, &stop, &ours);
    raise(SIGTSTP); /* returns when somebody says fg */
    sigaction(SIGTSTP, &ours, NULL);
}

void term_suspend(struct terminal *term)
{
    if (term->is_lent) {
        stop_process();
        return;
    }
    leave_screen();
    stop_process();
    rescue_arm();
    rescue_send(paste_on, sizeof paste_on - 1);
    term_repaint(term);
}

/* ---- bell and clipboard ---- */

void term_bell(struct terminal *term)
{
    (void)term;
    beep();
}

/* What is pasted somewhere must not steer it: lines and tabs stay, nothing else that is no
 * sign. */
static void add_harmless(struct buf *out, struct span text)
{
    uint32_t point;
    char bytes[4];

    while (utf8_next(&text, &point)) {
        bool stays = point == '\n' || point == '\t' || utf8_is_harmless(point);
        buf_add(out, bytes, utf8_put(stays ? point : 0xfffd, bytes));
    }
}

/* Terminals in terminals pass a sequence on when it is wrapped, its escapes doubled; it has
 * but one, at its beginning. */
static void add_wrapped(struct buf *out, struct span sequence)
{
    const char *name = getenv("TERM");
    bool in_tmux = getenv("TMUX") != NULL;
    bool in_screen = !in_tmux && name != NULL && strncmp(name, "screen", 6) == 0;

    buf_add_text(out, in_tmux ? "\033Ptmux;\033" : in_screen ? "\033P" : "");
    buf_add(out, sequence.at, sequence.bytes);
    buf_add_text(out, in_tmux || in_screen ? "\033\\" : "");
}

void term_notify(struct terminal *term, const char *kind, const char *text)
{
    struct buf sequence;
    struct buf out;

    (void)term;
    buf_init(&sequence, NOTICE_TEXT_BYTES + 64);
    buf_init(&out, NOTICE_TEXT_BYTES + 128);
    if (notice_print(&sequence, kind, text)) {
        add_wrapped(&out, buf_span(&sequence));
        rescue_send(buf_text(&out), out.bytes);
    }
    buf_release(&sequence);
    buf_release(&out);
}

/* xterm and tmux take no more than LIMIT_CLIPBOARD_BYTES and drop the rest in silence. */
bool term_copy(struct terminal *term, const char *text)
{
    struct buf harmless;
    struct buf sequence;
    struct buf out;

    (void)term;
    buf_init(&harmless, LIMIT_CLIPBOARD_BYTES);
    buf_init(&sequence, LIMIT_CLIPBOARD_BYTES + 16);
    buf_init(&out, LIMIT_CLIPBOARD_BYTES + 64);
    add_harmless(&harmless, span_of(text));
    buf_add_text(&sequence, "\033]52;c;");
    base64_encode(&sequence, buf_span(&harmless));
    buf_add_text(&sequence, "\007");
    add_wrapped(&out, buf_span(&sequence));
    bool fits = !sequence.over && !harmless.over;
    if (fits)
        rescue_send(buf_text(&out), out.bytes);
    buf_release(&harmless);
    buf_release(&sequence);
    buf_release(&out);
    return fits;
}
