#include "tui/ui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "settings/settings.h"
#include "tui/dashboard.h"
#include "tui/key.h"
#include "tui/listed.h"
#include "tui/rebind.h"
#include "tui/save.h"
#include "tui/term.h"

#include "base/banned.h"

struct ui {
    const struct ui_config *config;
    struct doors *doors; /* of the world that is looked at */
    struct terminal *term;
    const struct theme *theme;
    struct dashboard *dashboard;
    struct grid grid;
    struct snapshot *shown;       /* what the dashboard looks at; NULL: config->first */
    struct snapshot *waiting;     /* newer, behind a frozen picture; NULL */
    struct lesson_report *report; /* what the teacher told last; NULL */
    bool taught;                  /* a lesson's world is shown, the own one put aside: */
    struct doors *aside_doors;
    struct snapshot *aside;
    bool has_lent; /* the terminal, to this world's login plugin */
    bool dirty;    /* something changed since the last paint */
    bool urgent;   /* a key did: do not wait */
    bool pasting;  /* keys are pasted text */
    int64_t painted_ms;
    bool done;
    int status;
};

/* The time of what is shown: now, or that of a recording. */
static void tell_time(const struct ui *ui, int64_t *ret_now_ms, int64_t *ret_wall_ms)
{
    *ret_now_ms = clock_now_ms(ui->config->clock);
    *ret_wall_ms = clock_wall_ms(ui->config->clock);
    snapshot_time(ui->shown, ret_now_ms, ret_wall_ms);
}

static int64_t now_ms(const struct ui *ui)
{
    int64_t now;
    int64_t wall;

    tell_time(ui, &now, &wall);
    return now;
}

static int64_t wall_ms(const struct ui *ui)
{
    int64_t now;
    int64_t wall;

    tell_time(ui, &now, &wall);
    return wall;
}

/* How often is painted is a matter of the machine, not of the time that is shown. */
static int64_t machine_ms(void)
{
    static const struct clock machine = CLOCK_REAL_INIT;
    return clock_now_ms(&machine);
}

static void end(struct ui *ui, int signal)
{
    ui->done = true;
    ui->status = signal == SIGINT ? 0 : 128 + signal;
}

/* ---- snapshots ---- */

static void show(struct ui *ui, struct snapshot *snapshot)
{
    struct snapshot *before = ui->shown;

    ui->shown = snapshot;
    dashboard_show(ui->dashboard, snapshot, now_ms(ui), wall_ms(ui));
    snapshot_free(before);
    ui->dirty = true;
}

static void take_snapshot(struct ui *ui)
{
    struct snapshot *snapshot = doors_take_snapshot(ui->doors);

    if (snapshot == NULL)
        return;
    if (!dashboard_is_frozen(ui->dashboard)) {
        show(ui, snapshot);
        return;
    }
    snapshot_free(ui->waiting);
    ui->waiting = snapshot;
    dashboard_hold(ui->dashboard, snapshot);
    ui->dirty = true;
}

static void thaw(struct ui *ui)
{
    if (ui->waiting == NULL || dashboard_is_frozen(ui->dashboard))
        return;
    show(ui, ui->waiting);
    ui->waiting = NULL;
}

/* ---- errands ---- */

/* What the view lists, as data; false: it is no list. `ret_told` says what it is. */
static bool print_data(struct ui *ui, struct buf *out, char ret_told[64])
{
    const struct snapshot *shown = ui->shown != NULL ? ui->shown : ui->config->first;
    struct listed listed = {0};
    bool is_list = dashboard_list(ui->dashboard, now_ms(ui), wall_ms(ui), &listed);

    if (ui->config->print_data == NULL || shown == NULL || shown->view == NULL)
        is_list = false;
    if (is_list) {
        ui->config->print_data(shown->view, &listed, out);
        snprintf(ret_told, 64, ", %s: %zu", listed.kind, listed.count);
    }
    listed_release(&listed);
    return is_list;
}

/* Drawn anew: the line that asked for it is no part of the picture. */
static void save(struct ui *ui, const struct errand *errand)
{
    char path[SAVE_PATH_BYTES];
    char text[SAVE_PATH_BYTES + 300];
    char told[64] = "";
    struct buf data;
    struct err err = ERR_INIT;
    struct save save = {.grid = &ui->grid,
                        .theme = ui->theme,
                        .wall_ms = wall_ms(ui),
                        .where = errand->text,
                        .overwrite = errand->overwrite};

    dashboard_draw(ui->dashboard, &ui->grid, now_ms(ui), wall_ms(ui));
    buf_init(&data, LIMIT_OUTPUT_BYTES);
    if (save_wants_data(errand->text) && print_data(ui, &data, told))
        save.data = &data;
    if (save_screen(&save, path, &err) == ERR_OK)
        snprintf(text, sizeof text, "saved %s%s", path, told);
    else
        snprintf(text, sizeof text, "not saved: %s", err.text);
    buf_release(&data);
    dashboard_say(ui->dashboard, text);
}

static void copy(struct ui *ui, const char *text)
{
    if (ui->config->settings != NULL && !ui->config->settings->clipboard)
        dashboard_say(ui->dashboard, "not copied: the setting clipboard is false");
    else if (!term_copy(ui->term, text))
        dashboard_say(ui->dashboard,
                      "not copied: longer than the 74 kB a terminal's clipboard takes");
}

static void give_order(struct ui *ui, struct order *order)
{
    if (doors_give_order(ui->doors, &order))
        return;
    dashboard_say(ui->dashboard, "too many orders wait; try again");
    order_free(order);
}

/* ---- other worlds ---- */

/* "~/.kube/config"; of a long one the end, which tells it from others. */
static const char *short_path(struct arena *arena, const char *path)
{
    enum { MOST = 100 };
    const char *home = getenv("HOME");
    size_t bytes = home == NULL ? 0 : strlen(home);

    if (bytes > 1 && strncmp(path, home, bytes) == 0 && path[bytes] == '/')
        path = arena_print(arena, "~%s", path + bytes);
    bytes = strlen(path);
    return bytes <= MOST ? path : arena_print(arena, "..%s", path + bytes - MOST);
}

static enum err_code find_places(struct ui *ui, struct arena *arena,
                                 struct places *ret_places, struct err *err)
{
    const struct ui_worlds *worlds = &ui->config->worlds;
    const struct settings *settings = ui->config->settings;
    const struct journey_context *contexts;
    size_t count;

    *ret_places = (struct places){0};
    if (worlds->contexts == NULL)
        return err_set(err, ERR_LOCAL, "there is no other context");
    enum err_code code =
        worlds->contexts(worlds->ctx, arena, &contexts, &count, &ret_places->here, err);
    if (code != ERR_OK)
        return code;
    struct place *at = arena_new_array(arena, count + 1, sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[i] = (struct place){
            .name = contexts[i].name,
            .note = short_path(arena, contexts[i].file),
            .is_protected =
                settings != NULL && settings_protects(settings, contexts[i].name),
        };
    ret_places->at = at;
    ret_places->count = count;
    return ERR_OK;
}

static void offer_contexts(struct ui *ui)
{
    struct arena arena = {0};
    struct places places;
    struct err err = ERR_INIT;
    char text[400];

    if (find_places(ui, &arena, &places, &err) == ERR_OK)
        dashboard_offer_contexts(ui->dashboard, &places, now_ms(ui), wall_ms(ui));
    else
        dashboard_say(ui->dashboard, err_line(&err, text, sizeof text));
    arena_release(&arena);
}

/* For completion; when the files cannot be read, `@` will say so. */
static void tell_contexts(struct ui *ui)
{
    struct arena arena = {0};
    struct places places;

    if (find_places(ui, &arena, &places, NULL) == ERR_OK)
        dashboard_set_contexts(ui->dashboard, &places);
    arena_release(&arena);
}

/* What becomes of it is said by the word that asked for it. */
static void tell_staying(struct ui *ui, enum journey_kind kind, const char *why)
{
    static const char *const words[] = {[JOURNEY_CONTEXT] = "still here",
                                        [JOURNEY_SIMULATOR] = ":sim is off",
                                        [JOURNEY_RECORDING] = ":replay is off",
                                        [JOURNEY_BACK] = ":live is off"};
    char text[sizeof(struct err) + 20];

    snprintf(text, sizeof text, "%s: %s", words[kind], why);
    dashboard_say(ui->dashboard, text);
}

static void go(struct ui *ui, const struct journey *journey)
{
    const struct ui_worlds *worlds = &ui->config->worlds;
    struct arrival arrival;
    struct err err = ERR_INIT;

    if (ui->taught) {
        dashboard_say(ui->dashboard, "a lesson has its own world; Esc leaves it first");
        return;
    }
    if (worlds->go == NULL) {
        dashboard_say(ui->dashboard, "there is no other place");
        return;
    }
    if (worlds->go(worlds->ctx, journey, &arrival, &err) != ERR_OK) {
        char line[sizeof(struct err)];
        tell_staying(ui, journey->kind,
                     journey->kind == JOURNEY_RECORDING
                         ? err_line(&err, line, sizeof line)
                         : err.text);
        return;
    }
    struct snapshot *before = ui->shown;
    ui->doors = arrival.doors;
    ui->has_lent = false;
    ui->shown = NULL; /* and with it its time */
    dashboard_entered(ui->dashboard, journey->kind, &arrival, now_ms(ui), wall_ms(ui));
    snapshot_free(before);
    snapshot_free(ui->waiting);
    ui->waiting = NULL;
    tell_contexts(ui);
}

/* ---- lessons ---- */

/* The lesson's world comes to the front; what was shown comes back as it was. */
static void put_aside(struct ui *ui)
{
    if (ui->taught)
        return;
    dashboard_show(ui->dashboard, NULL, now_ms(ui), wall_ms(ui));
    ui->aside = ui->shown;
    ui->aside_doors = ui->doors;
    ui->shown = NULL;
    snapshot_free(ui->waiting);
    ui->waiting = NULL;
    ui->doors = lesson_door_doors(ui->config->lessons);
    ui->taught = true;
}

static void take_back(struct ui *ui)
{
    if (!ui->taught)
        return;
    ui->doors = ui->aside_doors;
    ui->taught = false;
    show(ui, ui->aside);
    ui->aside = NULL;
}

static void teach(struct ui *ui, struct lesson_wish wish)
{
    if (ui->config->lessons == NULL)
        return;
    if (wish.kind == LESSON_OPEN)
        put_aside(ui);
    if (wish.kind == LESSON_END)
        take_back(ui);
    if (!lesson_door_ask(ui->config->lessons, wish))
        dashboard_say(ui->dashboard, "the teacher is busy; try again");
}

static void take_report(struct ui *ui)
{
    struct lesson_report *report = lesson_door_take(ui->config->lessons);

    if (report == NULL)
        return;
    dashboard_teach(ui->dashboard, report, now_ms(ui), wall_ms(ui));
    lesson_report_free(ui->report);
    ui->report = report;
    ui->dirty = true;
}

/* ---- the terminal is lent ---- */

/* Ctrl-C is meant for the plugin, which is in our group and gets it as well. */
static void take_signals_while_lent(struct ui *ui)
{
    int signal = 0;

    for (;;) {
        switch (term_next_event(ui->term, &signal)) {
        case TERM_QUIET:
            return;
        case TERM_SUSPEND:
            term_suspend(ui->term);
            break;
        case TERM_ENDED:
            end(ui, signal);
            break;
        case TERM_CONTINUED:
        case TERM_RESIZED:
        case TERM_INTERRUPT:
            break;
        }
    }
}

static unsigned terminal_runs(const struct ui *ui)
{
    const struct snapshot *newest = ui->waiting != NULL ? ui->waiting : ui->shown;
    return newest == NULL ? 0 : newest->login.terminal_runs;
}

static void wait_for_plugin(struct ui *ui, unsigned before)
{
    int64_t until_ms = machine_ms() + INTERVAL_PLUGIN_ASKS_MS + INTERVAL_PLUGIN_AGAIN_MS;

    while (!ui->done && terminal_runs(ui) == before && machine_ms() < until_ms) {
        struct pollfd fds[] = {
            {.fd = term_signal_fd(ui->term), .events = POLLIN},
            {.fd = doors_fd(ui->doors), .events = POLLIN},
        };
        poll(fds, ARRAY_COUNT(fds), INTERVAL_TICK_MS);
        take_signals_while_lent(ui);
        take_snapshot(ui);
    }
}

static void lend_terminal(struct ui *ui)
{
    unsigned before = terminal_runs(ui);
    struct order *order = order_login(true);

    if (ui->shown == NULL || ui->shown->login.command == NULL) {
        order_free(order);
        return;
    }
    term_lend(ui->term);
    fprintf(stderr, "elbtop: %s logs in to context %s; Ctrl-C gives up\n",
            ui->shown->login.command, ui->shown->context);
    if (doors_give_order(ui->doors, &order))
        wait_for_plugin(ui, before);
    else
        order_free(order);
    term_take_back(ui->term);
    dashboard_say(ui->dashboard, "the login command has ended");
    ui->dirty = true;
    ui->urgent = true;
}

/* Once by itself, because a context was asked for a moment ago; then on :login only. */
static void lend_if_asked(struct ui *ui)
{
    if (ui->has_lent || ui->shown == NULL || !ui->shown->login.waits)
        return;
    ui->has_lent = true;
    lend_terminal(ui);
}

static const struct theme *theme_of(const struct ui_config *config)
{
    if (config->theme == NULL && config->settings != NULL)
        return theme_find(config->settings->theme);
    return theme_find(config->theme);
}

static bool is_ascii(const struct ui_config *config)
{
    const char *word = config->settings == NULL ? NULL : config->settings->ascii;

    if (config->ascii || (word != NULL && strcmp(word, "always") == 0))
        return true;
    return (word == NULL || strcmp(word, "never") != 0) && term_is_ascii();
}

/* The command line wins over the file; from then on the settings hold both. */
static void fold_command_line(const struct ui_config *config)
{
    if (config->settings == NULL)
        return;
    if (config->theme != NULL)
        config->settings->theme = config->theme;
    if (config->ascii)
        config->settings->ascii = "always";
}

static void take_settings(struct ui *ui)
{
    struct ui_config by_hand = *ui->config;

    by_hand.theme = NULL; /* it is in the settings, and may be another one by now */
    by_hand.ascii = false;
    ui->theme = theme_of(&by_hand);
    term_set_theme(ui->term, ui->theme);
    term_set_mouse(ui->term, ui->config->settings->mouse);
    ui->grid.ascii = is_ascii(&by_hand);
    dashboard_set_ascii(ui->dashboard, ui->grid.ascii);
}

static void run_errands(struct ui *ui)
{
    for (;;) {
        struct errand errand = dashboard_next_errand(ui->dashboard);
        switch (errand.kind) {
        case ERRAND_NONE:
            return;
        case ERRAND_QUIT:
            ui->done = true;
            break;
        case ERRAND_REPAINT:
            term_repaint(ui->term);
            break;
        case ERRAND_ORDER:
            give_order(ui, errand.order);
            break;
        case ERRAND_COPY:
            copy(ui, errand.text);
            free(errand.text);
            break;
        case ERRAND_SETTINGS:
            take_settings(ui);
            break;
        case ERRAND_LOGIN:
            lend_terminal(ui);
            break;
        case ERRAND_CONTEXTS:
            offer_contexts(ui);
            break;
        case ERRAND_ENTER:
            go(ui, &(struct journey){.kind = errand.journey,
                                     .context = errand.text,
                                     .chosen = errand.chosen,
                                     .namespace = errand.namespace});
            free(errand.text);
            free(errand.namespace);
            break;
        case ERRAND_BELL:
            term_bell(ui->term);
            if (ui->config->settings != NULL)
                term_notify(ui->term, ui->config->settings->notify, errand.text);
            free(errand.text);
            break;
        case ERRAND_TEACH:
            teach(ui, errand.wish);
            break;
        case ERRAND_SAVE:
            save(ui, &errand);
            free(errand.text);
            break;
        }
    }
}

/* ---- keys and signals ---- */

static int selected_row(const struct grid *grid)
{
    for (int row = 0; row < grid->rows; row++) {
        if ((grid_at(grid, row, 0)->notes & CELL_SELECTED) != 0)
            return row;
    }
    return -1;
}

/* A click goes to a row as the arrow keys would, and on the selected row it is Enter. */
static void click(struct ui *ui)
{
    int selected = selected_row(&ui->grid);
    int row;
    int col;

    term_click(ui->term, &row, &col);
    if (selected < 0 || ui->grid.cursor_row >= 0 || row < 3 || row >= ui->grid.rows - 2)
        return;
    if (row == selected)
        dashboard_key(ui->dashboard, K_ENTER, now_ms(ui), wall_ms(ui));
    for (int i = selected; i != row; i += row > selected ? 1 : -1)
        dashboard_key(ui->dashboard, row > selected ? K_DOWN : K_UP, now_ms(ui),
                      wall_ms(ui));
}

static void take_key(struct ui *ui, uint32_t key)
{
    if (key == K_PASTE_BEGIN || key == K_PASTE_END)
        ui->pasting = key == K_PASTE_BEGIN;
    else if (ui->pasting)
        dashboard_paste(ui->dashboard, key);
    else if (key == K_CLICK)
        click(ui);
    else
        dashboard_key(ui->dashboard, key, now_ms(ui), wall_ms(ui));
    run_errands(ui);
    thaw(ui);
    ui->dirty = true;
    ui->urgent = true;
}

/* A burst runs dry before anything is drawn. */
static void take_keys(struct ui *ui)
{
    uint32_t key;

    while (!ui->done && term_next_key(ui->term, &key))
        take_key(ui, key);
}

static void take_signals(struct ui *ui)
{
    int signal = 0;

    for (;;) {
        switch (term_next_event(ui->term, &signal)) {
        case TERM_QUIET:
            return;
        case TERM_SUSPEND:
            term_suspend(ui->term);
            break;
        case TERM_CONTINUED:
            term_repaint(ui->term);
            break;
        case TERM_RESIZED:
            break;
        case TERM_INTERRUPT:
        case TERM_ENDED:
            end(ui, signal);
            break;
        }
        ui->dirty = true;
        ui->urgent = true;
    }
}

/* ---- painting ---- */

static void write_mark(const struct ui *ui)
{
    char text[32];
    unsigned long long generation = ui->shown == NULL ? 0 : ui->shown->generation;

    if (ui->config->frame_fd < 0)
        return;
    int bytes = snprintf(text, sizeof text, "%llu\n", generation);
    if (write(ui->config->frame_fd, text, (size_t)bytes) == -1)
        return; /* nobody reads the marks any more: a test that is over */
}

static void paint(struct ui *ui)
{
    int rows;
    int cols;

    term_size(ui->term, &rows, &cols);
    if (ui->grid.rows != rows || ui->grid.cols != cols) {
        bool ascii = ui->grid.ascii;
        grid_release(&ui->grid);
        grid_init(&ui->grid, rows, cols, ascii);
    }
    dashboard_draw(ui->dashboard, &ui->grid, now_ms(ui), wall_ms(ui));
    term_paint(ui->term, &ui->grid);
    ui->painted_ms = machine_ms();
    ui->dirty = false;
    ui->urgent = false;
    write_mark(ui);
}

static bool may_paint(const struct ui *ui)
{
    return ui->dirty &&
           (ui->urgent || machine_ms() - ui->painted_ms >= INTERVAL_PAINT_MS);
}

/* ---- waiting ---- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A recording may be played slowly or fast, or stand still: then nothing is due. */
static int64_t in_machine_time(const struct ui *ui, int64_t ms)
{
    const struct replay_report *replay = ui->shown == NULL ? NULL : &ui->shown->replay;

    if (replay == NULL || !replay->on)
        return ms;
    if (!replay->runs || ms <= 0)
        return INTERVAL_TICK_MS;
    int64_t machine_ms = ms * 100 / replay->speed_percent + 1;
    return machine_ms < INTERVAL_PAINT_MS ? INTERVAL_PAINT_MS : machine_ms;
}

/* Ages and the clock change with the second; nothing moves oftener by itself. */
static int wait_ms(const struct ui *ui)
{
    int64_t now = now_ms(ui);
    int64_t wait = INTERVAL_TICK_MS - wall_ms(ui) % INTERVAL_TICK_MS;
    int64_t due = dashboard_due_ms(ui->dashboard);

    if (due != INT64_MAX)
        wait = least(wait, due > now ? due - now : 0);
    wait = in_machine_time(ui, wait);
    if (ui->dirty)
        wait = least(wait, INTERVAL_PAINT_MS - (machine_ms() - ui->painted_ms));
    return wait < 0 ? 0 : (int)wait;
}

enum { WAIT_KEYS, WAIT_SIGNALS, WAIT_DOORS, WAIT_LESSONS, WAIT_OUT, WAIT_COUNT };

/* What was typed while the terminal takes no more is still read. */
static void wait_for_something(struct ui *ui, bool is_stuck)
{
    struct pollfd fds[WAIT_COUNT] = {
        [WAIT_KEYS] = {.fd = term_key_fd(ui->term), .events = POLLIN},
        [WAIT_SIGNALS] = {.fd = term_signal_fd(ui->term), .events = POLLIN},
        [WAIT_DOORS] = {.fd = doors_fd(ui->doors), .events = POLLIN},
        [WAIT_LESSONS] = {.fd = ui->config->lessons == NULL
                                    ? -1
                                    : lesson_door_fd(ui->config->lessons),
                          .events = POLLIN},
        [WAIT_OUT] = {.fd = is_stuck ? term_out_fd(ui->term) : -1, .events = POLLOUT},
    };
    int ready = poll(fds, WAIT_COUNT, is_stuck ? INTERVAL_TICK_MS : wait_ms(ui));

    if (ready == 0) {
        dashboard_tick(ui->dashboard, now_ms(ui), wall_ms(ui));
        ui->dirty = true;
        return;
    }
    if (ready < 0)
        return; /* a signal: its number is in the pipe */
    if ((fds[WAIT_SIGNALS].revents & POLLIN) != 0)
        take_signals(ui);
    if ((fds[WAIT_DOORS].revents & POLLIN) != 0)
        take_snapshot(ui);
    if ((fds[WAIT_LESSONS].revents & POLLIN) != 0)
        take_report(ui);
    if ((fds[WAIT_KEYS].revents & POLLIN) != 0)
        take_keys(ui);
    if ((fds[WAIT_KEYS].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        end(ui, SIGHUP);
}

static bool takes_output(const struct ui *ui)
{
    struct pollfd out = {.fd = term_out_fd(ui->term), .events = POLLOUT};
    return poll(&out, 1, 0) > 0;
}

static void loop(struct ui *ui)
{
    paint(ui); /* before any answer */
    while (!ui->done) {
        bool is_stuck = may_paint(ui) && !takes_output(ui);
        if (may_paint(ui) && !is_stuck)
            paint(ui);
        wait_for_something(ui, is_stuck);
        lend_if_asked(ui);
        run_errands(ui);
    }
}

/* ---- all of it ---- */

static enum err_code make_keymap(const struct ui_config *config,
                                 struct keymap **ret_keymap, struct err *err)
{
    const struct settings *settings = config->settings;
    enum err_code code =
        rebind_keymap(settings == NULL ? NULL : &settings->keys, ret_keymap, err);

    if (code != ERR_OK)
        settings_blame(settings, err);
    return code;
}

int ui_run(const struct ui_config *config, struct err *err)
{
    struct keymap *keymap = NULL;
    struct ui ui = {.config = config, .doors = config->doors};
    const struct theme *theme = theme_of(config);
    bool ascii = is_ascii(config);

    if (theme == NULL) {
        char names[SETTING_TEXT_BYTES];
        err_set(err, ERR_LOCAL, "no theme \"%s\": %s", config->theme,
                settings_theme_list(names));
        return 1;
    }
    fold_command_line(config);
    if (make_keymap(config, &keymap, err) != ERR_OK)
        return 1;
    if (term_open(theme, &ui.term, err) != ERR_OK) {
        keymap_free(keymap);
        return 1;
    }
    ui.theme = theme;
    ui.dashboard = dashboard_new(ascii, now_ms(&ui));
    dashboard_give_keymap(ui.dashboard, &keymap);
    dashboard_set_settings(ui.dashboard, config->settings);
    if (config->settings != NULL && config->settings->mouse)
        term_set_mouse(ui.term, true);
    grid_init(&ui.grid, 24, 80, ascii);
    dashboard_show(ui.dashboard, config->first, now_ms(&ui), wall_ms(&ui));
    if (config->greeting != NULL)
        dashboard_say(ui.dashboard, config->greeting);
    dashboard_set_simulator(ui.dashboard, config->simulator);
    dashboard_set_recording(ui.dashboard, config->recording);
    tell_contexts(&ui);
    loop(&ui);

    term_close(ui.term);
    dashboard_free(ui.dashboard);
    grid_release(&ui.grid);
    snapshot_free(ui.shown);
    snapshot_free(ui.waiting);
    snapshot_free(ui.aside);
    lesson_report_free(ui.report);
    return ui.status;
}

int ui_frame_fd(void)
{
    const char *text = getenv("ELBTOP_FRAME_FD");
    int64_t fd;

    if (text == NULL || !span_to_range(span_of(text), 3, 1023, &fd))
        return -1;
    if (fcntl((int)fd, F_SETFD, FD_CLOEXEC) == -1)
        return -1;
    return (int)fd;
}
