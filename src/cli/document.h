/*
 * document.h - the JSON document of a list: what `elbtop get KIND -o json` prints, and what
 * `:w FILE.json` writes on the screen.
 */
#ifndef ELBTOP_CLI_DOCUMENT_H
#define ELBTOP_CLI_DOCUMENT_H

#include <jansson.h>

#include "base/buf.h"
#include "cli/kinds.h"

/*
 * Hands the document to `sink` in pieces, item by item, so that 10,000 Services are not one
 * tree in memory. What a sink returns is not looked at: it keeps its own account of trouble.
 */
void document_print(const struct kind *kind, const struct view *view,
                    const struct kind_list *list, json_dump_callback_t sink, void *ctx);

/*
 * The same of some things of the view only, in their order: `at` are the rows, ELBs, EIPs ..
 * of that kind. What is not of the view is left out.
 */
void document_of(const struct kind *kind, const struct view *view, const void *const *at,
                 size_t count, struct buf *out);

#endif
