#include "cli/plain.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "cli/options.h"
#include "base/banned.h"

static void say_how_it_is(const struct view *view)
{
    char when[WHEN_TEXT_BYTES];

    printf("%s %zu Services:", when_print_clock(view->wall_ms, when), view->row_count);
    for (enum row_state state = ROW_UNKNOWN; state <= ROW_READY; state++) {
        if (view->count_by_state[state] > 0)
            printf(" %zu %s", view->count_by_state[state], row_state_name(state));
    }
    puts("");
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        char word[32];
        if (row->state != ROW_READY)
            printf("%s %s/%s is %s. %s\n", when, row->namespace, row->name,
                   row_state_word(row, word, sizeof word),
                   row->why != NULL ? row->why : "");
    }
}

static void say_source(const struct view *view, enum source_name name)
{
    const struct source *source = &view->sources[name];
    char when[WHEN_TEXT_BYTES];
    char line[400];

    printf("%s %s is %s%s%s\n", when_print_clock(view->wall_ms, when),
           source_name_text(name), source_state_text(source->state),
           source->err.code == ERR_OK ? "" : ": ",
           source->err.code == ERR_OK ? "" : err_line(&source->err, line, sizeof line));
}

/* The changes are newest first and a ring: what is younger than the last one told is new. */
static void say_changes(const struct view *view, int64_t told_wall_ms, const char *told)
{
    size_t fresh = 0;

    while (fresh < view->change_count && view->changes[fresh].wall_ms >= told_wall_ms &&
           !(view->changes[fresh].wall_ms == told_wall_ms &&
             strcmp(view->changes[fresh].what, told) == 0))
        fresh++;
    for (size_t i = fresh; i > 0; i--) {
        const struct view_event *change = &view->changes[i - 1];
        char when[WHEN_TEXT_BYTES];
        printf("%s %s %s: %s\n", when_print_clock(change->wall_ms, when), change->service,
               change->who, change->what);
    }
}

int plain_show(struct witness *witness)
{
    enum source_state states[SOURCE_COUNT] = {SOURCE_OFF};
    char told[300] = "";
    int64_t told_wall_ms = INT64_MIN;
    bool first = true;
    bool writable = true;
    struct snapshot *snapshot;

    while (writable && (snapshot = witness_next(witness, -1)) != NULL) {
        const struct view *view = snapshot->view;
        for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
            if (view->sources[name].state != states[name])
                say_source(view, name);
            states[name] = view->sources[name].state;
        }
        if (first && snapshot->complete)
            say_how_it_is(view);
        else if (!first)
            say_changes(view, told_wall_ms, told);
        first = first && !snapshot->complete;
        if (view->change_count > 0) {
            told_wall_ms = view->changes[0].wall_ms;
            snprintf(told, sizeof told, "%s", view->changes[0].what);
        }
        writable = fflush(stdout) == 0 && ferror(stdout) == 0;
        snapshot_free(snapshot);
    }
    return EXIT_DONE;
}
