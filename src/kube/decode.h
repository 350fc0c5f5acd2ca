/*
 * decode.h - the decoders of the kinds, and what they share. Private to kube/.
 *
 * Each fills its record from the whole object's JSON, keeping texts and arrays through
 * struct keep. Called twice per object (see keep.h), so a decoder has no other effects.
 *
 * Errors of all: ERR_SHAPE or ERR_LIMIT, where = path from the object's root.
 */
#ifndef ELBTOP_KUBE_DECODE_H
#define ELBTOP_KUBE_DECODE_H

#include "base/err.h"
#include "kube/keep.h"
#include "kube/object.h"
#include "wire/value.h"

enum err_code meta_decode(const struct value *tree, struct keep *keep,
                          struct meta *ret_meta, struct err *err);
enum err_code service_decode(const struct value *tree, const struct meta *meta,
                             struct keep *keep, struct service *ret_service,
                             struct err *err);
enum err_code event_decode(const struct value *tree, const struct meta *meta,
                           struct keep *keep, struct event *ret_event, struct err *err);
enum err_code endpoint_slice_decode(const struct value *tree, const struct meta *meta,
                                    struct keep *keep, struct endpoint_slice *ret_slice,
                                    struct err *err);
enum err_code node_decode(const struct value *tree, const struct meta *meta,
                          struct keep *keep, struct node *ret_node, struct err *err);
enum err_code gateway_class_decode(const struct value *tree, struct keep *keep,
                                   struct gateway_class *ret_class, struct err *err);
enum err_code gateway_decode(const struct value *tree, struct keep *keep,
                             struct gateway *ret_gateway, struct err *err);
enum err_code http_route_decode(const struct value *tree, const struct meta *meta,
                                struct keep *keep, struct http_route *ret_route,
                                struct err *err);

/* managedFields of a Service on its way; what no entry says stays WHEN_UNKNOWN. */
void service_times_decode(struct span managed, struct service_times *ret_times);

/*
 * The first item of the list at `path`; value_next() leads to the others. Absent and null
 * are an empty list, anything else than an array is ERR_SHAPE, more than
 * LIMIT_OBJECT_ENTRIES is ERR_LIMIT.
 */
enum err_code decode_list(const struct value *tree, const char *path,
                          const struct value **ret_first, size_t *ret_count,
                          struct err *err);

/* The list at `path`, of texts. */
enum err_code decode_texts(const struct value *tree, const char *path, struct keep *keep,
                           const char *const **ret_texts, size_t *ret_count,
                           struct err *err);

/*
 * The map at `path`, of texts, sorted by key. With `wanted`, only the keys it says yes to.
 */
enum err_code decode_pairs(const struct value *tree, const char *path,
                           bool (*wanted)(const char *key), struct keep *keep,
                           const struct pair **ret_pairs, size_t *ret_count,
                           struct err *err);

/* Conditions as Kubernetes writes them everywhere; what one leaves out is "". */
enum err_code decode_conditions(const struct value *tree, const char *path,
                                struct keep *keep,
                                const struct condition **ret_conditions,
                                size_t *ret_count, struct err *err);

/* A misfit of list item i: puts "path[i]" before the place named so far. */
enum err_code decode_item_misfit(struct err *err, enum err_code code, const char *path,
                                 size_t i);

#endif
