#include "unit/otc/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

struct http_exchange *an_answer(int status, const char *body)
{
    struct http_exchange *answer = mem_new(sizeof *answer);

    answer->err = (struct err)ERR_INIT;
    answer->status = status;
    answer->connected = true;
    buf_init(&answer->body, LIMIT_RESPONSE_BYTES);
    buf_add_text(&answer->body, body);
    return answer;
}

struct buf data_text(const char *name)
{
    struct buf path;
    struct buf text;
    struct err err = ERR_INIT;
    const char *top = getenv("TOP_SRCDIR");

    buf_init(&path, 4096);
    buf_print(&path, "%s/tests/data/otc/%s", top == NULL ? "." : top, name);
    if (file_read(buf_text(&path), LIMIT_FILE_BYTES, &text, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    buf_release(&path);
    return text;
}

struct http_exchange *an_answer_from_file(int status, const char *name)
{
    struct buf text = data_text(name);
    struct http_exchange *answer = an_answer(status, buf_text(&text));

    buf_release(&text);
    return answer;
}

struct http_exchange *a_cut(enum http_cut cut)
{
    struct http_exchange *answer = an_answer(0, "");

    answer->connected = false;
    answer->cut = cut;
    err_set(&answer->err, ERR_NET, "nothing came back");
    return answer;
}

void answer_header(struct http_exchange *answer, const char *name, const char *value)
{
    http_headers_add(&answer->headers, name, value);
}

void answer_free(struct http_exchange *answer)
{
    http_headers_release(&answer->headers);
    buf_release(&answer->body);
    free(answer);
}
