/*
 * test_kube_captures.c - the api-server answers as a real one was recorded to answer.
 *
 * tests/data/sim/kube/replay.txt is played from front to end against one api-server. What
 * differs by nature (uids, times, addresses, numbers of change) is made the same on both
 * sides before the two are compared whole; where a later request names such a thing, ours
 * is put in its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "kube_client.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { PAIRS_MOST = 4000, WORDS_MOST = 8 };

/* ---- a recorded exchange ---- */

struct capture {
    char *text; /* the file; the rest points into it */
    char user[32];
    char method[16];
    char *target;
    size_t header_count;
    const char *headers[24]; /* of the request, "name: value" */
    const char *body;        /* NULL: none */
    long status;
    size_t got_count;
    const char *got[24]; /* headers of the answer */
    const char *answer;  /* body; "" when empty */
};

static char *read_text(const char *name)
{
    char path[1024];
    struct buf text;
    struct err err = ERR_INIT;

    snprintf(path, sizeof path, "%s/tests/data/sim/kube/%s", getenv("TOP_SRCDIR"), name);
    if (file_read(path, LIMIT_FILE_BYTES, &text, &err) != ERR_OK)
        fail_msg("%s: %s", path, err.text);
    return buf_take(&text);
}

/* Cuts the next line off; NULL at the end. */
static char *next_line(char **rest)
{
    char *line = *rest;

    if (line == NULL || *line == '\0')
        return NULL;
    char *end = strchr(line, '\n');
    *rest = end == NULL ? NULL : end + 1;
    if (end != NULL)
        *end = '\0';
    return line;
}

static void read_headers(char **rest, const char **headers, size_t *count)
{
    for (char *line = next_line(rest); line != NULL && line[0] != '\0';
         line = next_line(rest)) {
        if (*count < 24)
            headers[(*count)++] = line;
    }
}

static void trim_end(char *text)
{
    for (size_t i = strlen(text); i > 0 && (text[i - 1] == '\n' || text[i - 1] == '\r');
         i--)
        text[i - 1] = '\0';
}

static void capture_read(struct capture *capture, const char *name)
{
    char path[256];

    *capture = (struct capture){.body = NULL};
    snprintf(path, sizeof path, "captures/%s.http", name);
    capture->text = read_text(path);
    char *user = strstr(capture->text, "# as user: ");
    if (user != NULL)
        sscanf(user, "# as user: %31[^'\n]", capture->user);

    char *request = strstr(capture->text, "# ---- request ----\n");
    char *response = strstr(capture->text, "# ---- response ----\n");
    assert_non_null(request);
    assert_non_null(response);
    *response = '\0';
    request = strchr(request, '\n') + 1;
    response = strchr(response + 1, '\n') + 1;

    char *line = next_line(&request);
    char *blank = strchr(line, ' ');
    snprintf(capture->method, sizeof capture->method, "%.*s", (int)(blank - line), line);
    capture->target = blank + 1;
    *strrchr(capture->target, ' ') = '\0';
    read_headers(&request, capture->headers, &capture->header_count);
    if (request != NULL && strspn(request, "\n") < strlen(request)) {
        trim_end(request);
        capture->body = request;
    }

    line = next_line(&response);
    sscanf(line, "HTTP/%*s %ld", &capture->status);
    read_headers(&response, capture->got, &capture->got_count);
    while (response != NULL && strncmp(response, "# body:", 7) == 0)
        next_line(&response);
    char *arrival = response == NULL ? NULL : strstr(response, "\n# ---- arrival");
    if (arrival != NULL)
        *arrival = '\0';
    capture->answer = response == NULL ? "" : response;
}

static const char *header_in(const char *const *headers, size_t count, const char *name)
{
    size_t bytes = strlen(name);

    for (size_t i = 0; i < count; i++) {
        if (strncasecmp(headers[i], name, bytes) == 0 && headers[i][bytes] == ':')
            return headers[i] + bytes + 1 + strspn(headers[i] + bytes + 1, " ");
    }
    return NULL;
}

/* ---- the player ---- */

struct pair {
    char *theirs;
    char *ours;
    bool number; /* a resourceVersion: replaced only where one stands */
};

struct player {
    struct cert_store *certs;
    struct kube_api *api;
    struct kube_client client;
    struct pair pairs[PAIRS_MOST];
    size_t pair_count;
    char mark[32];
    size_t compared;
    size_t left_out;
    size_t failed;
    char why[2048]; /* of the exchange at hand; "": it agrees */
};

static void differ(struct player *player, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void differ(struct player *player, const char *format, ...)
{
    va_list args;

    if (player->why[0] != '\0')
        return;
    va_start(args, format);
    vsnprintf(player->why, sizeof player->why, format, args);
    va_end(args);
}

static void learn(struct player *player, const char *theirs, const char *ours,
                  bool number)
{
    if (player->pair_count == PAIRS_MOST || strcmp(theirs, ours) == 0)
        return;
    for (size_t i = 0; i < player->pair_count; i++) {
        if (strcmp(player->pairs[i].theirs, theirs) == 0) {
            free(player->pairs[i].ours);
            player->pairs[i].ours = mem_copy_text(ours);
            return;
        }
    }
    player->pairs[player->pair_count++] = (struct pair){
        .theirs = mem_copy_text(theirs), .ours = mem_copy_text(ours), .number = number};
}

static void learn_port(struct player *player, const json_t *theirs, const json_t *ours)
{
    char a[64];
    char b[64];

    snprintf(a, sizeof a, "\"nodePort\": %" JSON_INTEGER_FORMAT,
             json_integer_value(theirs));
    snprintf(b, sizeof b, "\"nodePort\": %" JSON_INTEGER_FORMAT,
             json_integer_value(ours));
    learn(player, a, b, false);
}

/* Walks both trees side by side and notes what stands for what. */
static void learn_tree(struct player *player, const json_t *theirs, const json_t *ours)
{
    const char *key;
    json_t *value;

    for (size_t i = 0; i < json_array_size(theirs); i++)
        learn_tree(player, json_array_get(theirs, i), json_array_get(ours, i));
    json_object_foreach((json_t *)(uintptr_t)theirs, key, value)
    {
        const json_t *its = json_object_get(ours, key);
        bool number = strcmp(key, "resourceVersion") == 0;
        bool known = number || strcmp(key, "uid") == 0 || strcmp(key, "continue") == 0 ||
                     strcmp(key, "clusterIP") == 0;
        if (strcmp(key, "nodePort") == 0 && json_is_integer(its))
            learn_port(player, value, its);
        else if (known && json_is_string(value) && json_is_string(its))
            learn(player, json_string_value(value), json_string_value(its), number);
        else
            learn_tree(player, value, its);
    }
}

static void replace_all(struct buf *out, const char *text, const char *from,
                        const char *to)
{
    size_t bytes = strlen(from);

    buf_clear(out);
    for (const char *at = text; *at != '\0';) {
        if (strncmp(at, from, bytes) == 0) {
            buf_add_text(out, to);
            at += bytes;
        } else {
            buf_add_byte(out, *at++);
        }
    }
}

/* Their names for things become ours. */
static char *put_ours(const struct player *player, const char *text)
{
    char *now = mem_copy_text(text);
    struct buf out;
    char from[128];
    char to[128];

    buf_init(&out, LIMIT_FILE_BYTES);
    for (size_t i = 0; i < player->pair_count; i++) {
        const struct pair *pair = &player->pairs[i];
        if (pair->number) {
            snprintf(from, sizeof from, "\"resourceVersion\": \"%s\"", pair->theirs);
            snprintf(to, sizeof to, "\"resourceVersion\": \"%s\"", pair->ours);
        }
        const char *what = pair->number ? from : pair->theirs;
        if (strstr(now, what) == NULL)
            continue;
        replace_all(&out, now, what, pair->number ? to : pair->ours);
        free(now);
        now = mem_copy_text(buf_text(&out));
    }
    buf_release(&out);
    return now;
}

/* ---- making the same ---- */

static const struct {
    const char *pattern;
    const char *instead;
} rules[] = {
    {"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"},
    {"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?Z", "TIME"},
    {"X509SHA256=[0-9a-f]+", "X509"},
    {"10\\.2[45][0-9]\\.[0-9]+\\.[0-9]+", "CLUSTERIP"},
    {"^([0-9]+[smhdy])+$", "AGE"},
    {"^(gen|lb1|w1)-[a-z0-9]{5}$", "GENERATED"},
    {"[0-9]{4,}", "N"},
    {"\\([0-9N]+\\)$", "(N)"},
};

static regex_t compiled[ARRAY_COUNT(rules)];

static char *same_text(const char *text)
{
    char *now = mem_copy_text(text);

    for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
        regmatch_t match;
        struct buf out;
        const char *at = now;
        buf_init(&out, LIMIT_FILE_BYTES);
        while (*at != '\0' &&
               regexec(&compiled[i], at, 1, &match, at == now ? 0 : REG_NOTBOL) == 0) {
            buf_add(&out, at, (size_t)match.rm_so);
            buf_add_text(&out, rules[i].instead);
            at += match.rm_eo;
        }
        buf_add_text(&out, at);
        free(now);
        now = buf_take(&out);
    }
    return now;
}

static int compare_managers(const void *a, const void *b)
{
    static const char *const keys[] = {"manager", "operation", "subresource"};
    json_t *const *left = a;
    json_t *const *right = b;

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        const char *one = tree_key_text(*left, keys[i]);
        const char *two = tree_key_text(*right, keys[i]);
        int order = strcmp(one == NULL ? "" : one, two == NULL ? "" : two);
        if (order != 0)
            return order;
    }
    return 0;
}

/* Sorted by time, which the replay does not repeat. */
static void sort_managers(json_t *list)
{
    size_t count = json_array_size(list);
    json_t **all = mem_new_array(count + 1, sizeof *all);

    for (size_t i = 0; i < count; i++)
        all[i] = json_incref(json_array_get(list, i));
    qsort(all, count, sizeof *all, compare_managers);
    json_array_clear(list);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, all[i]);
    free(all);
}

static json_t *same(const json_t *node, const char *key)
{
    static const char *const free_keys[] = {"resourceVersion", "continue", "description",
                                            "serverAddress"};
    const char *name;
    json_t *value;

    for (size_t i = 0; i < ARRAY_COUNT(free_keys); i++) {
        if (json_is_string(node) && strcmp(key, free_keys[i]) == 0)
            return json_string("ANY");
    }
    if (json_is_integer(node) &&
        (strcmp(key, "nodePort") == 0 || strcmp(key, "healthCheckNodePort") == 0))
        return json_integer(0);
    if (json_is_string(node)) {
        char *text = same_text(json_string_value(node));
        json_t *out = json_string(text);
        free(text);
        return out;
    }
    if (json_is_array(node)) {
        json_t *list = json_array();
        for (size_t i = 0; i < json_array_size(node); i++)
            json_array_append_new(list, same(json_array_get(node, i), key));
        if (strcmp(key, "managedFields") == 0)
            sort_managers(list);
        return list;
    }
    if (!json_is_object(node))
        return json_deep_copy(node);
    json_t *object = json_object();
    json_object_foreach((json_t *)(uintptr_t)node, name, value)
    {
        char *text = same_text(name);
        json_object_set_new(object, text, same(value, name));
        free(text);
    }
    return object;
}

/* ---- comparing ---- */

struct options {
    bool shape, subset, headers, words, mark, end;
};

static const char *short_dump(const json_t *node, char out[300])
{
    char *text = node == NULL ? NULL : json_dumps(node, JSON_COMPACT | JSON_ENCODE_ANY);

    snprintf(out, 300, "%s", text == NULL ? "(nothing)" : text);
    free(text);
    return out;
}

static void say(struct player *player, const char *path, const json_t *theirs,
                const json_t *ours)
{
    char a[300];
    char b[300];

    differ(player, "%s: recorded %s, ours %s", path, short_dump(theirs, a),
           short_dump(ours, b));
}

/* What an entry of a discovery list is known by. */
static const char *identity(const json_t *node)
{
    static const char *const keys[] = {"metadata.name", "name",         "resource",
                                       "subresource",   "groupVersion", "version"};

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        if (json_is_object(node) && tree_text(node, keys[i]) != NULL)
            return tree_text(node, keys[i]);
    }
    return json_is_string(node) ? json_string_value(node) : NULL;
}

static const json_t *of_identity(const json_t *list, const json_t *one)
{
    const char *name = identity(one);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *other = json_array_get(list, i);
        const char *its = identity(other);
        if ((name == NULL && its == NULL) ||
            (name != NULL && its != NULL && strcmp(name, its) == 0))
            return other;
    }
    return NULL;
}

static void compare(struct player *player, const struct options *options,
                    const char *path, const json_t *theirs, const json_t *ours);

static void compare_lists(struct player *player, const struct options *options,
                          const char *path, const json_t *theirs, const json_t *ours)
{
    char inner[600];

    if (!options->subset && !options->shape &&
        json_array_size(theirs) != json_array_size(ours))
        differ(player, "%s: recorded %zu items, ours %zu", path, json_array_size(theirs),
               json_array_size(ours));
    for (size_t i = 0; i < json_array_size(ours) && player->why[0] == '\0'; i++) {
        const json_t *one = json_array_get(ours, i);
        const json_t *other = json_array_get(theirs, i);
        if (options->shape && i > 0)
            return;
        snprintf(inner, sizeof inner, "%s[%zu]", path, i);
        if (options->subset) {
            const char *name = identity(one);
            other = of_identity(theirs, one);
            if (other == NULL && name != NULL && strstr(name, "gateway") != NULL)
                continue; /* Gateway API and Envoy Gateway were not on that cluster */
        }
        compare(player, options, inner, other, one);
    }
}

static void compare_objects(struct player *player, const struct options *options,
                            const char *path, const json_t *theirs, const json_t *ours)
{
    char inner[600];
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)theirs, key, value)
    {
        snprintf(inner, sizeof inner, "%s.%s", path, key);
        if (options->words && strcmp(key, "message") == 0)
            continue;
        if (options->subset && json_object_get(ours, key) == NULL &&
            strcmp(key, "subresources") == 0)
            continue; /* those we do not serve */
        compare(player, options, inner, value, json_object_get(ours, key));
    }
    json_object_foreach((json_t *)(uintptr_t)ours, key, value)
    {
        snprintf(inner, sizeof inner, "%s.%s", path, key);
        if (json_object_get(theirs, key) == NULL)
            say(player, inner, NULL, value);
    }
}

static bool same_type(const json_t *a, const json_t *b)
{
    return json_typeof(a) == json_typeof(b) || (json_is_boolean(a) && json_is_boolean(b));
}

static void compare(struct player *player, const struct options *options,
                    const char *path, const json_t *theirs, const json_t *ours)
{
    if (player->why[0] != '\0')
        return;
    if (theirs == NULL || ours == NULL || !same_type(theirs, ours))
        say(player, path, theirs, ours);
    else if (json_is_object(theirs))
        compare_objects(player, options, path, theirs, ours);
    else if (json_is_array(theirs))
        compare_lists(player, options, path, theirs, ours);
    else if (!options->shape && !json_equal(theirs, ours))
        say(player, path, theirs, ours);
}

static void compare_trees(struct player *player, const struct options *options,
                          const json_t *theirs, const json_t *ours)
{
    json_t *a = same(theirs, "");
    json_t *b = same(ours, "");

    learn_tree(player, theirs, ours);
    compare(player, options, "", a, b);
    json_decref(a);
    json_decref(b);
}

/* ---- bodies ---- */

static bool is_bookmark(const char *line)
{
    return strncmp(line, "{\"type\":\"BOOKMARK\"", 18) == 0 &&
           strstr(line, "initial-events-end") == NULL;
}

/* Events up to the bookmarks that come with time. */
static size_t split_events(char *text, char **lines, size_t most)
{
    size_t count = 0;
    char *rest = text;

    for (char *line = next_line(&rest); line != NULL; line = next_line(&rest)) {
        if (strncmp(line, "{\"type\"", 7) == 0 && !is_bookmark(line) && count < most)
            lines[count++] = line;
    }
    return count;
}

static void compare_events(struct player *player, const struct options *options,
                           const struct capture *capture, const struct kube_got *got)
{
    char *theirs = mem_copy_text(capture->answer);
    char *ours = mem_copy_text(buf_text(&got->body));
    char *their_lines[64];
    char *our_lines[64];
    size_t their_count = split_events(theirs, their_lines, 64);
    size_t our_count = split_events(ours, our_lines, 64);

    if (their_count != our_count)
        differ(player, "recorded %zu events, ours %zu: %.200s", their_count, our_count,
               buf_text(&got->body));
    for (size_t i = 0; i < their_count && i < our_count && player->why[0] == '\0'; i++) {
        json_t *a = json_loads(their_lines[i], 0, NULL);
        json_t *b = json_loads(our_lines[i], 0, NULL);
        compare_trees(player, options, a, b);
        json_decref(a);
        json_decref(b);
    }
    if (options->end && strstr(capture->answer, "\"BOOKMARK\"") != NULL &&
        strstr(buf_text(&got->body), "\"BOOKMARK\"") == NULL)
        differ(player, "no bookmark before the end");
    free(theirs);
    free(ours);
}

static void compare_body(struct player *player, const struct options *options,
                         const struct capture *capture, const struct kube_got *got)
{
    json_t *theirs = json_loads(capture->answer, 0, NULL);
    json_t *ours = NULL;

    if (theirs != NULL) {
        ours = kube_got_json(got);
        compare_trees(player, options, theirs, ours);
        bool indented = capture->answer[1] == '\n';
        if (indented != (buf_text(&got->body)[1] == '\n'))
            differ(player, "recorded %s, ours not", indented ? "indented" : "compact");
    } else if (tree_from_yaml(span_of(capture->answer), "theirs", &theirs, NULL) ==
                   ERR_OK &&
               json_is_object(theirs)) {
        if (tree_from_yaml(buf_span(&got->body), "ours", &ours, NULL) == ERR_OK)
            compare_trees(player, options, theirs, ours);
        else
            differ(player, "ours is not YAML");
    } else {
        char *text = mem_copy_text(capture->answer);
        char *other = mem_copy_text(buf_text(&got->body));
        trim_end(text);
        trim_end(other);
        if (strcmp(text, other) != 0)
            differ(player, "recorded \"%.100s\", ours \"%.100s\"", text, other);
        free(text);
        free(other);
    }
    json_decref(theirs);
    json_decref(ours);
}

/* ---- headers ---- */

static void compare_headers(struct player *player, const struct capture *capture,
                            const struct kube_got *got)
{
    static const char *const read_by_clients[] = {
        "content-type",           "retry-after", "warning",         "content-encoding",
        "x-content-type-options", "location",    "www-authenticate"};
    char ours_text[1024];

    for (size_t i = 0; i < ARRAY_COUNT(read_by_clients); i++) {
        const char *name = read_by_clients[i];
        const char *theirs = header_in(capture->got, capture->got_count, name);
        const char *ours = kube_got_header(got, name, ours_text);
        if ((theirs == NULL) != (ours == NULL) ||
            (theirs != NULL && strcmp(theirs, ours) != 0))
            differ(player, "%s: recorded %s, ours %s", name,
                   theirs == NULL ? "(none)" : theirs, ours == NULL ? "(none)" : ours);
    }
    if (header_in(capture->got, capture->got_count, "etag") != NULL &&
        kube_got_header(got, "etag", ours_text) == NULL)
        differ(player, "no ETag");
}

/* ---- one exchange ---- */

static void options_read(struct options *options, char *const *words, size_t count)
{
    *options = (struct options){.shape = false};
    for (size_t i = 0; i < count; i++) {
        options->shape = options->shape || strcmp(words[i], "shape") == 0;
        options->subset = options->subset || strcmp(words[i], "subset") == 0;
        options->headers = options->headers || strcmp(words[i], "headers") == 0;
        options->words = options->words || strcmp(words[i], "words") == 0;
        options->mark = options->mark || strcmp(words[i], "mark") == 0;
        options->end = options->end || strcmp(words[i], "end") == 0;
    }
}

/* "resourceVersion=1271" becomes the mark's, "timeoutSeconds=9" one second. */
static char *put_number(const char *target, const char *name, const char *number)
{
    const char *at = strstr(target, name);
    struct buf out;

    if (at == NULL)
        return mem_copy_text(target);
    const char *value = at + strlen(name);
    buf_init(&out, LIMIT_FILE_BYTES);
    buf_add(&out, target, (size_t)(value - target));
    buf_add_text(&out, number);
    buf_add_text(&out, value + strspn(value, "0123456789"));
    return buf_take(&out);
}

static void ask_user(struct kube_ask *ask, const char *user)
{
    if (user[0] == '\0') {
        ask->user = "";
    } else if (strcmp(user, "badtoken") == 0) {
        ask->token = "no-such-token";
    } else if (strcmp(user, "basic") == 0) {
        ask->basic = "Basic YTpi";
    } else if (strcmp(user, "readonly-cert") == 0) {
        ask->cert_cn = "readonly";
        ask->cert_o = "viewers";
    } else {
        ask->user = strcmp(user, "token") == 0 ? "token-admin" : user;
    }
}

static char *target_of(const struct player *player, const struct capture *capture,
                       const struct options *options)
{
    char *ours = put_ours(player, capture->target);

    if (options->mark) {
        char *marked = put_number(ours, "resourceVersion=", player->mark);
        free(ours);
        ours = marked;
    }
    char *quick = put_number(ours, "timeoutSeconds=", "1");
    free(ours);
    return quick;
}

static char *etag_value(struct player *player, const struct capture *capture,
                        char out[1200])
{
    struct kube_got got;
    char etag[1024];
    const struct kube_ask ask = {
        .target = capture->target,
        .accept = header_in(capture->headers, capture->header_count, "accept")};

    kube_client_ask(&player->client, &ask, &got);
    const char *ours = kube_got_header(&got, "etag", etag);
    snprintf(out, 1200, "If-None-Match: %s", ours == NULL ? "" : ours);
    kube_got_release(&got);
    return out;
}

static size_t expected_lines(const struct capture *capture)
{
    char *text = mem_copy_text(capture->answer);
    char *lines[64];
    size_t count = split_events(text, lines, 64);

    free(text);
    return count;
}

static void send_capture(struct player *player, const struct capture *capture,
                         const struct options *options, struct kube_got *got)
{
    char *target = target_of(player, capture, options);
    char *body = capture->body == NULL ? NULL : put_ours(player, capture->body);
    char etag[1200];
    struct kube_ask ask = {
        .method = capture->method,
        .target = target,
        .type = header_in(capture->headers, capture->header_count, "content-type"),
        .accept = header_in(capture->headers, capture->header_count, "accept"),
        .agent = header_in(capture->headers, capture->header_count, "user-agent"),
        .body = body,
        .gzip =
            header_in(capture->headers, capture->header_count, "accept-encoding") != NULL,
    };
    bool watches = strstr(target, "watch") != NULL && capture->status == 200;

    ask_user(&ask, capture->user);
    size_t extra = 0;
    for (size_t i = 0; i < capture->header_count; i++) {
        if (strncmp(capture->headers[i], "impersonate", 11) == 0)
            ask.headers[extra++] = capture->headers[i];
    }
    if (header_in(capture->headers, capture->header_count, "if-none-match") != NULL)
        ask.headers[extra++] = etag_value(player, capture, etag);
    if (watches && !options->end) {
        ask.lines = expected_lines(capture);
        if (ask.lines == 0)
            ask.most_ms = 60;
    }
    kube_client_ask(&player->client, &ask, got);
    free(target);
    free(body);
}

static void replay(struct player *player, const char *name, const struct options *options)
{
    struct capture capture;
    struct kube_got got;

    player->why[0] = '\0';
    capture_read(&capture, name);
    send_capture(player, &capture, options, &got);
    if (got.status != capture.status)
        differ(player, "recorded %ld, ours %ld: %.300s", capture.status, got.status,
               buf_text(&got.body));
    compare_headers(player, &capture, &got);
    bool events = strstr(capture.target, "watch") != NULL && capture.status == 200;
    if (player->why[0] == '\0' && !options->headers) {
        if (events)
            compare_events(player, options, &capture, &got);
        else
            compare_body(player, options, &capture, &got);
    }
    if (options->end && got.code != CURLE_OK)
        differ(player, "the stream did not end cleanly: %s",
               curl_easy_strerror(got.code));
    player->compared++;
    if (player->why[0] != '\0') {
        player->failed++;
        print_message("# %s: %s\n", name, player->why);
    }
    kube_got_release(&got);
    free(capture.text);
}

/* ---- the other lines of replay.txt ---- */

static void play_do(struct player *player, char *const *words, size_t count,
                    const char *body)
{
    char *ours = put_ours(player, body);
    struct kube_ask ask = {
        .user = words[0],
        .method = words[1],
        .target = words[2],
        .type = count > 3 ? words[3] : "application/json",
        .agent = count > 4 ? words[4] : "beside/1.0",
        .body = strcmp(body, "-") == 0 ? NULL : ours,
    };
    struct kube_got got;

    kube_client_ask(&player->client, &ask, &got);
    if (got.status >= 300)
        fail_msg("%s %s: %ld %s", words[1], words[2], got.status, buf_text(&got.body));
    kube_got_release(&got);
    free(ours);
}

static void play_seed(struct player *player, const char *name)
{
    struct capture capture;
    struct err err = ERR_INIT;

    capture_read(&capture, name);
    json_t *list = json_loads(capture.answer, 0, NULL);
    const char *kind = tree_key_text(list, "kind");
    const json_t *items = tree_key(list, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        json_object_set_new(item, "kind",
                            json_stringn(kind, strlen(kind) - strlen("List")));
        json_object_set(item, "apiVersion", json_object_get(list, "apiVersion"));
        if (kube_api_seed(player->api, item, &err) != ERR_OK)
            fail_msg("%s: %s", name, err.text);
    }
    json_decref(list);
    free(capture.text);
}

static void play_mark(struct player *player)
{
    json_t *list = kube_client_get(&player->client, "/api/v1/namespaces?limit=1", NULL);

    snprintf(player->mark, sizeof player->mark, "%s",
             tree_text(list, "metadata.resourceVersion"));
    json_decref(list);
}

static void play_token(struct player *player, const char *captured, const char *target)
{
    json_t *list = kube_client_get(&player->client, target, NULL);

    learn(player, captured, tree_text(list, "metadata.continue"), false);
    json_decref(list);
}

static void play_fill(struct player *player, const char *number)
{
    int64_t count = 0;

    span_to_i64(span_of(number), &count);
    for (int64_t i = 0; i < count; i++) {
        json_t *service =
            json_pack("{s:s,s:s,s:{s:o,s:s,s:{s:o}},s:{s:s,s:[{s:i}]}}", "kind",
                      "Service", "apiVersion", "v1", "metadata", "name",
                      json_sprintf("web-%05lld", (long long)i), "namespace", "team-00",
                      "annotations", "text", json_sprintf("%01500d", 1), "spec", "type",
                      "LoadBalancer", "ports", "port", 80);
        kube_api_seed(player->api, service, NULL);
        json_decref(service);
    }
}

static size_t split_words(char *line, char **words)
{
    size_t count = 0;

    for (char *at = line; *at != '\0' && count < WORDS_MOST;) {
        words[count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
        at += strspn(at, " ");
    }
    return count;
}

static void play(struct player *player, char *script)
{
    char *rest = script;

    for (char *line = next_line(&rest); line != NULL; line = next_line(&rest)) {
        char *words[WORDS_MOST] = {NULL};
        struct options options;
        if (line[0] == '#' || line[0] == '\0')
            continue;
        size_t count = split_words(line, words);
        options_read(&options, words + 2, count < 2 ? 0 : count - 2);
        if (strcmp(words[0], "replay") == 0)
            replay(player, words[1], &options);
        else if (strcmp(words[0], "out") == 0)
            player->left_out++;
        else if (strcmp(words[0], "do") == 0)
            play_do(player, words + 1, count - 1, next_line(&rest));
        else if (strcmp(words[0], "seed") == 0)
            play_seed(player, words[1]);
        else if (strcmp(words[0], "mark") == 0)
            play_mark(player);
        else if (strcmp(words[0], "token") == 0)
            play_token(player, words[1], words[2]);
        else if (strcmp(words[0], "forget") == 0)
            kube_api_forget_history(player->api);
        else if (strcmp(words[0], "fill") == 0)
            play_fill(player, words[1]);
        else
            fail_msg("replay.txt: %s?", words[0]);
    }
}

/* The users of the recorded cluster. */
static const struct kube_user users[] = {
    {.name = "admin",
     .token = "t-admin",
     .groups = {"system:masters"},
     .role = KUBE_ROLE_ADMIN},
    {.name = "readonly",
     .token = "t-readonly",
     .groups = {"viewers"},
     .role = KUBE_ROLE_VIEW,
     .binding = "realkube-readonly"},
    {.name = "token-admin",
     .uid = "uid-token-admin",
     .token = "t-token",
     .groups = {"token-admins"},
     .role = KUBE_ROLE_ADMIN,
     .binding = "realkube-token-admin"},
};

static void captures_are_answered_as_recorded(void **state)
{
    struct player *player = mem_new(sizeof *player);
    struct err err = ERR_INIT;

    (void)state;
    assert_int_equal(cert_store_new(&player->certs, &err), ERR_OK);
    const struct kube_api_config config = {.certs = player->certs,
                                           .seed = 7,
                                           .version = "v1.36.2",
                                           .users = users,
                                           .user_count = ARRAY_COUNT(users)};
    assert_int_equal(kube_api_new(&config, &player->api, &err), ERR_OK);
    kube_client_init(&player->client, player->api, player->certs);
    char *script = read_text("replay.txt");

    play(player, script);

    print_message("# %zu compared, %zu left out, %zu differ\n", player->compared,
                  player->left_out, player->failed);
    size_t failed = player->failed;
    assert_true(player->compared > 190);
    free(script);
    kube_client_release(&player->client);
    kube_api_free(player->api);
    cert_store_free(player->certs);
    for (size_t i = 0; i < player->pair_count; i++) {
        free(player->pairs[i].theirs);
        free(player->pairs[i].ours);
    }
    free(player);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captures_are_answered_as_recorded),
    };

    for (size_t i = 0; i < ARRAY_COUNT(rules); i++)
        regcomp(&compiled[i], rules[i].pattern, REG_EXTENDED);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    for (size_t i = 0; i < ARRAY_COUNT(rules); i++)
        regfree(&compiled[i]);
    return failed;
}
