/*
 * stories.h - the stories that are built in; stories/NAME.yaml as text.
 */
#ifndef ELBTOP_SIM_STORIES_H
#define ELBTOP_SIM_STORIES_H

struct story_text {
    const char *name; /* NULL: the end */
    const char *text;
};

extern const struct story_text story_texts[];

#endif
