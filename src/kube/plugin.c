#include "kube/plugin.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"

#include "base/banned.h"

enum {
    REJECTED_GRACE_MS = 1000, /* a 401 so soon is about the credential before this one */
    REJECTED_AGAIN_MS = 300000, /* one that served so long was good */
    JITTER_SEED = 20,
};

void plugin_init(struct plugin *plugin, const struct cluster *cluster,
                 plugin_accept accept, void *accept_ctx)
{
    *plugin = (struct plugin){
        .cluster = cluster,
        .accept = accept,
        .accept_ctx = accept_ctx,
        .err = ERR_INIT,
        .chance = chance_from(JITTER_SEED),
        .credential = {.expires_ms = WHEN_UNKNOWN},
    };
    buf_init(&plugin->says, LIMIT_CHILD_SAYS_BYTES * 3); /* a byte may become U+FFFD */
    child_init(&plugin->child);
}

void plugin_release(struct plugin *plugin)
{
    child_release(&plugin->child);
    credential_release(&plugin->credential);
    buf_release(&plugin->says);
}

/* ---- running it -------------------------------------------------------------------- */

static const char *name_of(const struct plugin *plugin)
{
    const char *command = plugin->cluster->exec->command;
    const char *slash = strrchr(command, '/');
    return slash == NULL ? command : slash + 1;
}

/* Once more after 5, 10, 20 … s; the first cause of a failure is what is shown. */
static void fail(struct plugin *plugin, const struct err *why)
{
    int64_t wait_ms = INTERVAL_PLUGIN_AGAIN_MS;

    for (int i = 0; i < plugin->failures.failures && wait_ms < INTERVAL_PLUGIN_MOST_MS;
         i++)
        wait_ms *= 2;
    if (wait_ms > INTERVAL_PLUGIN_MOST_MS)
        wait_ms = INTERVAL_PLUGIN_MOST_MS;
    backoff_fail(&plugin->failures, &plugin->chance, wait_ms, plugin->now_ms);
    plugin->run_ms = plugin->failures.until_ms;
    plugin->err = *why;
}

/* Whoever runs a command at a terminal can be asked there; on a screen only when it was
 * lent. */
static bool may_use_terminal(const struct plugin *plugin)
{
    if (plugin->cluster->exec->interactive == EXEC_NEVER)
        return false;
    return plugin->is_lent || (!plugin->is_reserved && isatty(STDIN_FILENO));
}

static enum err_code start_child(struct plugin *plugin, struct err *err)
{
    const struct exec_plugin *exec = plugin->cluster->exec;
    bool with_terminal = may_use_terminal(plugin);
    struct buf info;
    const char **env = mem_new_array(exec->env_count + 1, sizeof *env);

    buf_init(&info, LIMIT_FILE_BYTES * 2);
    credential_add_info(plugin->cluster, with_terminal, &info);
    for (size_t i = 0; i < exec->env_count; i++)
        env[i] = exec->env[i];
    env[exec->env_count] = buf_text(&info);
    const struct child_order order = {
        .program = exec->command,
        .args = exec->args,
        .arg_count = exec->arg_count,
        .env = env,
        .env_count = exec->env_count + 1,
        .keeps_terminal = with_terminal,
    };
    plugin->patience_ms = with_terminal ? INTERVAL_PLUGIN_ASKS_MS : INTERVAL_PLUGIN_MS;
    enum err_code code =
        child_start(&plugin->child, &order, plugin->now_ms + plugin->patience_ms, err);
    plugin->holds = code == ERR_OK && with_terminal;
    buf_release(&info);
    free(env);
    return code;
}

static void lack_terminal(struct plugin *plugin)
{
    struct err shown = ERR_INIT;

    if (plugin->is_reserved) {
        err_set(&shown, ERR_AUTH, "%s wants the terminal to log in; :login gives it",
                name_of(plugin));
        plugin->waits = true;
        plugin->run_ms = INT64_MAX; /* until it is lent */
        plugin->err = shown;
        return;
    }
    err_set(&shown, ERR_LOCAL, "exec plugin %s wants a terminal, and there is none",
            name_of(plugin));
    fail(plugin, &shown);
}

static void start(struct plugin *plugin)
{
    const char *hint = plugin->cluster->exec->install_hint;
    struct err why = ERR_INIT;
    struct err shown = ERR_INIT;

    buf_clear(&plugin->says);
    plugin->heard_bytes = 0;
    plugin->is_forced = false;
    if (plugin->cluster->exec->interactive == EXEC_ALWAYS && !may_use_terminal(plugin)) {
        lack_terminal(plugin);
        return;
    }
    enum err_code code = start_child(plugin, &why);
    bool was_lent = plugin->is_lent;
    plugin->is_lent = false;
    plugin->waits = false;
    if (code == ERR_OK)
        return;
    plugin->terminal_runs += was_lent;
    if (code == ERR_ABSENT)
        err_set(&shown, ERR_LOCAL, "exec plugin %s is not installed%s%s", name_of(plugin),
                hint[0] == '\0' ? "" : "; ", hint);
    else
        err_set(&shown, ERR_LOCAL, "exec plugin %s", why.text);
    fail(plugin, &shown);
}

/* Device logins say on stderr where to go, and then wait: it is shown as it comes. */
static void hear(struct plugin *plugin)
{
    struct span said = buf_span(&plugin->child.err);

    if (said.bytes == plugin->heard_bytes)
        return;
    plugin->heard_bytes = said.bytes;
    buf_clear(&plugin->says);
    utf8_add_clean(&plugin->says, span_trim(said));
}

/* The last line of stderr, where programs say why. */
static struct span last_words(const struct plugin *plugin)
{
    struct span rest = span_trim(buf_span(&plugin->child.err));
    struct span line = {"", 0};

    while (rest.bytes > 0 && span_cut(&rest, '\n', &line))
        continue;
    return span_trim(line);
}

static enum err_code check_status(const struct plugin *plugin, struct err *err)
{
    const struct child *child = &plugin->child;
    const char *name = name_of(plugin);
    struct span words = last_words(plugin);
    const char *colon = words.bytes > 0 ? ": " : "";

    if (child->is_late)
        return err_set(err, ERR_LOCAL, "exec plugin %s did not end within %d s%s%.*s",
                       name, (int)(plugin->patience_ms / 1000), colon, (int)words.bytes,
                       words.at);
    if (child->is_over)
        return err_set(err, ERR_LOCAL, "exec plugin %s printed more than %zu bytes", name,
                       LIMIT_CHILD_BYTES);
    if (WIFSIGNALED(child->status))
        return err_set(err, ERR_LOCAL, "exec plugin %s was ended by signal %d%s%.*s",
                       name, WTERMSIG(child->status), colon, (int)words.bytes, words.at);
    if (WEXITSTATUS(child->status) != 0)
        return err_set(err, ERR_LOCAL, "exec plugin %s ended with status %d%s%.*s", name,
                       WEXITSTATUS(child->status), colon, (int)words.bytes, words.at);
    return ERR_OK;
}

/* "exec plugin NAME: status.token: …" */
static enum err_code name_misfit(const struct plugin *plugin, const struct err *misfit,
                                 struct err *err)
{
    char line[sizeof misfit->where + sizeof misfit->text + 8];

    return err_set(err, ERR_LOCAL, "exec plugin %s: %s", name_of(plugin),
                   err_line(misfit, line, sizeof line));
}

/* Plugins that keep credentials themselves may give the same one once more, near its end:
 * so it is asked for again, and said to be over, not before some seconds from now. */
static void take_times(struct plugin *plugin)
{
    int64_t expires_ms = plugin->credential.expires_ms;
    int64_t soonest_ms = plugin->wall_ms + INTERVAL_PLUGIN_AGAIN_MS;

    plugin->renew_wall_ms = INT64_MAX;
    plugin->end_wall_ms = INT64_MAX;
    if (expires_ms == WHEN_UNKNOWN)
        return;
    plugin->renew_wall_ms = expires_ms - INTERVAL_PLUGIN_MARGIN_MS;
    if (plugin->renew_wall_ms < soonest_ms)
        plugin->renew_wall_ms = soonest_ms;
    plugin->end_wall_ms = expires_ms < soonest_ms ? soonest_ms : expires_ms;
}

static enum err_code take_credential(struct plugin *plugin, struct err *err)
{
    struct credential fresh = {.expires_ms = WHEN_UNKNOWN};
    struct err misfit = ERR_INIT;
    enum err_code code =
        credential_decode(buf_span(&plugin->child.out),
                          plugin->cluster->exec->api_version, &fresh, &misfit);

    if (code == ERR_OK)
        code = plugin->accept(plugin->accept_ctx, &fresh, &misfit);
    if (code != ERR_OK) {
        credential_release(&fresh);
        return name_misfit(plugin, &misfit, err);
    }
    credential_release(&plugin->credential);
    plugin->credential = fresh;
    return ERR_OK;
}

static void finish(struct plugin *plugin)
{
    struct err err = ERR_INIT;

    plugin->terminal_runs += plugin->holds;
    plugin->holds = false;
    if (check_status(plugin, &err) != ERR_OK || take_credential(plugin, &err) != ERR_OK) {
        fail(plugin, &err);
        return;
    }
    plugin->has_credential = true;
    plugin->obtained_ms = plugin->now_ms;
    plugin->run_ms = 0;
    take_times(plugin);
    backoff_succeed(&plugin->failures);
    err_clear(&plugin->err);
}

bool plugin_serves(const struct plugin *plugin)
{
    return plugin->has_credential && plugin->wall_ms < plugin->end_wall_ms;
}

static bool should_run(const struct plugin *plugin)
{
    return !child_is_running(&plugin->child) && plugin->now_ms >= plugin->run_ms &&
           (plugin->is_forced || !plugin->has_credential ||
            plugin->wall_ms >= plugin->renew_wall_ms);
}

enum plugin_state plugin_work(struct plugin *plugin, int64_t now_ms, int64_t wall_ms)
{
    plugin->now_ms = now_ms;
    plugin->wall_ms = wall_ms;
    if (child_is_running(&plugin->child)) {
        bool goes_on = child_work(&plugin->child, now_ms);
        hear(plugin);
        if (!goes_on)
            finish(plugin);
    }
    if (should_run(plugin))
        start(plugin);

    if (plugin_serves(plugin))
        return PLUGIN_SERVES;
    return child_is_running(&plugin->child) ? PLUGIN_RUNS : PLUGIN_FAILED;
}

int64_t plugin_due_ms(const struct plugin *plugin)
{
    if (child_is_running(&plugin->child))
        return child_due_ms(&plugin->child, plugin->now_ms);
    if (!plugin->has_credential || plugin->is_forced)
        return plugin->run_ms;
    if (plugin->renew_wall_ms == INT64_MAX)
        return INT64_MAX;

    int64_t renew_ms = plugin->now_ms + plugin->renew_wall_ms - plugin->wall_ms;
    return renew_ms > plugin->run_ms ? renew_ms : plugin->run_ms;
}

void plugin_run_now(struct plugin *plugin, bool lends_terminal, int64_t now_ms)
{
    plugin->run_ms = now_ms;
    plugin->is_forced = true;
    plugin->is_lent = lends_terminal;
}

/* Seven watches may speak of the same credential; only the first is news. */
void plugin_rejected(struct plugin *plugin, int64_t now_ms)
{
    struct err why = ERR_INIT;
    int64_t served_ms = now_ms - plugin->obtained_ms;

    if (!plugin->has_credential || child_is_running(&plugin->child) ||
        (plugin->rejections > 0 && served_ms < REJECTED_GRACE_MS))
        return;
    if (served_ms > REJECTED_AGAIN_MS)
        plugin->rejections = 0;
    plugin->has_credential = false;
    plugin->now_ms = now_ms;
    if (plugin->rejections++ == 0) {
        plugin->run_ms = now_ms;
        return;
    }
    err_set(&why, ERR_AUTH, "the cluster does not accept what exec plugin %s gives",
            name_of(plugin));
    fail(plugin, &why);
}
