# The cloud controller, the story, time and trouble.
libsim_a_SOURCES += \
    src/sim/agent.c src/sim/agent.h \
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
    src/sim/informer.c src/sim/informer.h \
    src/sim/pace.c src/sim/pace.h \
    src/sim/recorder.c src/sim/recorder.h
