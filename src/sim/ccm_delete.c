/*
 * Taking it down: own listeners always, the load balancer and its address only when they
 * were created for this Service, which shows in both annotations being there.
 *
 * Two ways lead to a leak, as in the real one: the load balancer has other listeners (the
 * cloud's 409 is told and swallowed, the public address is not tried any more), and no
 * listener of ours was ever made (then nothing "exists", and nothing is deleted).
 */
#include <string.h>

#include "base/mem.h"
#include "sim/ccm_inside.h"

#include "base/banned.h"

enum { RACE_TRIES = 4, RACE_FIRST_MS = 1000 };

static bool is_for_us(const struct ccm_service *service)
{
    return service->elb_id != NULL && service->autocreate != NULL;
}

bool ccm_exists(struct ccm_sync *sync, bool *ret_exists)
{
    struct buf why;
    bool found = false;
    size_t own = 0, all = 0;

    *ret_exists = false;
    if (sync->service.elb_id == NULL)
        return true;
    buf_init(&why, CCM_WHY_BYTES);
    bool good = ccm_cloud_elb_get(sync->ccm->cloud, sync->service.elb_id, &sync->elb,
                                  &found, &why);
    if (!good)
        buf_add_text(&sync->why, buf_text(&why));
    buf_release(&why);
    if (!good || !found)
        return good;
    if (!ccm_listeners_count(sync, &own, &all))
        return false;
    *ret_exists = own > 0;
    return true;
}

/* A cloud that still counts listeners which are gone says 409 for some moments. */
static bool delete_elb(struct ccm_sync *sync, struct buf *why)
{
    int64_t wait = RACE_FIRST_MS;

    for (int i = 0; i < RACE_TRIES; i++) {
        size_t own, all;
        buf_clear(why);
        if (ccm_cloud_elb_delete(sync->ccm->cloud, &sync->elb, why))
            return true;
        if (!ccm_listeners_count(sync, &own, &all) || all > 0 ||
            !agent_wait(sync->ccm->agent, wait))
            return false;
        wait *= 2;
    }
    return false;
}

/* "…, status code: 409" */
static bool is_conflict(const struct buf *why)
{
    return span_ends(buf_span(why), "status code: 409");
}

/* true also when it was kept: that is told, and is the end of it. *ret_kept then. */
static bool delete_elb_or_tell(struct ccm_sync *sync, bool *ret_kept)
{
    struct buf why;

    buf_init(&why, CCM_WHY_BYTES);
    bool deleted = delete_elb(sync, &why);
    *ret_kept = !deleted && is_conflict(&why);
    if (!deleted) {
        ccm_tell(sync, CCM_VENDOR, "Warning", "DeleteLoadBalancerFailed",
                 "Details: Delete loadbalancer(%s) error: %s", sync->elb.id,
                 buf_text(&why));
        if (!*ret_kept)
            buf_print(&sync->why, "Delete loadbalancer(%s) error: %s", sync->elb.id,
                      buf_text(&why));
    }
    buf_release(&why);
    return deleted || *ret_kept;
}

static bool delete_eip_or_tell(struct ccm_sync *sync, const char *eip_id)
{
    struct buf why;

    buf_init(&why, CCM_WHY_BYTES);
    bool deleted = ccm_cloud_eip_delete(sync->ccm->cloud, eip_id, &why);
    if (!deleted) {
        ccm_tell(sync, CCM_VENDOR, "Warning", "DeleteEIPFailed",
                 "Details: Delete EIP(%s) error: %s", eip_id, buf_text(&why));
        buf_print(&sync->why, "Delete EIP(%s) error: %s", eip_id, buf_text(&why));
    }
    buf_release(&why);
    return deleted;
}

bool ccm_delete(struct ccm_sync *sync)
{
    const struct ccm_service *service = &sync->service;
    bool kept;

    if (!ccm_listeners_delete(sync))
        return false;
    if (!is_for_us(service))
        return true;
    if (!delete_elb_or_tell(sync, &kept))
        return false;
    if (kept || service->eip_id == NULL || service->eip_id[0] == '\0')
        return true;
    return delete_eip_or_tell(sync, service->eip_id);
}
