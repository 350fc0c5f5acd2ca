/*
 * outlook.h - what becomes of a Service if one goes on waiting.
 *
 * The cloud controller tries again by itself, so most failures are worth waiting through.
 * Some are not: only a person can change the cause, and waiting shows nothing new.
 */
#ifndef ELBTOP_ACT_OUTLOOK_H
#define ELBTOP_ACT_OUTLOOK_H

#include "state/row.h"

enum outlook {
    OUTLOOK_OPEN,     /* on its way, or tried again by itself */
    OUTLOOK_READY,    /* all that was wanted is there */
    OUTLOOK_HOPELESS, /* nothing changes until a person acts */
};

enum outlook outlook_of(const struct row *row);

/*
 * "FAILED at 4d listener (ccm->otc-api): ELB.8907: port 9000 …": where a row stands, in one
 * line, for those who waited.
 */
const char *outlook_words(const struct row *row, char *out, size_t out_bytes);

#endif
