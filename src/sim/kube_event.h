/*
 * kube_event.h - one Event, in the words of core/v1 and of events.k8s.io/v1.
 *
 * Source: captures 500-503.
 */
#ifndef ELBTOP_SIM_KUBE_EVENT_H
#define ELBTOP_SIM_KUBE_EVENT_H

#include <jansson.h>

/* Both take the object and give the other's, without kind and apiVersion. */
json_t *kube_event_tell(json_t *core);     /* to events.k8s.io/v1 */
json_t *kube_event_listen(json_t *events); /* to core/v1 */

#endif
