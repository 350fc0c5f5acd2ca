#include "cli/plain.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/news.h"
#include "cli/options.h"
#include "base/banned.h"

/* All of a change at once, so that a log does not end in half of it. false: nobody reads. */
static bool print(struct buf *out)
{
    if (out->bytes > 0)
        fwrite(out->at, 1, out->bytes, stdout);
    buf_clear(out);
    return fflush(stdout) == 0 && ferror(stdout) == 0;
}

int plain_show(struct witness *witness)
{
    struct snapshot *before = NULL;
    struct snapshot *now;
    struct buf out;
    bool begun = false;
    bool read = true;

    buf_init(&out, LIMIT_NEWS_BYTES);
    while (read && (now = witness_next(witness, -1)) != NULL) {
        if (begun)
            news_between(before, now, &out);
        else
            news_of_sources(before, now, &out);
        if (!begun && now->complete)
            news_begin(now, &out);
        begun = begun || now->complete;
        snapshot_free(before);
        before = now;
        read = print(&out);
    }
    snapshot_free(before);
    buf_release(&out);
    return EXIT_DONE;
}
