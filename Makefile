# Fihrist: build, test, install. `make help` lists what can be asked for.
#
# Variables: BUILD (where everything built goes), PREFIX, DESTDIR, WERROR=1 (warnings are errors),
# SANITIZE=address,undefined, CC, CXX.

BUILD    ?= build
PREFIX   ?= /usr/local
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
CXX      := $(if $(filter default,$(origin CXX)),g++,$(CXX))
PACKAGES := xapian-core icu-uc jansson nettle zlib
JOBS     ?= $(shell nproc)

WARNINGS   := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Wwrite-strings
WARNINGS_C := -Wstrict-prototypes -Wmissing-prototypes
HARDENING  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIC
CPPFLAGS   += -Iinclude -I. -D_GNU_SOURCE
COMMON     := -O2 -g $(WARNINGS) $(HARDENING) -fvisibility=hidden -MMD -MP \
              $(if $(WERROR),-Werror) \
              $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
LDFLAGS    += -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),-fsanitize=$(SANITIZE))
# Asked for when first used, so that `make deps` works before pkg-config is installed.
LIBS        = $(shell pkg-config --libs $(PACKAGES)) -lstemmer
FOREIGN     = $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')

objects = $(patsubst %,$(BUILD)/obj/%.o,$(wildcard $(1)/*.c $(1)/*.cc))

# A program's main() lives in a file named after the program; everything else is in an archive.
MAINS        := indexer/fihrist-index.c searcher/fihrist.c
LIBRARIES    := xapian-c core indexer searcher
lib_objects   = $(filter-out $(patsubst %,$(BUILD)/obj/%.o,$(MAINS)),$(call objects,$(1)))
INDEX_LIBS   := $(BUILD)/libindexer.a $(BUILD)/libcore.a $(BUILD)/libxapian-c.a
SEARCH_LIBS  := $(BUILD)/libsearcher.a $(BUILD)/libcore.a $(BUILD)/libxapian-c.a
INDEX_VERBS  := extract delete dump restore compact check
PROGRAMS     := $(BUILD)/fihrist $(BUILD)/fihrist-index \
                $(INDEX_VERBS:%=$(BUILD)/fihrist-%) $(BUILD)/authority.tsv
UNIT_TESTS   := $(patsubst tests/unit/%,$(BUILD)/tests/%,$(basename \
                  $(wildcard tests/unit/test_*.c tests/unit/test_*.cc)))
C_FILES      := $(wildcard include/*.h core/*.[ch] indexer/*.[ch] searcher/*.[ch] xapian-c/*.h \
                  xapian-c/*.cc tests/unit/*.[ch] tests/unit/*.cc tests/fuzz/*.c tests/faults/*.c \
                  doc/examples/*.c)

.PHONY: all deps demo check check-full unit end-to-end asan lint layers install help clean
.DELETE_ON_ERROR:

all: $(PROGRAMS)

$(BUILD)/obj/%.c.o: %.c
	@mkdir -p $(@D)
	$(CC) -std=c17 $(CPPFLAGS) $(FOREIGN) $(COMMON) $(WARNINGS_C) $(CFLAGS) -c $< -o $@

$(BUILD)/obj/%.cc.o: %.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++17 $(CPPFLAGS) $(FOREIGN) $(COMMON) $(CXXFLAGS) -c $< -o $@

define archive
$(BUILD)/lib$(1).a: $(call lib_objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach library,$(LIBRARIES),$(eval $(call archive,$(library))))

$(BUILD)/fihrist: $(BUILD)/obj/searcher/fihrist.c.o $(SEARCH_LIBS)
	$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@

$(BUILD)/fihrist-index: $(BUILD)/obj/indexer/fihrist-index.c.o $(INDEX_LIBS)
	$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@

# The writer's verbs are one program under several names, as git's commands are.
$(INDEX_VERBS:%=$(BUILD)/fihrist-%): $(BUILD)/fihrist-index
	ln -sf fihrist-index $@

$(BUILD)/authority.tsv: corpus/starter-authority.tsv
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.c.o $(BUILD)/libindexer.a $(SEARCH_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter-out %.so,$^) -lcmocka $(LIBS) -o $@

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.cc.o $(BUILD)/libindexer.a $(SEARCH_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $(filter-out %.so,$^) -lcmocka $(LIBS) -o $@

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

unit: $(UNIT_TESTS)
	@set -e; for test in $(UNIT_TESTS); do echo "# $$test"; $$test; done

clean:
	rm -rf $(BUILD)
