/*
 * secret.h - a text that cannot be printed by accident and is wiped at its end.
 *
 * The bytes are reached only with secret_reveal(), which is easy to search for: at most
 * the places that put a header together or sign.
 */
#ifndef ELBTOP_WIRE_SECRET_H
#define ELBTOP_WIRE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
    char *hidden; /* NULL: not set */
    size_t bytes;
};

void secret_set(struct secret *secret, const char *text, size_t bytes);
void secret_set_text(struct secret *secret, const char *text); /* NULL: not set */
void secret_copy(struct secret *to, const struct secret *from);
void secret_wipe(struct secret *secret);
bool secret_is_set(const struct secret *secret);
const char *secret_reveal(const struct secret *secret); /* NULL when not set */

#endif
