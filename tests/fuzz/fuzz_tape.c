/*
 * A recording: whatever its lines say, it is refused with a word or it plays to its end and
 * back. The input is the text, which is compressed here: a fuzzer finds no check sums.
 */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "record/deck.h"
#include "record/zip.h"

static bool add(void *ctx, const char *at, size_t bytes)
{
    return buf_add(ctx, at, bytes);
}

static void pack(struct span text, struct buf *ret_gz)
{
    struct gzip *gzip = gzip_new(add, ret_gz);

    gzip_feed(gzip, text);
    gzip_end(gzip);
    gzip_free(gzip);
}

static void play(const struct tape *tape)
{
    struct deck *deck = deck_new(tape);

    for (int i = 0; i < 3; i++)
        deck_next(deck);
    deck_back(deck);
    deck_go(deck, tape->header.to_wall_ms);
    FUZZ_CHECK(deck_is_at_end(deck));
    struct view *view = deck_view(deck);
    FUZZ_CHECK(view->wall_ms == tape->header.to_wall_ms);
    view_free(view);
    deck_free(deck);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct tape *tape = NULL;
    struct err err = ERR_INIT;
    struct buf gz;

    buf_init(&gz, LIMIT_TAPE_FILE_BYTES);
    pack(fuzz_text(at, bytes), &gz);
    if (tape_read(buf_span(&gz), "f", &tape, &err) == ERR_OK)
        play(tape);
    else
        FUZZ_CHECK(tape == NULL && err.code != ERR_OK && err.text[0] != '\0');
    tape_free(tape);
    err_clear(&err);
    tape = NULL;
    if (tape_read(fuzz_text(at, bytes), "f", &tape, &err) == ERR_OK)
        tape_free(tape); /* the input is a file itself */
    buf_release(&gz);
    return 0;
}
