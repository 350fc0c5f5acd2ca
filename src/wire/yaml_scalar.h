/*
 * yaml_scalar.h - what a YAML scalar means, and which texts need quotes to stay texts.
 *
 * Plain scalars follow YAML 1.1 as Kubernetes reads it, with one difference: only true and
 * false (in three spellings) are booleans; yes, no, on and off stay text.
 *
 *   null   "" ~ null Null NULL            bool   true True TRUE false False FALSE
 *   int    12 -3 1_000 0x1f 0b101 0o17 017          real   1.5 -.5 1e3
 *
 * Source: YAML 1.1 types repository; sigs.k8s.io/yaml over go-yaml v2.
 */
#ifndef ELBTOP_WIRE_YAML_SCALAR_H
#define ELBTOP_WIRE_YAML_SCALAR_H

#include <jansson.h>
#include <stdbool.h>

#include "base/span.h"

/* A new node; NULL, and a static text in *ret_why, when it has no JSON counterpart. */
json_t *yaml_scalar_read(struct span text, const char *tag, bool is_plain,
                         const char **ret_why);

/* Would this text, written plain, be read as something else, here or by another reader? */
bool yaml_scalar_needs_quotes(struct span text);

#endif
