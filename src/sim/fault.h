/*
 * fault.h - trouble on purpose: what it is, and the rules that make servers fail.
 *
 * A fault is written TARGET:WORD[=VALUE][:WORD[=VALUE]]…
 *
 *   servers   api-server, iam, elb, vpc, all
 *     status=N         answers that instead (retry-after=SECONDS, code=TEXT, text=TEXT)
 *     delay=5s         answers that much later
 *     cut=BYTES        closes the connection after so many bytes of the body
 *     narrowed by      method=POST, path=PART of the target, count=N times, after=N asked
 *   deeds, done at once
 *     api-server:watch-cut           closes every watch
 *     api-server:gone                old resourceVersions get 410 (short: 410)
 *     api-server:stopped  api-server:running   the port is closed, and open again
 *     api-server:restart             both at once: connections end, history is forgotten
 *     iam:token-expired              all tokens given out so far end
 *     elb:quota=full|N  vpc:quota=full|N
 *     elb:port-taken=PORT[:elb=NAME] a listener made by hand occupies the port; without elb
 *                                    on the next load balancer that is made
 *     elb:deleted=NAME               by hand, with its listeners
 *     elb:listener=PORT:elb=NAME     a listener made by hand
 *     elb:member=offline|online|checked[:elb=NAME][:port=N][:node=ADDRESS]
 *     elb:lag=5s   vpc:lag=5s        what was deleted still counts as in use for so long
 *     vpc:unbound=ADDRESS            the public address is unbound
 *     ccm:stopped  ccm:running       in mid-sync, too
 *     ccm:silent-skip  ccm:pods-required  ccm:strict-admission
 *     node:down=NAME  node:up=NAME   the node is NotReady, or Ready again
 *
 * Thread: a fault_box: all calls, from any. Parsing is pure.
 */
#ifndef ELBTOP_SIM_FAULT_H
#define ELBTOP_SIM_FAULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "sim/server.h"

struct fault_word {
    const char *name;
    const char *value; /* "" when it had none */
};

enum { FAULT_WORDS_MOST = 8 };

struct fault {
    const char *text; /* as written */
    const char *target;
    size_t count;
    struct fault_word words[FAULT_WORDS_MOST];
};

/* Errors: ERR_SHAPE with what is wrong. Texts go to the arena. */
enum err_code fault_parse(const char *text, struct arena *arena, struct fault *ret_fault,
                          struct err *err);
const char *fault_word(const struct fault *fault, const char *name); /* NULL: not said */
bool fault_is_rule(const struct fault *fault);
bool fault_is_of_server(const struct fault *fault); /* whose requests can fail */
void fault_help(struct buf *out);                   /* the words above, for people */

/* ---- rules ---- */

struct fault_box;

struct fault_box *fault_box_new(void);
void fault_box_free(struct fault_box *box);

/* Of a fault that is a rule. Errors: ERR_SHAPE for a value that cannot be. */
enum err_code fault_box_add(struct fault_box *box, const struct fault *fault,
                            struct err *err);
void fault_box_clear(struct fault_box *box);
json_t *fault_box_json(struct fault_box *box); /* [{fault, times}]; the caller's */

/* Fits server_before; ctx is the box. */
bool fault_box_before(void *ctx, const char *server, const struct ask *ask,
                      struct reply *reply);

#endif
