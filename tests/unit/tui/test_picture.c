/* Screens as files: what is drawn is what was seen, and any viewer can read it. */
#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/check.h"
#include "lib/prop.h"
#include "base/limits.h"
#include "tui/save.h"

#include "base/banned.h"

/* ---- is it XML? ---- */

enum { DEPTH_MOST = 16 };

struct reader {
    struct span rest;
    size_t depth;
    struct span open[DEPTH_MOST];
};

static bool is_entity(struct span text)
{
    return span_starts(text, "&amp;") || span_starts(text, "&lt;") ||
           span_starts(text, "&gt;");
}

static const char *read_text(struct reader *reader)
{
    while (reader->rest.bytes > 0 && reader->rest.at[0] != '<') {
        unsigned char byte = (unsigned char)reader->rest.at[0];
        if (byte == '&' && !is_entity(reader->rest))
            return "a bare &";
        if (byte < 0x20 && byte != '\n')
            return "a control character";
        reader->rest = span_skip(reader->rest, 1);
    }
    return NULL;
}

static const char *read_tag(struct reader *reader)
{
    struct span tag;
    struct span name;

    reader->rest = span_skip(reader->rest, 1);
    if (!span_cut(&reader->rest, '>', &tag) || memchr(tag.at, '<', tag.bytes) != NULL)
        return "an unfinished tag";
    if (span_starts(tag, "/")) {
        tag = span_skip(tag, 1);
        if (reader->depth == 0 || tag.bytes != reader->open[reader->depth - 1].bytes ||
            memcmp(tag.at, reader->open[reader->depth - 1].at, tag.bytes) != 0)
            return "an end without its beginning";
        reader->depth--;
        return NULL;
    }
    if (span_ends(tag, "/"))
        return NULL;
    span_cut(&tag, ' ', &name);
    if (reader->depth == DEPTH_MOST)
        return "too deep";
    reader->open[reader->depth++] = name;
    return NULL;
}

/* NULL when well-formed, as far as our drawings use XML. */
static const char *xml_broken(struct span text)
{
    struct reader reader = {.rest = text};
    const char *broken = NULL;

    while (broken == NULL && reader.rest.bytes > 0)
        broken = reader.rest.at[0] == '<' ? read_tag(&reader) : read_text(&reader);
    return broken != NULL ? broken : reader.depth > 0 ? "no end" : NULL;
}

/* ---- drawings ---- */

struct studio {
    struct grid grid;
    struct buf out;
};

static void open_studio(struct studio *studio, int rows, int cols)
{
    grid_init(&studio->grid, rows, cols, false);
    buf_init(&studio->out, LIMIT_PICTURE_BYTES);
}

static void close_studio(struct studio *studio)
{
    grid_release(&studio->grid);
    buf_release(&studio->out);
}

static const char *drawn(struct studio *studio, enum picture_kind kind, const char *theme)
{
    buf_clear(&studio->out);
    picture_draw(kind, &studio->grid, theme_find(theme), "a <title> & more",
                 &studio->out);
    return buf_text(&studio->out);
}

static void holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no %s in\n%s", part, text);
}

static void holds_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("%s in\n%s", part, text);
}

static void picture_places_what_stands_behind_a_wide_sign(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 2, 8);

    canvas_text(canvas_of(&studio.grid), 1, 0, LOOK_PLAIN,
                "a\xe4\xb8\xad"
                "b");

    const char *svg = drawn(&studio, PICTURE_SVG, "default");
    holds(svg, "<text x=\"9\" y=\"41\" textLength=\"9\" fill=\"#d6d9de\">a</text>");
    holds(
        svg,
        "<text x=\"18\" y=\"41\" textLength=\"18\" fill=\"#d6d9de\">\xe4\xb8\xad</text>");
    holds(svg, "<text x=\"36\" y=\"41\" textLength=\"9\" fill=\"#d6d9de\">b</text>");
    close_studio(&studio);
}

static void picture_has_the_colours_of_the_theme(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 1, 20);
    canvas_text(canvas_of(&studio.grid), 0, 0, LOOK_BAD, "FAILED");
    canvas_text(canvas_of(&studio.grid), 0, 8, LOOK_LOST, "LOST");

    const char *svg = drawn(&studio, PICTURE_SVG, "default");
    holds(svg, "fill=\"#ff6b6b\" font-weight=\"bold\">FAILED");
    holds(svg, "<rect x=\"81\" y=\"9\" width=\"36\" height=\"18\" fill=\"#d6d9de\"/>");
    holds(svg, "fill=\"#1b1e23\">LOST");
    svg = drawn(&studio, PICTURE_SVG, "mono");
    holds_not(svg, "#ff6b6b");
    holds(svg, "text-decoration=\"underline\">FAILED");
    svg = drawn(&studio, PICTURE_SVG, "light");
    holds(svg, "rx=\"6\" fill=\"#ffffff\"");
    close_studio(&studio);
}

static void picture_for_terminals_has_styles_and_ends_them(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 2, 6);
    canvas_text(canvas_of(&studio.grid), 0, 0, LOOK_BAD, "no");

    assert_string_equal(drawn(&studio, PICTURE_ANSI, "default"),
                        "\x1b[0;1;31mno\x1b[0m    \x1b[0m\n      \x1b[0m\n");
    close_studio(&studio);
}

/* ---- pages ---- */

static void picture_as_a_page_has_a_class_for_each_meaning(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 1, 24);
    canvas_text(canvas_of(&studio.grid), 0, 0, LOOK_BAD, "FAILED");
    canvas_text(canvas_of(&studio.grid), 0, 8, LOOK_LOST, "LOST");
    canvas_text(canvas_of(&studio.grid), 0, 14, LOOK_BAD, "old");
    canvas_note(canvas_of(&studio.grid), 0, 14, 3, CELL_OLD | CELL_CHANGED);

    const char *page = drawn(&studio, PICTURE_HTML, "default");
    holds(page, "<span class=\"bad\">FAILED</span><span class=\"plain\">  </span>"
                "<span class=\"lost\">LOST</span>");
    holds(page, "<span class=\"bad changed old\">old</span>");
    holds(page, ".bad{color:#ff6b6b;font-weight:bold}");
    holds(page, ".lost{color:#1b1e23;background:#d6d9de}");
    holds(page, ".bad.changed.old{color:#1b1e23;background:#ff6b6b}");
    holds_not(page, ".warn{");
    holds(page, "<title>a &lt;title&gt; &amp; more</title>");
    page = drawn(&studio, PICTURE_HTML, "mono");
    holds(page, ".bad{color:#d6d9de;font-weight:bold;text-decoration:underline}");
    page = drawn(&studio, PICTURE_HTML, "light");
    holds(page, "body{background:#ffffff");
    close_studio(&studio);
}

static void picture_as_a_page_cannot_be_taken_over_by_its_text(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 2, 60);
    canvas_text(canvas_of(&studio.grid), 0, 0, LOOK_PLAIN,
                "</pre><script>alert('x')</script>&amp;<img src=x onerror=y>");
    canvas_text(canvas_of(&studio.grid), 1, 0, LOOK_PLAIN, "a\x1b[31mb</style>");

    const char *page = drawn(&studio, PICTURE_HTML, "default");
    holds(page,
          "&lt;/pre&gt;&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;&lt;img src=x");
    holds_not(page, "<script");
    holds_not(page, "<img");
    holds_not(page, "\x1b");
    holds(page, "default-src 'none'");
    close_studio(&studio);
}

static void picture_as_a_page_keeps_signs_in_their_cells(void **state)
{
    (void)state;
    struct studio studio;
    open_studio(&studio, 1, 4);
    canvas_text(canvas_of(&studio.grid), 0, 0, LOOK_PLAIN, "\xe2\x9c\x93\xe4\xb8\xad");

    holds(drawn(&studio, PICTURE_HTML, "default"),
          "<pre>\n<span class=\"plain\"><span class=\"one\">\xe2\x9c\x93</span>"
          "<span class=\"two\">\xe4\xb8\xad</span> </span>\n</pre>");
    close_studio(&studio);
}

static void scribble(struct prop *prop, struct grid *grid)
{
    static const char *const texts[] = {
        "&<>\"'",       "x",         "  ",   "\xe4\xb8\xad\xe6\x96\x87",
        "\xe2\x9c\x93", "e\xcc\x81", "READY"};

    for (int i = 0; i < 30; i++) {
        int row = (int)prop_below(prop, (size_t)grid->rows);
        int col = (int)prop_below(prop, (size_t)grid->cols);
        canvas_text(canvas_of(grid), row, col, (enum look)prop_below(prop, LOOK_COUNT),
                    texts[prop_below(prop, ARRAY_COUNT(texts))]);
        canvas_note(canvas_of(grid), row, col, 3, (unsigned)prop_below(prop, 16));
    }
    grid_at(grid, 0, 0)->point = (uint32_t)prop_below(prop, 0x20); /* none of ours */
}

/* Without its escape sequences it is the screen as text, but for blanks at line ends. */
static void strip(const char *text, struct buf *out)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '\x1b')
            i += strcspn(text + i, "m");
        else if (text[i] == '\n') {
            while (out->bytes > 0 && out->at[out->bytes - 1] == ' ')
                buf_cut(out, out->bytes - 1);
            buf_add_byte(out, '\n');
        } else
            buf_add_byte(out, text[i]);
    }
}

static void picture_is_whole_whatever_the_screen_holds(void **state)
{
    (void)state;
    struct prop prop;
    prop_start(&prop);

    for (int i = 0; i < prop_rounds(200); i++) {
        struct studio studio;
        struct buf stripped;
        struct buf plain;
        open_studio(&studio, 1 + (int)prop_below(&prop, 9),
                    1 + (int)prop_below(&prop, 40));
        scribble(&prop, &studio.grid);
        const char *svg = drawn(&studio, PICTURE_SVG, "default");
        const char *broken = xml_broken(span_of(svg));
        if (broken != NULL)
            fail_msg("%s in\n%s", broken, svg);
        const char *page = drawn(&studio, PICTURE_HTML, "contrast");
        broken = xml_broken(span_of(page + strlen("<!DOCTYPE html>")));
        if (broken != NULL)
            fail_msg("%s in\n%s", broken, page);

        buf_init(&stripped, 1 << 20);
        buf_init(&plain, 1 << 20);
        grid_at(&studio.grid, 0, 0)->point = '.';
        strip(drawn(&studio, PICTURE_ANSI, "dark"), &stripped);
        grid_print(&studio.grid, &plain);
        assert_string_equal(buf_text(&stripped), buf_text(&plain));
        buf_release(&stripped);
        buf_release(&plain);
        close_studio(&studio);
    }
}

static void picture_kind_is_told_by_the_ending(void **state)
{
    (void)state;

    assert_int_equal(picture_kind_of("/tmp/a.b/x.svg"), PICTURE_SVG);
    assert_int_equal(picture_kind_of("ans"), PICTURE_ANSI);
    assert_int_equal(picture_kind_of("x.txt"), PICTURE_TEXT);
    assert_int_equal(picture_kind_of("x.html"), PICTURE_HTML);
    assert_int_equal(picture_kind_of("x.png"), PICTURE_KIND_COUNT);
    assert_int_equal(picture_kind_of(""), PICTURE_KIND_COUNT);
}

/* ---- files ---- */

struct desk {
    struct studio studio;
    char folder[64];
    char path[SAVE_PATH_BYTES];
    struct err err;
    const struct buf *data;
};

static void open_desk(struct desk *desk)
{
    *desk = (struct desk){.folder = "/tmp/elbtop-save-XXXXXX", .err = ERR_INIT};
    open_studio(&desk->studio, 2, 10);
    assert_non_null(mkdtemp(desk->folder));
    canvas_text(canvas_of(&desk->studio.grid), 0, 0, LOOK_PLAIN, "hello");
    setenv("XDG_STATE_HOME", desk->folder, 1);
    setenv("TZ", "UTC", 1);
}

static int drop(const char *path, const struct stat *entry, int kind, struct FTW *at)
{
    (void)entry, (void)kind, (void)at;
    return remove(path);
}

static void close_desk(struct desk *desk)
{
    assert_int_equal(nftw(desk->folder, drop, 8, FTW_DEPTH | FTW_PHYS), 0);
    close_studio(&desk->studio);
}

static enum err_code save_as(struct desk *desk, const char *where, bool overwrite)
{
    struct save save = {.grid = &desk->studio.grid,
                        .data = desk->data,
                        .theme = theme_find("default"),
                        .wall_ms = INT64_C(1763813071000),
                        .where = where,
                        .overwrite = overwrite};

    desk->err = (struct err)ERR_INIT;
    return save_screen(&save, desk->path, &desk->err);
}

static const char *content(const struct desk *desk)
{
    static char text[4096];
    FILE *file = fopen(desk->path, "r");

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void save_goes_under_the_state_directory_by_itself(void **state)
{
    (void)state;
    struct desk desk;
    struct stat entry;
    open_desk(&desk);

    assert_int_equal(save_as(&desk, NULL, false), ERR_OK);
    holds(desk.path, "/elbtop/screens/20251122-120431.txt");
    assert_string_equal(content(&desk), "hello\n\n");
    assert_int_equal(stat(desk.path, &entry), 0);
    assert_int_equal(entry.st_mode & 0777, 0600);

    assert_int_equal(save_as(&desk, "svg", false), ERR_OK);
    holds(desk.path, "/elbtop/screens/20251122-120431.svg");
    holds(content(&desk), ">hello</text>");
    close_desk(&desk);
}

static void save_as_data_is_for_lists(void **state)
{
    (void)state;
    struct desk desk;
    struct buf data;
    open_desk(&desk);

    assert_int_equal(save_as(&desk, "json", false), ERR_LOCAL);
    holds(desk.err.text, "this view is no list for .json; .txt .ans .svg .html save it");
    buf_init(&data, 100);
    buf_add_text(&data, "{}\n");
    desk.data = &data;
    assert_int_equal(save_as(&desk, "json", false), ERR_OK);

    holds(desk.path, "/elbtop/screens/20251122-120431.json");
    assert_string_equal(content(&desk), "{}\n");
    assert_int_equal(save_as(&desk, "txt", false), ERR_OK);
    assert_string_equal(content(&desk), "hello\n\n");
    buf_release(&data);
    close_desk(&desk);
}

static void save_twice_in_a_second_makes_two_files(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    assert_int_equal(save_as(&desk, NULL, false), ERR_OK);
    canvas_text(canvas_of(&desk.studio.grid), 0, 0, LOOK_PLAIN, "again");
    assert_int_equal(save_as(&desk, "", false), ERR_OK);

    holds(desk.path, "/elbtop/screens/20251122-120431-2.txt");
    assert_string_equal(content(&desk), "again\n\n");
    snprintf(strstr(desk.path, "-2.txt"), 8, ".txt");
    assert_string_equal(content(&desk), "hello\n\n");
    close_desk(&desk);
}

static size_t files_of(const struct desk *desk)
{
    DIR *files = opendir(desk->folder);
    size_t count = 0;

    assert_non_null(files);
    for (struct dirent *file; (file = readdir(files)) != NULL;)
        count += file->d_name[0] != '.';
    closedir(files);
    return count;
}

/* A disk that is full in the middle: here a limit for files does the same. */
static enum err_code save_on_a_full_disk(struct desk *desk, const char *where,
                                         bool overwrite)
{
    struct rlimit before;
    struct rlimit full;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    full = before;
    full.rlim_cur = 5;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
    enum err_code code = save_as(desk, where, overwrite);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    return code;
}

static void save_leaves_no_half_of_a_file(void **state)
{
    (void)state;
    struct desk desk;
    char where[128];
    open_desk(&desk);
    snprintf(where, sizeof where, "%s/mine.txt", desk.folder);

    assert_int_equal(save_on_a_full_disk(&desk, where, false), ERR_LOCAL);
    holds(desk.err.text, "mine.txt: File too large");
    assert_int_equal(files_of(&desk), 0);
    assert_int_equal(save_as(&desk, where, false), ERR_OK);
    canvas_text(canvas_of(&desk.studio.grid), 0, 0, LOOK_PLAIN, "again");
    assert_int_equal(save_on_a_full_disk(&desk, where, true), ERR_LOCAL);

    assert_int_equal(files_of(&desk), 1);
    assert_string_equal(content(&desk), "hello\n\n");
    close_desk(&desk);
}

static void save_over_a_file_keeps_its_rights_and_its_links(void **state)
{
    (void)state;
    struct desk desk;
    char where[128];
    char link[128];
    struct stat entry;
    open_desk(&desk);
    snprintf(where, sizeof where, "%s/mine.txt", desk.folder);
    snprintf(link, sizeof link, "%s/link.txt", desk.folder);
    assert_int_equal(save_as(&desk, where, false), ERR_OK);
    assert_int_equal(chmod(where, 0644), 0);
    assert_int_equal(symlink("mine.txt", link), 0);
    canvas_text(canvas_of(&desk.studio.grid), 0, 0, LOOK_PLAIN, "again");

    assert_int_equal(save_as(&desk, link, false), ERR_LOCAL);
    assert_int_equal(save_as(&desk, link, true), ERR_OK);

    assert_int_equal(lstat(link, &entry), 0);
    assert_true(S_ISLNK(entry.st_mode));
    assert_int_equal(stat(where, &entry), 0);
    assert_int_equal(entry.st_mode & 0777, 0644);
    assert_string_equal(content(&desk), "again\n\n");
    close_desk(&desk);
}

static void save_writes_over_files_only(void **state)
{
    (void)state;
    struct desk desk;
    char where[128];
    open_desk(&desk);
    snprintf(where, sizeof where, "%s/folder.txt", desk.folder);
    assert_int_equal(mkdir(where, 0700), 0);

    assert_int_equal(save_as(&desk, where, true), ERR_LOCAL);
    holds(desk.err.text, "folder.txt is no file");
    assert_int_equal(save_as(&desk, where, false), ERR_LOCAL);
    close_desk(&desk);
}

static void save_does_not_write_over_a_named_file(void **state)
{
    (void)state;
    struct desk desk;
    char where[128];
    open_desk(&desk);
    snprintf(where, sizeof where, "%s/mine.ans", desk.folder);

    assert_int_equal(save_as(&desk, where, false), ERR_OK);
    assert_int_equal(save_as(&desk, where, false), ERR_LOCAL);
    holds(desk.err.text, "mine.ans is there already; :w! writes over it");
    assert_int_equal(save_as(&desk, where, true), ERR_OK);
    close_desk(&desk);
}

static void save_says_which_endings_it_knows(void **state)
{
    (void)state;
    struct desk desk;
    open_desk(&desk);

    assert_int_equal(save_as(&desk, "shot.png", false), ERR_LOCAL);
    holds(desk.err.text, "the name ends in .txt, .ans, .svg, .html or .json");
    assert_int_equal(save_as(&desk, "/nonexistent/x.svg", false), ERR_LOCAL);
    holds(desk.err.text, "/nonexistent/x.svg: No such file or directory");
    close_desk(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture_places_what_stands_behind_a_wide_sign),
        cmocka_unit_test(picture_has_the_colours_of_the_theme),
        cmocka_unit_test(picture_for_terminals_has_styles_and_ends_them),
        cmocka_unit_test(picture_as_a_page_has_a_class_for_each_meaning),
        cmocka_unit_test(picture_as_a_page_cannot_be_taken_over_by_its_text),
        cmocka_unit_test(picture_as_a_page_keeps_signs_in_their_cells),
        cmocka_unit_test(picture_is_whole_whatever_the_screen_holds),
        cmocka_unit_test(picture_kind_is_told_by_the_ending),
        cmocka_unit_test(save_goes_under_the_state_directory_by_itself),
        cmocka_unit_test(save_as_data_is_for_lists),
        cmocka_unit_test(save_twice_in_a_second_makes_two_files),
        cmocka_unit_test(save_leaves_no_half_of_a_file),
        cmocka_unit_test(save_over_a_file_keeps_its_rights_and_its_links),
        cmocka_unit_test(save_writes_over_files_only),
        cmocka_unit_test(save_does_not_write_over_a_named_file),
        cmocka_unit_test(save_says_which_endings_it_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
