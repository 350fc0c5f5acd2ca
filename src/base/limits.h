/*
 * limits.h - every ceiling and interval of the program, with unit and reason.
 *
 * The program's greatest appetite can be read on this page.
 */
#ifndef ELBTOP_BASE_LIMITS_H
#define ELBTOP_BASE_LIMITS_H

#include <stdint.h>

#define LIMIT_KIB ((size_t)1024)
#define LIMIT_MIB (LIMIT_KIB * 1024)

/* ---- bytes from elsewhere ---- */
#define LIMIT_RESPONSE_BYTES                                                             \
    (64 * LIMIT_MIB) /* one whole body; 2000 ELBs are about 4 MiB */
#define LIMIT_OBJECT_BYTES                                                               \
    (4 * LIMIT_MIB) /* one object or watch line; etcd stops at 1.5 MiB */
#define LIMIT_HEADER_BYTES                                                               \
    (128 * LIMIT_KIB) /* all headers of an answer; the OTC gateway's own cap */
#define LIMIT_FILE_BYTES                                                                 \
    (4 * LIMIT_MIB) /* kubeconfig, clouds.yaml, certificates, manifests */
#define LIMIT_TOKEN_BYTES (32 * LIMIT_KIB) /* the OTC gateway's cap for one header */
#define LIMIT_CHILD_BYTES (1 * LIMIT_MIB)  /* what a credential plugin may print */
#define LIMIT_CHILD_SAYS_BYTES                                                           \
    (16 * LIMIT_KIB)               /* what of its stderr is kept for the screen */
#define LIMIT_JSON_DEPTH    128    /* nesting; jansson's own is 2048 */
#define LIMIT_YAML_NODES    200000 /* with aliases unfolded; stops "billion laughs" */
#define LIMIT_REFUSAL_BYTES (64 * LIMIT_KIB) /* of an error's body, what is looked at */
#define LIMIT_CLOUD_TEXT_BYTES                                                           \
    (1 * LIMIT_KIB)         /* one name or description; documented: 255 */
#define LIMIT_PROBE_BYTES 1 /* of a probed page: only its status counts, */
                            /* and what is cut short is not kept open */
#define LIMIT_OUTPUT_BYTES (512 * LIMIT_MIB) /* what a command may print in one piece */

/* ---- bytes and numbers of the embedded world's servers ---- */
#define LIMIT_ASK_BYTES (4 * LIMIT_MIB) /* body of one request; kubectl's are small */
#define LIMIT_ASK_MEMORY_BYTES                                                           \
    (128 * LIMIT_KIB)          /* per connection: header (half of it) and buffers; */
                               /* a token may take 32 KiB */
#define LIMIT_ASK_SEGMENTS 64  /* of a path */
#define LIMIT_ASK_QUERIES  128 /* of a target */
#define LIMIT_STREAM_UNREAD_BYTES                                                        \
    (8 * LIMIT_MIB) /* pushed and not read; then the stream is cut */
#define LIMIT_SERVER_UNSENT_BYTES                                                        \
    (512 * LIMIT_MIB)                  /* large answers not read yet, all clients of a */
                                       /* server together; then 429 */
#define LIMIT_REPLY_HEADERS      32    /* set by a handler */
#define LIMIT_SERVER_CONNECTIONS 4096  /* at once, per server */
#define LIMIT_KUBE_HISTORY       10000 /* watch events kept per kind of the api-server */
#define LIMIT_KUBE_HISTORY_BYTES (128 * LIMIT_MIB) /* of them, when objects are large */
#define INTERVAL_SERVER_IDLE_S   180 /* a connection without a byte is closed */

/* ---- how many ---- */
#define LIMIT_EVENTS            2000 /* events remembered, all Services together */
#define LIMIT_CHANGES           200  /* lines of "last changes" */
#define LIMIT_ONCE_PROBES       256 /* addresses that a command that asks once will try */
#define LIMIT_CALLS_SHOWN       100 /* of the call log, copied into each snapshot */
#define LIMIT_CALLS             500 /* requests remembered in the call log */
#define LIMIT_FAILURES          200 /* failures kept after Kubernetes forgot them */
#define LIMIT_SHARED            64 /* names a row lists of those it shares its ELB with */
#define LIMIT_REMEMBERED        500 /* Services whose failures are kept on disk, newest 4 each */
#define LIMIT_GONE              500 /* Services remembered after they went: clues to orphans */
#define LIMIT_LOG_LINES         200 /* newest lines kept for the screen */
#define LIMIT_JOBS              8 /* plans waiting to be carried out, and reports kept */
#define LIMIT_JOB_READS         3 /* a read before a change is tried so often */
#define LIMIT_OBJECT_PATH_BYTES 1024 /* of the URL of one object: names end at 253 each */
#define LIMIT_RIGHTS            64   /* namespaces whose access reviews are remembered */
#define LIMIT_NAMES                                                                      \
    1000 /* Services with a DNS name of external-dns that are remembered */
#define LIMIT_SCOPES     50 /* contexts whose last namespace is remembered */
#define LIMIT_RETIRED    8 /* workers of clusters that were left and have not ended yet */
#define LIMIT_ORDERS     64   /* orders waiting for the worker */
#define LIMIT_PROBES     16   /* connects under way at once */
#define LIMIT_PAGE_ITEMS 500  /* limit= of Kubernetes lists; what kubectl asks for */
#define LIMIT_CLOUD_PAGE 2000 /* limit= of ELB and EIP lists; the documented maximum */
#define LIMIT_OBJECT_ENTRIES                                                             \
    2048 /* of one list or map in an object; etcd's 1.5 MiB hold few more */
#define LIMIT_PAGES 1000 /* pages of one list before it is called a loop */

/* ---- the flight recorder ---- */
#define LIMIT_RECORD_BYTES                                                               \
    (8 * LIMIT_MIB) /* what is kept of the last minutes, deflated */
#define LIMIT_RECORD_RAW_BYTES                                                           \
    (32 * LIMIT_MIB) /* heard and not deflated yet: a first list of 10,000 Services is */
                     /* about 18 MiB, and must not wait for it */
#define LIMIT_RECORD_LINE_BYTES                                                          \
    (24 * LIMIT_MIB) /* one line of a recording: a page of the cloud's lists, at most */
#define LIMIT_RECORD_KEY_BYTES (2 * LIMIT_KIB) /* kind, namespace and name */
#define LIMIT_RECORD_NOTE_BYTES                                                          \
    (1 * LIMIT_KIB) /* a text of our own in a recording: an error, a note */
#define LIMIT_TAPE_FILE_BYTES                                                            \
    (64 * LIMIT_MIB) /* a recording that is opened: eight rings, should it grow */
#define LIMIT_TAPE_BYTES                                                                 \
    (384 * LIMIT_MIB) /* the same unpacked: a ring unpacks to twenty times its size; */
                      /* a bomb to a thousand times */
#define LIMIT_TAPE_LINES 4000000 /* of a recording: a line takes 20 bytes at least */

/* ---- milliseconds ---- */
#define INTERVAL_CONNECT_MS 5000   /* DNS, TCP and TLS of one request */
#define INTERVAL_ANSWER_MS  30000  /* whole answer of a request that ends */
#define INTERVAL_WATCH_MS   300000 /* timeoutSeconds of a watch: 5 min, jittered up */
#define INTERVAL_SILENCE_MS 90000  /* a watch without a byte for so long is dead: */
                                   /* bookmarks come once a minute */
#define INTERVAL_PROVE_MS     6000 /* timeoutSeconds of the first watch after a failure */
#define INTERVAL_QUICK_END_MS 4000 /* a watch that ends sooner led nowhere */
#define INTERVAL_DENIED_MS    60000  /* a 403 is asked again */
#define INTERVAL_ABSENT_MS    300000 /* a kind that is not installed is asked for again */
#define INTERVAL_FRESH_MS                                                                \
    3600000 /* a Service so young still has its story; events are kept as long */
#define INTERVAL_COMMAND_MS                                                              \
    30000 /* a command that asks once, when --timeout is not said */
#define INTERVAL_PROOF_MS   1000   /* between two questions whether a thing is gone */
#define INTERVAL_GIVE_UP_MS 300000 /* proof of a change is waited for so long: an EIP's */
                                   /* release may lag two or three minutes */
#define INTERVAL_HOLD_MS 3000      /* a change that was confirmed can still be stopped */
#define INTERVAL_DEAF_MS 300       /* a confirmation hears nothing so long: typed ahead */
#define INTERVAL_TRY_MS                                                                  \
    400 /* a form is tried on the api-server so long after its last change */
#define INTERVAL_REMEMBER_MS                                                             \
    60000 /* the history is not written more often: it is synced */
#define INTERVAL_QUOTA_MS       60000 /* quotas are not asked for more often */
#define INTERVAL_SCOPE_MS       2000 /* all namespaces at first, if they are listed within */
#define INTERVAL_RIGHTS_MS      60000 /* access reviews of one namespace likewise */
#define INTERVAL_OBJECT_MS      500 /* an object that is read as YAML is not read oftener */
#define INTERVAL_PULSE_MS       5000 /* proof of life beside a silent watch, and its deadline */
#define INTERVAL_PUBLISH_MS     25 /* shortest time between two snapshots */
#define INTERVAL_RECORD_PACK_MS 2  /* the recorder deflates so long between two looks */
                                   /* at what came */
#define INTERVAL_CLOUD_OPEN_MS   2000   /* cloud poll while the open row moves */
#define INTERVAL_CLOUD_MOVING_MS 5000   /* while anything moves */
#define INTERVAL_CLOUD_CALM_MS   30000  /* otherwise */
#define INTERVAL_PROBE_READY_MS  60000  /* next probe of an address that answers */
#define INTERVAL_PROBE_WAIT_MS   2000   /* next probe of one that does not yet */
#define INTERVAL_PROBE_SPACE_MS  500    /* between two routine probes on average: 1,000 */
                                        /* addresses must not keep a core awake */
#define INTERVAL_PROBE_BURST_MS  10000  /* routine probes start together, that often */
#define INTERVAL_PROBE_ANSWER_MS 3000   /* one connect */
#define INTERVAL_RENEW_MS        600000 /* a token is renewed so long before its end */
#define INTERVAL_KEY_LOCK_MS     300000 /* five wrong signatures lock an access key so long */
#define INTERVAL_LOGIN_LOCK_MS                                                           \
    900000 /* between two tries of a refused password: five an */
           /* hour would lock the account */
#define INTERVAL_LOGIN_TRUST_MS                                                          \
    60000 /* a token refused sooner after its login will not be */
          /* helped by another login at once */
#define INTERVAL_HINT_MOST_MS 3600000 /* longest wait a server may ask for */
#define INTERVAL_PLUGIN_AGAIN_MS                                                         \
    5000 /* it is not run again sooner; doubles with each failure */
#define INTERVAL_PLUGIN_MOST_MS 300000 /* up to here: it may open a browser each time */
#define INTERVAL_PLUGIN_MARGIN_MS                                                        \
    30000                            /* what it gave is renewed so long before its end */
#define INTERVAL_TOKEN_FILE_MS 60000 /* a token file is read again, changed or not */
#define INTERVAL_PLUGIN_MS     60000 /* a credential plugin that takes longer is killed */
#define INTERVAL_PLUGIN_ASKS_MS                                                          \
    300000 /* one that has the terminal: a person looks for a code */
#define INTERVAL_LONGEST_SLEEP_MS                                                        \
    60000 /* the worker looks about at least once a minute */
#define INTERVAL_CLOCK_JUMP_MS                                                           \
    10000 /* later than asked for by so much: the machine slept */
#define INTERVAL_BACKOFF_FIRST_MS 1000
#define INTERVAL_BACKOFF_MOST_MS  30000
#define INTERVAL_ACT_MS           10000 /* C, L, X need an answer younger than this */

/* ---- how long a step may take: slow, then stuck; milliseconds ---- */
#define PATIENCE_SEEN_SLOW_MS                                                            \
    5000 /* the controller reacts at once; only a queue delays it */
#define PATIENCE_SEEN_STUCK_MS  15000
#define PATIENCE_CLOUD_SLOW_MS  30000
#define PATIENCE_CLOUD_STUCK_MS 120000
#define PATIENCE_ATTACH_SLOW_MS                                                          \
    15000 /* step 4 of a linked Service: no ELB, no EIP to make */
#define PATIENCE_ATTACH_STUCK_MS   60000
#define PATIENCE_IDS_SLOW_MS       5000 /* counted from when ELB and EIP were there: the ids */
#define PATIENCE_IDS_STUCK_MS      10000 /* follow at once */
#define PATIENCE_ADDRESS_SLOW_MS   10000
#define PATIENCE_ADDRESS_STUCK_MS  60000
#define PATIENCE_ROUTED_SLOW_MS    15000
#define PATIENCE_ROUTED_STUCK_MS   60000
#define PATIENCE_TEARDOWN_SLOW_MS  20000
#define PATIENCE_TEARDOWN_STUCK_MS 60000

/* ---- the dashboard ---- */
#define LIMIT_GLOWS     256 /* rows whose change is shown for a moment; more is a flood */
#define LIMIT_STRUCK    64  /* rows shown struck after they went */
#define LIMIT_YAML_ROWS 8192 /* lines that are shown of an object */
#define LIMIT_HISTORY   50   /* typed lines that Up brings back, of each kind */
#define LIMIT_TRACES                                                                     \
    4000 /* values that `w` explains on one page: a pool of 500 members has 2,000 */
#define LIMIT_PANELS          16 /* views on the stack; the lowest but one goes first */
#define LIMIT_CLIPBOARD_BYTES 74994 /* base64 of one OSC 52: what xterm and tmux take */
#define LIMIT_SCREEN_CELLS    1000 /* rows or columns that are drawn of a larger terminal */
#define LIMIT_NEWS_BYTES      (32 * LIMIT_MIB) /* sentences of --plain between two pictures */
#define LIMIT_PICTURE_BYTES                                                              \
    (64 * LIMIT_MIB)                /* a screen of LIMIT_SCREEN_CELLS squared, drawn */
#define INTERVAL_GLOW_MS   2000     /* a changed cell is reversed so long */
#define INTERVAL_STRUCK_MS 5000     /* a row that went stays so long */
#define INTERVAL_DAY_MS    86400000 /* a login that holds longer is not shown in row 2 */
#define INTERVAL_ENDING_MS 600000   /* a token or login that ends within this is bold */
#define INTERVAL_TICK_MS   1000     /* ages and the clock; nothing else moves by itself */
#define INTERVAL_PAINT_MS  20 /* shortest time between two paints that no key asked for: */
/* with INTERVAL_PUBLISH_MS under the 50 ms a change may take */

#endif
