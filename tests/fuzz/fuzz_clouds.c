/* A clouds.yaml: its entry "sim" is an account, or an error says why not. */
#include "fuzz/fuzz_file.h"

#include "otc/account.h"
#include "otc/clouds.h"

static void check_entry(const struct clouds *clouds)
{
    json_t *entry = NULL;
    struct buf names;

    buf_init(&names, 1024 * 1024);
    clouds_list(clouds, &names);
    if (clouds_only(clouds) != NULL &&
        clouds_entry(clouds, clouds_only(clouds), &entry, NULL) == ERR_OK)
        FUZZ_CHECK(json_is_object(entry));
    json_decref(entry);
    buf_release(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct clouds *clouds = NULL;
    struct account *account = NULL;
    struct err err = ERR_INIT;

    if (fuzz_names_a_device(at, bytes))
        return 0;
    const char *path = fuzz_file(at, bytes);
    if (clouds_read(path, &clouds, NULL) == ERR_OK)
        check_entry(clouds);
    clouds_free(clouds);
    enum err_code code = account_load_from(path, "sim", &account, &err);
    FUZZ_CHECK((code == ERR_OK) == (account != NULL));
    FUZZ_CHECK(code == ERR_OK || err.text[0] != '\0');
    account_free(account);
    return 0;
}
