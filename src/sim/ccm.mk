# The cloud controller, the story, time and trouble.
libsim_a_SOURCES += \
    src/sim/pace.c src/sim/pace.h
