/*
 * recording.h - the flight recorder: what was heard in the last minutes, in a ring with a cap.
 *
 * It is told what goes into the store, at the same places and in the same order: objects as
 * the api-server stated them, whole sweeps of the cloud as their answers, results of probes,
 * the health of sources. No headers, no logins: a token never comes here. What objects hold
 * that smells of a secret is masked when the recording is written.
 *
 * When the ring is full its oldest frames are folded into the base: the last that was heard of
 * each thing until then. So a recording always begins with a whole picture. When the base alone
 * is over the cap, there are too many things to be recorded: then all is let go, and said.
 *
 * Costs nothing where it is heard but a copy; deflating is done in small steps by
 * recording_work(). A NULL recording is fine everywhere and hears nothing.
 *
 * Thread: worker only.
 */
#ifndef ELBTOP_RECORD_RECORDING_H
#define ELBTOP_RECORD_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "kube/object.h"
#include "net/probe.h"
#include "otc/sweep.h"
#include "record/line.h"
#include "state/view.h"

struct recording;

/* cap_bytes: LIMIT_RECORD_BYTES, or less in tests. */
struct recording *recording_new(size_t cap_bytes, int64_t wall_ms);
void recording_free(struct recording *recording);

/* ---- what is heard ---- */

void recording_list(struct recording *recording, enum kube_kind kind, bool ended,
                    int64_t wall_ms);
/* managed: what the object's times were read from; it is kept only when they were. */
void recording_put(struct recording *recording, const struct kube_object *object,
                   struct span text, struct span managed, int64_t wall_ms);
void recording_gone(struct recording *recording, enum kube_kind kind,
                    const char *namespace, const char *name, const char *uid,
                    int64_t wall_ms);
/* Bytes of an answer of the sweep that runs, as they come; the answer's end, with what of its
 * body was not told so; then the sweep's end: a whole set, or none. */
void recording_bytes(struct recording *recording, enum sweep_kind kind, const char *at,
                     size_t bytes);
void recording_answer(struct recording *recording, enum sweep_kind kind, int status,
                      struct span body);
void recording_sweep(struct recording *recording, enum sweep_kind kind,
                     struct sweep_gaps gaps, int64_t page_items, int64_t took_ms,
                     int64_t wall_ms);
void recording_no_sweep(struct recording *recording, enum sweep_kind kind);
void recording_probe(struct recording *recording, const char *address, uint16_t port,
                     const struct probe_result *result, int64_t wall_ms);
void recording_source(struct recording *recording, enum source_name name,
                      const struct source *source, int64_t now_ms, int64_t wall_ms);
void recording_scope(struct recording *recording, const char *namespace, int64_t wall_ms);
void recording_skew(struct recording *recording, int64_t skew_ms, int64_t wall_ms);
void recording_probing(struct recording *recording, bool probing, int64_t wall_ms);

/* ---- deflating ---- */

bool recording_has_work(const struct recording *recording);
/* For about INTERVAL_RECORD_PACK_MS by the machine's clock. */
void recording_work(struct recording *recording);

/* ---- how it is ---- */

struct recording_state {
    bool on;
    bool overfull;    /* more is known than fits: nothing is kept */
    size_t bytes;     /* kept, deflated */
    size_t raw_bytes; /* heard, not deflated yet; beside the cap */
    size_t cap_bytes;
    size_t frames;        /* behind the base */
    int64_t from_wall_ms; /* what happened since then can be replayed */
};
void recording_look(const struct recording *recording, struct recording_state *ret_state);

/* ---- out ---- */

/* Takes one line with its end; false stops the writing. */
typedef bool (*recording_take)(void *ctx, struct span line);

/*
 * All of it, as the lines of doc/recording.md, secrets masked. header: from and to are filled
 * in here. Errors: ERR_LIMIT when it is overfull; ERR_LOCAL when `take` stopped it.
 */
enum err_code recording_write(struct recording *recording,
                              const struct line_header *header, int64_t wall_ms,
                              recording_take take, void *ctx, struct err *err);

#endif
