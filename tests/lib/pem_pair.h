/*
 * pem_pair.h - certificates for tests, made on the spot: signed by whom, for whom, for when.
 */
#ifndef ELBTOP_TESTS_LIB_PEM_PAIR_H
#define ELBTOP_TESTS_LIB_PEM_PAIR_H

struct pem_pair {
    char *cert_pem;
    char *key_pem;
};

/*
 * name   subject alternative name: "IP:127.0.0.1", "DNS:api.test"; NULL: it is a CA
 * issuer NULL: signed by itself
 * days   from now until its start and until its end; may be negative
 */
void pem_pair_make(struct pem_pair *pair, const char *name, const struct pem_pair *issuer,
                   int start_days, int end_days);
void pem_pair_release(struct pem_pair *pair);

#endif
