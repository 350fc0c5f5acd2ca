/*
 * ccm_queue.h - whose turn it is: keys with the simulated moment at which they are due.
 *
 * A key stands in the queue once; adding it again moves it to the earlier moment.
 * Failures are counted per key and make it wait 5, 10, 20 … 300 s. Pure: time is passed
 * in.
 *
 * Source: upstream service controller (minRetryDelay, maxRetryDelay), client-go
 * workqueue.
 */
#ifndef ELBTOP_SIM_CCM_QUEUE_H
#define ELBTOP_SIM_CCM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ccm_queue;

struct ccm_queue *ccm_queue_new(void);
void ccm_queue_free(struct ccm_queue *queue);

void ccm_queue_add(struct ccm_queue *queue, const char *key, int64_t due_ms);

/* Counts a failure and adds the key for its next try; returns the wait. */
int64_t ccm_queue_add_failed(struct ccm_queue *queue, const char *key, int64_t now_ms);
void ccm_queue_forget_failures(struct ccm_queue *queue, const char *key);
int ccm_queue_failures(const struct ccm_queue *queue, const char *key);

/* The key that has been due the longest, taken out; NULL when none is. Owner: the
 * caller. */
char *ccm_queue_take(struct ccm_queue *queue, int64_t now_ms);

int64_t ccm_queue_due_ms(const struct ccm_queue *queue); /* INT64_MAX when empty */
size_t ccm_queue_count(const struct ccm_queue *queue);

#endif
