#include "cli/validate.h"

#include <stdio.h>
#include <string.h>

#include "act/lint.h"
#include "act/plan.h"
#include "base/limits.h"
#include "cli/deed.h"
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

/* A file being looked at, and the one that is asked about it. */
struct check {
    const char *file;
    const char *text;
    size_t errors;
    size_t unasked;    /* Services of which the api-server said nothing */
    struct deed *deed; /* NULL: the api-server is not asked */
};

/* ---- the api-server's opinion ---------------------------------------------------------- */

/* The manifest was not judged: nobody answered, or not this question. */
static bool is_silence(enum refused_kind refused)
{
    return refused == REFUSED_NO_ANSWER || refused == REFUSED_FAILED ||
           refused == REFUSED_LATER || refused == REFUSED_LOGIN ||
           refused == REFUSED_UNCHECKABLE;
}

static void print_opinion(struct check *check, size_t document,
                          const struct job_report *trial)
{
    int line = lint_line_of(check->text, document, trial->field);

    if (trial->state == JOB_DONE) {
        printf("%s:%d: info: server %s\n", check->file, line,
               trial->line_count > 0 ? trial->lines[trial->line_count - 1].what
                                     : "dry run accepted");
        return;
    }
    /* That another manager owns a field says nothing against the manifest. */
    bool owned = trial->refused == REFUSED_BY_OWNER;
    bool silent = is_silence(trial->refused);
    printf("%s:%d: %s: server %s%s%s%s%s\n", check->file, line,
           owned || silent ? "warning" : "error", trial->field,
           trial->field[0] != '\0' ? ": " : "", trial->err.text,
           trial->advice[0] != '\0' ? "; " : "", trial->advice);
    check->errors += !owned && !silent;
    check->unasked += silent;
}

static void ask_server(struct check *check, size_t document, const json_t *manifest)
{
    const char *kind = tree_text(manifest, "kind");
    const char *namespace = check->deed == NULL ? NULL : check->deed->options->namespace;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    if (check->deed == NULL || kind == NULL || strcmp(kind, "Service") != 0)
        return;
    if (plan_dry_run(manifest, namespace != NULL ? namespace : "default", &plan, &err) !=
        ERR_OK) {
        printf("%s:%d: error: server %s: %s\n", check->file,
               lint_line_of(check->text, document, err.where), err.where, err.text);
        check->errors++;
        return;
    }
    const struct job_report *trial = deed_try_quietly(check->deed, plan);
    if (trial == NULL)
        check->errors++;
    else
        print_opinion(check, document, trial);
}

/* ---- documents ---------------------------------------------------------------------------- */

/* Every Service of a List counts like a document of its own, at the List's place. */
static void check_document(struct check *check, size_t document, const json_t *manifest,
                           const json_t *siblings)
{
    struct lint_world world = LINT_WORLD_INIT;
    struct lint_report report;
    const char *kind = tree_text(manifest, "kind");
    size_t i;
    json_t *item;

    if (kind != NULL && strcmp(kind, "List") == 0) {
        const json_t *items = tree_at(manifest, "items");
        json_array_foreach(items, i, item) check_document(check, document, item, items);
        return;
    }
    world.siblings = siblings;
    lint_report_init(&report);
    lint_service(manifest, &world, &report);
    for (i = 0; i < report.count; i++)
        print_finding(check->file, check->text, document, &report.findings[i]);
    check->errors += report.errors;
    lint_report_release(&report);
    ask_server(check, document, manifest);
}

static void check_file(struct check *check, struct span text)
{
    json_t *documents = NULL;
    struct err err = ERR_INIT;
    size_t i;
    json_t *document;

    if (tree_from_yaml_all(text, check->file, &documents, &err) != ERR_OK) {
        deed_say(&err);
        check->errors++;
    }
    json_array_foreach(documents, i, document)
        check_document(check, i, document, documents);
    json_decref(documents);
}

static int check_with_server(struct check *check, struct span text,
                             const struct options *options)
{
    struct deed deed;
    int status;

    if (deed_open(&deed, options, &status)) {
        check->deed = &deed;
        check_file(check, text);
    }
    deed_close(&deed);
    return status;
}

int validate_run(const struct options *options)
{
    struct check check = {.file = options->file};
    struct buf text;
    struct err err = ERR_INIT;
    int status = EXIT_DONE;

    if (check.file == NULL)
        return options_usage_error(options,
                                   "validate needs -f FILE (or - for standard input)");
    if (file_read(check.file, LIMIT_FILE_BYTES, &text, &err) != ERR_OK)
        return deed_say(&err);
    check.text = buf_text(&text);
    if (options->server)
        status = check_with_server(&check, buf_span(&text), options);
    else
        check_file(&check, buf_span(&text));
    buf_release(&text);
    if (status != EXIT_DONE)
        return status;
    if (check.errors > 0)
        return EXIT_FAILED;
    return check.unasked > 0 ? EXIT_PARTIAL : EXIT_DONE;
}
