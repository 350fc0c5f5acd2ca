/* Rows 1 and 2: where am I, can I break it, and what ends next. */
#include "lib/check.h"
#include "screen/desk.h"

#include "base/when.h"

#include "base/banned.h"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static struct rights rights_table[4];

static const char *line(struct desk *desk, int number)
{
    static char text[16384];
    struct buf out;
    char *at = text;

    desk_draw(desk);
    buf_init(&out, sizeof text - 1);
    grid_print(&desk->grid, &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    for (int i = 1; i < number; i++)
        at = strchr(at, '\n') + 1;
    *strchrnul(at, '\n') = '\0';
    return at;
}

static void shows(struct desk *desk, int number, const char *text)
{
    if (strstr(line(desk, number), text) == NULL)
        fail_msg("no \"%s\" in row %d: %s", text, number, line(desk, number));
}

static void shows_not(struct desk *desk, int number, const char *text)
{
    if (strstr(line(desk, number), text) != NULL)
        fail_msg("\"%s\" in row %d: %s", text, number, line(desk, number));
}

static void open_on(struct desk *desk, void (*fill)(struct world *world))
{
    desk_open(desk, 24, 80, true);
    desk_fill(desk, fill);
}

/* ---- [RO] ---- */

static void two_namespaces(struct world *world)
{
    world_add(world, "shop/web", ROW_READY, "#######", 5);
    world_add(world, "whoami/whoami", ROW_READY, "#######", 5);
    world->snapshot->rights = rights_table;
    world->snapshot->rights_count = 3;
    rights_table[0] = (struct rights){NULL, RIGHT_DENIED, RIGHT_DENIED, RIGHT_DENIED};
    rights_table[1] = (struct rights){"shop", RIGHT_DENIED, RIGHT_DENIED, RIGHT_DENIED};
    rights_table[2] = (struct rights){"whoami", RIGHT_DENIED, RIGHT_DENIED, RIGHT_DENIED};
}

static void one_is_allowed(struct world *world)
{
    two_namespaces(world);
    rights_table[2].delete = RIGHT_GIVEN;
}

static void one_was_not_asked(struct world *world)
{
    two_namespaces(world);
    world->snapshot->rights_count = 2;
}

static void one_answer_is_missing(struct world *world)
{
    two_namespaces(world);
    rights_table[2].patch = RIGHT_UNKNOWN;
}

static void all_are_denied_and_nothing_is_there(struct world *world)
{
    world->snapshot->rights = rights_table;
    world->snapshot->rights_count = 1;
    rights_table[0] = (struct rights){NULL, RIGHT_DENIED, RIGHT_DENIED, RIGHT_DENIED};
}

static void only_shop(struct world *world)
{
    one_is_allowed(world);
    world->snapshot->namespace = "shop";
    world->snapshot->rights_count = 2;
}

static void bar_says_ro_to_who_may_change_nothing(void **state)
{
    (void)state;
    struct desk desk;
    open_on(&desk, two_namespaces);

    shows(&desk, 1, " elbtop  LIVE  [RO]  ctx");
    desk_press(&desk, "X");
    shows(&desk, 23, "X is off: no right to delete Services in shop");
    desk_press(&desk, "C");
    shows(&desk, 23, "C is off: no right to patch Services in shop");
    desk_close(&desk);
}

static void bar_claims_no_ro_that_is_not_known(void **state)
{
    static void (*const worlds[])(struct world *) = {one_is_allowed, one_was_not_asked,
                                                     one_answer_is_missing,
                                                     all_are_denied_and_nothing_is_there};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(worlds); i++) {
        struct desk desk;
        open_on(&desk, worlds[i]);
        shows(&desk, 1, "[RW]");
        desk_close(&desk);
    }
}

static void bar_says_ro_for_the_namespace_that_is_looked_at(void **state)
{
    (void)state;
    struct desk desk;
    open_on(&desk, one_is_allowed);

    desk_press(&desk, ": n s Space s h o p Enter");
    shows(&desk, 1, "[RO]  ctx");
    desk_press(&desk, ": n s Space w h o a m i Enter");
    shows(&desk, 1, "[RW]  ctx");
    desk_close(&desk);
    open_on(&desk, only_shop);
    shows(&desk, 1, "[RO]  ctx");
    desk_close(&desk);
}

/* ---- what ends next ---- */

static int64_t login_in_ms;
static bool has_command;
static bool has_cloud;

static void a_login(struct world *world)
{
    world_fill_demo(world);
    world->snapshot->login.expires_wall_ms = WORLD_WALL_MS + login_in_ms;
    world->snapshot->login.command = has_command ? "kubelogin" : NULL;
    if (!has_cloud)
        world->snapshot->project = NULL;
}

static void open_login(struct desk *desk, int64_t in_ms, bool command, bool cloud)
{
    login_in_ms = in_ms;
    has_command = command;
    has_cloud = cloud;
    open_on(desk, a_login);
}

static void bar_names_the_one_that_ends_first(void **state)
{
    (void)state;
    struct desk desk;

    open_login(&desk, 22 * HOUR_MS, true, true);
    shows(&desk, 2, " token 21h ");
    desk_close(&desk);
    open_login(&desk, 40 * MINUTE_MS, true, true);
    shows(&desk, 2, " login 40m ");
    shows_not(&desk, 2, "token");
    desk_close(&desk);
    open_login(&desk, 12 * MINUTE_MS, true, false);
    shows(&desk, 2, " login 12m ");
    desk_close(&desk);
    open_login(&desk, (int64_t)400 * 24 * HOUR_MS, false, false);
    shows_not(&desk, 2, "login");
    shows_not(&desk, 2, "token");
    desk_close(&desk);
}

static void bar_says_what_to_do_about_an_expired_login(void **state)
{
    (void)state;
    struct desk desk;

    open_login(&desk, -5 * MINUTE_MS, true, true);
    shows(&desk, 2, " login expired, :login ");
    shows(&desk, 2, "NEEDS YOU: ");
    desk_close(&desk);
    open_login(&desk, -5 * MINUTE_MS, false, true);
    shows(&desk, 2, " login expired ");
    shows_not(&desk, 2, ":login");
    desk_close(&desk);
}

/* Bold, and worth more than the long verdict. */
static void bar_keeps_what_ends_within_ten_minutes(void **state)
{
    (void)state;
    struct desk desk;

    open_login(&desk, 9 * MINUTE_MS, true, true);
    shows(&desk, 2, " login 9m ");
    const char *row = line(&desk, 2);
    int at = (int)(strstr(row, "9m") - row);
    assert_int_equal(grid_at(&desk.grid, 1, at)->look, LOOK_STRONG);
    assert_int_equal(grid_at(&desk.grid, 1, at - 2)->look, LOOK_PLAIN);
    desk_resize(&desk, 24, 62);
    shows(&desk, 2, " login 9m ");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bar_says_ro_to_who_may_change_nothing),
        cmocka_unit_test(bar_claims_no_ro_that_is_not_known),
        cmocka_unit_test(bar_says_ro_for_the_namespace_that_is_looked_at),
        cmocka_unit_test(bar_names_the_one_that_ends_first),
        cmocka_unit_test(bar_says_what_to_do_about_an_expired_login),
        cmocka_unit_test(bar_keeps_what_ends_within_ten_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
