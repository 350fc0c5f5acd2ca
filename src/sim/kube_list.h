/* kube_list.h - lists; kube_handle_list is in kube_inside.h. */
#ifndef ELBTOP_SIM_KUBE_LIST_H
#define ELBTOP_SIM_KUBE_LIST_H

#include "sim/kube_inside.h"
#include "sim/kube_selector.h"
#include "sim/kube_write.h"

/* Deletes what the call's selectors choose and answers with the list; under the lock. */
bool kube_list_delete(struct kube_call *call, struct kube_wish *wish,
                      const struct kube_farewell *farewell);

/* A whole, not negative number. */
bool kube_number_read(const char *text, uint64_t *ret);

/* A resourceVersion that is no number is refused; one from the future is waited for, then
 * refused. ret_waits: the reply waits, ask nothing more. */
bool kube_future_wait(struct kube_call *call, const char *text, bool *ret_waits);

/* 422 about ListOptions; always false. */
bool kube_options_forbid(struct kube_call *call, const char *what, const char *field,
                         const char *text);

#endif
