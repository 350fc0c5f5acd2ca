# The cloud controller, the story, time and trouble.
libsim_a_SOURCES += \
    src/sim/agent.c src/sim/agent.h \
    src/sim/backends.c src/sim/backends.h \
    src/sim/bulk.c src/sim/bulk.h \
    src/sim/ccm.c src/sim/ccm.h \
    src/sim/ccm_cloud.c src/sim/ccm_cloud.h \
    src/sim/ccm_delete.c \
    src/sim/ccm_ensure.c \
    src/sim/ccm_inside.h \
    src/sim/ccm_listener.c \
    src/sim/ccm_pool.c \
    src/sim/ccm_queue.c src/sim/ccm_queue.h \
    src/sim/ccm_service.c src/sim/ccm_service.h \
    src/sim/ccm_wish.c \
    src/sim/ccm_write.c \
    src/sim/control.c src/sim/control.h \
    src/sim/door.c src/sim/door.h \
    src/sim/fault.c src/sim/fault.h \
    src/sim/claim.c src/sim/claim.h \
    src/sim/folder.c src/sim/folder.h \
    src/sim/gateway_infra.c src/sim/gateway_infra.h \
    src/sim/gateway_refs.c src/sim/gateway_refs.h \
    src/sim/gateway_routes.c src/sim/gateway_routes.h \
    src/sim/gateway_status.c src/sim/gateway_status.h \
    src/sim/gatewayctl.c src/sim/gatewayctl.h \
    src/sim/gate.c src/sim/gate.h \
    src/sim/genesis.c src/sim/genesis.h \
    src/sim/heard.c src/sim/heard.h \
    src/sim/informer.c src/sim/informer.h \
    src/sim/kubelet.c src/sim/kubelet.h \
    src/sim/object_path.c src/sim/object_path.h \
    src/sim/pace.c src/sim/pace.h \
    src/sim/pages.c src/sim/pages.h \
    src/sim/places.c src/sim/places.h \
    src/sim/player.c src/sim/player.h \
    src/sim/recorder.c src/sim/recorder.h \
    src/sim/settled.c src/sim/settled.h \
    src/sim/sim.c \
    src/sim/stories.h \
    src/sim/story.c src/sim/story.h \
    src/sim/teach.c src/sim/teach.h \
    src/sim/trouble.c src/sim/trouble.h \
    src/sim/webhook.c src/sim/webhook.h

# The stories are built in.
STORIES = \
    src/sim/stories/attach.yaml \
    src/sim/stories/both-annotations.yaml \
    src/sim/stories/busy.yaml \
    src/sim/stories/ccm-stopped.yaml \
    src/sim/stories/class-mismatch.yaml \
    src/sim/stories/creator-first.yaml \
    src/sim/stories/eip-unbound.yaml \
    src/sim/stories/elb-absent.yaml \
    src/sim/stories/elb-deleted-by-hand.yaml \
    src/sim/stories/elb-quota-full.yaml \
    src/sim/stories/empty.yaml \
    src/sim/stories/field-invalid.yaml \
    src/sim/stories/foreign-listener.yaml \
    src/sim/stories/gateway-without-elb.yaml \
    src/sim/stories/json-broken.yaml \
    src/sim/stories/members-offline.yaml \
    src/sim/stories/no-pods.yaml \
    src/sim/stories/node-down.yaml \
    src/sim/stories/orphan.yaml \
    src/sim/stories/other-controller.yaml \
    src/sim/stories/port-taken.yaml \
    src/sim/stories/quota-full.yaml \
    src/sim/stories/quiet.yaml \
    src/sim/stories/refused.yaml \
    src/sim/stories/route-refused.yaml \
    src/sim/stories/seed.yaml \
    src/sim/stories/skipped-silently.yaml \
    src/sim/stories/skipped.yaml \
    src/sim/stories/slow-cloud.yaml \
    src/sim/stories/sticky-off.yaml \
    src/sim/stories/swiss.yaml \
    src/sim/stories/tenant-first.yaml \
    src/sim/stories/throttled.yaml \
    src/sim/stories/token-expiry.yaml \
    src/sim/stories/watch-cut.yaml \
    src/sim/stories/wrong-class.yaml

nodist_libsim_a_SOURCES = src/sim/stories_data.c
EXTRA_DIST += $(STORIES) src/sim/stories.awk
CLEANFILES += src/sim/stories_data.c

src/sim/stories_data.c: $(STORIES) src/sim/stories.awk
	$(AM_V_GEN)$(MKDIR_P) src/sim && cd $(srcdir) && \
	LC_ALL=C $(AWK) -f src/sim/stories.awk $(STORIES) >$(abs_builddir)/$@.new && \
	mv $(abs_builddir)/$@.new $(abs_builddir)/$@
