/*
 * page.h - fetches the page behind a public address, as somebody outside would.
 */
#ifndef ELBTOP_CLI_PAGE_H
#define ELBTOP_CLI_PAGE_H

#include <stdint.h>

/*
 * Prints the request, its status and the first lines of the page. proxy: NULL or "": straight.
 * Returns the exit status: EXIT_FAILED when no 2xx or 3xx came.
 */
int page_show(const char *address, uint16_t port, const char *proxy);

#endif
