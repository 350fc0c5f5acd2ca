# Teaching: needs the embedded world.
LESSONS = \
    src/lesson/lessons/1-flow.yaml \
    src/lesson/lessons/2-pending.yaml \
    src/lesson/lessons/3-annotations.yaml \
    src/lesson/lessons/4-patterns.yaml \
    src/lesson/lessons/5-sharing.yaml \
    src/lesson/lessons/6-teardown.yaml \
    src/lesson/lessons/7-gateway.yaml \
    src/lesson/lessons/words.yaml
EXTRA_DIST += $(LESSONS)
if WITH_SIM
noinst_LIBRARIES += liblesson.a
liblesson_a_SOURCES = \
    src/lesson/classroom.c src/lesson/classroom.h \
    src/lesson/course.c src/lesson/course.h \
    src/lesson/school.c src/lesson/school.h \
    src/lesson/script.c src/lesson/script.h \
    src/lesson/talk.c src/lesson/talk.h \
    src/lesson/texts.h \
    src/lesson/twin.c src/lesson/twin.h
nodist_liblesson_a_SOURCES = src/lesson/lessons_data.c
CLEANFILES += src/lesson/lessons_data.c

src/lesson/lessons_data.c: $(LESSONS) src/sim/stories.awk
	$(AM_V_GEN)$(MKDIR_P) src/lesson && cd $(srcdir) && \
	LC_ALL=C $(AWK) -v header=lesson/texts.h -v type=lesson_text -v table=lesson_texts \
	    -f src/sim/stories.awk $(LESSONS) >$(abs_builddir)/$@.new && \
	mv $(abs_builddir)/$@.new $(abs_builddir)/$@
endif
