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
    src/sim/ccm_queue.c src/sim/ccm_queue.h \
    src/sim/ccm_service.c src/sim/ccm_service.h \
    src/sim/ccm_wish.c \
    src/sim/ccm_write.c \
    src/sim/control.c src/sim/control.h \
    src/sim/door.c src/sim/door.h \
    src/sim/fault.c src/sim/fault.h \
    src/sim/folder.c src/sim/folder.h \
    src/sim/gateway_infra.c src/sim/gateway_infra.h \
    src/sim/gateway_routes.c src/sim/gateway_routes.h \
    src/sim/gateway_status.c src/sim/gateway_status.h \
    src/sim/gatewayctl.c src/sim/gatewayctl.h \
    src/sim/heard.c src/sim/heard.h \
    src/sim/informer.c src/sim/informer.h \
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
    src/sim/trouble.c src/sim/trouble.h \
    src/sim/webhook.c src/sim/webhook.h

# The stories are built in.
STORIES = \
    src/sim/stories/empty.yaml \
    src/sim/stories/seed.yaml

nodist_libsim_a_SOURCES = src/sim/stories_data.c
EXTRA_DIST += $(STORIES) src/sim/stories.awk
CLEANFILES += src/sim/stories_data.c

src/sim/stories_data.c: $(STORIES) src/sim/stories.awk
	$(AM_V_GEN)$(MKDIR_P) src/sim && cd $(srcdir) && \
	LC_ALL=C $(AWK) -f src/sim/stories.awk $(STORIES) >$(abs_builddir)/$@.new && \
	mv $(abs_builddir)/$@.new $(abs_builddir)/$@
