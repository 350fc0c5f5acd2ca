#include "lib/check.h"

#include <fcntl.h>
#include <unistd.h>

#include "cli/service_name.h"

static int silence(void)
{
    int before = dup(STDERR_FILENO);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    fflush(stderr);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
    return before;
}

static void speak(int before)
{
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
}

#define LABEL_63 "a23456789012345678901234567890123456789012345678901234567890123"

/* A name becomes part of a path: what is no label gets nowhere. */
static void a_service_is_named_in_two_ways(void **state)
{
    static const struct {
        const char *namespace; /* -n; NULL */
        const char *text;
        const char *full; /* NULL: refused */
    } cases[] = {
        {NULL, "lb-demo/hello", "lb-demo/hello"},
        {"shop", "web", "shop/web"},
        {"shop", "lb-demo/hello", "lb-demo/hello"}, /* the longer one says more */
        {NULL, "1/2", "1/2"},
        {NULL, LABEL_63 "/x", LABEL_63 "/x"},
        {NULL, "hello", NULL},
        {NULL, "a" LABEL_63 "/x", NULL},
        {NULL, "/hello", NULL},
        {NULL, "lb-demo/", NULL},
        {NULL, "a/b/c", NULL},
        {NULL, "../etc/passwd", NULL},
        {NULL, "a/..", NULL},
        {NULL, "a/-b", NULL},
        {NULL, "a/b-", NULL},
        {NULL, "A/b", NULL},
        {NULL, "a/b%2F", NULL},
        {NULL, "a/b?x", NULL},
        {"sh op", "web", NULL},
        {"", "web", NULL},
        {"shop", "", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct options options = {.namespace = cases[i].namespace};
        struct service_name name;
        int before = silence();
        bool read = service_name_read(&options, cases[i].text, &name);
        speak(before);
        if (read != (cases[i].full != NULL))
            fail_msg("\"%s\" was %s", cases[i].text, read ? "taken" : "refused");
        if (read)
            assert_string_equal(name.full, cases[i].full);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_is_named_in_two_ways),
    };
    return cmocka_run_group_tests_name("service_name", tests, NULL, NULL);
}
