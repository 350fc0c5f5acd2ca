# Makes a C table of the stories: one entry per file, its name without folder and suffix.
# With -v header=, type= and table= of other texts.
# Bytes that are not ASCII pass through as they are.
function quoted(text,    out, i, c) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\\" || c == "\"")
            out = out "\\"
        else if (c == "?")
            c = "\\?"
        out = out c
    }
    return out
}
BEGIN {
    if (header == "") {
        header = "sim/stories.h"
        type = "story_text"
        table = "story_texts"
    }
    print "/* Made by stories.awk; do not edit. */"
    print "#include \"" header "\""
    print ""
    print "const struct " type " " table "[] = {"
}
FNR == 1 {
    if (NR > 1)
        print "    },"
    name = FILENAME
    sub(/^.*\//, "", name)
    sub(/\.yaml$/, "", name)
    printf "    {\n        \"%s\",\n", name
}
{
    printf "        \"%s\\n\"\n", quoted($0)
}
END {
    if (NR > 0)
        print "    },"
    print "    {0, 0},"
    print "};"
}
