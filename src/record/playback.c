#include "record/playback.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/wake.h"
#include "base/when.h"
#include "record/deck.h"
#include "base/banned.h"

struct playback {
    /* fixed after playback_new */
    char *file;
    bool at_end;
    struct log *log;
    struct clock clock; /* the machine's */
    struct tape *tape;
    struct doors *doors;
    struct wake bell; /* an order waits */

    /* the thread's alone */
    struct deck *deck;
    bool runs;
    int speed_percent;
    int64_t anchor_ms;      /* the machine's time … */
    int64_t anchor_wall_ms; /* … at which the recording stood here */
    bool stirred;           /* an order came: the screen is told how it is */
    int64_t published_ms;
    uint64_t generation;
    bool stopping;

    pthread_t thread;
    bool running;
};

/* ---- time --------------------------------------------------------------------------------- */

/* From here on by the machine's time. */
static void drop_anchor(struct playback *playback, int64_t now_ms)
{
    playback->anchor_ms = now_ms;
    playback->anchor_wall_ms = deck_wall_ms(playback->deck);
}

static void play_on(struct playback *playback, int64_t now_ms)
{
    if (!playback->runs)
        return;
    int64_t went_ms = (now_ms - playback->anchor_ms) * playback->speed_percent / 100;
    int64_t due = deck_due_wall_ms(playback->deck);
    int64_t wall_ms = playback->anchor_wall_ms + went_ms;

    /* In between nothing changes, and the screen counts on by itself. */
    if (wall_ms >= due || wall_ms >= playback->tape->header.to_wall_ms)
        deck_go(playback->deck, wall_ms);
    if (deck_is_at_end(playback->deck)) {
        playback->runs = false;
        playback->stirred = true;
    }
}

/* ---- orders --------------------------------------------------------------------------------- */

static void toggle(struct playback *playback)
{
    if (!playback->runs && deck_is_at_end(playback->deck))
        deck_go(playback->deck, playback->tape->header.from_wall_ms);
    playback->runs = !playback->runs;
}

static void change_speed(struct playback *playback, bool faster)
{
    int percent = faster ? playback->speed_percent * 2 : playback->speed_percent / 2;

    if (percent >= PLAY_SLOWEST_PERCENT && percent <= PLAY_FASTEST_PERCENT)
        playback->speed_percent = percent;
}

/* To where time has come, before it is counted in another way. */
static void catch_up(struct playback *playback, int64_t now_ms)
{
    if (playback->runs)
        deck_go(playback->deck,
                playback->anchor_wall_ms +
                    (now_ms - playback->anchor_ms) * playback->speed_percent / 100);
}

static void obey(struct playback *playback, enum order_kind kind, int64_t now_ms)
{
    catch_up(playback, now_ms);
    switch (kind) {
    case ORDER_PLAY_RUN:
        toggle(playback);
        break;
    case ORDER_PLAY_NEXT:
        playback->runs = false;
        deck_next(playback->deck);
        break;
    case ORDER_PLAY_BACK:
        playback->runs = false;
        deck_back(playback->deck);
        break;
    case ORDER_PLAY_FASTER:
    case ORDER_PLAY_SLOWER:
        change_speed(playback, kind == ORDER_PLAY_FASTER);
        break;
    case ORDER_STOP:
        playback->stopping = true;
        break;
    default:
        return; /* nothing here could do it */
    }
    drop_anchor(playback, now_ms);
    playback->stirred = true;
}

static void take_orders(struct playback *playback, int64_t now_ms)
{
    struct order *order;

    while ((order = doors_take_order(playback->doors)) != NULL) {
        obey(playback, order->kind, now_ms);
        order_free(order);
    }
}

/* ---- what is published --------------------------------------------------------------------------- */

static void fill_place(const struct playback *playback, struct snapshot *snapshot)
{
    const struct line_header *header = &playback->tape->header;
    struct arena *arena = &snapshot->arena;

    snapshot->context = arena_text(arena, header->context);
    snapshot->server = arena_text(arena, header->server);
    snapshot->namespace = arena_text(arena, deck_namespace(playback->deck));
    snapshot->project = arena_text(arena, header->project);
    snapshot->simulator = header->simulator;
    snapshot->about.server = snapshot->server;
    snapshot->about.kubeconfig = "";
    snapshot->about.user = "";
    snapshot->about.libraries = "";
    snapshot->about.log_file = arena_text(arena, log_path(playback->log));
}

static void fill_replay(const struct playback *playback, struct snapshot *snapshot)
{
    snapshot->replay = (struct replay_report){
        .on = true,
        .file = arena_text(&snapshot->arena, playback->file),
        .from_wall_ms = playback->tape->header.from_wall_ms,
        .to_wall_ms = playback->tape->header.to_wall_ms,
        .runs = playback->runs,
        .speed_percent = playback->speed_percent,
        .machine_ms = playback->runs ? playback->anchor_ms : 0,
        .wall_ms =
            playback->runs ? playback->anchor_wall_ms : deck_wall_ms(playback->deck),
    };
    snapshot->replay.now_ms = deck_now_ms(playback->deck) +
                              (snapshot->replay.wall_ms - deck_wall_ms(playback->deck));
}

static struct snapshot *snapshot_of_tape(struct playback *playback)
{
    struct snapshot *snapshot = mem_new(sizeof *snapshot);

    arena_init(&snapshot->arena, 0);
    snapshot->generation = ++playback->generation;
    snapshot->view = deck_view(playback->deck);
    fill_place(playback, snapshot);
    fill_replay(playback, snapshot);
    snapshot->read_only = true;
    snapshot->acting_reason = "this is a recording";
    snapshot->token_expires_wall_ms = WHEN_UNKNOWN;
    snapshot->login.expires_wall_ms = WHEN_UNKNOWN;
    snapshot->armed_until_wall_ms = WHEN_UNKNOWN;
    snapshot->recorder.said = "";
    snapshot->complete = true;
    snapshot->log_count =
        log_newest(playback->log, LIMIT_LOG_LINES, &snapshot->arena, &snapshot->log);
    return snapshot;
}

static void publish(struct playback *playback, int64_t now_ms)
{
    bool is_due = playback->published_ms == INT64_MIN ||
                  now_ms - playback->published_ms >= INTERVAL_PUBLISH_MS;

    if (!is_due || (!playback->stirred && !deck_has_news(playback->deck)))
        return;
    struct snapshot *snapshot = snapshot_of_tape(playback);
    playback->published_ms = now_ms;
    playback->stirred = false;
    doors_give_snapshot(playback->doors, &snapshot);
}

/* ---- the thread -------------------------------------------------------------------------------------- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t wait_ms(const struct playback *playback, int64_t now_ms)
{
    int64_t wait = INTERVAL_LONGEST_SLEEP_MS;

    if (playback->stirred || deck_has_news(playback->deck))
        wait = playback->published_ms + INTERVAL_PUBLISH_MS - now_ms;
    if (playback->runs) {
        int64_t due =
            earlier(deck_due_wall_ms(playback->deck), playback->tape->header.to_wall_ms);
        int64_t due_ms = playback->anchor_ms +
                         (due - playback->anchor_wall_ms) * 100 / playback->speed_percent;
        wait = earlier(wait, due_ms + 1 - now_ms);
    }
    return wait < 0 ? 0 : wait;
}

static void wait_for_orders(struct playback *playback)
{
    struct pollfd fd = {.fd = playback->bell.fd, .events = POLLIN};

    poll(&fd, 1, (int)wait_ms(playback, clock_now_ms(&playback->clock)));
    wake_answer(&playback->bell);
}

static void *run(void *ctx)
{
    struct playback *playback = ctx;

    playback->deck = deck_new(playback->tape);
    if (playback->at_end)
        deck_go(playback->deck, playback->tape->header.to_wall_ms);
    playback->runs = !playback->at_end;
    drop_anchor(playback, clock_now_ms(&playback->clock));
    playback->stirred = true;
    while (!playback->stopping) {
        int64_t now_ms = clock_now_ms(&playback->clock);
        take_orders(playback, now_ms);
        if (playback->stopping)
            break;
        play_on(playback, now_ms);
        publish(playback, now_ms);
        wait_for_orders(playback);
    }
    deck_free(playback->deck);
    return NULL;
}

static void ring(void *ctx)
{
    struct playback *playback = ctx;
    wake_ring(&playback->bell);
}

static enum err_code start(struct playback *playback, struct err *err)
{
    sigset_t all;
    sigset_t before;

    /* Signals are the terminal's business, but a crash gives it back. */
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&playback->thread, NULL, run, playback);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0)
        return err_set(err, ERR_LOCAL, "cannot start a thread: %s", strerror(failed));
    playback->running = true;
    return ERR_OK;
}

enum err_code playback_new(const struct playback_config *config,
                           struct playback **ret_player, struct err *err)
{
    struct playback *playback = mem_new(sizeof *playback);
    enum err_code code;

    playback->bell.fd = -1;
    playback->file = mem_copy_text(config->file);
    playback->at_end = config->at_end;
    playback->log = config->log;
    playback->speed_percent = 100;
    playback->published_ms = INT64_MIN;
    code = tape_open(config->file, &playback->tape, err);
    if (code != ERR_OK)
        goto out;
    code = wake_init(&playback->bell, err);
    if (code != ERR_OK)
        goto out;
    code = doors_new(ring, playback, &playback->doors, err);
    if (code != ERR_OK)
        goto out;
    code = start(playback, err);
    if (code != ERR_OK)
        goto out;

    *ret_player = playback;
    playback = NULL;
out:
    playback_free(playback);
    return code;
}

void playback_free(struct playback *playback)
{
    if (playback == NULL)
        return;
    if (playback->running) {
        struct order *stop = order_new(ORDER_STOP, NULL, NULL);
        while (!doors_give_order(playback->doors, &stop)) {
            /* The queue is full: the playback is awake and emptying it. */
        }
        pthread_join(playback->thread, NULL);
    }
    doors_free(playback->doors);
    if (playback->bell.fd != -1)
        wake_release(&playback->bell);
    tape_free(playback->tape);
    free(playback->file);
    free(playback);
}

struct doors *playback_doors(struct playback *playback)
{
    return playback->doors;
}

const char *playback_context(const struct playback *playback)
{
    return playback->tape->header.context;
}
