/* A config.yaml: settings, or an error that says where. */
#include "fuzz/fuzz.h"

#include "settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct settings *settings = NULL;
    struct err err = ERR_INIT;
    enum err_code code =
        settings_parse(fuzz_text(at, bytes), "config.yaml", &settings, &err);

    FUZZ_CHECK((code == ERR_OK) == (settings != NULL));
    FUZZ_CHECK(code == ERR_OK || err.where[0] != '\0');
    settings_free(settings);
    return 0;
}
