/*
 * lists.h - the list calls of ELB and EIP as the documents describe them, over trees of a
 * file: paging in all the ways that are in use, and regions that lack some of the calls.
 */
#ifndef ELBTOP_TESTS_OTC_LISTS_H
#define ELBTOP_TESTS_OTC_LISTS_H

#include <jansson.h>
#include <stdbool.h>

#include "wire/http.h"

enum page_style {
    PAGES_MARKED, /* next_marker also on the last page: OTC */
    PAGES_ENDED,  /* next_marker only when there is a next page: Swiss OTC */
    PAGES_BARE,   /* no page_info at all: EIP v1 */
    PAGES_LINKED, /* links to internal hosts: ELB v2.0 */
    PAGES_DEAF,   /* the marker is ignored: the first page for ever */
    PAGES_STYLE_COUNT
};

struct lists {
    json_t *tree; /* {"v3":{"loadbalancers":[…],…},"v2.0":{…},"v1":{…}}; owned */
    enum page_style style;
    bool no_v3;
    bool no_v2;
    bool no_members;       /* no list of the project's members */
    bool forbid_members;   /* 403 for members in every form */
    const char *gone_pool; /* 404 for the members of this pool */
    bool no_bandwidths;
    int fail_at; /* answers this call, counted from 1, with fail_status */
    int fail_status;
    int calls;
};

void lists_init(struct lists *lists, const char *file); /* of tests/data/otc/ */
void lists_release(struct lists *lists);

/* The answer to a GET; free with answer_free. */
struct http_exchange *lists_answer(struct lists *lists,
                                   const struct http_request *request);

#endif
