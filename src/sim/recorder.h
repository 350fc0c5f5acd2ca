/*
 * recorder.h - writes Events as client-go's legacy recorder does, with its three habits:
 *
 *   equal events are one Event with a count;
 *   more than ten that differ in their message only, within ten minutes, become one whose
 *   message begins "(combined from similar events): ";
 *   of one source about one object only a burst of 25 is sent, then one per five minutes,
 *   so that a long failure goes quiet.
 *
 * The ten and the five minutes are simulated time; the stamps in the Events are the
 * machine's.
 *
 * Source: client-go tools/record/events_cache.go; recorded exchanges 500 and 501.
 * Thread: the agent's.
 */
#ifndef ELBTOP_SIM_RECORDER_H
#define ELBTOP_SIM_RECORDER_H

#include "sim/agent.h"

struct recorder;

struct recorder *recorder_new(struct agent *agent, const struct agent_server *kube);
void recorder_free(struct recorder *recorder);

/* What an Event is about. */
struct recorder_object {
    const char *api_version; /* "v1" */
    const char *kind;        /* "Service" */
    const char *namespace;
    const char *name;
    const char *uid;
};

/* component: "service-controller", "hws-cloudprovider"; type: "Normal", "Warning". */
void recorder_tell(struct recorder *recorder, const struct recorder_object *about,
                   const char *component, const char *type, const char *reason,
                   const char *message);

#endif
