/*
 * members.h - a walk over the members of one JSON object, without a tree: keys and values as
 * they stand in the text.
 *
 *     members_begin(&members, text);
 *     while (members_next(&members, &key, &value))
 *         …
 *     if (!members_is_whole(&members))
 *         …
 *
 * For the few places that want one field of a text that somebody else parses, or nobody. A
 * nested value is passed over by counting brackets outside of strings; what is inside of it
 * is checked by whoever parses it.
 */
#ifndef ELBTOP_WIRE_MEMBERS_H
#define ELBTOP_WIRE_MEMBERS_H

#include <stdbool.h>

#include "base/span.h"

struct members {
    struct span rest;
    bool begun; /* the bracket that opens was seen */
    bool ended; /* the bracket that closes was seen */
    bool first; /* no comma is due yet */
};

/* The text is borrowed for the whole walk. */
void members_begin(struct members *members, struct span text);

/*
 * false: there is no further member, or the text is broken here. The key is without its
 * quotes; a value is as it stands, a string with its quotes. Escapes are untouched.
 */
bool members_next(struct members *members, struct span *ret_key, struct span *ret_value);

/* After the last member: it was one object, and nothing but blanks stand behind it. */
bool members_is_whole(const struct members *members);

/* What stands between the quotes of a value; false when it is not a string. */
bool members_string(struct span value, struct span *ret_text);

#endif
