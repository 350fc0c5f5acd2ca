#include "kube/exec_plugin.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "wire/tree.h"

#include "base/banned.h"

static enum err_code decode_version(const struct kubeconfig_entry *user,
                                    struct exec_plugin *plugin, struct arena *arena,
                                    struct err *err)
{
    const char *version;
    enum err_code code = entry_text(user, "exec.apiVersion", &version, err);
    if (code != ERR_OK)
        return code;
    if (version == NULL)
        return entry_misfit(user, "exec.apiVersion", ERR_SHAPE, err,
                            "missing; \"" EXEC_GROUP "/v1\" is what plugins speak today");
    if (strcmp(version, EXEC_GROUP "/v1alpha1") == 0)
        return entry_misfit(user, "exec.apiVersion", ERR_SHAPE, err,
                            "v1alpha1 went away with Kubernetes 1.24; update the plugin, "
                            "then write \"" EXEC_GROUP "/v1\"");
    if (strcmp(version, EXEC_GROUP "/v1") != 0 &&
        strcmp(version, EXEC_GROUP "/v1beta1") != 0)
        return entry_misfit(user, "exec.apiVersion", ERR_SHAPE, err,
                            "\"%s\" is not known; \"" EXEC_GROUP "/v1\" is", version);
    plugin->api_version = arena_text(arena, version);
    return ERR_OK;
}

/* A name is looked for in PATH; a path that is not absolute starts at the kubeconfig. */
static enum err_code decode_command(const struct kubeconfig_entry *user,
                                    struct exec_plugin *plugin, struct arena *arena,
                                    struct err *err)
{
    const char *command;
    enum err_code code = entry_text(user, "exec.command", &command, err);
    if (code != ERR_OK)
        return code;
    if (command == NULL)
        return entry_misfit(user, "exec.command", ERR_SHAPE, err, "missing");
    if (strchr(command, '/') != NULL)
        return entry_path(user, "exec.command", arena, &plugin->command, err);
    plugin->command = arena_text(arena, command);
    return ERR_OK;
}

static enum err_code decode_environment(const struct kubeconfig_entry *user,
                                        struct exec_plugin *plugin, struct arena *arena,
                                        struct err *err)
{
    const json_t *list = tree_at(user->fields, "exec.env");
    size_t count = json_array_size(list);

    if (list != NULL && !json_is_array(list))
        return entry_misfit(user, "exec.env", ERR_SHAPE, err, "expected an array");
    const char **env = arena_new_array(arena, count, sizeof *env);
    for (size_t i = 0; i < count; i++) {
        const char *name = tree_key_text(json_array_get(list, i), "name");
        const char *value = tree_key_text(json_array_get(list, i), "value");
        if (name == NULL || name[0] == '\0' || strchr(name, '=') != NULL)
            return entry_misfit(user, "exec.env", ERR_SHAPE, err,
                                "entry %zu has no name that can be set", i);
        env[i] = arena_print(arena, "%s=%s", name, value == NULL ? "" : value);
    }
    plugin->env = env;
    plugin->env_count = count;
    return ERR_OK;
}

static enum err_code decode_interactive(const struct kubeconfig_entry *user,
                                        struct exec_plugin *plugin, struct err *err)
{
    static const struct {
        const char *name;
        enum exec_interactive mode;
    } modes[] = {
        {"Never", EXEC_NEVER},
        {"IfAvailable", EXEC_IF_AVAILABLE},
        {"Always", EXEC_ALWAYS},
    };
    const char *mode;
    enum err_code code = entry_text(user, "exec.interactiveMode", &mode, err);
    if (code != ERR_OK)
        return code;

    if (mode == NULL && strcmp(plugin->api_version, EXEC_GROUP "/v1") == 0)
        return entry_misfit(user, "exec.interactiveMode", ERR_SHAPE, err,
                            "missing; v1 wants Never, IfAvailable or Always");
    plugin->interactive = EXEC_IF_AVAILABLE;
    for (size_t i = 0; mode != NULL && i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(mode, modes[i].name) == 0) {
            plugin->interactive = modes[i].mode;
            return ERR_OK;
        }
    }
    if (mode != NULL)
        return entry_misfit(user, "exec.interactiveMode", ERR_SHAPE, err,
                            "\"%s\" is not Never, IfAvailable or Always", mode);
    return ERR_OK;
}

/* A cluster may hold a piece of configuration under the plugin API's name. */
static void keep_config(const struct kubeconfig_entry *cluster,
                        struct exec_plugin *plugin, struct arena *arena)
{
    const json_t *extensions = tree_at(cluster->fields, "extensions");

    for (size_t i = 0; i < json_array_size(extensions); i++) {
        const json_t *item = json_array_get(extensions, i);
        const char *name = tree_key_text(item, "name");
        const json_t *extension = tree_key(item, "extension");
        if (name == NULL || strcmp(name, EXEC_GROUP "/exec") != 0 || extension == NULL)
            continue;
        struct buf text;
        buf_init(&text, LIMIT_FILE_BYTES);
        tree_to_json(extension, 0, &text);
        plugin->config_json = arena_text(arena, buf_text(&text));
        buf_release(&text);
    }
}

enum err_code exec_plugin_decode(const struct kubeconfig_entry *user,
                                 const struct kubeconfig_entry *cluster,
                                 struct arena *arena, struct exec_plugin **ret_plugin,
                                 struct err *err)
{
    struct exec_plugin *plugin = arena_new(arena, sizeof *plugin);
    const char *hint = NULL;
    enum err_code code;

    if ((code = decode_version(user, plugin, arena, err)) != ERR_OK ||
        (code = decode_command(user, plugin, arena, err)) != ERR_OK ||
        (code = entry_texts(user, "exec.args", arena, &plugin->args, &plugin->arg_count,
                            err)) != ERR_OK ||
        (code = decode_environment(user, plugin, arena, err)) != ERR_OK ||
        (code = decode_interactive(user, plugin, err)) != ERR_OK ||
        (code = entry_bool(user, "exec.provideClusterInfo", &plugin->provide_cluster_info,
                           err)) != ERR_OK ||
        (code = entry_text(user, "exec.installHint", &hint, err)) != ERR_OK)
        return code;

    plugin->install_hint = hint == NULL ? "" : arena_text(arena, hint);
    keep_config(cluster, plugin, arena);
    *ret_plugin = plugin;
    return ERR_OK;
}
