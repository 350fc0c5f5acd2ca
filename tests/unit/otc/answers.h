/*
 * answers.h - exchanges made by hand: what a request would have brought back.
 */
#ifndef ELBTOP_TESTS_OTC_ANSWERS_H
#define ELBTOP_TESTS_OTC_ANSWERS_H

#include "wire/http.h"

/* Free with answer_free; the request it answers is borrowed and may be NULL. */
struct http_exchange *an_answer(int status, const char *body);
struct http_exchange *an_answer_from_file(int status,
                                          const char *name); /* tests/data/otc/ */
struct http_exchange *a_cut(enum http_cut cut);              /* no answer came */
void answer_header(struct http_exchange *answer, const char *name, const char *value);
void answer_free(struct http_exchange *answer);

/* The text of a file below tests/data/otc/; ends the test when it is not there. */
struct buf data_text(const char *name);

#endif
