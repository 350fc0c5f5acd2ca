#include "cli/get.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "cli/document.h"
#include "cli/item.h"
#include "cli/kinds.h"
#include "cli/print.h"
#include "cli/watch.h"
#include "cli/witness.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- which items -------------------------------------------------------------------- */

static bool is_wanted(const struct kind *kind, const struct options *options,
                      const char *wanted, const char *name)
{
    if (wanted == NULL)
        return true;
    if (strcmp(name, wanted) == 0)
        return true;
    /* NAME alone, with -n or without: the part behind the namespace. */
    const char *slash = strchr(name, '/');
    if (!kind->namespaced || slash == NULL || strchr(wanted, '/') != NULL)
        return false;
    size_t bytes = (size_t)(slash - name);
    if (options->namespace != NULL && (strlen(options->namespace) != bytes ||
                                       memcmp(options->namespace, name, bytes) != 0))
        return false;
    return strcmp(slash + 1, wanted) == 0;
}

static void select_items(const struct kind *kind, const struct options *options,
                         const char *wanted, const struct view *view,
                         struct kind_list *list)
{
    size_t kept = 0;
    struct arena arena;

    kind->collect(view, list);
    if (wanted == NULL)
        return;
    arena_init(&arena, 0);
    for (size_t i = 0; i < list->count; i++) {
        if (is_wanted(kind, options, wanted,
                      kind->name_of(view, &list->items[i], &arena)))
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
    arena_release(&arena);
}

/* ---- how they are printed --------------------------------------------------------------- */

static size_t column_count(const struct kind *kind, enum output output)
{
    size_t all = 0;

    while (all < KIND_COLUMNS && kind->titles[all] != NULL)
        all++;
    return output == OUTPUT_WIDE ? all : kind->narrow;
}

static void print_as_table(const struct kind *kind, enum output output,
                           const struct view *view, const struct kind_list *list)
{
    struct print_table *table = print_table_new(column_count(kind, output), kind->titles);
    struct arena arena;

    arena_init(&arena, 0);
    for (size_t i = 0; i < list->count; i++) {
        const char *cells[KIND_COLUMNS] = {NULL};
        kind->cells(view, &list->items[i], &arena, cells);
        print_table_row(table, cells);
        arena_clear(&arena); /* the table has copies */
    }
    print_table_write(table, stdout);
    print_table_free(table);
    arena_release(&arena);
}

static void print_names(const struct kind *kind, const struct view *view,
                        const struct kind_list *list)
{
    struct arena arena;

    arena_init(&arena, 0);
    for (size_t i = 0; i < list->count; i++)
        puts(kind->name_of(view, &list->items[i], &arena));
    arena_release(&arena);
}

static int put(const char *bytes, size_t count, void *ctx)
{
    fwrite(bytes, 1, count, ctx); /* main() looks whether all of it went out */
    return 0;
}

static void print_as_yaml(const struct kind *kind, const struct view *view,
                          const struct kind_list *list)
{
    json_t *items = json_array();
    struct buf text;

    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(items, kind->json(view, &list->items[i]));
    json_t *whole = json_pack("{s:s, s:s, s:o, s:o}", "api_version", "elbtop/v1", "kind",
                              kind->list_name, "sources",
                              item_sources(view, view->now_ms), "items", items);
    buf_init(&text, LIMIT_OUTPUT_BYTES);
    tree_to_yaml(whole, &text);
    fwrite(buf_text(&text), 1, text.bytes, stdout);
    buf_release(&text);
    json_decref(whole);
}

static void print_items(const struct kind *kind, enum output output,
                        const struct view *view, const struct kind_list *list)
{
    switch (output) {
    case OUTPUT_JSON:
        document_print(kind, view, list, put, stdout);
        break;
    case OUTPUT_YAML:
        print_as_yaml(kind, view, list);
        break;
    case OUTPUT_NAME:
        print_names(kind, view, list);
        break;
    case OUTPUT_TABLE:
    case OUTPUT_WIDE:
    case OUTPUT_TEXT:
        print_as_table(kind, output, view, list);
        break;
    }
}

/* "no Services of type LoadBalancer" is an answer; a name that is not there is a failure. */
static int say_if_empty(const struct kind *kind, const struct options *options,
                        const char *wanted, const struct kind_list *list, int status)
{
    if (list->count > 0)
        return status;
    if (wanted != NULL) {
        fprintf(stderr, "elbtop: no %s named %s\n", kind->name, wanted);
        return status == EXIT_DONE ? EXIT_FAILED : status;
    }
    if (status == EXIT_DONE &&
        (options->output == OUTPUT_TABLE || options->output == OUTPUT_WIDE))
        fprintf(stderr, "elbtop: no %s found\n", kind->name);
    return status;
}

static int get_once(const struct kind *kind, const struct options *options,
                    const char *wanted, struct witness *witness)
{
    struct kind_list list = {0};
    struct snapshot *snapshot = witness_complete(witness, INT32_MAX);

    if (snapshot == NULL)
        return witness_is_asked_to_end(witness) ? EXIT_FAILED : EXIT_TIMEOUT;
    select_items(kind, options, wanted, snapshot->view, &list);
    print_items(kind, options->output, snapshot->view, &list);
    int status = witness_report(snapshot);
    status = say_if_empty(kind, options, wanted, &list, status);
    free(list.items);
    snapshot_free(snapshot);
    return status;
}

/* ---- with changes -------------------------------------------------------------------------- */

static int get_watch(const struct kind *kind, const struct options *options,
                     const char *wanted, struct witness *witness)
{
    struct watch *watch =
        watch_new(kind, options->output, column_count(kind, options->output));
    struct snapshot *snapshot = witness_complete(witness, INTERVAL_COMMAND_MS);
    bool writable = true;

    while (snapshot != NULL && writable) {
        struct kind_list list = {0};
        select_items(kind, options, wanted, snapshot->view, &list);
        watch_show(watch, snapshot->view, &list);
        free(list.items);
        writable = fflush(stdout) == 0 && ferror(stdout) == 0;
        snapshot_free(snapshot);
        snapshot = writable ? witness_next(witness, -1) : NULL;
    }
    watch_free(watch);
    return EXIT_DONE;
}

static int get_kind(const struct kind *kind, const struct options *options,
                    const char *wanted)
{
    struct witness *witness;
    struct err err = ERR_INIT;
    char line[400];

    if (witness_open(options, !options->watch, &witness, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    int status = options->watch ? get_watch(kind, options, wanted, witness)
                                : get_once(kind, options, wanted, witness);
    witness_close(witness);
    return status;
}

static bool is_usable(const struct options *options)
{
    if (options->output == OUTPUT_TEXT) {
        options_usage_error(options, "--output text goes with explain");
        return false;
    }
    if (options->watch && options->output == OUTPUT_YAML) {
        options_usage_error(options, "--watch goes with table, wide, json and name");
        return false;
    }
    return true;
}

int get_run(const struct options *options)
{
    const struct kind *kind = kind_find(options->operands[0]);

    if (kind == NULL)
        return options_usage_error(options,
                                   "unknown kind %s: expected services, elbs, listeners, "
                                   "members, eips, events, gateways, orphans or sources",
                                   options->operands[0]);
    if (!is_usable(options))
        return EXIT_USAGE;
    return get_kind(kind, options,
                    options->operand_count > 1 ? options->operands[1] : NULL);
}

int orphans_run(const struct options *options)
{
    return is_usable(options) ? get_kind(kind_find("orphans"), options, NULL)
                              : EXIT_USAGE;
}
