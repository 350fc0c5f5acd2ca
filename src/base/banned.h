/*
 * banned.h - functions this program does without, turned into compile errors.
 *
 * Each has a replacement that says how much it may write, or that does not hide
 * state: buf_add, arena_print, span_to_i64, when_print_rfc3339, ...
 */
#ifndef ELBTOP_BASE_BANNED_H
#define ELBTOP_BASE_BANNED_H

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol atoll
#pragma GCC poison localtime gmtime ctime asctime system popen gets tmpnam mktemp

#endif
