/*
 * Writes the pictures of the manual into a folder: `make pictures`. What is on them is said in
 * gallery.c; that the committed ones are those of this screen, in test_pictures.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "screen/gallery.h"

#include "base/banned.h"

static bool save(const struct gallery *gallery, size_t index, const char *folder)
{
    struct buf out;
    char path[512];

    buf_init(&out, LIMIT_PICTURE_BYTES);
    gallery_draw(gallery, index, &out);
    snprintf(path, sizeof path, "%s/%s.svg", folder, gallery_name(index));
    FILE *file = fopen(path, "w");
    bool saved = file != NULL && fwrite(buf_text(&out), 1, out.bytes, file) == out.bytes;
    saved = file != NULL && fclose(file) == 0 && saved;
    if (saved)
        printf("%s\n", path);
    else
        perror(path);
    buf_release(&out);
    return saved;
}

int main(int count, char **words)
{
    int status = 0;

    if (count != 2) {
        fputs("usage: pictures FOLDER\n", stderr);
        return 2;
    }
    struct gallery *gallery = gallery_new();
    if (gallery == NULL)
        return 1;
    for (size_t i = 0; i < gallery_count(); i++) {
        if (!save(gallery, i, words[1]))
            status = 1;
    }
    gallery_free(gallery);
    return status;
}
