#include "kube/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"

#include "base/banned.h"

struct place {
    enum kube_kind kind;
    bool older;
    const char *namespace;
    const char *path;
};

static const struct place places[] = {
    {KUBE_SERVICE, false, NULL, "/api/v1/services"},
    {KUBE_SERVICE, false, "", "/api/v1/services"},
    {KUBE_SERVICE, false, "shop", "/api/v1/namespaces/shop/services"},
    {KUBE_SERVICE, true, "shop", "/api/v1/namespaces/shop/services"},
    {KUBE_SERVICE, false, "a/../b", "/api/v1/namespaces/a%2F..%2Fb/services"},
    {KUBE_EVENT, false, NULL, "/api/v1/events"},
    {KUBE_NODE, false, "shop", "/api/v1/nodes"},
    {KUBE_ENDPOINT_SLICE, false, NULL, "/apis/discovery.k8s.io/v1/endpointslices"},
    {KUBE_ENDPOINT_SLICE, true, NULL, "/apis/discovery.k8s.io/v1beta1/endpointslices"},
    {KUBE_GATEWAY_CLASS, false, "shop",
     "/apis/gateway.networking.k8s.io/v1/gatewayclasses"},
    {KUBE_GATEWAY, true, "shop",
     "/apis/gateway.networking.k8s.io/v1beta1/namespaces/shop/gateways"},
    {KUBE_HTTP_ROUTE, false, NULL, "/apis/gateway.networking.k8s.io/v1/httproutes"},
};

static void kind_lives_at_its_path(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        struct buf path;
        buf_init(&path, 1024);

        kube_resource_path(kube_resource_of(places[i].kind), places[i].older,
                           places[i].namespace, &path);

        assert_string_equal(buf_text(&path), places[i].path);
        buf_release(&path);
    }
}

static void kind_table_has_a_row_for_each(void **state)
{
    (void)state;

    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        const struct kube_resource *resource = kube_resource_of((enum kube_kind)i);

        assert_int_equal(resource->kind, i);
        assert_non_null(resource->name);
        assert_non_null(resource->list_label);
        assert_non_null(resource->watch_label);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind_lives_at_its_path),
        cmocka_unit_test(kind_table_has_a_row_for_each),
    };
    return cmocka_run_group_tests_name("kind", tests, NULL, NULL);
}
