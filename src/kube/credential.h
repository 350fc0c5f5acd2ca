/*
 * credential.h - what an exec plugin is told, and what it answers. Private to kube/.
 *
 * Source: client.authentication.k8s.io/v1 and v1beta1, ExecCredential.
 */
#ifndef ELBTOP_KUBE_CREDENTIAL_H
#define ELBTOP_KUBE_CREDENTIAL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "kube/cluster.h"
#include "wire/secret.h"

struct credential {
    struct secret token;    /* not set: none */
    struct secret cert_pem; /* both or neither */
    struct secret key_pem;
    int64_t expires_ms; /* wall; WHEN_UNKNOWN: it does not say */
};

void credential_release(struct credential *credential); /* zero-filled is fine */

/*
 * Reads what the plugin printed; it must speak `api_version`.
 * Errors: ERR_SHAPE, where = path in what it printed. No text of it goes into err.
 */
enum err_code credential_decode(struct span text, const char *api_version,
                                struct credential *ret_credential, struct err *err);

/* "KUBERNETES_EXEC_INFO={…}": what the plugin is told about the cluster. */
void credential_add_info(const struct cluster *cluster, bool has_terminal,
                         struct buf *out);

/* May it stand in a header? Errors: ERR_SHAPE. */
enum err_code token_check(struct span token, struct err *err);

#endif
