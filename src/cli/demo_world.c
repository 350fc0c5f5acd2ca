#include "cli/demo_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/command.h"
#ifdef WITH_SIM
#include "sim/sim.h"
#endif
#include "base/banned.h"

#ifdef WITH_SIM

struct demo_world {
    char *dir;
    struct sim *sim;
};

static enum err_code make_folder(struct demo_world *world, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char path[512];

    snprintf(path, sizeof path, "%s/elbtop-demo-XXXXXX",
             tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
    if (mkdtemp(path) == NULL) {
        err_at(err, "%s", path);
        return err_set(err, ERR_LOCAL, "cannot make a folder: %s", strerror(errno));
    }
    world->dir = mem_copy_text(path);
    return ERR_OK;
}

/* A guided run begins with an empty cluster: all that is seen is its own doing. */
static const char *story_of(const struct options *options)
{
    bool guided = options->command != NULL && options->command->id == COMMAND_DEMO;
    return options->story == NULL && guided ? "empty" : options->story;
}

enum err_code demo_world_open(const struct options *options, struct worker_config *config,
                              struct demo_world **ret_world, struct err *err)
{
    struct demo_world *world = mem_new(sizeof *world);
    enum err_code code = make_folder(world, err);
    if (code != ERR_OK)
        goto out;

    const struct sim_config sim = {
        .dir = world->dir,
        .story = story_of(options),
        .speed = options->speed,
        .seed = (uint64_t)options->seed,
        .services = (size_t)options->services,
        .churn = options->churn,
        .region = options->region,
        .fault_count = options->faults.count,
        .faults = options->faults.at,
    };
    code = sim_start(&sim, &world->sim, err);
    if (code != ERR_OK)
        goto out;

    const struct sim_places *places = sim_places(world->sim);
    config->kubeconfig = places->kubeconfig;
    config->clouds_file = places->clouds_yaml;
    config->os_cloud = config->no_cloud ? NULL : "sim";
    config->probe_proxy = places->probe_proxy;
    config->simulator = true;
    config->forget = true;
    *ret_world = world;
    world = NULL;
out:
    demo_world_close(world);
    return code;
}

void demo_world_close(struct demo_world *world)
{
    if (world == NULL)
        return;
    if (world->sim != NULL)
        sim_stop(world->sim);
    if (world->dir != NULL)
        rmdir(world->dir);
    free(world->dir);
    free(world);
}

#else

enum err_code demo_world_open(const struct options *options, struct worker_config *config,
                              struct demo_world **ret_world, struct err *err)
{
    (void)options;
    (void)config;
    (void)ret_world;
    return err_set(err, ERR_LOCAL, "this elbtop was built without the embedded world");
}

void demo_world_close(struct demo_world *world)
{
    (void)world;
}

#endif
