/*
 * texts.h - the lessons that are built in; lessons/NAME.yaml as text, in order of name.
 */
#ifndef ELBTOP_LESSON_TEXTS_H
#define ELBTOP_LESSON_TEXTS_H

struct lesson_text {
    const char *name; /* NULL: the end */
    const char *text;
};

extern const struct lesson_text lesson_texts[];

#endif
