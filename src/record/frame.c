#include "record/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

enum { ALLOCATION_BYTES = 16 }; /* what malloc takes for itself */

static struct kept keep(struct span text)
{
    return (struct kept){.at = mem_copy_bytes(text.at, text.bytes),
                         .bytes = (uint32_t)text.bytes};
}

uint64_t frame_hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;

    if (text == NULL || text[0] == '\0')
        return 0;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

struct frame *frame_new(enum line_op op, enum kube_kind kind, uint64_t key,
                        struct span members, int64_t wall_ms)
{
    struct frame *frame = mem_new(sizeof *frame);

    frame->op = (unsigned char)op;
    frame->kind = (unsigned char)kind;
    frame->key = key;
    frame->wall_ms = wall_ms;
    frame->kept = keep(members);
    return frame;
}

void frame_free(struct frame *frame)
{
    if (frame == NULL)
        return;
    free(frame->kept.at);
    free(frame->pages);
    free(frame);
}

size_t frame_bytes(const struct frame *frame)
{
    return sizeof *frame + frame->kept.bytes + frame->page_count * sizeof(struct page *) +
           (size_t)(frame->page_count > 0 ? 3 : 2) * ALLOCATION_BYTES;
}

struct page *page_new(struct span members, const unsigned char digest[SHA256_BYTES])
{
    struct page *page = mem_new(sizeof *page);

    page->refs = 1;
    page->kept = keep(members);
    memcpy(page->digest, digest, SHA256_BYTES);
    return page;
}

void page_free(struct page *page)
{
    if (page == NULL)
        return;
    free(page->kept.at);
    free(page);
}

size_t page_bytes(const struct page *page)
{
    return sizeof *page + page->kept.bytes + 2 * ALLOCATION_BYTES;
}

void kept_pack(struct kept *kept, struct packer *packer, struct span like)
{
    struct buf packed;

    if (kept->text_bytes != 0 || kept->bytes == 0)
        return;
    buf_init(&packed, kept->bytes + 64 * LIMIT_KIB);
    packer_pack(packer, span_make(kept->at, kept->bytes), like, &packed);
    char *at = mem_copy_bytes(buf_text(&packed), packed.bytes); /* no larger than it is */
    free(kept->at);
    *kept = (struct kept){
        .at = at, .bytes = (uint32_t)packed.bytes, .text_bytes = kept->bytes};
    buf_release(&packed);
}

bool kept_text(const struct kept *kept, struct packer *packer, struct span like,
               struct buf *out)
{
    if (kept->text_bytes == 0)
        return buf_add(out, kept->at, kept->bytes);
    return packer_unpack(packer, span_make(kept->at, kept->bytes), like, out);
}
