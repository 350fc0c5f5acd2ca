#include "lib/check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void mem_is_zero_filled(void **state)
{
    (void)state;
    static const char zeros[64];
    char *block = mem_new(sizeof zeros);

    assert_memory_equal(block, zeros, sizeof zeros);
    free(block);
    block = mem_new(0);
    assert_non_null(block);
    free(block);
}

static void mem_grow_doubles_and_keeps(void **state)
{
    (void)state;
    size_t capacity = 0;
    int *numbers = NULL;

    for (int i = 0; i < 1000; i++) {
        numbers = mem_grow(numbers, &capacity, (size_t)i + 1, sizeof *numbers);
        assert_int_equal(numbers[i], 0);
        numbers[i] = i + 1;
    }

    for (int i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i + 1);
    assert_true(capacity >= 1000 && capacity < 2048);
    free(numbers);
}

static void mem_copies_are_texts(void **state)
{
    (void)state;
    char *copy = mem_copy_bytes("abcdef", 3);

    assert_string_equal(copy, "abc");
    assert_null(mem_copy_text(NULL));
    free(copy);
    copy = mem_copy_bytes(NULL, 0);
    assert_string_equal(copy, "");
    free(copy);
}

static int last_words_fd;

static void say(const char *why)
{
    ssize_t wrote = write(last_words_fd, why, strlen(why));
    (void)wrote;
}

/* More than can be had: the program ends, and says its last words before it does. */
static void mem_says_last_words(void **state)
{
    (void)state;
    int ends[2];
    char heard[64] = "";
    int status;
    size_t capacity = 0;

    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        last_words_fd = ends[1];
        signal(SIGABRT, SIG_DFL);
        mem_on_last_words(say);
        free(mem_grow(NULL, &capacity, SIZE_MAX / 2, 16));
        _exit(0);
    }
    close(ends[1]);
    assert_true(read(ends[0], heard, sizeof heard - 1) > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);

    assert_string_equal(heard, "out of memory");
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mem_is_zero_filled),
        cmocka_unit_test(mem_grow_doubles_and_keeps),
        cmocka_unit_test(mem_copies_are_texts),
        cmocka_unit_test(mem_says_last_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
