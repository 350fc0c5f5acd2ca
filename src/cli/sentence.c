#include "cli/sentence.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"

#include "base/banned.h"

/* A word in braces is filled in; what stands in square brackets goes when its word is "". */
static const char *const table[SAY_COUNT] = {
    [SAY_WATCHING] = "elbtop watches {subject}, {what}[, cloud project {by}].",
    [SAY_DAY] = "It is {what}.",
    [SAY_TOTAL] = "{what} Services: {why}.",
    [SAY_NONE] = "There are no Services of type LoadBalancer.",
    [SAY_IS] = "{subject} is {what}[: {why}].",
    [SAY_ADDED] = "{subject} was added, {what}.",
    [SAY_REMOVED] = "{subject} was removed.",
    [SAY_REMOVED_AFTER] =
        "{subject} was removed, {took} after its deletion was asked for.",
    [SAY_STEP] = "{subject}: step {what} is done by {by}[: {why}].",
    [SAY_STEP_TOOK] = "{subject}: step {what} is done by {by} and took {took}[: {why}].",
    [SAY_STEP_AT_MOST] =
        "{subject}: step {what} is done by {by} and took at most {took}[: {why}].",
    [SAY_PART] = "{subject}: {what} is there[: {why}].",
    [SAY_PART_GONE] = "{subject}: {what} is gone.",
    [SAY_STATE] = "{subject} is {what} now, it was {was}[: {why}].",
    [SAY_READY] = "{subject} is READY[ at {what}].",
    [SAY_READY_AFTER] = "{subject} is READY[ at {what}] after {took}.",
    [SAY_READY_AGAIN] = "{subject} is READY again[ at {what}], it was {was}.",
    [SAY_DELETING] = "{subject} is being deleted.",
    [SAY_ADDRESS] = "{subject} has the address {what}.",
    [SAY_ADDRESS_OTHER] = "{subject} has the address {what} now, it was {was}.",
    [SAY_ADDRESS_WITHDRAWN] = "{subject} has no address any more, it was {was}.",
    [SAY_MEMBERS] = "{subject} has {what} members online, it had {was}.",
    [SAY_FAILURE] = "{by} says about {subject}: {why}.",
    [SAY_ORPHAN] = "{what} {subject} belongs to no Service any more.",
    [SAY_ORPHAN_GONE] = "{what} {subject}, which belonged to no Service, is gone.",
    [SAY_SOURCE_LIVE] = "The source {subject} is live.",
    [SAY_SOURCE_BACK] = "The source {subject} is back after {took}.",
    [SAY_SOURCE_LOST] =
        "The source {subject} is lost[: {why}]; what is known of it is old.",
    [SAY_SOURCE_OFF] = "The source {subject} is off.",
    [SAY_SOURCE_DENIED] = "The source {subject} is denied[: {why}].",
    [SAY_SOURCE_STALE] = "The source {subject} is stale[: {why}].",
    [SAY_JOB] = "The job {subject} is {what}[: {why}].",
};

static const char *word_of(struct span name, const struct sentence_words *words)
{
    const struct {
        const char *name;
        const char *word;
    } places[] = {
        {"subject", words->subject}, {"what", words->what}, {"by", words->by},
        {"was", words->was},         {"took", words->took}, {"why", words->why},
    };

    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        if (span_is(name, places[i].name))
            return places[i].word == NULL ? "unknown" : places[i].word;
    }
    return "";
}

/* The sentence has its own full stop. */
static void add_word(struct buf *out, const char *word)
{
    struct span text = span_trim(span_of(word));

    if (span_ends(text, ".") && !span_ends(text, ".."))
        text.bytes--;
    utf8_add_clean(out, text);
}

static struct span name_in_braces(const char *at)
{
    return span_make(at + 1, strcspn(at + 1, "}"));
}

static bool bracket_is_empty(const char *at, const struct sentence_words *words)
{
    const char *brace = strchr(at, '{');
    return word_of(name_in_braces(brace), words)[0] == '\0';
}

void sentence_add(struct buf *out, int64_t wall_ms, enum sentence sentence,
                  const struct sentence_words *words)
{
    char clock[WHEN_TEXT_BYTES];

    buf_add_text(out, when_print_clock(wall_ms, clock));
    buf_add_byte(out, ' ');
    for (const char *at = table[sentence]; *at != '\0'; at++) {
        if (*at == '[' && bracket_is_empty(at, words)) {
            at += strcspn(at, "]");
        } else if (*at == '{') {
            struct span name = name_in_braces(at);
            add_word(out, word_of(name, words));
            at += name.bytes + 1;
        } else if (*at != '[' && *at != ']') {
            buf_add_byte(out, *at);
        }
    }
    buf_add_byte(out, '\n');
}
