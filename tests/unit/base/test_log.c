#include "lib/check.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"

static const char *newest(struct log *log, struct arena *arena)
{
    const char **lines;
    size_t count = log_newest(log, 1, arena, &lines);
    return count == 1 ? lines[0] : "";
}

static void log_keeps_the_newest_lines(void **state)
{
    (void)state;
    struct log *log;
    struct arena arena = {0};
    const char **lines;

    assert_int_equal(log_new(NULL, LOG_INFO, &log, NULL), ERR_OK);
    for (int i = 0; i < LIMIT_LOG_LINES + 50; i++)
        log_line(log, LOG_INFO, "number %d", i);

    size_t count = log_newest(log, 1000, &arena, &lines);
    assert_int_equal(count, LIMIT_LOG_LINES);
    assert_non_null(strstr(lines[0], "number 50"));
    assert_non_null(strstr(lines[count - 1], "number 249"));
    assert_int_equal(log_newest(log, 2, &arena, &lines), 2);
    assert_non_null(strstr(lines[0], "number 248"));
    log_free(log);
    arena_release(&arena);
}

static void log_leaves_out_what_is_below_its_level(void **state)
{
    (void)state;
    struct log *log;
    struct arena arena = {0};

    log_new(NULL, LOG_WARNING, &log, NULL);
    log_line(log, LOG_INFO, "chatter");
    assert_string_equal(newest(log, &arena), "");
    log_line(log, LOG_ERROR, "trouble");
    assert_non_null(strstr(newest(log, &arena), "error   trouble"));
    log_free(log);
    arena_release(&arena);
}

static void log_is_one_harmless_line(void **state)
{
    (void)state;
    struct log *log;
    struct arena arena = {0};
    char text[1000];

    log_new(NULL, LOG_INFO, &log, NULL);
    log_line(log, LOG_INFO, "%s", "a\nb\x1b[2Jc");
    assert_non_null(strstr(newest(log, &arena), "a b [2Jc"));

    for (size_t i = 0; i + 2 < sizeof text; i += 3)
        memcpy(text + i, "\xe2\x82\xac", 4);
    for (int shift = 0; shift < 3; shift++) {
        log_line(log, LOG_INFO, "%.*s%s", shift, "xyz", text);
        const char *line = newest(log, &arena);
        assert_memory_equal(line + strlen(line) - 3, "\xe2\x82\xac", 3); /* no torn end */
    }
    log_free(log);
    arena_release(&arena);
}

static void log_of_null_is_silent(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char **lines;

    log_line(NULL, LOG_ERROR, "nobody listens");
    assert_int_equal(log_newest(NULL, 5, &arena, &lines), 0);
    log_free(NULL);
}

static void log_appends_to_a_private_file(void **state)
{
    (void)state;
    char path[] = "/tmp/elbtop-test-log-XXXXXX";
    char text[500] = "";
    struct stat about;
    struct log *log;

    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(log_new(path, LOG_INFO, &log, NULL), ERR_OK);
        log_line(log, LOG_INFO, "run %d", i);
        log_free(log);
    }

    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    FILE *file = fopen(path, "r");
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    close(fd);
    unlink(path);
    assert_non_null(strstr(text, "run 0\n"));
    assert_non_null(strstr(text, "run 1\n"));
}

static void log_names_the_file_it_cannot_open(void **state)
{
    (void)state;
    struct log *log = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(log_new("/nowhere/log", LOG_INFO, &log, &err), ERR_LOCAL);
    assert_null(log);
    assert_string_equal(err.where, "/nowhere/log");
}

static void *write_many(void *log)
{
    for (int i = 0; i < 500; i++)
        log_line(log, LOG_INFO, "line %d", i);
    return NULL;
}

static void log_takes_lines_from_many_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    struct log *log;
    struct arena arena = {0};
    pthread_t threads[THREADS];
    const char **lines;

    log_new(NULL, LOG_INFO, &log, NULL);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, log), 0);
    for (int i = 0; i < 20; i++)
        log_newest(log, 100, &arena, &lines);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    size_t count = log_newest(log, 1000, &arena, &lines);
    assert_int_equal(count, LIMIT_LOG_LINES);
    for (size_t i = 0; i < count; i++)
        assert_non_null(strstr(lines[i], " line "));
    log_free(log);
    arena_release(&arena);
}

static void log_levels_have_names(void **state)
{
    (void)state;
    enum log_level level = LOG_ERROR;

    assert_true(log_level_parse(span_of("debug"), &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_false(log_level_parse(span_of("loud"), &level));
    assert_string_equal(log_level_name(LOG_WARNING), "warning");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_keeps_the_newest_lines),
        cmocka_unit_test(log_leaves_out_what_is_below_its_level),
        cmocka_unit_test(log_is_one_harmless_line),
        cmocka_unit_test(log_of_null_is_silent),
        cmocka_unit_test(log_appends_to_a_private_file),
        cmocka_unit_test(log_names_the_file_it_cannot_open),
        cmocka_unit_test(log_takes_lines_from_many_threads),
        cmocka_unit_test(log_levels_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
