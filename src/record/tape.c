#include "record/tape.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "record/zip.h"
#include "wire/tree.h"
#include "base/banned.h"

struct tape_inside {
    struct tape tape; /* first: what others see */
    struct buf text;
    json_t *header;
    struct tape_line *lines;
    size_t capacity;
};

/* While it is read. */
struct reading {
    struct tape_inside *inside;
    const char *name;
    size_t pages; /* numbers given so far: 1 to this */
    bool started, ended;
};

static struct tape_inside *inside_of(struct tape *tape)
{
    return (struct tape_inside *)tape;
}

void tape_free(struct tape *tape)
{
    if (tape == NULL)
        return;
    struct tape_inside *inside = inside_of(tape);
    buf_release(&inside->text);
    json_decref(inside->header);
    free(inside->lines);
    free(inside);
}

struct span tape_text(const struct tape *tape, const struct tape_line *line)
{
    const struct tape_inside *inside = (const struct tape_inside *)tape;
    return span_make(inside->text.at + line->at, line->bytes);
}

/* ---- is it what it says? ----------------------------------------------------------------- */

static enum err_code check_object(const struct line *line, struct err *err)
{
    struct kube_object *object = NULL;
    enum err_code code = kube_object_decode(line->kind, line->object, line->managed,
                                            INT64_MIN, &object, err);
    kube_object_free(object);
    return code;
}

static enum err_code check_pages(const struct reading *reading, const json_t *pages,
                                 struct err *err)
{
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const json_t *page = json_array_get(pages, i);
        json_int_t number = json_integer_value(page);
        if (!json_is_integer(page) || number < 1 || (size_t)number > reading->pages)
            return err_set(err, ERR_SHAPE, "a page of the sweep was not told before");
    }
    return ERR_OK;
}

static enum err_code check_tree(const struct reading *reading, const struct line *line,
                                struct span text, struct err *err)
{
    struct probe_result result;
    struct source source;
    struct sweep_gaps gaps;
    enum source_name name;
    enum sweep_kind kind;
    const json_t *pages = NULL;
    const char *address;
    json_t *tree = NULL;
    int64_t number;
    int64_t took_ms;
    uint16_t port;

    enum err_code code = tree_from_json(text, "", &tree, err);
    if (code != ERR_OK)
        return code;
    if (line->op == LINE_PROBE)
        code = line_read_probe(tree, &address, &port, &result, err);
    else if (line->op == LINE_SOURCE)
        code = line_read_source(tree, 0, 0, &name, &source, err);
    else if (line->op == LINE_SWEEP)
        code = line_read_sweep(tree, &kind, &gaps, &number, &took_ms, &pages, err);
    if (code == ERR_OK && pages != NULL)
        code = check_pages(reading, pages, err);
    json_decref(tree);
    return code;
}

/* In order, from 1: so a number is an index. */
static enum err_code check_page(struct reading *reading, const struct line *line,
                                struct err *err)
{
    if (line->page != (int64_t)reading->pages + 1)
        return err_set(err, ERR_SHAPE, "the pages are not in order");
    reading->pages++;
    return ERR_OK;
}

static enum err_code check_order(struct reading *reading, const struct line *line,
                                 struct err *err)
{
    const struct tape_inside *inside = reading->inside;
    const struct tape *tape = &inside->tape;

    if (reading->ended)
        return err_set(err, ERR_SHAPE, "a line stands behind the end");
    if (line->op == LINE_START && reading->started)
        return err_set(err, ERR_SHAPE, "a second start");
    if (line->wall_ms > tape->header.to_wall_ms)
        return err_set(err, ERR_SHAPE, "is later than the end that the header names");
    return ERR_OK;
}

static enum err_code check_line(struct reading *reading, const struct line *line,
                                struct span text, struct err *err)
{
    enum err_code code = check_order(reading, line, err);

    if (code != ERR_OK)
        return code;
    switch (line->op) {
    case LINE_PUT:
        return check_object(line, err);
    case LINE_PAGE:
        return check_page(reading, line, err);
    case LINE_LIST_BEGAN:
    case LINE_LIST_ENDED:
        return ERR_OK;
    default:
        return check_tree(reading, line, text, err);
    }
}

/* ---- line after line --------------------------------------------------------------------------- */

/* The clock of a machine may be set back; what is played goes on. */
static int64_t not_before(const struct tape_inside *inside, int64_t wall_ms)
{
    const struct tape *tape = &inside->tape;
    int64_t least = tape->count > tape->base_count && tape->base_count > 0
                        ? inside->lines[tape->count - 1].wall_ms
                        : tape->header.from_wall_ms;

    return wall_ms < least ? least : wall_ms;
}

static void keep_line(struct reading *reading, const struct line *line, struct span text)
{
    struct tape_inside *inside = reading->inside;
    struct tape *tape = &inside->tape;

    inside->lines = mem_grow(inside->lines, &inside->capacity, tape->count + 1,
                             sizeof *inside->lines);
    inside->lines[tape->count] = (struct tape_line){
        .wall_ms = reading->started ? not_before(inside, line->wall_ms) : line->wall_ms,
        .op = line->op,
        .at = (size_t)(text.at - inside->text.at),
        .bytes = text.bytes,
    };
    tape->count++;
    tape->lines = inside->lines;
    if (line->op == LINE_START) {
        reading->started = true;
        tape->base_count = tape->count;
    }
    reading->ended = line->op == LINE_END;
}

static enum err_code read_header(struct reading *reading, struct span text,
                                 struct err *err)
{
    struct tape_inside *inside = reading->inside;
    enum err_code code = tree_from_json(text, "", &inside->header, NULL);

    if (code != ERR_OK)
        return err_set(err, ERR_SHAPE, "this is no recording of elbtop");
    return line_read_header(inside->header, &inside->tape.header, err);
}

static enum err_code read_line(struct reading *reading, struct span text, bool first,
                               struct err *err)
{
    struct line line;

    if (text.bytes > LIMIT_RECORD_LINE_BYTES)
        return err_set(err, ERR_LIMIT, "the line is longer than %zu MiB",
                       LIMIT_RECORD_LINE_BYTES / LIMIT_MIB);
    if (first)
        return read_header(reading, text, err);
    enum err_code code = line_split(text, &line, err);
    if (code == ERR_OK)
        code = check_line(reading, &line, text, err);
    if (code == ERR_OK)
        keep_line(reading, &line, text);
    return code;
}

/* "FILE:LINE: member: what is wrong". */
static enum err_code blame(const struct reading *reading, size_t number,
                           const struct err *why, struct err *err)
{
    char text[sizeof why->where + sizeof why->text + 4];

    err_line(why, text, sizeof text);
    err_at(err, "%s:%zu", reading->name, number);
    return err_set(err, why->code, "%s", text);
}

static enum err_code read_lines(struct reading *reading, struct err *err)
{
    const struct buf *text = &reading->inside->text;
    struct span rest = buf_span(text);
    struct span line;
    size_t number = 0;

    while (span_cut(&rest, '\n', &line)) {
        struct err why = ERR_INIT;
        if (line.bytes == 0 && rest.bytes == 0)
            break;
        if (++number > LIMIT_TAPE_LINES)
            err_set(&why, ERR_LIMIT, "more than %d lines", LIMIT_TAPE_LINES);
        else
            read_line(reading, line, number == 1, &why);
        if (why.code != ERR_OK)
            return blame(reading, number, &why, err);
    }
    err_at(err, "%s", reading->name);
    if (number == 0)
        return err_set(err, ERR_SHAPE, "the recording is empty");
    if (!reading->started || !reading->ended)
        return err_set(err, ERR_SHAPE,
                       "the recording is cut: its last line %zu is no end", number);
    return ERR_OK;
}

/* ---- out of a file ----------------------------------------------------------------------------- */

static bool take_text(void *ctx, const char *at, size_t bytes)
{
    return buf_add(ctx, at, bytes);
}

static enum err_code unpack(struct span gz, const char *name, struct buf *out,
                            struct err *err)
{
    struct gunzip *gunzip = gunzip_new(take_text, out);
    struct err why = ERR_INIT;

    gunzip_feed(gunzip, gz.at, gz.bytes, &why);
    if (out->over) {
        err_clear(&why);
        err_set(&why, ERR_LIMIT, "unpacks to more than %zu MiB",
                LIMIT_TAPE_BYTES / LIMIT_MIB);
    }
    if (why.code == ERR_OK && !gunzip_is_whole(gunzip))
        err_set(&why, ERR_SHAPE, "is cut: the end of the file is missing");
    gunzip_free(gunzip);
    if (why.code == ERR_OK)
        return ERR_OK;
    err_at(err, "%s", name);
    return err_set(err, why.code, "%s", why.text);
}

enum err_code tape_read(struct span gz, const char *name, struct tape **ret_tape,
                        struct err *err)
{
    struct tape_inside *inside = mem_new(sizeof *inside);
    struct reading reading = {.inside = inside, .name = name};
    struct err why = ERR_INIT;

    buf_init(&inside->text, LIMIT_TAPE_BYTES);
    enum err_code code = unpack(gz, name, &inside->text, &why);
    if (code == ERR_OK)
        code = read_lines(&reading, &why);
    if (code == ERR_OK) {
        *ret_tape = &inside->tape;
        return ERR_OK;
    }
    tape_free(&inside->tape);
    if (err != NULL && err->code == ERR_OK)
        *err = why;
    return code;
}

enum err_code tape_open(const char *path, struct tape **ret_tape, struct err *err)
{
    struct buf gz = {0};
    struct stat about;

    /* What is no file may never end, or never begin. */
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode)) {
        err_at(err, "%s", path);
        return err_set(err, ERR_LOCAL, "is no file");
    }
    enum err_code code = file_read(path, LIMIT_TAPE_FILE_BYTES, &gz, err);

    if (code == ERR_OK)
        code = tape_read(buf_span(&gz), path, ret_tape, err);
    buf_release(&gz);
    return code;
}
