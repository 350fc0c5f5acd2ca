#include "wire/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void secret_set(struct secret *secret, const char *text, size_t bytes)
{
    /* Copied before the old one goes: `text` may lie inside it. */
    char *copy = mem_copy_bytes(text, bytes);

    secret_wipe(secret);
    secret->hidden = copy;
    secret->bytes = bytes;
}

void secret_set_text(struct secret *secret, const char *text)
{
    if (text == NULL)
        secret_wipe(secret);
    else
        secret_set(secret, text, strlen(text));
}

void secret_copy(struct secret *to, const struct secret *from)
{
    if (from->hidden == NULL)
        secret_wipe(to);
    else
        secret_set(to, from->hidden, from->bytes);
}

void secret_wipe(struct secret *secret)
{
    if (secret->hidden != NULL)
        explicit_bzero(secret->hidden, secret->bytes);
    free(secret->hidden);
    *secret = (struct secret){0};
}

bool secret_is_set(const struct secret *secret)
{
    return secret->hidden != NULL;
}

const char *secret_reveal(const struct secret *secret)
{
    return secret->hidden;
}
