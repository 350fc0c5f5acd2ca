/*
 * cert.h - the world's own certificate authority, made new at each start.
 */
#ifndef ELBTOP_SIM_CERT_H
#define ELBTOP_SIM_CERT_H

#include "base/err.h"

struct cert_store {
    char *ca_pem;
    char *server_pem; /* for 127.0.0.1, ::1 and localhost */
    char *server_key_pem;
    char *ca_key_pem;
};

enum err_code cert_store_new(struct cert_store **ret_store, struct err *err);
void cert_store_free(struct cert_store *store);

/* A client certificate of that CN and O; caller frees both texts. */
enum err_code cert_client(const struct cert_store *store, const char *common_name,
                          const char *organization, char **ret_cert_pem,
                          char **ret_key_pem, struct err *err);

#endif
