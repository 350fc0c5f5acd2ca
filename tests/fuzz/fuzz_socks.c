/* SOCKS 5, the server's half: in pieces it understands what it understands at once. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "sim/socks.h"

struct talk {
    struct socks socks;
    enum socks_step step;
    struct buf in, out;
};

static void talk_over(struct talk *talk, const uint8_t *at, size_t bytes, size_t piece)
{
    *talk = (struct talk){.step = SOCKS_MORE};
    buf_init(&talk->in, LIMIT_KIB * 64);
    buf_init(&talk->out, LIMIT_KIB);
    while (bytes > 0 && talk->step == SOCKS_MORE) {
        size_t now = piece < bytes ? piece : bytes;
        buf_add(&talk->in, (const char *)at, now);
        talk->step = socks_feed(&talk->socks, &talk->in, &talk->out);
        at += now;
        bytes -= now;
    }
    FUZZ_CHECK(!talk->out.over);
    FUZZ_CHECK(talk->step != SOCKS_ASKED || talk->socks.host[0] != '\0');
}

static void talk_end(struct talk *talk)
{
    buf_release(&talk->in);
    buf_release(&talk->out);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct talk whole, pieces;

    if (bytes == 0 || bytes > LIMIT_KIB * 32)
        return 0;
    talk_over(&whole, at + 1, bytes - 1, bytes);
    talk_over(&pieces, at + 1, bytes - 1, fuzz_piece_bytes(at, bytes));
    FUZZ_CHECK(whole.step == pieces.step);
    FUZZ_CHECK(whole.step != SOCKS_ASKED || whole.socks.port == pieces.socks.port);
    FUZZ_CHECK(whole.step != SOCKS_ASKED ||
               strcmp(whole.socks.host, pieces.socks.host) == 0);
    talk_end(&whole);
    talk_end(&pieces);
    return 0;
}
