/*
 * account_texts.h - inside of account: what people wrote about an account, each text
 * under any of the names that some tool in use understands.
 */
#ifndef ELBTOP_OTC_ACCOUNT_TEXTS_H
#define ELBTOP_OTC_ACCOUNT_TEXTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "otc/clouds.h"

enum account_field {
    FIELD_AUTH_TYPE,
    FIELD_AUTH_URL,
    FIELD_USER_NAME,
    FIELD_USER_ID,
    FIELD_PASSWORD,
    FIELD_DOMAIN_NAME,
    FIELD_DOMAIN_ID,
    FIELD_PROJECT_NAME,
    FIELD_PROJECT_ID,
    FIELD_TOKEN,
    FIELD_AK,
    FIELD_SK,
    FIELD_SECURITY_TOKEN,
    FIELD_REGION,
    FIELD_CACERT,
    FIELD_VERIFY,
    FIELD_INSECURE,
    FIELD_OVERRIDE_IAM,
    FIELD_OVERRIDE_ELB,
    FIELD_OVERRIDE_VPC,
    FIELD_COUNT
};

struct account_texts {
    /* fixed before account_texts_find */
    const struct clouds *clouds; /* NULL: the environment alone */
    const char *cloud;
    const json_t *entry; /* of that cloud; NULL likewise */
    struct arena *arena; /* for texts that have to be made */

    const char *at[FIELD_COUNT]; /* by field; borrowed; NULL: not said */
};

/* Does the environment name a server or keys of this cloud? */
bool account_in_environment(void);

/* Fills in texts. Errors: ERR_SHAPE, where = the field. */
enum err_code account_texts_find(struct account_texts *said, struct err *err);

/* Names the field in the file, or the variable, for a message. */
void account_texts_at(const struct account_texts *said, enum account_field field,
                      struct err *err);
enum err_code account_texts_missing(const struct account_texts *said,
                                    enum account_field field, struct err *err);

const char *account_env(const char *name); /* NULL when unset or empty */

#endif
