#include "dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/document.h"
#include "cli/plain.h"
#include "cli/witness.h"
#include "kube/cluster.h"
#include "tui/listed.h"
#include "tui/ui.h"
#ifdef WITH_SIM
#include "lesson/school.h"
#endif
#include "base/banned.h"

static enum err_code list_contexts(void *ctx, struct arena *arena,
                                   const struct journey_context **ret_contexts,
                                   size_t *ret_count, const char **ret_here,
                                   struct err *err)
{
    const struct cluster_context *found;
    enum err_code code = witness_contexts(ctx, arena, &found, ret_count, ret_here, err);

    if (code != ERR_OK)
        return code;
    struct journey_context *contexts =
        arena_new_array(arena, *ret_count, sizeof *contexts);
    for (size_t i = 0; i < *ret_count; i++)
        contexts[i] = (struct journey_context){found[i].name, found[i].file};
    *ret_contexts = contexts;
    return ERR_OK;
}

static enum err_code go(void *ctx, const struct journey *journey,
                        struct arrival *ret_arrival, struct err *err)
{
    return witness_go(ctx, journey, ret_arrival, err);
}

static void print_data(const struct view *view, const struct listed *listed,
                       struct buf *out)
{
    const struct kind *kind = kind_find(listed->kind);

    if (kind != NULL)
        document_of(kind, view, listed->at, listed->count, out);
}

static const char greeting[] =
    "nothing here is real or costs money; :lessons shows how it works";

static int run_screen(const struct options *options, struct witness *witness,
                      struct lesson_door *lessons, struct err *err)
{
    const struct clock real = CLOCK_REAL_INIT;
    const struct ui_config config = {
        .doors = witness_doors(witness),
        .clock = &real,
        .theme = options->theme,
        .ascii = options->ascii,
        .settings = witness_settings(witness),
        .worlds = {.ctx = witness, .contexts = list_contexts, .go = go},
        .recording = options->replay != NULL,
        .simulator = options->demo,
        .lessons = lessons,
        .print_data = print_data,
        .greeting = options->demo && lessons != NULL ? greeting : NULL,
        .frame_fd = ui_frame_fd(),
    };

    return ui_run(&config, err);
}

/* Lessons need the embedded world, and nothing of what the person looks at. */
static int run_with_lessons(const struct options *options, struct witness *witness,
                            struct err *err)
{
#ifdef WITH_SIM
    struct school *school;
    if (school_new(&school, err) != ERR_OK)
        return EXIT_FAILED;
    int status = run_screen(options, witness, school_door(school), err);
    school_free(school);
    return status;
#else
    return run_screen(options, witness, NULL, err);
#endif
}

int dashboard_run(const struct options *options)
{
    struct witness *witness;
    struct err err = ERR_INIT;
    char line[400];

    if (!options->plain && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
        fputs("elbtop: the dashboard needs a terminal; --plain writes lines, "
              "'elbtop get services' a table\n",
              stderr);
        return EXIT_FAILED;
    }
    if (witness_open(options, false, &witness, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    int status =
        options->plain ? plain_show(witness) : run_with_lessons(options, witness, &err);
    witness_close(witness);
    if (err.code != ERR_OK)
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
    return status;
}
