/*
 * Making it so: which of the four patterns a Service follows, its load balancer, its ids,
 * its listeners, its address.
 *
 *   elb.id  autocreate  loadBalancerIP
 *     -         -             -          skipped: an Event (or silence), no address
 *     -         -            set         the load balancer of that address is looked up
 *     -        set           any         load balancer and public address are created
 *    set        -            any         attached
 *    set       set           any         created earlier, or said to be: the same again
 *
 * Source: cloud-provider-huaweicloud before 1e06998c (the ancestor), observations on CCE.
 */
#include <string.h>

#include "base/mem.h"
#include "sim/ccm_inside.h"
#include "wire/tree.h"

#include "base/banned.h"

static struct pace *pace_of(const struct ccm_sync *sync)
{
    return sync->ccm->config.pace;
}

static int64_t jitter(const struct ccm_sync *sync, const char *what, int64_t least,
                      int64_t most)
{
    struct buf name;
    buf_init(&name, 1024);
    buf_print(&name, "%s/%s", what, sync->service.key);
    int64_t ms = pace_between(pace_of(sync), buf_text(&name), least, most);
    buf_release(&name);
    return ms;
}

/* ---- skipped ---- */

static bool skip(struct ccm_sync *sync)
{
    sync->skipped = true;
    sync->ingress_count = 0;
    if (!atomic_load(&sync->ccm->silent_skip)) {
        ccm_tell(sync, CCM_VENDOR, "Warning", "GetLoadBalancerFailed",
                 "Details: service annotation(kubernetes.io/elb.id) or "
                 "service.spec.loadBalancerIP is not defined, skip.");
        ccm_tell(
            sync, CCM_VENDOR, "Warning", "UpdateLoadBalancerFailed",
            "Details: Update loadbalancer of service(%s/%s) error: listener is empty",
            sync->service.name, sync->service.namespace);
    }
    return true;
}

/* ---- finding ---- */

static bool find_by_id(struct ccm_sync *sync)
{
    struct buf why;
    bool found = false;

    buf_init(&why, CCM_WHY_BYTES);
    bool good = ccm_cloud_elb_get(sync->ccm->cloud, sync->service.elb_id, &sync->elb,
                                  &found, &why);
    if (!good || !found)
        buf_print(&sync->why, "Get loadbalancer(%s) error: %s", sync->service.elb_id,
                  buf_text(&why));
    buf_release(&why);
    return good && found;
}

static bool find_by_address(struct ccm_sync *sync)
{
    struct buf why;
    bool found = false;

    buf_init(&why, CCM_WHY_BYTES);
    bool good = ccm_cloud_elb_by_address(sync->ccm->cloud, sync->service.balancer_ip,
                                         &sync->elb, &found, &why);
    if (!good || !found)
        buf_print(&sync->why, "Get loadbalancer by ip(%s) error: %s",
                  sync->service.balancer_ip, good ? "not found" : buf_text(&why));
    buf_release(&why);
    return good && found;
}

/* ---- creating ---- */

/* A load balancer without its address is of no use: it goes again, and the next try makes
 * another one, with another id. */
static void roll_back(struct ccm_sync *sync)
{
    struct buf why;
    buf_init(&why, CCM_WHY_BYTES);
    ccm_cloud_elb_delete(sync->ccm->cloud, &sync->elb, &why);
    if (sync->elb.eip_id[0] != '\0')
        ccm_cloud_eip_delete(sync->ccm->cloud, sync->elb.eip_id, &why);
    buf_release(&why);
}

static bool create_eip(struct ccm_sync *sync, const struct ccm_eip_wish *wish)
{
    struct buf why;
    buf_init(&why, CCM_WHY_BYTES);
    bool made = ccm_cloud_eip_create(sync->ccm->cloud, wish, &sync->elb, &why);
    if (!made) /* the vendor's text, with its slip */
        buf_print(
            &sync->why,
            "Create EIP for loadbalancer(%s) error: Failed to Create Loadalancer: %s",
            sync->elb.id, buf_text(&why));
    bool bound = made && ccm_cloud_eip_bind(sync->ccm->cloud, &sync->elb, &why);
    if (made && !bound)
        buf_print(&sync->why, "Bind EIP error: %s", buf_text(&why));
    buf_release(&why);
    return bound;
}

/* The ids stand in the Service before anything is built upon them. */
static bool write_ids(struct ccm_sync *sync, bool is_public)
{
    const struct ccm_elb *elb = &sync->elb;
    json_t *ids = json_pack("{s:s}", CCM_ID, elb->id);

    if (is_public)
        json_object_set_new(ids, CCM_EIP_ID, json_string(elb->eip_id));
    agent_wait(sync->ccm->agent, jitter(sync, "ids", 100, 300));
    return ccm_write_back(sync, ids, is_public ? elb->eip_address : elb->vip_address);
}

static bool create_all(struct ccm_sync *sync, struct ccm_wish *wish)
{
    struct buf why;

    if (wish->elb.subnet_id == NULL)
        wish->elb.subnet_id = sync->ccm->config.subnet_id;
    wish->eip.address =
        tree_key_text(sync->ccm->config.cloud.addresses, sync->service.key);
    buf_init(&why, CCM_WHY_BYTES);
    bool made = ccm_cloud_elb_create(sync->ccm->cloud, &wish->elb, &sync->elb, &why);
    if (!made)
        buf_print(&sync->why, "Create Loadbalancer error: %s", buf_text(&why));
    buf_release(&why);
    if (!made)
        return false;
    if ((wish->is_public && !create_eip(sync, &wish->eip)) ||
        !write_ids(sync, wish->is_public)) {
        roll_back(sync);
        return false;
    }
    return true;
}

static bool create(struct ccm_sync *sync, bool dedicated)
{
    struct ccm_wish wish;
    if (!ccm_wish_read(sync->service.autocreate, dedicated, sync->service.uid,
                       &sync->arena, &wish, &sync->why))
        return false;
    bool good = create_all(sync, &wish);
    ccm_wish_release(&wish);
    return good;
}

/* ---- small notes ---- */

/* A shared load balancer looked for, a dedicated one found, or the reverse: its public
 * address is then not found either. */
static bool class_misfits(const struct ccm_sync *sync, bool dedicated)
{
    return sync->ccm->config.cloud.has_shared_api && sync->elb.dedicated != dedicated;
}

static void note_if_new(json_t *notes, const char *has, const char *key,
                        const char *value)
{
    if (has == NULL || strcmp(has, value) != 0)
        json_object_set_new(notes, key, json_string(value));
}

/* elb.mark, elb.pass-through and, for what was attached, the address; in one update. */
static bool write_notes(struct ccm_sync *sync, bool attached, bool misfits)
{
    const struct ccm_service *service = &sync->service;
    json_t *notes = json_object();
    const char *address = NULL;

    if (attached && service->elb_id == NULL)
        json_object_set_new(notes, CCM_ID, json_string(sync->elb.id));
    if (attached && strcmp(service->balancer_ip, sync->elb.vip_address) != 0)
        address = sync->elb.vip_address;
    if (attached && misfits)
        note_if_new(notes, service->eip_id, CCM_EIP_ID, "");
    note_if_new(notes, service->mark, CCM_MARK, "0");
    if (service->local)
        note_if_new(notes, service->pass_through, CCM_PASS_THROUGH, "onlyLocal");
    if (json_object_size(notes) == 0 && address == NULL) {
        json_decref(notes);
        return true;
    }
    return ccm_write_back(sync, notes, address);
}

static void set_ingress(struct ccm_sync *sync, bool attached, bool misfits)
{
    const struct ccm_elb *elb = &sync->elb;
    const char *public = misfits ? "" : elb->eip_address;

    sync->ingress_count = 0;
    if (public[0] == '\0') {
        sync->ingress[sync->ingress_count++] = elb->vip_address;
    } else if (sync->ccm->config.style == CCM_SINGLE) {
        sync->ingress[sync->ingress_count++] = public;
    } else {
        sync->ingress[sync->ingress_count++] = attached ? elb->vip_address : public;
        sync->ingress[sync->ingress_count++] = attached ? public : elb->vip_address;
    }
}

/* ---- the whole ---- */

static bool ensure_attached(struct ccm_sync *sync, bool dedicated)
{
    if (!(sync->service.elb_id != NULL ? find_by_id(sync) : find_by_address(sync)))
        return false;

    bool misfits = class_misfits(sync, dedicated);
    if (!write_notes(sync, true, misfits) || !ccm_listeners_ensure(sync))
        return false;
    set_ingress(sync, true, misfits);
    return true;
}

/* In the sync that follows the creation the ids are there, and the notes are written. */
static bool ensure_created(struct ccm_sync *sync, bool dedicated)
{
    bool is_new = sync->service.elb_id == NULL;
    if (!(is_new ? create(sync, dedicated) : find_by_id(sync)))
        return false;
    if (!ccm_listeners_ensure(sync))
        return false;
    if (!is_new && !write_notes(sync, false, false))
        return false;
    set_ingress(sync, false, false);
    return true;
}

bool ccm_ensure(struct ccm_sync *sync)
{
    const struct ccm_service *service = &sync->service;
    bool dedicated;

    if (service->elb_id == NULL && service->autocreate == NULL &&
        service->balancer_ip[0] == '\0')
        return skip(sync);
    if (!ccm_class_read(service->elb_class, &dedicated)) {
        buf_add_text(&sync->why, "Load balancer version unknown");
        return false;
    }
    return service->autocreate != NULL ? ensure_created(sync, dedicated)
                                       : ensure_attached(sync, dedicated);
}
