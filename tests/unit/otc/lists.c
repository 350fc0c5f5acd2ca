#include "unit/otc/lists.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/otc/answers.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

void lists_init(struct lists *lists, const char *file)
{
    struct buf text = data_text(file);

    *lists = (struct lists){0};
    assert_int_equal(tree_from_json(buf_span(&text), file, &lists->tree, NULL), ERR_OK);
    buf_release(&text);
}

void lists_release(struct lists *lists)
{
    json_decref(lists->tree);
    *lists = (struct lists){0};
}

/* ---- the request ------------------------------------------------------------ */

struct question {
    char parts[6][80]; /* of the path */
    size_t part_count;
    int64_t limit; /* -1: not asked */
    char marker[80];
    bool has_marker;
};

static void keep_part(struct span part, char out[80])
{
    struct buf plain;

    buf_init(&plain, 79);
    assert_true(url_unescape(&plain, part, false));
    memcpy(out, buf_text(&plain), plain.bytes + 1);
    buf_release(&plain);
}

static void read_query(struct span query, struct question *question)
{
    struct span pair;

    while (span_cut(&query, '&', &pair)) {
        struct span name;
        assert_true(span_cut(&pair, '=', &name));
        if (span_is(name, "limit")) {
            assert_true(span_to_range(pair, 1, 2000, &question->limit));
        } else {
            assert_true(span_is(name, "marker"));
            keep_part(pair, question->marker);
            question->has_marker = true;
        }
    }
}

static void read_question(const char *path, struct question *question)
{
    struct span rest = span_of(path);
    struct span part;

    *question = (struct question){.limit = -1};
    span_cut(&rest, '?', &part);
    if (rest.at != NULL)
        read_query(rest, question);
    rest = part;
    assert_true(span_cut(&rest, '/', &part) && part.bytes == 0);
    while (span_cut(&rest, '/', &part)) {
        assert_true(question->part_count < 6);
        keep_part(part, question->parts[question->part_count++]);
    }
}

/* ---- the answer ------------------------------------------------------------- */

static struct http_exchange *refuse(int status, const char *code)
{
    char body[120];

    snprintf(body, sizeof body, "{\"error_msg\":\"refused\",\"error_code\":\"%s\"}",
             code);
    return an_answer(status, body);
}

static struct http_exchange *unpublished(void)
{
    return refuse(404, "APIGW.0101");
}

static bool is_at(const json_t *item, const char *id)
{
    const char *found = tree_key_text(item, "id");
    return found != NULL && strcmp(found, id) == 0;
}

/* Where the page begins; -1 for a marker that names nothing. */
static int first_index(const json_t *items, const struct question *question)
{
    if (!question->has_marker || question->limit < 0)
        return 0; /* without limit the marker is not looked at */
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (is_at(json_array_get(items, i), question->marker))
            return (int)i + 1;
    }
    return -1;
}

static void add_page_info(json_t *page, const json_t *items, bool more,
                          enum page_style style, const char *collection)
{
    size_t count = json_array_size(items);
    const char *last = tree_key_text(json_array_get(items, count - 1), "id");
    json_t *info = json_pack("{s:i}", "current_count", (int)count);
    char key[80];

    if (style == PAGES_LINKED && more) {
        snprintf(key, sizeof key, "%s_links", collection);
        json_object_set_new(
            page, key,
            json_pack("[{s:s, s:s}]", "rel", "next", "href",
                      "http://192.168.0.1:9696/v2.0/lbaas/x?limit=1&marker=0"));
    }
    if (style == PAGES_BARE || style == PAGES_LINKED) {
        json_decref(info);
        return;
    }
    if (count > 0 && last != NULL && (more || style != PAGES_ENDED))
        json_object_set_new(info, "next_marker", json_string(last));
    json_object_set_new(page, "page_info", info);
}

static struct http_exchange *answer_page(const struct lists *lists, const json_t *items,
                                         const char *collection,
                                         const struct question *question)
{
    int first = lists->style == PAGES_DEAF ? 0 : first_index(items, question);
    json_t *part = json_array();
    struct buf text;

    if (first < 0 || (question->has_marker && question->marker[0] == '\0')) {
        json_decref(part);
        return refuse(400, "ELB.8902");
    }
    size_t end = json_array_size(items);
    if (question->limit >= 0 && (size_t)(first + question->limit) < end)
        end = (size_t)(first + question->limit);
    for (size_t i = (size_t)first; i < end; i++)
        json_array_append(part, json_array_get(items, i));

    json_t *page = json_pack("{s:O, s:s}", collection, part, "request_id", "r");
    add_page_info(page, part, end < json_array_size(items), lists->style, collection);
    buf_init(&text, 1 << 20);
    tree_to_json(page, 0, &text);
    struct http_exchange *answer = an_answer(200, buf_text(&text));
    buf_release(&text);
    json_decref(page);
    json_decref(part);
    return answer;
}

/* Members as the list of one pool shows them: without what names the pool. */
static json_t *members_of(const json_t *version, const char *pool_id)
{
    const json_t *pools = tree_key(version, "pools");
    const json_t *members = tree_key(version, "members");
    json_t *found = json_array();

    for (size_t i = 0; i < json_array_size(pools); i++) {
        const json_t *pool = json_array_get(pools, i);
        const json_t *refs = tree_key(pool, "members");
        for (size_t j = 0; is_at(pool, pool_id) && j < json_array_size(refs); j++) {
            const char *id = tree_key_text(json_array_get(refs, j), "id");
            for (size_t k = 0; k < json_array_size(members); k++) {
                if (!is_at(json_array_get(members, k), id))
                    continue;
                json_t *copy = json_copy(json_array_get(members, k));
                json_object_del(copy, "pool_id");
                json_array_append_new(found, copy);
            }
        }
    }
    return found;
}

static struct http_exchange *answer_list(const struct lists *lists, const json_t *version,
                                         char parts[][80], size_t part_count,
                                         const struct question *question)
{
    bool of_pool = part_count == 3;
    const char *collection = parts[part_count - 1];
    bool is_members = strcmp(collection, "members") == 0;

    bool is_bandwidths = strcmp(collection, "bandwidths") == 0;

    if (version == NULL || (is_bandwidths && lists->no_bandwidths))
        return unpublished();
    if (is_members && lists->forbid_members)
        return refuse(403, "ELB.9802");
    if (is_members && !of_pool && lists->no_members)
        return unpublished();
    if (!of_pool)
        return answer_page(lists, tree_key(version, collection), collection, question);
    if (lists->gone_pool != NULL && strcmp(lists->gone_pool, parts[1]) == 0)
        return refuse(404, "ELB.8904");
    json_t *members = members_of(version, parts[1]);
    struct http_exchange *answer = answer_page(lists, members, "members", question);
    json_decref(members);
    return answer;
}

struct http_exchange *lists_answer(struct lists *lists,
                                   const struct http_request *request)
{
    struct question question;
    const json_t *version;
    size_t skip;

    lists->calls++;
    assert_string_equal(request->method, "GET");
    if (lists->calls == lists->fail_at)
        return refuse(lists->fail_status, "X");
    read_question(request->path, &question);
    version = tree_key(lists->tree, question.parts[0]);
    if (strcmp(question.parts[0], "v2.0") == 0) {
        assert_string_equal(question.parts[1], "lbaas");
        version = lists->no_v2 ? NULL : version;
        skip = 2;
    } else if (strcmp(question.parts[0], "v3") == 0) {
        assert_string_equal(question.parts[1], "PROJECT");
        assert_string_equal(question.parts[2], "elb");
        version = lists->no_v3 ? NULL : version;
        skip = 3;
    } else {
        assert_string_equal(question.parts[0], "v1");
        assert_string_equal(question.parts[1], "PROJECT");
        skip = 2;
    }
    return answer_list(lists, version, question.parts + skip, question.part_count - skip,
                       &question);
}
