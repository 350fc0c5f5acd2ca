#include "worker/objectfeed.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/kind.h"
#include "kube/readable.h"
#include "kube/refusal.h"
#include "wire/url.h"

#include "base/banned.h"

struct objectfeed {
    struct http *http;
    struct kubefeed *kube;
    struct calllog *calllog;

    enum kube_kind kind;
    char *namespace, *name; /* name NULL: nothing is wanted */
    struct buf yaml;
    struct buf version; /* metadata.resourceVersion of what was read */
    struct err err;
    int64_t read_wall_ms;

    bool wanted;    /* a request is due */
    int64_t due_ms; /* not before */
    struct http_exchange *under_way;
    uint64_t generation, shown;
};

struct objectfeed *objectfeed_new(struct http *http, struct kubefeed *kube,
                                  struct calllog *calllog)
{
    struct objectfeed *feed = mem_new(sizeof *feed);

    feed->http = http;
    feed->kube = kube;
    feed->calllog = calllog;
    buf_init(&feed->yaml, LIMIT_OBJECT_BYTES);
    buf_init(&feed->version, 256);
    return feed;
}

/* ---- what is wanted ------------------------------------------------------------------ */

static void forget(struct objectfeed *feed)
{
    if (feed->under_way != NULL)
        http_cancel(feed->http, feed->under_way);
    feed->under_way = NULL;
    free(feed->namespace);
    free(feed->name);
    feed->namespace = NULL;
    feed->name = NULL;
    feed->wanted = false;
    feed->read_wall_ms = WHEN_UNKNOWN;
    feed->err = (struct err)ERR_INIT;
    buf_clear(&feed->yaml);
    buf_clear(&feed->version);
    feed->generation++;
}

void objectfeed_free(struct objectfeed *feed)
{
    if (feed == NULL)
        return;
    forget(feed);
    buf_release(&feed->yaml);
    buf_release(&feed->version);
    free(feed);
}

void objectfeed_want(struct objectfeed *feed, const struct order *order)
{
    forget(feed);
    if (order->name == NULL || order->name[0] == '\0' || order->namespace == NULL)
        return;
    feed->kind = order->kind == ORDER_READ_GATEWAY ? KUBE_GATEWAY : KUBE_SERVICE;
    feed->namespace = mem_copy_text(order->namespace);
    feed->name = mem_copy_text(order->name);
    feed->wanted = true;
    feed->due_ms = INT64_MIN;
}

void objectfeed_look(struct objectfeed *feed, const struct view *view, int64_t now_ms)
{
    if (feed->name == NULL || feed->kind != KUBE_SERVICE || feed->wanted ||
        feed->under_way != NULL || feed->read_wall_ms == WHEN_UNKNOWN)
        return;
    const struct row *row = view_row(view, feed->namespace, feed->name);
    if (row == NULL || row->resource_version == NULL ||
        strcmp(row->resource_version, buf_text(&feed->version)) == 0)
        return;
    feed->wanted = true;
    feed->due_ms = now_ms + INTERVAL_OBJECT_MS;
}

/* ---- question and answer ------------------------------------------------------------------ */

static struct http_request *question(const struct objectfeed *feed)
{
    struct buf folder;
    struct url url;

    buf_init(&folder, LIMIT_OBJECT_PATH_BYTES);
    kube_resource_path(kube_resource_of(feed->kind), false, feed->namespace, &folder);
    url_init(&url, buf_text(&folder));
    url_segment(&url, feed->name);
    struct http_request *request = http_request_new("GET", url_text(&url));
    request->label = feed->kind == KUBE_GATEWAY ? "read gateway" : "read service";
    url_release(&url);
    buf_release(&folder);
    return request;
}

void objectfeed_work(struct objectfeed *feed, int64_t now_ms)
{
    if (!feed->wanted || feed->under_way != NULL || now_ms < feed->due_ms ||
        !kubefeed_is_ready(feed->kube))
        return;
    feed->wanted = false;
    feed->under_way = kubefeed_start(feed->kube, question(feed), feed);
}

static enum err_code read_answer(const struct http_exchange *exchange, struct buf *yaml,
                                 struct buf *version, struct err *err)
{
    if (exchange->err.code != ERR_OK) {
        *err = exchange->err;
        return err->code;
    }
    enum err_code code = refusal_of_answer(exchange, err);
    if (code != ERR_OK)
        return code;
    return readable_yaml(buf_span(&exchange->body), yaml, version, err);
}

bool objectfeed_ended(struct objectfeed *feed, const struct http_exchange *exchange,
                      int64_t wall_ms)
{
    if (exchange != feed->under_way)
        return false;
    feed->under_way = NULL;
    feed->generation++;
    calllog_add(feed->calllog, "kubernetes", exchange);
    struct buf yaml;
    struct buf version;
    buf_init(&yaml, LIMIT_OBJECT_BYTES);
    buf_init(&version, 256);
    feed->err = (struct err)ERR_INIT;
    if (read_answer(exchange, &yaml, &version, &feed->err) == ERR_OK) {
        buf_release(&feed->yaml);
        buf_release(&feed->version);
        feed->yaml = yaml;
        feed->version = version;
        feed->read_wall_ms = wall_ms;
    } else { /* what was read before stays, with its age */
        buf_release(&yaml);
        buf_release(&version);
    }
    return true;
}

int64_t objectfeed_due_ms(const struct objectfeed *feed)
{
    return feed->wanted && feed->under_way == NULL ? feed->due_ms : INT64_MAX;
}

/* ---- what is shown -------------------------------------------------------------------------- */

bool objectfeed_has_news(const struct objectfeed *feed)
{
    return feed->generation != feed->shown;
}

void objectfeed_fill(struct objectfeed *feed, struct snapshot *snapshot)
{
    char line[400];

    feed->shown = feed->generation;
    if (feed->name == NULL)
        return;
    struct object_text *object = arena_new(&snapshot->arena, sizeof *object);
    *object = (struct object_text){
        .gateway = feed->kind == KUBE_GATEWAY,
        .namespace = arena_text(&snapshot->arena, feed->namespace),
        .name = arena_text(&snapshot->arena, feed->name),
        .read_wall_ms = feed->read_wall_ms,
        .version = arena_text(&snapshot->arena, buf_text(&feed->version)),
        .error = "",
    };
    if (feed->read_wall_ms != WHEN_UNKNOWN)
        object->yaml = arena_text(&snapshot->arena, buf_text(&feed->yaml));
    if (feed->err.code != ERR_OK)
        object->error =
            arena_text(&snapshot->arena, err_line(&feed->err, line, (int)sizeof line));
    snapshot->object = object;
}
