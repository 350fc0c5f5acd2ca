#include "cli/options_table.h"

#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "base/banned.h"

#define ON(command) (1u << COMMAND_##command)
#define MAKING      (ON(AUTOCREATE) | ON(ATTACH))
#define ACTING      (MAKING | ON(TEARDOWN))
#define AT(field)   offsetof(struct options, field)

/* clang-format off */
const struct option_entry option_table[] = {
    {{"kubeconfig", 0, "FILE", "this kubeconfig instead of KUBECONFIG or ~/.kube/config", 0},
     HOW_TEXT, AT(kubeconfig), 0, 0},
    {{"context", 0, "NAME", "this context instead of the current one", 0},
     HOW_TEXT, AT(context), 0, 0},
    {{"namespace", 'n', "NS", "only this namespace", 0}, HOW_TEXT, AT(namespace), 0, 0},
    {{"all-namespaces", 'A', NULL, "all namespaces, and an error where that is forbidden", 0},
     HOW_FLAG, AT(all_namespaces), 0, 0},
    {{"os-cloud", 0, "NAME", "this entry of clouds.yaml", 0}, HOW_TEXT, AT(os_cloud), 0, 0},
    {{"no-cloud", 0, NULL, "do not ask the cloud", 0}, HOW_FLAG, AT(no_cloud), 0, 0},
    {{"no-probe", 0, NULL, "do not connect to public addresses (step 7 stays unknown)", 0},
     HOW_FLAG, AT(no_probe), 0, 0},
    {{"probe-proxy", 0, "URL", "probe through this proxy (socks5h://HOST:PORT)", 0},
     HOW_TEXT, AT(probe_proxy), 0, 0},
    {{"read-only", 0, NULL, "refuse every request that would change something", 0},
     HOW_FLAG, AT(read_only), 0, 0},
    {{"demo", 0, NULL, "run on an embedded world: no cluster, no cloud, no bill", 0},
     HOW_FLAG, AT(demo), 0, 0},
    {{"replay", 0, "FILE", "a recording in place of a cluster: nothing is sent anywhere", 0},
     HOW_TEXT, AT(replay), 0, 0},
    {{"plain", 0, NULL, "one sentence per change instead of a screen", 0},
     HOW_FLAG, AT(plain), 0, 0},
    {{"ascii", 0, NULL, "nothing but ASCII on the screen", 0}, HOW_FLAG, AT(ascii), 0, 0},
    {{"theme", 0, "NAME", "default, dark, light, mono, contrast or colour-blind", 0}, HOW_THEME, AT(theme), 0, 0},
    {{"timeout", 0, "DURATION", "give up after so long (300ms, 5s, 2m)", 0},
     HOW_DURATION, AT(timeout_ms), 0, 0},
    {{"log-file", 0, "FILE", "append what happens to this file", 0},
     HOW_TEXT, AT(log_file), 0, 0},
    {{"log-level", 0, "LEVEL", "error, warning, info or debug", 0},
     HOW_LOG_LEVEL, AT(log_level), 0, 0},
    {{"help", 0, NULL, "this text", 0}, HOW_FLAG, AT(wants_help), 0, 0},
    {{"version", 0, NULL, "the version", 0}, HOW_FLAG, AT(wants_version), 0, 0},

    {{"output", 'o', "FORMAT", "table, wide, json, yaml or name; text or json for explain; "
      "yaml or json prints the manifest and sends nothing",
      ON(GET) | ON(EXPLAIN) | ON(ORPHANS) | MAKING}, HOW_OUTPUT, AT(output), 0, 0},
    {{"watch", 'w', NULL, "go on with changes, a line each", ON(GET) | ON(ORPHANS)},
     HOW_FLAG, AT(watch), 0, 0},
    {{"file", 'f', "FILE", "the manifest; - reads standard input", ON(VALIDATE)},
     HOW_TEXT, AT(file), 0, 0},
    {{"server", 0, NULL, "ask the api-server, too: a dry run, nothing is changed", ON(VALIDATE)},
     HOW_FLAG, AT(server), 0, 0},

    {{"port", 0, "PORT", "PORT[:TARGET][/PROTO], for example 80:http or 53/UDP; may be "
      "repeated. Of sim: the api-server's, any free one when not said", MAKING | ON(SIM)},
     HOW_LIST, AT(ports), 0, 0},
    {{"selector", 0, "K=V", "labels of the pods, K=V[,K=V]; may be repeated", MAKING},
     HOW_LIST, AT(selectors), 0, 0},
    {{"set", 0, "ANNOTATION=VALUE", "one more annotation; may be repeated", MAKING},
     HOW_LIST, AT(sets), 0, 0},
    {{"class", 0, "CLASS", "union (shared) or performance (dedicated)", MAKING},
     HOW_TEXT, AT(class), 0, 0},
    {{"elb-name", 0, "NAME", "name of the new ELB; k8s-NAME when not said", ON(AUTOCREATE)},
     HOW_TEXT, AT(elb_name), 0, 0},
    {{"internal", 0, NULL, "no public address", ON(AUTOCREATE)}, HOW_FLAG, AT(internal), 0, 0},
    {{"bandwidth", 0, "MBIT", "of the EIP, 1 to 2000; 5 when not said", ON(AUTOCREATE)},
     HOW_NUMBER, AT(bandwidth), 1, 2000},
    {{"charge-mode", 0, "MODE", "traffic or bandwidth", ON(AUTOCREATE)},
     HOW_TEXT, AT(charge_mode), 0, 0},
    {{"eip-type", 0, "TYPE", "5_bgp when not said", ON(AUTOCREATE)}, HOW_TEXT, AT(eip_type), 0, 0},
    {{"az", 0, "AZ", "availability zone of a dedicated ELB; may be repeated", ON(AUTOCREATE)},
     HOW_LIST, AT(zones), 0, 0},
    {{"l4-flavor", 0, "NAME", "of a dedicated ELB, for TCP and UDP", ON(AUTOCREATE)},
     HOW_TEXT, AT(l4_flavor), 0, 0},
    {{"l7-flavor", 0, "NAME", "of a dedicated ELB, for HTTP", ON(AUTOCREATE)},
     HOW_TEXT, AT(l7_flavor), 0, 0},
    {{"subnet", 0, "ID", "of the private address; the cluster's when not said",
      ON(AUTOCREATE)}, HOW_TEXT, AT(subnet), 0, 0},
    {{"to", 0, "SERVICE", "the Service whose ELB is taken; its elb.id is read at the moment "
      "of acting", ON(ATTACH)}, HOW_TEXT, AT(to), 0, 0},
    {{"elb-id", 0, "UUID", "the ELB itself", ON(ATTACH)}, HOW_TEXT, AT(elb_id), 0, 0},
    {{"dry-run", 0, "[=client|server]", "say what would be done; server: ask the api-server, "
      "too", ACTING}, HOW_DRY_RUN, AT(dry_run), 0, 0},
    {{"wait", 0, "[=DURATION]", "follow until it is ready, or all is gone; 5m when not said",
      ACTING | ON(DEMO)}, HOW_WAIT, AT(wait), 0, 0},
    {{"yes", 0, NULL, "do not ask", ACTING | ON(DEMO)}, HOW_FLAG, AT(yes), 0, 0},
    {{"for", 0, "GOAL", "ready, step=N or deleted", ON(WAIT)}, HOW_TEXT, AT(goal), 0, 0},
    {{"delete", 0, NULL, "take it down again", ON(DEMO)}, HOW_FLAG, AT(undo), 0, 0},

    {{"dir", 0, "DIR", "where kubeconfig, clouds.yaml, env and sim.json go", ON(SIM)},
     HOW_TEXT, AT(dir), 0, 0},
    {{"story", 0, "NAME", "what the world is like: a built-in story or a file", ON(SIM)},
     HOW_TEXT, AT(story), 0, 0},
    {{"speed", 0, "X", "how fast the world's time goes, 0.1 to 100", ON(SIM)},
     HOW_FACTOR, AT(speed), 0.1, 100},
    {{"services", 0, "N", "so many more Services, ready from the start", ON(SIM)},
     HOW_NUMBER, AT(services), 0, 100000},
    {{"churn", 0, "N", "so many changes a second among those", ON(SIM)},
     HOW_FACTOR, AT(churn), 0, 10000},
    {{"seed", 0, "N", "same seed, same world", ON(SIM)}, HOW_NUMBER, AT(seed), 1, 9e15},
    {{"region", 0, "NAME", "eu-de, eu-nl or eu-ch2: sets which APIs exist", ON(SIM)},
     HOW_TEXT, AT(region), 0, 0},
    {{"fault", 0, "SPEC", "trouble from the start, for example elb:status=429:count=3; may be "
      "repeated", ON(SIM)}, HOW_LIST, AT(faults), 0, 0},
};
/* clang-format on */

_Static_assert(ARRAY_COUNT(option_table) <= OPTIONS_MOST, "room for all options");

const size_t option_table_count = ARRAY_COUNT(option_table);
