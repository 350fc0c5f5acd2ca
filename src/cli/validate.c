#include "cli/validate.h"

#include <stdio.h>
#include <string.h>

#include "act/lint.h"
#include "base/limits.h"
#include "wire/tree.h"
#include "base/banned.h"

static void print_finding(const char *file, const char *text, size_t document,
                          const struct lint_finding *finding)
{
    static const char *const severities[] = {
        [ADVICE_ERROR] = "error",
        [ADVICE_WARNING] = "warning",
        [ADVICE_INFO] = "info",
    };

    printf("%s:%d: %s: %s %s: %s%s%s\n", file,
           lint_line_of(text, document, finding->field), severities[finding->severity],
           finding->rule, finding->field, finding->text,
           finding->advice[0] != '\0' ? "; " : "", finding->advice);
}

/* Every Service of a List counts like a document of its own, at the List's place. */
static void check_document(const char *file, const char *text, size_t document,
                           const json_t *manifest, const json_t *siblings, size_t *errors)
{
    struct lint_world world = LINT_WORLD_INIT;
    struct lint_report report;
    const char *kind = tree_text(manifest, "kind");
    size_t i;
    json_t *item;

    if (kind != NULL && strcmp(kind, "List") == 0) {
        const json_t *items = tree_at(manifest, "items");
        json_array_foreach(items, i, item)
            check_document(file, text, document, item, items, errors);
        return;
    }
    world.siblings = siblings;
    lint_report_init(&report);
    lint_service(manifest, &world, &report);
    for (i = 0; i < report.count; i++)
        print_finding(file, text, document, &report.findings[i]);
    *errors += report.errors;
    lint_report_release(&report);
}

int validate_run(const struct options *options)
{
    const char *file = options->file;
    json_t *documents = NULL;
    struct buf text;
    struct err err = ERR_INIT;
    char line[400];
    size_t errors = 0;
    size_t i;
    json_t *document;

    if (file == NULL)
        return options_usage_error(options,
                                   "validate needs -f FILE (or - for standard input)");
    if (file_read(file, LIMIT_FILE_BYTES, &text, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    if (tree_from_yaml_all(buf_span(&text), file, &documents, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        errors = 1;
    }
    json_array_foreach(documents, i, document)
        check_document(file, buf_text(&text), i, document, documents, &errors);
    json_decref(documents);
    buf_release(&text);
    return errors == 0 ? EXIT_DONE : EXIT_FAILED;
}
