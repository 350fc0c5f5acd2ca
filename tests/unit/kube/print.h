/*
 * print.h - an object as lines of text, one field each, for expectations.
 */
#ifndef ELBTOP_TESTS_KUBE_PRINT_H
#define ELBTOP_TESTS_KUBE_PRINT_H

#include "base/buf.h"
#include "kube/object.h"

void print_object(struct buf *out, const struct kube_object *object);

/* Part of a file's name before the first '-' ("service-fresh") as a kind. */
enum kube_kind kind_of_case(const char *name);

#endif
