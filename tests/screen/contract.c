#include "screen/contract.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { ROWS = 24, COLS = 80 };

static char complaint[512];

static const char *broken(const char *what, const char *line)
{
    snprintf(complaint, sizeof complaint, "%s: |%s|", what, line);
    return complaint;
}

/* Lines filled up with blanks to 80, so that columns can be asked for. */
struct frame {
    char lines[ROWS][COLS + 1];
};

static bool read_frame(const char *text, struct frame *frame)
{
    for (int row = 0; row < ROWS; row++) {
        const char *end = strchr(text, '\n');
        if (end == NULL || end - text > COLS)
            return false;
        memset(frame->lines[row], ' ', COLS);
        memcpy(frame->lines[row], text, (size_t)(end - text));
        frame->lines[row][COLS] = '\0';
        text = end + 1;
    }
    return *text == '\0';
}

/* col counts from 1, as in the contract. */
static bool stands(const char *line, int col, const char *text)
{
    return strncmp(line + col - 1, text, strlen(text)) == 0;
}

static bool fits(const char *text, const char *pattern)
{
    regex_t regex;
    bool found;

    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static const char *check_header(const struct frame *frame)
{
    const char *line = frame->lines[0];

    if (!stands(line, 2, "elbtop"))
        return broken("1:2 is not elbtop", line);
    if (!fits(line + 9, "^(LIVE|STALE|SIMULATOR STALE|SIMULATOR|REPLAY)  \\[R[OW]\\]( "
                        "locked)?( PROTECTED( armed [^ ]+)?)?  ctx [^ ]+"))
        return broken("1:10 is no state of the world, rights and context", line);
    if (!fits(line, " ns [^ ]+"))
        return broken("row 1 names no namespace", line);
    if (!fits(line + 71, "^[0-9]{2}:[0-9]{2}:[0-9]{2} $"))
        return broken("no clock in 1:72-79", line);
    return NULL;
}

#define FOR  "[0-9]+[smhd][0-9smhd]*"
#define LOST "LOST( " FOR ")?(, retry [0-9]+ (now|in " FOR "))?"
#define AGE  "(" FOR "|connecting( " FOR ")?|" LOST "|off)"

static const char *check_ages(const struct frame *frame)
{
    const char *line = frame->lines[1];

    if (!fits(line, "^ k8s " AGE " +elb " AGE " +eip " AGE " "))
        return broken("row 2 has no ages of k8s, elb, eip", line);
    if (!fits(
            line,
            "NEEDS YOU: ([0-9]+ failed ?)?([0-9]+ stuck ?)?([0-9]+ skipped "
            "?)?([0-9]+ degraded "
            "?)?([0-9]+ orphan)?( *\\(old\\))?$|NEEDS YOU: [0-9]+( "
            "\\(old\\))?$|all [0-9]+ "
            "ready|no Services|not read yet|[0-9]+ (moving|deleting|ready)|nothing here "
            "costs money|costs nothing"))
        return broken("row 2 has no verdict", line);
    return NULL;
}

static const char *check_title(const struct frame *frame)
{
    const char *line = frame->lines[2];

    if (!fits(line,
              "^-- (services [0-9]+ of [0-9]+|steps [^ ]+/[^ ]+|elbs [0-9]+ of [0-9]+"
              "|orphans [0-9]+|events (all|[^ ]+/[^ ]+)|gateway [^ ]+/[^ ]+|sources"
              "|describe [^ ]+/[^ ]+|why [^ ]+/[^ ]+|why quota of [^ ]+|actions [^ "
              "]+|calls [0-9]+"
              "|TEAR DOWN ([^ ]+/[^ ]+|[0-9]+ Services)|NEW ELB for [^ ]+/[^ ]+"
              "|LINK [^ ]+/[^ ]+ [^ ]+|RECEIPT ([^ ]+/[^ ]+|[0-9]+ Services)"
              "|FOLLOW [^ ]+/[^ ]+|race [^ ]+/[^ ]+|jobs [0-9]+|yaml [^ ]+/[^ ]+|LESSON "
              "[0-9] of "
              "7:|lessons [0-9]|settings|info|quota"
              "|contexts [0-9]+ of [0-9]+|namespaces [0-9]+ of [0-9]+) "
              "|^\\+-- keys"))
        return broken("row 3 is no title", line);
    return NULL;
}

static const char *check_service_row(const char *line)
{
    if (!fits(line, "^[ >][ ?+x]"))
        return broken("no cursor and mark in columns 1 and 2", line);
    if (!fits(line + 2, "^([^ ]+/[^ ]+ *|[^ ]{8}\\.\\.[^ ]{8}|\\(no Service\\) *) ?"))
        return broken("no NS/NAME in column 3", line);
    if (!fits(line + 21, "^[#>.!*~=<?-]{7} "))
        return broken("no seven marks in 22-28", line);
    if (!fits(line + 29,
              "^(READY|FAILED|STUCK|SKIPPED|DEGRADED|DELETING|ORPHAN|UNKNOWN|4 CLOUD "
              "[0-5]/5|[1-7] (APPLY|STORED|SEEN|IDS|ADDRESS|ROUTED)) "))
        return broken("no state word in column 30", line);
    if (!fits(line + 47, "^[^ ]") || !fits(line + 65, "^([0-9a-f.:]+|-|[^ ]+) *$"))
        return broken("no ELB in 48 or address in 66", line);
    return NULL;
}

static const char *check_services(const struct frame *frame)
{
    static const struct {
        int col;
        const char *title;
    } titles[] = {{3, "SERVICE "}, {22, "STEPS "}, {30, "STATE "},  {42, "FOR "},
                  {48, "ELB "},    {60, "MEM "},   {66, "ADDRESS "}};
    int row = 4;

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (!stands(frame->lines[3], titles[i].col, titles[i].title))
            return broken("a title of a column is not in its place", frame->lines[3]);
    }
    bool empty = !fits(frame->lines[4], "^[ >][ ?+x][^ ]");
    for (; row < ROWS && !stands(frame->lines[row], 1, "-- why: "); row++) {
        const char *wrong = NULL;
        if (!empty && fits(frame->lines[row], "[^ ]"))
            wrong = check_service_row(frame->lines[row]);
        if (wrong != NULL)
            return wrong;
    }
    if (row == ROWS)
        return broken("no line -- why: under the list", frame->lines[14]);
    while (row < ROWS && !stands(frame->lines[row], 1, "-- last changes"))
        row++;
    return row == ROWS ? broken("no line -- last changes", frame->lines[18]) : NULL;
}

static const char *check_steps(const struct frame *frame)
{
    static const struct {
        int row;
        const char *name;
        int name_col;
    } lines[] = {
        {4, "1 APPLY ", 6},   {5, "2 STORED ", 6},     {6, "3 SEEN ", 6},
        {7, "4 CLOUD ", 6},   {8, "4a ELB ", 8},       {9, "4b EIP ", 8},
        {10, "4c bound ", 8}, {11, "4d listener ", 8}, {12, "4e pool+members ", 8},
        {13, "5 IDS ", 6},    {14, "6 ADDRESS ", 6},   {15, "7 ROUTED ", 6}};
    int sides = 0;

    if (fits(frame->lines[2], " gone "))
        return NULL;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *line = frame->lines[lines[i].row];
        if (!fits(line, "^[ >]\\[[#>.!*~=<?-]\\]") ||
            !stands(line, lines[i].name_col, lines[i].name))
            return broken("a step has not its mark and name in place", line);
        if (!fits(line + 23,
                  "^(you|api-server|ccm|ccm->otc-api|otc-api|otc-fabric|envoy-gw) "))
            return broken("no actor in column 24", line);
        if (!fits(line + 36,
                  "^(done|running|waiting|failed|stuck|given|skipped|unknown|[0-5]/5) "))
            return broken("no state in column 37", line);
        if (line[45] == ' ' || line[50] == ' ')
            return broken("no took in 46 or usual in 51", line);
    }
    for (int row = 16; row < ROWS; row++)
        sides += stands(frame->lines[row], 1, " Kubernetes") ||
                 stands(frame->lines[row], 1, " Cloud") ||
                 stands(frame->lines[row], 1, " So");
    return sides == 3 || fits(frame->lines[16], " by ")
               ? NULL
               : broken("Kubernetes, Cloud and So are not all there", frame->lines[17]);
}

static const char *check_elbs(const struct frame *frame)
{
    for (int row = 3; row < ROWS - 2; row++) {
        const char *line = frame->lines[row];
        if (stands(line, 1, "-- if you tear down on "))
            return NULL;
        bool listener = fits(line, "^[> ](\\|--|`--) ");
        if (listener && !fits(line, "[0-9]+/(TCP|UDP|HTTP|HTTPS) .*([^ ]+/[^ ]+|[^ "
                                    "]+\\.\\.[^ ]+|\\(no Service\\)) "
                                    "+(CREATOR|TENANT|FOREIGN)"))
            return broken("a listener without port, owner and role", line);
        if (fits(line, "^[> ][v+] ") && !fits(line, " (AUTO|EXISTING|ORPHAN|FOREIGN) "))
            return broken("an ELB without its kind", line);
    }
    return fits(frame->lines[2], "elbs 0 of")
               ? NULL
               : broken("no line -- if you tear down on", frame->lines[18]);
}

static bool has_line(const struct frame *frame, const char *pattern)
{
    for (int row = 3; row < ROWS - 1; row++) {
        if (fits(frame->lines[row], pattern))
            return true;
    }
    return false;
}

/* Either the question is asked, or it is said why not, or it does not hear yet. */
static const char *check_question(const struct frame *frame)
{
    for (int row = 3; row < ROWS - 2; row++) {
        const char *line = frame->lines[row];
        bool asks = fits(line, "^ Press y to (create|link|tear down): \\[") ||
                    fits(line, "^ Type [^ ]+ to (create|link) it: \\[") ||
                    fits(line, "^ Type [^ ]+ to tear down [0-9]+ things"
                               "(, leaving [0-9]+ orphans)?: \\[") ||
                    fits(line, "^ Type delete [0-9]+ to tear down [0-9]+ Services: \\[");
        if (asks && !stands(frame->lines[row + 1], 1, " Esc keeps everything."))
            return broken("under the question it is not said how to keep all", line);
        if (asks)
            return NULL;
    }
    return has_line(frame,
                    "^ (X is )?off: |^ Esc keeps everything\\. What was typed ahead")
               ? NULL
               : broken("no question and no reason", frame->lines[ROWS - 4]);
}

static const char *check_tear(const struct frame *frame)
{
    if (has_line(frame, "^ X is off: ") ||
        has_line(frame, "^ GOES   [ >]([0-9]+ )?Service "))
        return check_question(frame);
    return broken("a tear-down in which no Service GOES", frame->lines[3]);
}

static const char *check_form(const struct frame *frame)
{
    static const char *const labels[] = {"Service",  "Class", "Type",
                                         "ELB name", "Ports", "Quota"};

    if (has_line(frame, "^ MAKES  "))
        return check_question(frame);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        char pattern[64];
        snprintf(pattern, sizeof pattern, "^[> ] %s .* (ok|! warn|x BAD) *$", labels[i]);
        if (!has_line(frame, pattern))
            return broken("a field is missing, or has no verdict at its end", labels[i]);
    }
    return has_line(frame, "\\[ Create \\]") ? NULL
                                             : broken("no [ Create ]", frame->lines[20]);
}

static const char *check_receipt(const struct frame *frame)
{
    return fits(frame->lines[2], "[0-9]+ of [0-9]+ gone|nothing was sent|on its way")
               ? NULL
               : broken("a receipt that does not count", frame->lines[2]);
}

const char *contract_broken(const char *text)
{
    struct frame frame;
    const char *wrong;

    if (!read_frame(text, &frame))
        return "not 24 lines of at most 80 columns";
    wrong = check_header(&frame);
    if (wrong == NULL)
        wrong = check_ages(&frame);
    if (wrong == NULL)
        wrong = check_title(&frame);
    if (wrong != NULL)
        return wrong;
    if (stands(frame.lines[2], 1, "-- services"))
        wrong = check_services(&frame);
    else if (stands(frame.lines[2], 1, "-- steps"))
        wrong = check_steps(&frame);
    else if (stands(frame.lines[2], 1, "-- elbs"))
        wrong = check_elbs(&frame);
    else if (stands(frame.lines[2], 1, "-- TEAR DOWN"))
        wrong = check_tear(&frame);
    else if (stands(frame.lines[2], 1, "-- NEW ELB"))
        wrong = check_form(&frame);
    else if (stands(frame.lines[2], 1, "-- RECEIPT"))
        wrong = check_receipt(&frame);
    if (wrong != NULL)
        return wrong;
    return fits(frame.lines[23], "\\?( help)? *$")
               ? NULL
               : broken("row 24 does not end in ?", frame.lines[23]);
}
