# Fihrist: build, test, install. `make help` lists what can be asked for.
#
# Variables: BUILD (where everything built goes), PREFIX, LIBDIR (PREFIX/lib), DESTDIR, WERROR=1
# (warnings are errors), SANITIZE=address,undefined, CC, CXX, V=1 (show whole command lines).

VERSION  := 0.1.0
BUILD    ?= build
PREFIX   ?= /usr/local
LIBDIR   ?= $(PREFIX)/lib
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
CXX      := $(if $(filter default,$(origin CXX)),g++,$(CXX))
PACKAGES := xapian-core icu-uc jansson nettle zlib libzstd
# What reads files needs more than what searches.
READING  := libxml-2.0 libarchive libbrotlidec gmime-3.0 icu-i18n
JOBS     ?= $(shell nproc)

WARNINGS   := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Wwrite-strings
WARNINGS_C := -Wstrict-prototypes -Wmissing-prototypes
HARDENING  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIC
CPPFLAGS   += -Iinclude -I. -D_GNU_SOURCE
# The unit tests are built a second time only to be checked as they run: half the time to compile.
OPTIMISE   := $(if $(filter address%,$(SANITIZE)),-O1 -g1,-O2 -g)
COMMON     := $(OPTIMISE) $(WARNINGS) $(HARDENING) -fvisibility=hidden -MMD -MP \
              $(if $(WERROR),-Werror) \
              $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
              -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
LDFLAGS    += -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),-fsanitize=$(SANITIZE))
# Asked for when first used, so that `make deps` works before pkg-config is installed.
LIBS        = $(shell pkg-config --libs $(PACKAGES)) -lstemmer
READ_LIBS   = $(shell pkg-config --libs $(READING)) -lcld2 $(LIBS)
FOREIGN     = $(shell pkg-config --cflags $(PACKAGES) $(READING) | sed 's/-I/-isystem /g')

# A line a step; the whole command with V=1.
Q   = $(if $(V),,@)
say = $(if $(V),@:,@echo '  $(1)')

objects = $(patsubst %,$(BUILD)/obj/%.o,$(wildcard $(1)/*.c $(1)/*.cc))

# A program's main() lives in a file named after the program; everything else is in an archive.
MAINS        := indexer/fihrist-index.c cli/fihrist.c daemon/fihristd.c \
                corpus/generator/fihrist-corpus.c
LIBRARIES    := xapian-c cld2-c core glass container webpage formats input indexer searcher cli \
                daemon corpus/generator
lib_objects   = $(filter-out $(patsubst %,$(BUILD)/obj/%.o,$(MAINS)),$(call objects,$(1)))
WRITE_LIBS   := $(BUILD)/libindexer.a $(BUILD)/libinput.a $(BUILD)/libformats.a $(BUILD)/libwebpage.a \
                $(BUILD)/libcontainer.a $(BUILD)/libglass.a $(BUILD)/libcld2-c.a
INDEX_LIBS   := $(WRITE_LIBS) $(BUILD)/libcore.a $(BUILD)/libxapian-c.a
SEARCH_LIBS  := $(BUILD)/libsearcher.a $(BUILD)/libcore.a $(BUILD)/libxapian-c.a
GENERATOR_LIBS := $(BUILD)/libgenerator.a $(BUILD)/libcore.a
# The embedding library: what searches, and all that it needs of us, behind fihrist.h alone.
SONAME       := libfihrist.so.0
SHARED       := $(BUILD)/$(SONAME)
EMBEDDED     := $(BUILD)/libfihrist.so $(BUILD)/libfihrist.a
INDEX_VERBS  := extract delete dump restore compact check
PROGRAMS     := $(BUILD)/fihrist $(BUILD)/fihristd $(BUILD)/fihrist-index $(EMBEDDED) \
                $(BUILD)/fihrist-corpus \
                $(INDEX_VERBS:%=$(BUILD)/fihrist-%) $(BUILD)/authority.tsv \
                $(BUILD)/xapian-c-example $(BUILD)/search-example
UNIT_TESTS   := $(patsubst tests/unit/%,$(BUILD)/tests/%,$(basename \
                  $(wildcard tests/unit/test_*.c tests/unit/test_*.cc)))
THREAD_TESTS := test_threads test_read_ahead
FAULT_TOOLS  := $(patsubst tests/faults/%.c,$(BUILD)/faults/%,$(wildcard tests/faults/*.c))
BENCH_TOOLS  := $(BUILD)/bench/bench-queries $(BUILD)/bench/bench-load
FUZZERS      := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
SUITES       := unit asan layers library end-to-end comparison faults lint-format
# The engines that others have made are compared with where they are installed.
JARS         := $(wildcard /usr/share/maven-repo/org/apache/lucene/lucene-core/8.x/*.jar \
                  /usr/share/maven-repo/org/apache/lucene/lucene-analyzers-common/8.x/*.jar \
                  /usr/share/java/jackson-core.jar)
PEERS         = $(BUILD)/bench/peer-fihrist $(BUILD)/bench/peer-xapian \
                $(if $(shell pkg-config --exists sqlite3 && echo 1),$(BUILD)/bench/peer-fts5) \
                $(if $(word 3,$(JARS)),$(if $(shell command -v javac),$(BUILD)/bench/lucene.jar))
# A make of our own runs as many jobs as there are processors, unless it was said how many.
PARALLEL      = $(if $(V),,-s) $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
export JOBS

.PHONY: all deps demo check check-full unit asan tsan layers library end-to-end comparison faults \
        quality bench bench-scale bench-programs bench-deps bench-daemon fuzz fuzz-programs fuzz-deps soak lint \
        lint-format install uninstall help clean
.DELETE_ON_ERROR:

all: $(PROGRAMS) ## build the programs into BUILD (this is what `make` does)

$(BUILD)/obj/%.c.o: %.c
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(Q)$(CC) -std=c17 $(CPPFLAGS) $(FOREIGN) $(COMMON) $(WARNINGS_C) $(CFLAGS) -c $< -o $@

$(BUILD)/obj/%.cc.o: %.cc
	@mkdir -p $(@D)
	$(call say,CXX  $<)
	$(Q)$(CXX) -std=c++17 $(CPPFLAGS) $(FOREIGN) $(COMMON) $(CXXFLAGS) -c $< -o $@

# What fihrist_version() says is said here alone; so a new version is a change of this file.
$(BUILD)/obj/searcher/library.c.o: CPPFLAGS += -DFIHRIST_VERSION='"$(VERSION)"'
$(BUILD)/obj/searcher/library.c.o: Makefile

define archive
$(BUILD)/lib$(notdir $(1)).a: $(call lib_objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call say,AR   $$@)
	$$(Q)ar rcs $$@ $$^
endef
$(foreach library,$(LIBRARIES),$(eval $(call archive,$(library))))

# The searching programs stand on the shared library, which they find beside themselves in BUILD, or
# in ../lib once installed; of ours they link but the small change of core/.
BESIDE := -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../lib'
$(BUILD)/fihrist: $(BUILD)/obj/cli/fihrist.c.o $(BUILD)/libcli.a $(BUILD)/libcore.a $(SHARED)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $(BESIDE) $^ -ljansson -o $@

$(BUILD)/fihristd: $(BUILD)/obj/daemon/fihristd.c.o $(BUILD)/libdaemon.a $(BUILD)/libcore.a $(SHARED)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $(BESIDE) $^ -ljansson -luv -o $@

$(SHARED): $(SEARCH_LIBS) searcher/libfihrist.map
	$(call say,LD   $@)
	$(Q)$(CXX) -shared $(filter-out -pie,$(LDFLAGS)) -Wl,-soname,$(SONAME) -Wl,-z,defs \
	    -Wl,--version-script=searcher/libfihrist.map -Wl,--whole-archive $(BUILD)/libsearcher.a \
	    -Wl,--no-whole-archive $(BUILD)/libcore.a $(BUILD)/libxapian-c.a $(LIBS) -o $@

$(BUILD)/libfihrist.so: $(SHARED)
	$(Q)ln -sf $(SONAME) $@

# One object in which all but the public names are local, so that none can clash with the caller's,
# nor the binding's with those of libxapian-c.a. Weak ones stay: C++ has to merge them.
$(BUILD)/libfihrist.a: $(SEARCH_LIBS) searcher/libfihrist.map
	$(call say,AR   $@)
	$(Q)rm -f $@ && $(CC) -r -nostdlib -Wl,--whole-archive $(BUILD)/libsearcher.a \
	    -Wl,--no-whole-archive $(BUILD)/libcore.a $(BUILD)/libxapian-c.a -o $(BUILD)/obj/libfihrist.o
	$(Q)objcopy --localize-hidden --wildcard --localize-symbol='xc_*' \
	    $(BUILD)/obj/libfihrist.o
	$(Q)ar rcs $@ $(BUILD)/obj/libfihrist.o

$(BUILD)/fihrist-index: $(BUILD)/obj/indexer/fihrist-index.c.o $(INDEX_LIBS)
	$(call say,LD   $@)
	$(Q)$(CXX) $(LDFLAGS) $^ $(READ_LIBS) -o $@

# The writer's verbs are one program under several names, as git's commands are.
$(INDEX_VERBS:%=$(BUILD)/fihrist-%): $(BUILD)/fihrist-index
	$(Q)ln -sf fihrist-index $@

# Invents archives of any size: for the benchmark, and to try Fihrist at scale. Not installed.
$(BUILD)/fihrist-corpus: $(BUILD)/obj/corpus/generator/fihrist-corpus.c.o $(GENERATOR_LIBS)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $^ -o $@

# The binding by itself: no more is linked than what one who uses only it needs.
$(BUILD)/search-example: $(BUILD)/obj/doc/examples/search.c.o $(SEARCH_LIBS)
	$(call say,LD   $@)
	$(Q)$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@

$(BUILD)/xapian-c-example: $(BUILD)/obj/doc/examples/xapian-c.c.o $(BUILD)/libxapian-c.a
	$(call say,LD   $@)
	$(Q)$(CXX) $(LDFLAGS) $^ $(shell pkg-config --libs xapian-core) -o $@

$(BUILD)/authority.tsv: corpus/starter-authority.tsv
	@mkdir -p $(@D)
	$(Q)cp $< $@

.SECONDARY:
define link_test
@mkdir -p $(@D)
$(call say,LD   $@)
$(Q)$(CXX) $(LDFLAGS) $^ -lcmocka $(READ_LIBS) -o $@
endef
TESTED_LIBS := $(BUILD)/libcli.a $(BUILD)/libdaemon.a $(WRITE_LIBS) $(BUILD)/libgenerator.a $(SEARCH_LIBS)
$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.c.o $(TESTED_LIBS)
	$(link_test)
$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.cc.o $(TESTED_LIBS)
	$(link_test)

# A fault test's helper that is loaded into a program is a shared object by its name: NAME.so.c.
$(BUILD)/faults/%.so: tests/faults/%.so.c
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(Q)$(CC) -std=c17 $(CPPFLAGS) $(COMMON) $(WARNINGS_C) $(CFLAGS) -shared $< -ldl -o $@

$(BUILD)/faults/%: tests/faults/%.c
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(Q)$(CC) -std=c17 $(CPPFLAGS) $(COMMON) $(WARNINGS_C) $(CFLAGS) $< -o $@

bench_object = $(patsubst %,$(BUILD)/obj/tests/bench/%.c.o,$(1))
$(BUILD)/bench/bench-queries: $(call bench_object,queries kinds asking sample) $(GENERATOR_LIBS)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $^ -o $@

$(BUILD)/bench/bench-load: $(call bench_object,load clients slow samples questions inprocess) $(SHARED)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/..' $^ -ljansson -o $@

# What a signature of an article costs: for tests/copies.py.
$(BUILD)/bench/bench-signing: $(call bench_object,signing) $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@

peer_object = $(call bench_object,$(addprefix peers/,$(1) documents questions))
$(BUILD)/bench/peer-fihrist: $(call peer_object,fihrist) $(SHARED)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/..' $^ -ljansson -o $@

$(BUILD)/bench/peer-xapian: $(call peer_object,xapian xapian_question) $(BUILD)/libxapian-c.a
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@

$(BUILD)/bench/peer-fts5: $(call peer_object,fts5 fts5_question fts5_english)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CC) $(LDFLAGS) $^ -lsqlite3 -ljansson -lstemmer -o $@

# A jar that names those it needs, so that the one is all that has to be on the class path.
$(BUILD)/bench/lucene.jar: $(wildcard tests/bench/peers/lucene/*.java)
	@mkdir -p $(@D)
	$(call say,JAVA $@)
	$(Q)rm -rf $(BUILD)/obj/lucene && mkdir -p $(BUILD)/obj/lucene
	$(Q)javac -Xlint:all $(if $(WERROR),-Werror) -cp $(subst $(eval) ,:,$(JARS)) \
	    -d $(BUILD)/obj/lucene $^
	$(Q)printf 'Class-Path: %s\n' "$(JARS:%=file://%)" | fold -w 70 | sed '2,$$s/^/ /' \
	    >$(BUILD)/obj/lucene.manifest
	$(Q)jar cfme $@ $(BUILD)/obj/lucene.manifest PeerLucene -C $(BUILD)/obj/lucene .

# Built by `make fuzz` with SANITIZE=fuzzer-no-link,...: only the program itself has libFuzzer's main.
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.c.o $(TESTED_LIBS)
	@mkdir -p $(@D)
	$(call say,LD   $@)
	$(Q)$(CXX) $(LDFLAGS) -fsanitize=fuzzer $^ $(READ_LIBS) -o $@

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

deps: ## install the Debian packages of debian-packages.txt that are missing (root or sudo)
	@.ci/deps

demo: deps ## build, index the sample archive, ask it and a daemon of it (KEEP=1 keeps the index)
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@FIHRIST_BUILD=$(abspath $(BUILD)) corpus/demo.sh

check: deps ## everything that has to pass before a change lands, in under five minutes
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@MAKE='$(MAKE)' tests/check.sh $(SUITES)

check-full: fuzz-deps ## the same with 500 kills, 2,000 power cuts and every call failing, ThreadSanitizer, then each fuzzer for a minute
	@FULL=1 LIMIT_SECONDS=3600 $(MAKE) --no-print-directory check SUITES='$(SUITES) tsan'
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60

soak: all $(FAULT_TOOLS) $(BUILD)/tests/test_glass ## 10,000 kills, 2,000 power cuts, 10,000 flipped bits, 10,000 updates, 5,000 archives: hours
	@GLASS_ARCHIVES=5000 $(BUILD)/tests/test_glass
	@FIHRIST_BUILD=$(abspath $(BUILD)) SOAK=1 LIMIT_SECONDS=36000 tests/faults.sh kill power flips updates

unit: ## the unit tests
	@$(MAKE) --no-print-directory $(PARALLEL) $(UNIT_TESTS)
	@tests/unit.sh $(if $(SANITIZE),asan,unit) $(UNIT_TESTS)

asan: ## the unit tests again, under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan SANITIZE=address,undefined unit

# ThreadSanitizer wants the addresses that programs had before they were made random in more bits.
tsan: ## threads with handles of one index, and of the indexer, under ThreadSanitizer
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)/tsan SANITIZE=thread \
	    $(THREAD_TESTS:%=$(BUILD)/tsan/tests/%)
	@$(shell setarch -R true 2>/dev/null && echo setarch -R) tests/unit.sh tsan \
	    $(THREAD_TESTS:%=$(BUILD)/tsan/tests/%)

layers: $(foreach library,$(LIBRARIES),$(BUILD)/lib$(notdir $(library)).a) ## prove that the parts include and call only whom they may
	@tests/layers.sh $(BUILD)

library: all ## prove what libfihrist gives away, and that what is installed is whole
	@MAKE='$(MAKE)' tests/library.sh $(BUILD)

end-to-end: all $(BUILD)/bench/bench-queries ## the programs as a user runs them
	@FIHRIST_BUILD=$(abspath $(BUILD)) tests/bats.sh end-to-end tests/end-to-end

comparison: all $(PEERS) ## the benchmark's drivers find what we find (engines of bench-deps); its report
	@FIHRIST_BUILD=$(abspath $(BUILD)) tests/bats.sh comparison tests/bench/comparison

faults: all $(FAULT_TOOLS) ## kills, lost power, bad input, full disks
	@FIHRIST_BUILD=$(abspath $(BUILD)) tests/faults.sh

quality: all $(BUILD)/bench/bench-signing ## how good the order of answers is, on corpus/ and on COLLECTIONS (folders of TREC's shape), and how well copies are found
	@python3 -B tests/quality.py $(BUILD) corpus $(COLLECTIONS)
	@python3 -B tests/copies.py --sweep $(BUILD)

bench: bench-deps ## compare with Xapian, FTS5 and Lucene by 10,000 and 100,000 invented articles, under 25 minutes
	@$(MAKE) --no-print-directory $(PARALLEL) bench-programs
	@FIHRIST_BUILD=$(abspath $(BUILD)) tests/bench/compare.sh

bench-scale: bench-deps ## the same once with 10,000, 100,000 and 1,000,000, and how all grows: some hours
	@$(MAKE) --no-print-directory $(PARALLEL) bench-programs
	@FIHRIST_BUILD=$(abspath $(BUILD)) BENCH_ARTICLES='10000 100000 1000000' BENCH_ROUNDS=1 \
	    tests/bench/compare.sh $(abspath $(BUILD))/bench/scale

bench-programs: all $(BENCH_TOOLS) $(PEERS)

bench-deps: ## install the engines that only `make bench` needs; those that cannot be are left out
	-@.ci/deps $$(sed 's/#.*//' tests/bench/comparison/debian-packages.txt)

bench-daemon: all $(BENCH_TOOLS) ## measure the daemon with BENCH_ARTICLES=100000 invented articles, about seven minutes
	@FIHRIST_BUILD=$(abspath $(BUILD)) tests/bench/daemon.sh

fuzz: ## build tests/fuzz with clang into BUILD/clang/fuzz; FUZZ_SECONDS=60 runs each that long
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)/clang CC=clang CXX=clang++ \
	    SANITIZE=fuzzer-no-link,address,undefined fuzz-programs
	@FIHRIST_BUILD=$(abspath $(BUILD)/clang) tests/fuzz.sh $(FUZZ_SECONDS)

fuzz-programs: $(FUZZERS)

fuzz-deps: ## install clang, which only `make fuzz` needs
	@.ci/deps clang

lint-format: ## the layout of the sources
	@tests/lint.sh format

lint: ## the layout of the sources, man pages, cppcheck where it is installed
	@tests/lint.sh all

# Where each thing goes, and its source: what `uninstall` removes is what `install` put there.
BIN_DIR     := $(PREFIX)/bin
SHARE_DIR   := $(PREFIX)/share/fihrist
UNIT_DIR    := $(PREFIX)/lib/systemd
MAN_PAGES   := $(notdir $(wildcard doc/*.[1-9]))
UNITS       := $(patsubst doc/systemd/%,%,$(wildcard doc/systemd/*/*.service doc/systemd/*/*.socket))
INSTALLED   := $(addprefix $(BIN_DIR)/,fihrist fihristd fihrist-index $(INDEX_VERBS:%=fihrist-%)) \
               $(addprefix $(LIBDIR)/,$(SONAME) libfihrist.so libfihrist.a libxapian-c.a) \
               $(LIBDIR)/pkgconfig/fihrist.pc \
               $(patsubst include/%,$(PREFIX)/include/%,$(wildcard include/*.h)) \
               $(SHARE_DIR)/authority.tsv $(UNITS:%=$(UNIT_DIR)/%) \
               $(PREFIX)/lib/sysusers.d/fihrist.conf $(PREFIX)/lib/tmpfiles.d/fihrist.conf \
               $(foreach page,$(MAN_PAGES),$(PREFIX)/share/man/man$(subst .,,$(suffix $(page)))/$(page))

install: all ## install into DESTDIR/PREFIX (/usr/local)
	install -d $(sort $(dir $(addprefix $(DESTDIR),$(INSTALLED))))
	install -m 755 $(addprefix $(BUILD)/,fihrist fihristd fihrist-index) $(DESTDIR)$(BIN_DIR)
	for verb in $(INDEX_VERBS); do \
	    ln -sf fihrist-index $(DESTDIR)$(BIN_DIR)/fihrist-$$verb || exit 1; done
	install -m 644 $(wildcard include/*.h) $(DESTDIR)$(PREFIX)/include
	install -m 644 $(SHARED) $(BUILD)/libfihrist.a $(BUILD)/libxapian-c.a $(DESTDIR)$(LIBDIR)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libfihrist.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    searcher/fihrist.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/fihrist.pc
	install -m 644 $(BUILD)/authority.tsv $(DESTDIR)$(SHARE_DIR)
	for unit in $(UNITS); do \
	    sed 's|/usr/local/|$(PREFIX)/|' doc/systemd/$$unit >$(DESTDIR)$(UNIT_DIR)/$$unit || exit 1; done
	for kind in sysusers tmpfiles; do \
	    install -m 644 doc/systemd/$$kind.conf $(DESTDIR)$(PREFIX)/lib/$$kind.d/fihrist.conf || exit 1; done
	for page in $(MAN_PAGES); do \
	    install -m 644 doc/$$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.} || exit 1; done

uninstall: ## remove what install put there, and the directories that are empty then
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	-rmdir --ignore-fail-on-non-empty $(DESTDIR)$(SHARE_DIR)

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

clean: ## remove what was built
	rm -rf $(BUILD)
