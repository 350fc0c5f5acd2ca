/*
 * panel.h - what every view of the screen is: something that is drawn from a scene, takes
 * actions, and says what it wants done.
 *
 * A panel changes nothing but itself. What reaches beyond it (another panel, an order to
 * the worker, a word in the message row) it returns as a want, and the dashboard decides.
 * It keeps ids, never pointers into a snapshot, beyond the next settle.
 */
#ifndef ELBTOP_TUI_PANEL_H
#define ELBTOP_TUI_PANEL_H

#include "base/arena.h"
#include "tui/canvas.h"
#include "tui/keymap.h"
#include "tui/listed.h"
#include "tui/scene.h"

/* What `w` explains of it. */
enum subject_about {
    ABOUT_OBJECT = 0, /* the Service, ELB or Gateway that it is */
    ABOUT_STEP,       /* of that Service: "4", "4d" */
    ABOUT_LISTENER,   /* of that ELB, by the id of its line: tui/tree.h */
    ABOUT_MEMBER,     /* the same */
    ABOUT_EIP,        /* by its id */
    ABOUT_EVENT,      /* tui/happening.h */
    ABOUT_SOURCES,
    ABOUT_JOB,
    ABOUT_CALL,
    ABOUT_QUOTA, /* by the name of its kind: act/quota_sheet.h */
    ABOUT_COUNT
};

/*
 * What the keys act on: the selected object. Every field may be NULL. Borrowed: valid until
 * the panel settles or acts again.
 */
struct subject {
    const char *namespace, *name, *uid;
    const char *elb_id, *elb_name;
    const char *address;
    const struct row *row;
    uint64_t job; /* 0: none */
    bool gateway; /* it is a Gateway, not a Service */
    enum subject_about about;
    const char *about_id;
    const char *value; /* where `w` begins: the title of a value; NULL: with the first */
    const char *place; /* where `y` begins: see struct origin; NULL: at the top */
};

/* One that is kept; `as` is without its row, which is the snapshot's. */
struct subject_copy {
    struct subject as;
    struct arena arena;
};

void subject_copy_init(struct subject_copy *copy, const struct subject *subject);
void subject_copy_release(struct subject_copy *copy);

enum want_kind {
    WANT_NOTHING, /* the action means nothing to this panel */
    WANT_DRAWN,   /* done; draw anew */
    WANT_OPEN,    /* another panel on top, about `subject` */
    WANT_CLOSE,
    WANT_SAY,    /* `text` into the message row */
    WANT_OFF,    /* the key does nothing now: `text` says why, behind its name */
    WANT_RUN,    /* close, and then `action` in the panel beneath */
    WANT_BECOME, /* another panel in the place of this one, about `subject` */
    WANT_COPY,   /* `text` into the clipboard */
    WANT_TEACH,  /* `wish` to the teacher; LESSON_OPEN opens its view too */
};

struct want {
    enum want_kind kind;
    enum panel_kind panel;   /* WANT_OPEN, WANT_BECOME */
    struct subject subject;  /* WANT_OPEN, WANT_BECOME */
    const char *text;        /* WANT_SAY, _OFF, _COPY; valid until the next call */
    enum action action;      /* WANT_RUN */
    struct lesson_wish wish; /* WANT_TEACH */
    struct order *order;     /* for the worker, whatever the kind; NULL. Whoever gets the
                             * want gives it on or frees it */
};

struct panel;
struct setting;

enum { PANEL_NOTE_BYTES = 256 };

struct panel_ops {
    enum panel_kind kind;
    void (*free)(struct panel *panel);
    /* The scene is another: find everything again by its id. */
    void (*settle)(struct panel *panel, const struct scene *scene);
    /* Draws title and body; the canvas is rows 3 to last but two of the screen. */
    void (*draw)(struct panel *panel, const struct scene *scene, struct canvas canvas);
    struct want (*act)(struct panel *panel, const struct scene *scene,
                       enum action action);
    struct subject (*subject)(const struct panel *panel, const struct scene *scene);
    /* What stands in the message row while there is no message; NULL or false: nothing. */
    bool (*note)(const struct panel *panel, const struct scene *scene,
                 char out[PANEL_NOTE_BYTES]);

    /* Somebody comes back from a look at this: it is the one selected here, too. May be NULL. */
    void (*select)(struct panel *panel, const struct scene *scene,
                   const struct subject *subject);
    /* What it lists, for files of data; `ret_listed` is zero-filled. NULL: it is no list. */
    void (*list)(const struct panel *panel, const struct scene *scene,
                 struct listed *ret_listed);
    /* Finds text in what it shows; "" ends it. NULL: `/` narrows a list here, or nothing. */
    void (*search)(struct panel *panel, const char *text);

    /* ---- dialogs; NULL in all other views ---- */

    /* Every key, before the keymap: fields take text. WANT_NOTHING: it goes its usual way. */
    struct want (*key)(struct panel *panel, const struct scene *scene, uint32_t key);
    /* A sign that was pasted. NULL, WANT_NOTHING: it is refused. */
    struct want (*paste)(struct panel *panel, const struct scene *scene, uint32_t point);
    /* Monotonic time at which tick has something to do; INT64_MAX: never. */
    int64_t (*due_ms)(const struct panel *panel);
    struct want (*tick)(struct panel *panel, const struct scene *scene);
    /* How many rows it would have as a box over the view beneath, on a wide screen. */
    int (*box_rows)(const struct panel *panel, const struct scene *scene);
};

/* The first member of every panel. */
struct panel {
    const struct panel_ops *ops;
};

/* Owner of the result: the caller, with panel->ops->free. The subject is copied. */
struct panel *panel_new(enum panel_kind kind, const struct subject *subject);

struct panel *panel_services_new(void);
struct panel *panel_steps_new(const struct subject *subject);
struct panel *panel_elbs_new(const struct subject *subject);
struct panel *panel_events_new(const struct subject *subject); /* without a name: all */
struct panel *panel_gateway_new(const struct subject *subject);
struct panel *panel_orphans_new(void);
struct panel *panel_help_new(enum panel_kind about);
struct panel *panel_sources_new(void);
struct panel *panel_calls_new(void);
struct panel *panel_settings_new(void);
const struct setting *panel_settings_selected(const struct panel *panel);
struct panel *panel_info_new(void);
struct panel *panel_describe_new(const struct subject *subject);
struct panel *panel_why_new(const struct subject *subject);
struct panel *panel_yaml_new(const struct subject *subject);
struct panel *panel_menu_new(enum panel_kind about, const struct subject *subject);
/* "ns/name" each, copied. */
struct panel *panel_tear_new(const char *const *names, size_t count);
struct panel *panel_create_new(const struct subject *subject);
struct panel *panel_link_new(const struct subject *subject);
struct panel *panel_job_new(uint64_t job);
struct panel *panel_jobs_new(void);
struct panel *panel_lessons_new(void);
struct panel *panel_lesson_new(void);
struct panel *panel_quota_new(void);
struct panel *panel_race_new(void);

/* Of a Service of the snapshot; all NULL when it is not there. */
struct subject subject_of_row(const struct row *row);

static inline struct want want_nothing(void)
{
    return (struct want){.kind = WANT_NOTHING};
}

static inline struct want want_drawn(void)
{
    return (struct want){.kind = WANT_DRAWN};
}

static inline struct want want_open(enum panel_kind panel, struct subject subject)
{
    return (struct want){.kind = WANT_OPEN, .panel = panel, .subject = subject};
}

static inline struct want want_off(const char *why_not)
{
    return (struct want){.kind = WANT_OFF, .text = why_not};
}

static inline struct want want_say(const char *text)
{
    return (struct want){.kind = WANT_SAY, .text = text};
}

#endif
