/*
 * check.h - what every test program starts with: cmocka with what it needs before it.
 */
#ifndef ELBTOP_TESTS_LIB_CHECK_H
#define ELBTOP_TESTS_LIB_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h" /* ARRAY_COUNT */
#include "base/span.h"

/* The bytes of a span are this text. */
#define assert_span_is(got, text)                                                        \
    do {                                                                                 \
        const struct span span_got = (got);                                              \
        assert_int_equal(span_got.bytes, strlen(text));                                  \
        assert_memory_equal(span_got.at, text, span_got.bytes);                          \
    } while (0)

#endif
