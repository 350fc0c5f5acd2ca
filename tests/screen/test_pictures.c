/*
 * The pictures of the manual are what the present screen draws, byte for byte: nothing of the
 * machine is in them. After a change of the screen `make pictures` draws them anew.
 */
#include "lib/check.h"

#include <dirent.h>

#include "base/limits.h"
#include "screen/gallery.h"

#include "base/banned.h"

static const char *folder(void)
{
    static char path[512];
    const char *top = getenv("TOP_SRCDIR");

    snprintf(path, sizeof path, "%s/doc/pictures", top == NULL ? "." : top);
    return path;
}

static void draw(const struct gallery *gallery, size_t index, struct buf *out)
{
    buf_init(out, LIMIT_PICTURE_BYTES);
    gallery_draw(gallery, index, out);
    assert_false(out->over);
    assert_true(out->bytes > 0);
}

static void read_committed(const char *name, struct buf *out)
{
    char path[600];
    char bytes[1 << 14];
    size_t count;

    buf_init(out, LIMIT_PICTURE_BYTES);
    snprintf(path, sizeof path, "%s/%s.svg", folder(), name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s is not there: make pictures", path);
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(out, bytes, count);
    fclose(file);
}

/* The number of the line in which they begin to differ; 0: they are the same. */
static int line_of_difference(const struct buf *a, const struct buf *b)
{
    const char *left = buf_text(a);
    const char *right = buf_text(b);
    size_t at = 0;
    int line = 1;

    while (at < a->bytes && at < b->bytes && left[at] == right[at])
        line += left[at++] == '\n';
    return at == a->bytes && at == b->bytes ? 0 : line;
}

static void pictures_are_those_of_this_screen(void **state)
{
    struct gallery *gallery = gallery_new();
    (void)state;
    assert_non_null(gallery);

    for (size_t i = 0; i < gallery_count(); i++) {
        struct buf drawn;
        struct buf committed;
        draw(gallery, i, &drawn);
        read_committed(gallery_name(i), &committed);
        int line = line_of_difference(&drawn, &committed);
        if (line > 0)
            fail_msg("doc/pictures/%s.svg is not what the screen draws now, from line "
                     "%d on: make pictures, and look at the difference",
                     gallery_name(i), line);
        buf_release(&drawn);
        buf_release(&committed);
    }
    gallery_free(gallery);
}

static void pictures_are_the_same_when_drawn_again(void **state)
{
    struct gallery *one = gallery_new();
    struct gallery *other = gallery_new();
    (void)state;
    assert_non_null(one);
    assert_non_null(other);

    for (size_t i = 0; i < gallery_count(); i++) {
        struct buf first;
        struct buf second;
        draw(one, i, &first);
        draw(other, i, &second);
        assert_int_equal(line_of_difference(&first, &second), 0);
        buf_release(&first);
        buf_release(&second);
    }
    gallery_free(one);
    gallery_free(other);
}

static bool is_drawn(const char *file)
{
    for (size_t i = 0; i < gallery_count(); i++) {
        size_t bytes = strlen(gallery_name(i));
        if (strncmp(file, gallery_name(i), bytes) == 0 &&
            strcmp(file + bytes, ".svg") == 0)
            return true;
    }
    return false;
}

static void pictures_that_nobody_draws_are_not_kept(void **state)
{
    DIR *files = opendir(folder());
    (void)state;
    assert_non_null(files);

    for (struct dirent *file; (file = readdir(files)) != NULL;) {
        if (file->d_name[0] != '.' && !is_drawn(file->d_name))
            fail_msg("doc/pictures/%s: nothing draws it", file->d_name);
    }
    closedir(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_those_of_this_screen),
        cmocka_unit_test(pictures_are_the_same_when_drawn_again),
        cmocka_unit_test(pictures_that_nobody_draws_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
