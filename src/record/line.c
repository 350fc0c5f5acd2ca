#include "record/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/kind.h"
#include "wire/members.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char *const op_names[LINE_OP_COUNT] = {
    [LINE_START] = "start",
    [LINE_LIST_BEGAN] = "list_began",
    [LINE_LIST_ENDED] = "list_ended",
    [LINE_PUT] = "put",
    [LINE_GONE] = "gone",
    [LINE_PAGE] = "page",
    [LINE_SWEEP] = "sweep",
    [LINE_PROBE] = "probe",
    [LINE_SOURCE] = "source",
    [LINE_SCOPE] = "scope",
    [LINE_SKEW] = "skew",
    [LINE_PROBING] = "probing",
    [LINE_END] = "end",
};

/* ---- small pieces, out ---- */

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *when_or_null(int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];
    return wall_ms == WHEN_UNKNOWN ? json_null() : json_string(when_print(wall_ms, text));
}

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

/* The members of the tree, behind "op". The tree is freed. */
static void print_members(struct buf *out, enum line_op op, json_t *tree)
{
    struct buf text;

    buf_init(&text, LIMIT_RECORD_LINE_BYTES);
    tree_to_json(tree, 0, &text);
    buf_print(out, "\"op\":\"%s\"", op_names[op]);
    if (text.bytes > 2)
        buf_add_byte(out, ',');
    if (text.bytes > 1)
        buf_add(out, text.at + 1, text.bytes - 2);
    buf_release(&text);
    json_decref(tree);
}

/* A line is one line: breaks in JSON stand between its values only. */
static void add_in_one_line(struct buf *out, struct span json)
{
    size_t from = out->bytes;

    if (!buf_add(out, json.at, json.bytes))
        return;
    static const char breaks[] = "\n\r";
    for (const char *one = breaks; *one != '\0'; one++) {
        char *end = out->at + out->bytes;
        char *at = out->at + from;
        while ((at = memchr(at, *one, (size_t)(end - at))) != NULL)
            *at++ = ' ';
    }
}

/* ---- the header ---- */

static const struct {
    const char *name;
    size_t offset;
} patiences[] = {
    {"seen", offsetof(struct patience_table, seen)},
    {"cloud", offsetof(struct patience_table, cloud)},
    {"attach", offsetof(struct patience_table, attach)},
    {"ids", offsetof(struct patience_table, ids)},
    {"address", offsetof(struct patience_table, address)},
    {"routed", offsetof(struct patience_table, routed)},
    {"teardown", offsetof(struct patience_table, teardown)},
};

static struct patience *patience_in(struct patience_table *table, size_t i)
{
    return (struct patience *)(void *)((char *)table + patiences[i].offset);
}

static json_t *patience_tree(struct patience_table table)
{
    json_t *tree = json_object();

    for (size_t i = 0; i < ARRAY_COUNT(patiences); i++) {
        const struct patience *patience = patience_in(&table, i);
        set(tree, patiences[i].name,
            json_pack("{s:I, s:I}", "slow_ms", (json_int_t)patience->slow_ms, "stuck_ms",
                      (json_int_t)patience->stuck_ms));
    }
    return tree;
}

void line_print_header(const struct line_header *header, struct buf *out)
{
    json_t *tree = json_object();

    set(tree, "elbtop_recording", json_integer(RECORDING_VERSION));
    set(tree, "program", text_or_null(header->program));
    set(tree, "context", text_or_null(header->context));
    set(tree, "server", text_or_null(header->server));
    set(tree, "project", text_or_null(header->project));
    set(tree, "simulator", json_boolean(header->simulator));
    set(tree, "from", when_or_null(header->from_wall_ms));
    set(tree, "to", when_or_null(header->to_wall_ms));
    set(tree, "patience", patience_tree(header->patience));
    tree_to_json(tree, 0, out);
    json_decref(tree);
}

static enum err_code read_patience(const json_t *tree, struct patience_table *table,
                                   struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(patiences); i++) {
        struct patience *patience = patience_in(table, i);
        const json_t *one = tree_key(tree_key(tree, "patience"), patiences[i].name);
        if (one == NULL)
            continue; /* as usual */
        enum err_code code =
            tree_need_int(one, "slow_ms", 0, INT32_MAX, &patience->slow_ms, err);
        if (code == ERR_OK)
            code = tree_need_int(one, "stuck_ms", 0, INT32_MAX, &patience->stuck_ms, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

enum err_code line_read_header(const json_t *tree, struct line_header *ret_header,
                               struct err *err)
{
    int64_t version;
    const char *context;
    const char *server;

    if (!json_is_object(tree) || tree_key(tree, "elbtop_recording") == NULL)
        return err_set(err, ERR_SHAPE, "this is no recording of elbtop");
    if (tree_need_int(tree, "elbtop_recording", 1, INT32_MAX, &version, err) != ERR_OK)
        return err->code;
    if (version > RECORDING_VERSION)
        return err_set(err, ERR_LIMIT,
                       "the recording is of version %lld, this elbtop reads version %d "
                       "and older: use the newer program",
                       (long long)version, RECORDING_VERSION);

    *ret_header = (struct line_header){
        .program = tree_text(tree, "program"),
        .project = tree_text(tree, "project"),
        .simulator = tree_bool(tree, "simulator", false),
        .from_wall_ms = tree_when(tree, "from"),
        .to_wall_ms = tree_when(tree, "to"),
        .patience = patience_usual(),
    };
    context = tree_text(tree, "context");
    server = tree_text(tree, "server");
    ret_header->context = context == NULL ? "" : context;
    ret_header->server = server == NULL ? "" : server;
    if (ret_header->from_wall_ms == WHEN_UNKNOWN ||
        ret_header->to_wall_ms < ret_header->from_wall_ms)
        return err_set(err, ERR_SHAPE, "from and to are no span of time");
    return read_patience(tree, &ret_header->patience, err);
}

/* ---- members, out ---- */

void line_print_list(struct buf *out, enum line_op op, enum kube_kind kind)
{
    buf_add_text(out, "\"op\":\"");
    buf_add_text(out, op_names[op]);
    buf_add_text(out, "\",\"kind\":\"");
    buf_add_text(out, kube_resource_of(kind)->name);
    buf_add_byte(out, '"');
}

void line_print_put(struct buf *out, enum kube_kind kind, struct span object,
                    struct span managed)
{
    line_print_list(out, LINE_PUT, kind);
    buf_add_text(out, ",\"object\":");
    add_in_one_line(out, object);
    if (managed.bytes == 0)
        return;
    buf_add_text(out, ",\"managed\":");
    add_in_one_line(out, managed);
}

void line_print_gone(struct buf *out, enum kube_kind kind, const char *namespace,
                     const char *name, const char *uid)
{
    json_t *tree = json_object();

    set(tree, "kind", json_string(kube_resource_of(kind)->name));
    set(tree, "namespace", text_or_null(namespace));
    set(tree, "name", text_or_null(name));
    set(tree, "uid", text_or_null(uid));
    print_members(out, LINE_GONE, tree);
}

void line_print_probe(struct buf *out, const char *address, uint16_t port,
                      const struct probe_result *result)
{
    json_t *tree = json_object();

    set(tree, "address", json_string(address));
    set(tree, "port", json_integer(port));
    set(tree, "state", json_string(probe_state_name(result->state)));
    set(tree, "tried", when_or_null(result->at_wall_ms));
    set(tree, "rtt_ms", result->rtt_ms < 0 ? json_null() : json_integer(result->rtt_ms));
    set(tree, "http_status",
        result->http_status == 0 ? json_null() : json_integer(result->http_status));
    set(tree, "first_ok", when_or_null(result->first_ok_wall_ms));
    set(tree, "tries", json_integer(result->tries));
    print_members(out, LINE_PROBE, tree);
}

static const char *state_text(enum source_state state)
{
    return state == SOURCE_CONNECTING ? "connecting" : source_state_text(state);
}

static json_t *error_tree(const struct err *err)
{
    if (err->code == ERR_OK)
        return json_null();
    json_t *tree = json_object();
    set(tree, "code", json_string(err_code_name(err->code)));
    set(tree, "http_status", json_integer(err->http_status));
    set(tree, "where", json_string(err->where));
    set(tree, "text", json_string(err->text));
    return tree;
}

void line_print_source(struct buf *out, enum source_name name,
                       const struct source *source, int64_t now_ms)
{
    json_t *tree = json_object();

    set(tree, "name", json_string(source_name_text(name)));
    set(tree, "state", json_string(state_text(source->state)));
    set(tree, "age_ms",
        source->ever ? json_integer(now_ms - source->read_ms) : json_null());
    set(tree, "interval_ms",
        source->interval_ms < 0 ? json_null() : json_integer(source->interval_ms));
    set(tree, "retry_in_ms",
        source->retry_ms == 0 ? json_null() : json_integer(source->retry_ms - now_ms));
    set(tree, "failures", json_integer(source->failures));
    set(tree, "unreadable", json_integer((json_int_t)source->unreadable));
    set(tree, "error", error_tree(&source->err));
    set(tree, "note", text_or_null(source->note));
    print_members(out, LINE_SOURCE, tree);
}

void line_print_scope(struct buf *out, const char *namespace)
{
    json_t *tree = json_object();

    set(tree, "namespace", text_or_null(namespace));
    print_members(out, LINE_SCOPE, tree);
}

void line_print_skew(struct buf *out, int64_t skew_ms)
{
    buf_print(out, "\"op\":\"skew\",\"ms\":%lld", (long long)skew_ms);
}

void line_print_probing(struct buf *out, bool probing)
{
    buf_print(out, "\"op\":\"probing\",\"on\":%s", probing ? "true" : "false");
}

/* The number of the request is another one each time, and nobody reads it here. */
static struct span request_id_of(struct span body)
{
    static const char key[] = "\"request_id\"";
    const char *at = memmem(body.at, body.bytes, key, sizeof key - 1);

    if (at == NULL)
        return span_of("");
    struct span rest = span_skip(body, (size_t)(at - body.at) + sizeof key - 1);
    rest = span_trim(rest);
    if (!span_starts(rest, ":"))
        return span_of("");
    rest = span_trim(span_skip(rest, 1));
    if (!span_starts(rest, "\""))
        return span_of("");
    const char *end = memchr(rest.at + 1, '"', rest.bytes - 1);
    return end == NULL ? span_of("")
                       : span_make(rest.at + 1, (size_t)(end - rest.at) - 1);
}

static bool is_json_object(struct span body)
{
    struct members members;
    struct span key;
    struct span value;

    members_begin(&members, body);
    while (members_next(&members, &key, &value)) {
    }
    return members_is_whole(&members);
}

static void add_as_text(struct buf *out, struct span body)
{
    struct buf text;
    size_t bytes = body.bytes < LIMIT_REFUSAL_BYTES ? body.bytes : LIMIT_REFUSAL_BYTES;
    json_t *tree = json_stringn(body.at, bytes);

    buf_init(&text, LIMIT_RECORD_LINE_BYTES);
    if (tree == NULL) /* not even UTF-8 */
        tree = json_string("");
    tree_to_json(tree, 0, &text);
    buf_add(out, buf_text(&text), text.bytes);
    buf_release(&text);
    json_decref(tree);
}

void line_print_answer(struct buf *out, int status, struct span body)
{
    struct span id = request_id_of(body);

    buf_print(out, "\"status\":%d,\"body\":", status);
    if (!is_json_object(body)) {
        add_as_text(out, body);
        return;
    }
    if (id.bytes == 0) {
        add_in_one_line(out, body);
        return;
    }
    size_t before = (size_t)(id.at - body.at);
    add_in_one_line(out, span_make(body.at, before));
    add_in_one_line(out, span_skip(body, before + id.bytes));
}

void line_print_sweep(struct buf *out, enum sweep_kind kind, struct sweep_gaps gaps,
                      int64_t page_items, int64_t took_ms)
{
    json_t *tree = json_object();

    set(tree, "of", json_string(kind == SWEEP_ELB ? "elb" : "eip"));
    set(tree, "no_v3", json_boolean(gaps.no_v3));
    set(tree, "no_v2", json_boolean(gaps.no_v2));
    set(tree, "no_members", json_boolean(gaps.no_members));
    set(tree, "no_bandwidths", json_boolean(gaps.no_bandwidths));
    set(tree, "page_items", json_integer(page_items));
    set(tree, "took_ms", json_integer(took_ms));
    print_members(out, LINE_SWEEP, tree);
}

/* ---- a line, in ---- */

static bool read_op(struct span value, enum line_op *ret_op)
{
    struct span name;

    for (int op = 0; members_string(value, &name) && op < LINE_OP_COUNT; op++) {
        if (span_is(name, op_names[op])) {
            *ret_op = (enum line_op)op;
            return true;
        }
    }
    return false;
}

static bool read_kind(struct span value, enum kube_kind *ret_kind)
{
    struct span name;

    for (int kind = 0; members_string(value, &name) && kind < KUBE_KIND_COUNT; kind++) {
        if (span_is(name, kube_resource_of((enum kube_kind)kind)->name)) {
            *ret_kind = (enum kube_kind)kind;
            return true;
        }
    }
    return false;
}

static enum err_code bad(struct err *err, const char *where, const char *why)
{
    err_at(err, "%s", where);
    return err_set(err, ERR_SHAPE, "%s", why);
}

/* Which of the members a line was seen to have. */
struct seen {
    bool at, op, kind, page;
};

static enum err_code take_member(struct line *line, struct seen *seen, struct span key,
                                 struct span value, struct err *err)
{
    struct span text;

    if (span_is(key, "at")) {
        seen->at = members_string(value, &text) && when_parse(text, &line->wall_ms);
        return seen->at ? ERR_OK : bad(err, "at", "is no time");
    }
    if (span_is(key, "op")) {
        seen->op = read_op(value, &line->op);
        return seen->op ? ERR_OK : bad(err, "op", "is not known");
    }
    if (span_is(key, "kind")) {
        seen->kind = read_kind(value, &line->kind);
        return seen->kind ? ERR_OK : bad(err, "kind", "is not known");
    }
    if (span_is(key, "page")) {
        seen->page = span_to_range(value, 0, INT32_MAX, &line->page);
        return seen->page ? ERR_OK : bad(err, "page", "is no number");
    }
    if (span_is(key, "object"))
        line->object = value;
    else if (span_is(key, "managed"))
        line->managed = value;
    else if (span_is(key, "body"))
        line->body = value;
    return ERR_OK;
}

static enum err_code miss_nothing(const struct line *line, const struct seen *seen,
                                  struct err *err)
{
    bool has_kind = line->op == LINE_LIST_BEGAN || line->op == LINE_LIST_ENDED ||
                    line->op == LINE_PUT || line->op == LINE_GONE;

    if (!seen->op)
        return bad(err, "op", "is missing");
    if (!seen->at)
        return bad(err, "at", "is missing");
    if (has_kind && !seen->kind)
        return bad(err, "kind", "is missing");
    if (line->op == LINE_PUT && line->object.bytes == 0)
        return bad(err, "object", "is missing");
    if (line->op == LINE_PAGE && !seen->page)
        return bad(err, "page", "is missing");
    if (line->op == LINE_PAGE && line->body.bytes == 0)
        return bad(err, "body", "is missing");
    return ERR_OK;
}

enum err_code line_split(struct span text, struct line *ret_line, struct err *err)
{
    struct line line = {0};
    struct seen seen = {0};
    struct members members;
    struct span key;
    struct span value;

    members_begin(&members, text);
    while (members_next(&members, &key, &value)) {
        enum err_code code = take_member(&line, &seen, key, value, err);
        if (code != ERR_OK)
            return code;
    }
    if (!members_is_whole(&members))
        return err_set(err, ERR_SHAPE, "is no JSON object");
    enum err_code code = miss_nothing(&line, &seen, err);
    if (code == ERR_OK)
        *ret_line = line;
    return code;
}

/* ---- small lines ---- */

enum err_code line_read_probe(const json_t *tree, const char **ret_address,
                              uint16_t *ret_port, struct probe_result *ret_result,
                              struct err *err)
{
    int64_t port;
    const char *state;
    enum err_code code;

    if ((code = tree_need_text(tree, "address", ret_address, err)) != ERR_OK ||
        (code = tree_need_int(tree, "port", 0, UINT16_MAX, &port, err)) != ERR_OK ||
        (code = tree_need_text(tree, "state", &state, err)) != ERR_OK)
        return code;
    *ret_port = (uint16_t)port;
    *ret_result = (struct probe_result){
        .at_wall_ms = tree_when(tree, "tried"),
        .rtt_ms = tree_int(tree, "rtt_ms", -1),
        .first_ok_wall_ms = tree_when(tree, "first_ok"),
    };
    int64_t status = tree_int(tree, "http_status", 0);
    int64_t tries = tree_int(tree, "tries", 0);
    ret_result->http_status = status >= 100 && status <= 999 ? (int)status : 0;
    ret_result->tries = tries >= 0 && tries <= INT32_MAX ? (int)tries : 0;
    for (int known = PROBE_UNKNOWN; known <= PROBE_UNREACHABLE; known++) {
        if (strcmp(state, probe_state_name((enum probe_state)known)) == 0) {
            ret_result->state = (enum probe_state)known;
            return ERR_OK;
        }
    }
    return bad(err, "state", "is not known");
}

static void read_error(const json_t *tree, struct err *ret_err)
{
    const char *code = tree_text(tree, "code");
    const char *where = tree_text(tree, "where");
    const char *text = tree_text(tree, "text");

    *ret_err = (struct err)ERR_INIT;
    if (code == NULL)
        return;
    if (where != NULL && where[0] != '\0')
        err_at(ret_err, "%s", where);
    for (int known = ERR_NET; known <= ERR_LOCAL; known++) {
        if (strcmp(code, err_code_name((enum err_code)known)) == 0)
            err_set(ret_err, (enum err_code)known, "%s", text == NULL ? "" : text);
    }
    int64_t status = tree_int(tree, "http_status", 0);
    ret_err->http_status = status >= 0 && status <= 999 ? (int)status : 0;
}

static bool find_source(const char *name, enum source_name *ret_name)
{
    for (int i = 0; i < SOURCE_COUNT; i++) {
        if (strcmp(name, source_name_text((enum source_name)i)) == 0) {
            *ret_name = (enum source_name)i;
            return true;
        }
    }
    return false;
}

static bool find_state(const char *text, enum source_state *ret_state)
{
    for (int i = SOURCE_OFF; i <= SOURCE_DENIED; i++) {
        if (strcmp(text, state_text((enum source_state)i)) == 0) {
            *ret_state = (enum source_state)i;
            return true;
        }
    }
    return false;
}

/* A span of time, forwards or backwards, that no sum with a moment can overflow. */
static int64_t bounded(int64_t ms)
{
    const int64_t most = (int64_t)1000 * 86400 * 36525;
    return ms > most ? most : ms < -most ? -most : ms;
}

enum err_code line_read_source(const json_t *tree, int64_t now_ms, int64_t wall_ms,
                               enum source_name *ret_name, struct source *ret_source,
                               struct err *err)
{
    const char *name;
    const char *state;
    enum err_code code;

    if ((code = tree_need_text(tree, "name", &name, err)) != ERR_OK ||
        (code = tree_need_text(tree, "state", &state, err)) != ERR_OK)
        return code;
    if (!find_source(name, ret_name))
        return bad(err, "name", "is no source");
    bool ever = tree_key(tree, "age_ms") != NULL && tree_at(tree, "age_ms") != NULL;
    int64_t age_ms = bounded(tree_int(tree, "age_ms", 0));
    bool retries = tree_at(tree, "retry_in_ms") != NULL;
    int64_t failures = tree_int(tree, "failures", 0);
    int64_t unreadable = tree_int(tree, "unreadable", 0);
    *ret_source = (struct source){
        .ever = ever,
        .read_ms = ever ? now_ms - age_ms : 0,
        .read_wall_ms = ever ? wall_ms - age_ms : WHEN_UNKNOWN,
        .interval_ms = bounded(tree_int(tree, "interval_ms", -1)),
        .retry_ms = retries ? now_ms + bounded(tree_int(tree, "retry_in_ms", 0)) : 0,
        .failures = failures >= 0 && failures <= INT32_MAX ? (int)failures : 0,
        .unreadable = unreadable >= 0 ? (size_t)unreadable : 0,
        .note = tree_text(tree, "note"),
    };
    read_error(tree_at(tree, "error"), &ret_source->err);
    return find_state(state, &ret_source->state) ? ERR_OK
                                                 : bad(err, "state", "is not known");
}

enum err_code line_read_sweep(const json_t *tree, enum sweep_kind *ret_kind,
                              struct sweep_gaps *ret_gaps, int64_t *ret_page_items,
                              int64_t *ret_took_ms, const json_t **ret_pages,
                              struct err *err)
{
    const char *of;
    enum err_code code;

    if ((code = tree_need_text(tree, "of", &of, err)) != ERR_OK ||
        (code = tree_need_int(tree, "page_items", 1, LIMIT_CLOUD_PAGE, ret_page_items,
                              err)) != ERR_OK ||
        (code = tree_need_array(tree, "pages", ret_pages, err)) != ERR_OK)
        return code;
    if (strcmp(of, "elb") != 0 && strcmp(of, "eip") != 0)
        return bad(err, "of", "is neither elb nor eip");
    *ret_kind = strcmp(of, "elb") == 0 ? SWEEP_ELB : SWEEP_EIP;
    *ret_took_ms = bounded(tree_int(tree, "took_ms", 0));
    *ret_gaps = (struct sweep_gaps){
        .no_v3 = tree_bool(tree, "no_v3", false),
        .no_v2 = tree_bool(tree, "no_v2", false),
        .no_members = tree_bool(tree, "no_members", false),
        .no_bandwidths = tree_bool(tree, "no_bandwidths", false),
    };
    return ERR_OK;
}
