/* What an exec plugin prints: a credential of that version, or a reason. */
#include "fuzz/fuzz.h"

#include "kube/credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct credential credential = {0};
    struct err err = ERR_INIT;

    if (credential_decode(fuzz_text(at, bytes), "client.authentication.k8s.io/v1",
                          &credential, &err) == ERR_OK) {
        FUZZ_CHECK(secret_is_set(&credential.token) ||
                   secret_is_set(&credential.cert_pem));
        FUZZ_CHECK(secret_is_set(&credential.cert_pem) ==
                   secret_is_set(&credential.key_pem));
    } else {
        FUZZ_CHECK(err.text[0] != '\0');
    }
    credential_release(&credential);
    token_check(fuzz_text(at, bytes), NULL);
    return 0;
}
