# polyphony
#   make            build ./build/polyphony        make demo     the main job on the demo's little web
#   make test       install what is missing, build, run every test
#   make unit       the quick tests                make golden integration browser   the others, one by one
#   make bench      quality and speed              make lint     formatting, layers, analysers
#   make fuzz soak  long hostile runs              make format   reformat
#   make install    PREFIX=/usr/local DESTDIR=     make uninstall clean
#   make deps       install what the build needs   make test-deps lint-deps   what those need
# SAN=1 builds into build/san with ASan and UBSan. TESTS=word runs the tests whose names contain it.

PKGS     = libcurl libxml-2.0 sqlite3 libcjson gumbo libutf8proc uchardet libical inih libsodium libmicrohttpd libpcre2-8 zlib
PREFIX  ?= /usr/local
PYTHON  ?= $(firstword $(wildcard /usr/bin/python3) python3)
WARN     = -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 \
           -Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDEN   = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -fPIE

# Three ways to build, each in a folder of its own: release, SAN=1, FUZZ=1.
ifdef FUZZ
BUILD   := build/fuzz
CC       = clang
CFLAGS   = $(SANITIZE) -fsanitize=fuzzer-no-link
LDFLAGS  = -fsanitize=address,undefined,fuzzer-no-link -pie
else ifdef SAN
BUILD   := build/san
CFLAGS  ?= $(SANITIZE)
LDFLAGS ?= -fsanitize=address,undefined -pie -Wl,-z,relro,-z,now
else
BUILD   := build
CFLAGS  ?= $(HARDEN)
LDFLAGS ?= -pie -Wl,-z,relro,-z,now
endif

# Asked at first use, once: on a bare machine `make deps` runs before.
pkg_config = $(shell pkg-config $(1) $(PKGS) || echo "make: run 'make deps' first" >&2)
PKG_CFLAGS = $(eval PKG_CFLAGS := $(call pkg_config,--cflags))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $(call pkg_config,--libs))$(PKG_LIBS)
CPPFLAGS   = -Iinclude -iquote . $(PKG_CFLAGS)
LDLIBS     = $(PKG_LIBS) -lstemmer -lm -lpthread

# A folder's own files and those of its rooms: curator/*.c, curator/*/*.c.
files    = $(foreach folder,$(1),$(sort $(wildcard $(folder)/*.$(2) $(folder)/*/*.$(2))))
LIB_SRC := $(call files,base text store curator scheduler desk,c)
CLI_SRC := $(call files,cli,c)
HEADERS := $(wildcard include/polyphony/*.h) $(call files,base text store curator scheduler desk cli,h)
DATA    := $(wildcard store/*.sql store/migrate/*.sql scheduler/packs/* feeds/demo/*.json feeds/demo/*.jsonl \
             feeds/demo/*.opml feeds/starter/*.opml feeds/demo/articles/*.txt desk/pages/*.html desk/style.css desk/desk.js \
             desk/favicon.svg)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/embedded.o
CLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/%.o)
UNIT    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
REPLAY  := $(patsubst tests/fuzz/%.c,$(BUILD)/replay/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCH   := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
FUZZERS := $(REPLAY:$(BUILD)/replay/%=$(BUILD)/fuzzer/%)

# `make -s` is silent. Sub-makes use every processor unless told otherwise.
SAY      = @$(if $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS)))),:,echo)
JOBS     = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2))
DEPS     = @PKGS="$(PKGS)" CC="$(CC)" PYTHON="$(PYTHON)" sh tools/deps.sh
TESTENV  = POLYPHONY=$(abspath $(BUILD))/polyphony PYTHON="$(PYTHON)" PKGS="$(PKGS)" TESTS="$(TESTS)"

.PHONY: all deps test-deps lint-deps demo test unit golden golden-update integration browser replay bench \
        lint house fuzz soak format install uninstall clean help programs fuzzers FORCE
.SECONDARY:

all: $(BUILD)/polyphony

help:
	@sed -n '1,9s/^# \{0,1\}//p' Makefile

$(BUILD)/polyphony: $(CLI_OBJ) $(BUILD)/libpolyphony.a $(BUILD)/layers.ok
	$(SAY) "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(CLI_OBJ) $(BUILD)/libpolyphony.a $(LDLIBS)

$(BUILD)/libpolyphony.a: $(LIB_OBJ) $(BUILD)/sources.list
	@rm -f $@
	@$(AR) rcs $@ $(LIB_OBJ)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Who may include whom; a file against the arrows stops the build.
$(BUILD)/layers.ok: tools/layers.sh $(LIB_SRC) $(CLI_SRC) $(HEADERS)
	@mkdir -p $(@D)
	@sh tools/layers.sh && touch $@

# Files that the program carries within itself: SQL, packs, the demo's web.
$(BUILD)/embedded.S: tools/embed.sh $(DATA) $(BUILD)/sources.list
	@mkdir -p $(@D)
	@sh tools/embed.sh $(DATA) > $@

$(BUILD)/embedded.o: $(BUILD)/embedded.S $(DATA)
	@$(CC) -c -o $@ $<

# Changes only when a file was added or removed, so that nothing stale stays.
$(BUILD)/sources.list: FORCE
	@mkdir -p $(@D)
	@echo '$(LIB_SRC) $(DATA)' | cmp -s - $@ || echo '$(LIB_SRC) $(DATA)' > $@

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libpolyphony.a
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/libpolyphony.a $(LDLIBS) -lcmocka

# A fuzz target with a main() of ours (any compiler), and with libFuzzer's.
$(BUILD)/replay/%: tests/fuzz/%.c tests/fuzz/replay.c $(BUILD)/libpolyphony.a
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/fuzzer/%: tests/fuzz/%.c $(BUILD)/libpolyphony.a
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# What a part of ours is measured against.
$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libpolyphony.a
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/libpolyphony.a $(LDLIBS)

deps:
	$(DEPS) build

test-deps: deps
	$(DEPS) test
	@sh tests/browser/install.sh

lint-deps: deps
	$(DEPS) lint

demo: deps
	@$(MAKE) --no-print-directory $(JOBS) all
	./$(BUILD)/polyphony demo

# The browser's packages come from npm; without them only those tests fail.
test: deps
	$(DEPS) test
	@$(TESTENV) MAKE="$(MAKE)" JOBS="$(JOBS)" sh tests/run.sh $(if $(SAN),san,release san)

programs: all $(UNIT) $(REPLAY)

unit: $(UNIT)
	@$(TESTENV) sh tests/unit/run $(UNIT)

golden: all
	@$(TESTENV) $(PYTHON) tests/golden/run

golden-update: all
	@$(TESTENV) $(PYTHON) tests/golden/run --update

integration: all
	@$(TESTENV) $(PYTHON) tests/integration/run

browser: all
	@$(TESTENV) sh tests/browser/run

replay: $(REPLAY)
	@$(TESTENV) sh tests/fuzz/run replay $(REPLAY)

# QUICK=1 for seconds instead of minutes; TESTS=word for a part.
bench: all $(BENCH)
	@$(TESTENV) BUILD="$(BUILD)" QUICK="$(QUICK)" sh tests/bench/run.sh

# The part of lint that needs no tools: layers, headers, man page, demo data.
house: all
	@$(TESTENV) CC="$(CC)" FLAGS="$(WARN) $(CPPFLAGS)" sh tools/lint.sh house $(HEADERS)

lint: lint-deps
	@$(MAKE) --no-print-directory $(JOBS) house
	@FLAGS="$(WARN) $(CPPFLAGS)" sh tools/lint.sh tools $(LIB_SRC) $(CLI_SRC) $(HEADERS)

fuzzers: $(FUZZERS)

fuzz: deps
	$(DEPS) fuzz
	@$(MAKE) --no-print-directory $(JOBS) FUZZ=1 fuzzers
	@$(TESTENV) sh tests/fuzz/run fuzz $(FUZZERS:$(BUILD)/%=build/fuzz/%)

soak: deps test-deps
	$(DEPS) soak
	@$(TESTENV) MAKE="$(MAKE) --no-print-directory $(JOBS)" sh tests/soak.sh

format:
	clang-format -i $$(git ls-files '*.[ch]')

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -m 755 $(BUILD)/polyphony $(DESTDIR)$(PREFIX)/bin/
	install -m 644 docs/polyphony.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	sed 's,/usr/local,$(PREFIX),' docs/polyphony.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/polyphony.service

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/polyphony $(DESTDIR)$(PREFIX)/share/man/man1/polyphony.1 \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/polyphony.service

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT:=.d) $(BENCH:=.d)
