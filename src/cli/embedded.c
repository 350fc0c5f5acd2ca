#include "cli/embedded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { PATH_BYTES = 4096 };

/* The kubeconfig of --kubeconfig, else the first of the environment. */
static bool find_kubeconfig(const struct options *options, char path[PATH_BYTES])
{
    const char *list =
        options->kubeconfig != NULL ? options->kubeconfig : getenv("KUBECONFIG");
    size_t bytes;

    if (list == NULL || list[0] == '\0')
        return false;
    bytes = options->kubeconfig != NULL ? strlen(list) : strcspn(list, ":");
    if (bytes >= PATH_BYTES)
        return false;
    snprintf(path, PATH_BYTES, "%.*s", (int)bytes, list);
    return true;
}

static bool find_places(const char *kubeconfig, char path[PATH_BYTES])
{
    const char *slash = strrchr(kubeconfig, '/');
    int folder_bytes = slash == NULL ? 0 : (int)(slash - kubeconfig) + 1;
    int wrote = snprintf(path, PATH_BYTES, "%.*ssim.json", folder_bytes, kubeconfig);

    return wrote > 0 && wrote < PATH_BYTES && access(path, R_OK) == 0;
}

/* A world on somebody's real cluster (sim --kubeconfig) names no api-server of its own. */
static bool names_server(const char *places_path, const char *kubeconfig)
{
    json_t *places = NULL;
    struct buf text;
    bool named = false;

    if (tree_from_file(places_path, &places, NULL) != ERR_OK)
        return false;
    const char *server = tree_text(places, "api_server");
    if (server != NULL &&
        file_read(kubeconfig, LIMIT_FILE_BYTES, &text, NULL) == ERR_OK) {
        named = strstr(buf_text(&text), server) != NULL;
        buf_release(&text);
    }
    json_decref(places);
    return named;
}

bool embedded_is(const struct options *options)
{
    char kubeconfig[PATH_BYTES];
    char places[PATH_BYTES];

    return options->demo ||
           (find_kubeconfig(options, kubeconfig) && find_places(kubeconfig, places) &&
            names_server(places, kubeconfig));
}
