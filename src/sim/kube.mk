# The Kubernetes api-server: src/sim/kube_*.
libsim_a_SOURCES += \
    src/sim/kube_addresses.c \
    src/sim/kube_answer.c \
    src/sim/kube_api.c src/sim/kube_api.h \
    src/sim/kube_auth.c src/sim/kube_auth.h \
    src/sim/kube_body.c src/sim/kube_body.h \
    src/sim/kube_cells.h \
    src/sim/kube_columns_core.c \
    src/sim/kube_columns_more.c \
    src/sim/kube_controller.c src/sim/kube_controller.h \
    src/sim/kube_defaults.c src/sim/kube_defaults.h \
    src/sim/kube_delete.c \
    src/sim/kube_discovery.c src/sim/kube_discovery.h \
    src/sim/kube_endpoints.c src/sim/kube_endpoints.h \
    src/sim/kube_event.c src/sim/kube_event.h \
    src/sim/kube_fields.c src/sim/kube_fields.h \
    src/sim/kube_inside.h \
    src/sim/kube_inside_pod.c src/sim/kube_inside_pod.h \
    src/sim/kube_item.c \
    src/sim/kube_json_patch.c \
    src/sim/kube_list.c src/sim/kube_list.h \
    src/sim/kube_managed.c src/sim/kube_managed.h \
    src/sim/kube_merge.c src/sim/kube_merge.h \
    src/sim/kube_openapi.c src/sim/kube_openapi.h  \
    src/sim/kube_openapi_proto.c src/sim/kube_openapi_proto.h \
    src/sim/kube_patch.c src/sim/kube_patch.h \
    src/sim/kube_problem.c \
    src/sim/kube_quota.c src/sim/kube_quota.h \
    src/sim/kube_resource.c src/sim/kube_resource.h \
    src/sim/kube_review.c \
    src/sim/kube_rollout.c src/sim/kube_rollout.h \
    src/sim/kube_route.c src/sim/kube_route.h \
    src/sim/kube_scale.c src/sim/kube_scale.h \
    src/sim/kube_scheduler.c src/sim/kube_scheduler.h \
    src/sim/kube_schema.c src/sim/kube_schema.h \
    src/sim/kube_selector.c src/sim/kube_selector.h \
    src/sim/kube_service.c src/sim/kube_service.h \
    src/sim/kube_service_rules.c \
    src/sim/kube_store.c src/sim/kube_store.h \
    src/sim/kube_strict.c src/sim/kube_strict.h \
    src/sim/kube_table.c src/sim/kube_table.h \
    src/sim/kube_twice.c src/sim/kube_twice.h \
    src/sim/kube_types_core.c \
    src/sim/kube_types_gateway.c \
    src/sim/kube_types_meta.c \
    src/sim/kube_types_pod.c \
    src/sim/kube_types_service.c \
    src/sim/kube_validate.c src/sim/kube_validate.h \
    src/sim/kube_version.c \
    src/sim/kube_watch.c src/sim/kube_watch.h \
    src/sim/kube_workload.c src/sim/kube_workload.h \
    src/sim/kube_write.c src/sim/kube_write.h src/sim/kube_write_inside.h
