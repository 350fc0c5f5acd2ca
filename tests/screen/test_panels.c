/*
 * Every panel there is, at every size and with every set of signs, keeps the rules of the
 * screen. A panel that is new in enum panel_kind is looked at without a word here.
 * SHOW=steps prints what is drawn of that panel.
 */
#include "lib/check.h"

#include "screen/contract.h"
#include "screen/desk.h"
#include "screen/rules.h"

#include "base/banned.h"

static const struct size {
    int rows, cols;
} sizes[] = {{24, 80}, {30, 100}, {45, 160}, {60, 220}, {15, 60}, {20, 5}, {1, 1}};

/* ---- worlds ---- */

static void calm(struct world *world)
{
    (void)world;
}

static void demo(struct world *world)
{
    world_fill_demo(world);
    world_fill_jobs(world);
}

static void stale(struct world *world)
{
    world_fill_demo(world);
    world_lose(world, SOURCE_KUBERNETES, 92000);
    world_lose(world, SOURCE_ELB, 50000);
    world->snapshot->simulator = true;
    world->snapshot->protected_context = true;
}

/* Everything that comes from a server, and long, wide, combining and hostile. */
static void strange(struct world *world)
{
    static const char nasty[] =
        "\x1b]52;c;aGk=\x07\x1b[31m e\xcc\x81\xcc\x80\xcc\x82 \xe4\xb8\xad\xe6\x96\x87 "
        "\xe2\x80\xae\xf0\x9f\x98\x80"
        " \xc2\x9b"
        "2J \xff\xfe \t\r\n end of a text that goes on and on and on and on";
    struct row *row = world_add(
        world, "a-namespace-with-a-very-long-name/b\xe4\xb8\xad\xe6\x96\x87-and-no-end",
        ROW_FAILED, "###!...", 2);

    world_elb(world, row, nasty, ROLE_CREATOR);
    world_share(world, row, nasty);
    world_members(row, 12345, 67890);
    world_port(world, row, 65535, 32767);
    world_port(world, row, 65534, 32766);
    world_address(world, row, "2001:0db8:85a3:0000:0000:8a2e:0370:7334");
    world_why(world, row, nasty, nasty, nasty);
    row->class = nasty;
    row->api_code = nasty;
    row->parts[2].evidence = nasty;
    row->steps[3].evidence = nasty;
    struct view_elb *elb = world_add_elb(world, nasty, ELB_AUTO, nasty);
    elb->description = nasty;
    elb->operating_status = nasty;
    world_listen(world, elb, 65535, nasty, LISTENER_CREATOR, row);
    world_listen(world, elb, 65534, nasty, LISTENER_FOREIGN, NULL);
    world_event(world, 1000, "a-namespace-with-a-very-long-name/b", 4, 'c', nasty, nasty,
                true);
    world_change(world, 1000, "a-namespace-with-a-very-long-name/b", nasty, nasty);
    world->snapshot->context = nasty;
    world->snapshot->project = nasty;
    world->snapshot->namespace = nasty;
}

static const struct {
    const char *name;
    void (*fill)(struct world *world); /* NULL: no snapshot came */
} worlds[] = {{"nothing", NULL},
              {"calm", calm},
              {"demo", demo},
              {"stale", stale},
              {"strange", strange}};

/* ---- one panel ---- */

static void text_of(struct desk *desk, struct buf *out)
{
    buf_init(out, 1 << 20);
    grid_print(&desk->grid, out);
}

static bool open_on(struct desk *desk, enum panel_kind kind, size_t world,
                    struct size size, bool ascii)
{
    desk_open(desk, size.rows, size.cols, ascii);
    if (worlds[world].fill != NULL)
        desk_fill(desk, worlds[world].fill);
    if (!desk_may_go(desk, kind)) {
        desk_close(desk);
        return false;
    }
    if (!desk_go(desk, kind))
        fail_msg("no %s panel opened; tell tests/screen/desk.c the way to it",
                 desk_panel_name(kind));
    desk_draw(desk); /* tables learn their pages */
    desk_draw(desk);
    return true;
}

static void keeps_rules(struct desk *desk, enum panel_kind kind, size_t world)
{
    const char *wrong = rules_broken(&desk->grid, desk_keymap(desk), kind);
    const char *shown = getenv("SHOW");
    struct buf text;

    text_of(desk, &text);
    if (wrong == NULL && desk->grid.rows == 24 && desk->grid.ascii &&
        desk_subject(desk).row != NULL && worlds[world].fill != strange)
        wrong = contract_broken(buf_text(&text));
    if (shown != NULL && strcmp(shown, desk_panel_name(kind)) == 0)
        printf("# %s, %s, %dx%d\n%s", shown, worlds[world].name, desk->grid.cols,
               desk->grid.rows, buf_text(&text));
    if (wrong != NULL)
        fail_msg("%s, world %s, %dx%d%s: %s\n%s", desk_panel_name(kind),
                 worlds[world].name, desk->grid.cols, desk->grid.rows,
                 desk->grid.ascii ? " ASCII" : "", wrong, buf_text(&text));
    buf_release(&text);
}

/* Signs have other forms, but the same places. */
static void keeps_places(const struct desk *ascii, const struct desk *utf8,
                         enum panel_kind kind)
{
    for (int row = 0; row < ascii->grid.rows; row++) {
        for (int col = 0; col < ascii->grid.cols; col++) {
            uint32_t plain = grid_at(&ascii->grid, row, col)->point;
            uint32_t rich = grid_at(&utf8->grid, row, col)->point;
            if (rich < 0x80 ? plain != rich : plain == ' ')
                fail_msg("%s: at %d:%d stands '%c' in ASCII and U+%04X else",
                         desk_panel_name(kind), row + 1, col + 1, (char)plain,
                         (unsigned)rich);
        }
    }
}

/* Without colour: no style asks for one, and where attention is due something is there. */
static void keeps_mono(const struct desk *desk, enum panel_kind kind)
{
    struct buf looks;

    buf_init(&looks, 1 << 20);
    grid_print_looks(&desk->grid, theme_find("mono"), &looks);
    if (strcspn(buf_text(&looks), "BDURABCEFGHIJKLMNOPQSTVWXYZ") != looks.bytes)
        fail_msg("%s has a colour in mono:\n%s", desk_panel_name(kind), buf_text(&looks));
    buf_release(&looks);
}

static bool look_at(enum panel_kind kind, size_t world, struct size size)
{
    struct desk ascii;
    struct desk utf8;

    if (!open_on(&ascii, kind, world, size, true))
        return false;
    keeps_rules(&ascii, kind, world);
    keeps_mono(&ascii, kind);
    open_on(&utf8, kind, world, size, false);
    keeps_rules(&utf8, kind, world);
    if (worlds[world].fill != strange)
        keeps_places(&ascii, &utf8, kind);
    desk_close(&ascii);
    desk_close(&utf8);
    return true;
}

static void panel_keeps_the_rules(void **state)
{
    enum panel_kind kind = *(const enum panel_kind *)*state;
    size_t seen = 0;

    for (size_t world = 0; world < ARRAY_COUNT(worlds); world++) {
        for (size_t size = 0; size < ARRAY_COUNT(sizes); size++)
            seen += look_at(kind, world, sizes[size]);
    }
    assert_true(seen >= ARRAY_COUNT(sizes));
}

int main(void)
{
    static enum panel_kind kinds[PANEL_KIND_COUNT];
    static struct CMUnitTest tests[PANEL_KIND_COUNT];
    static char names[PANEL_KIND_COUNT][64];

    setenv("TZ", "UTC", 1);
    for (int i = 0; i < PANEL_KIND_COUNT; i++) {
        kinds[i] = (enum panel_kind)i;
        snprintf(names[i], sizeof names[i], "%s_keeps_the_rules_at_every_size",
                 desk_panel_name(kinds[i]));
        tests[i] = (struct CMUnitTest){.name = names[i],
                                       .test_func = panel_keeps_the_rules,
                                       .initial_state = &kinds[i]};
    }
    return _cmocka_run_group_tests("panels", tests, PANEL_KIND_COUNT, NULL, NULL);
}
