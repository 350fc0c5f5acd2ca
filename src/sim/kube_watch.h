/* kube_watch.h - watches; kube_handle_watch is in kube_inside.h. */
#ifndef ELBTOP_SIM_KUBE_WATCH_H
#define ELBTOP_SIM_KUBE_WATCH_H

#include "sim/kube_inside.h"

/* Closes the connection of every watch; under the lock. */
void kube_watch_cut_all(struct kube_api *api);

#endif
