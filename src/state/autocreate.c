#include "state/autocreate.h"

#include "wire/members.h"

#include "base/banned.h"

struct autocreate autocreate_read(const char *text)
{
    struct autocreate out = {.name = span_make("", 0)};
    struct members members;
    struct span key;
    struct span value;
    struct span word;

    members_begin(&members, span_of(text));
    while (members_next(&members, &key, &value)) {
        if (!members_string(value, &word))
            continue;
        if (span_is(key, "type"))
            out.public = span_is(word, "public");
        if (span_is(key, "name"))
            out.name = word;
    }
    out.readable = members_is_whole(&members);
    return out.readable ? out : (struct autocreate){.name = span_make("", 0)};
}
