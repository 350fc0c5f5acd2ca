/* Headers and requests as values, and what single headers mean; declared in http.h. */
#include "wire/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { RETRY_MOST_S = 24 * 60 * 60 }; /* a server that says more is not believed */

void http_headers_add(struct http_headers *headers, const char *name, const char *value)
{
    headers->at = mem_grow(headers->at, &headers->capacity, headers->count + 1,
                           sizeof *headers->at);
    headers->at[headers->count++] =
        (struct http_header){mem_copy_text(name), mem_copy_text(value)};
}

const char *http_headers_get(const struct http_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (strcasecmp(headers->at[i].name, name) == 0)
            return headers->at[i].value;
    }
    return NULL;
}

void http_headers_release(struct http_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        struct http_header *header = &headers->at[i];
        if (header->value != NULL)
            explicit_bzero(header->value, strlen(header->value));
        free(header->value);
        free(header->name);
    }
    free(headers->at);
    *headers = (struct http_headers){0};
}

/* ---- requests --------------------------------------------------------------- */

struct http_request *http_request_new(const char *method, const char *path)
{
    struct http_request *request = mem_new(sizeof *request);

    snprintf(request->method, sizeof request->method, "%s", method);
    request->path = mem_copy_text(path);
    request->label = "";
    buf_init(&request->body, LIMIT_RESPONSE_BYTES);
    return request;
}

void http_request_free(struct http_request *request)
{
    if (request == NULL)
        return;
    http_headers_release(&request->headers);
    if (request->body.at != NULL)
        explicit_bzero(request->body.at,
                       request->body.bytes); /* a login holds a password */
    buf_release(&request->body);
    free(request->path);
    free(request);
}

/* ---- single headers --------------------------------------------------------- */

static int month_from_name(struct span name)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    for (int i = 0; i < 12; i++) {
        if (span_is(name, names[i]))
            return i + 1;
    }
    return 0;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, IMF-fixdate: the one form that is sent). */
static int64_t read_date(const char *text)
{
    char rfc3339[WHEN_TEXT_BYTES];
    struct span date = span_trim(span_of(text));

    if (date.bytes != 29 || !span_ends(date, " GMT"))
        return WHEN_UNKNOWN;
    int month = month_from_name(span_make(date.at + 8, 3));
    snprintf(rfc3339, sizeof rfc3339, "%.4s-%02d-%.2sT%.8sZ", date.at + 12, month,
             date.at + 5, date.at + 17);
    return when_from_text(rfc3339);
}

int64_t http_date_ms(const struct http_headers *headers)
{
    const char *date = http_headers_get(headers, "Date");
    return date == NULL ? WHEN_UNKNOWN : read_date(date);
}

int64_t http_retry_after_ms(const struct http_headers *headers, int64_t wall_ms)
{
    const char *text = http_headers_get(headers, "Retry-After");
    int64_t seconds;

    if (text == NULL)
        return -1;
    if (span_to_range(span_trim(span_of(text)), 0, INT64_MAX, &seconds))
        return (seconds < RETRY_MOST_S ? seconds : RETRY_MOST_S) * 1000;

    int64_t date_ms = read_date(text);
    if (date_ms == WHEN_UNKNOWN)
        return -1;
    int64_t wait_ms = date_ms - wall_ms;
    if (wait_ms < 0)
        return 0;
    return wait_ms < RETRY_MOST_S * 1000LL ? wait_ms : RETRY_MOST_S * 1000LL;
}

enum err_code http_status_code(int status)
{
    switch (status) {
    case 401:
    case 403:
        return ERR_AUTH;
    case 404:
    case 410:
        return ERR_ABSENT;
    case 409:
    case 412:
        return ERR_CONFLICT;
    case 408:
    case 429:
    case 503:
        return ERR_LATER;
    default:
        break;
    }
    if (status >= 200 && status < 300)
        return ERR_OK;
    if (status >= 400 && status < 500)
        return ERR_REFUSED;
    /* 5xx: nothing usable came back. 1xx and 3xx: no API of ours ends with one. */
    return status >= 500 && status < 600 ? ERR_NET : ERR_SHAPE;
}
