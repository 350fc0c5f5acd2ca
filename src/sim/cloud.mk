# The cloud: IAM, ELB, EIP and the network behind them.
libsim_a_SOURCES += \
    src/sim/cloud_account.c src/sim/cloud_account.h \
    src/sim/cloud_addresses.c src/sim/cloud_addresses.h \
    src/sim/cloud_api.c src/sim/cloud_api.h \
    src/sim/cloud_auth.c src/sim/cloud_auth.h \
    src/sim/cloud_call.c src/sim/cloud_call.h \
    src/sim/cloud_health.c \
    src/sim/cloud_lb.c src/sim/cloud_lb.h \
    src/sim/cloud_list.c src/sim/cloud_list.h \
    src/sim/cloud_net.c src/sim/cloud_net.h \
    src/sim/cloud_region.c src/sim/cloud_region.h \
    src/sim/cloud_samples.c src/sim/cloud_samples.h \
    src/sim/cloud_state.c src/sim/cloud_state.h \
    src/sim/eip_api.c src/sim/eip_api.h \
    src/sim/eip_v3_api.c \
    src/sim/elb_api.c src/sim/elb_api.h \
    src/sim/elb_lb.c \
    src/sim/elb_lb_create.c \
    src/sim/elb_listener.c \
    src/sim/elb_member.c \
    src/sim/elb_monitor.c \
    src/sim/elb_ops.h \
    src/sim/elb_parts.c \
    src/sim/elb_policy.c \
    src/sim/elb_pool.c \
    src/sim/elb_show.c src/sim/elb_show.h \
    src/sim/elb_statuses.c \
    src/sim/elb_v2_api.c \
    src/sim/elb_v2_show.c \
    src/sim/cloud_l7.c src/sim/cloud_l7.h \
    src/sim/veil.c src/sim/veil.h \
    src/sim/fabric.c src/sim/fabric.h \
    src/sim/fabric_http.c src/sim/fabric_http.h \
    src/sim/iam_api.c src/sim/iam_api.h \
    src/sim/neutron_api.c \
    src/sim/sigcheck.c src/sim/sigcheck.h \
    src/sim/socks.c src/sim/socks.h \
    src/sim/trip.c src/sim/trip.h \
    src/sim/vpc_api.c
