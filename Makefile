# polyphony
#   make            build ./build/polyphony        make demo     the main job on the demo's little web
#   make test       install what is missing, build, run every test
#   make unit       the quick tests                make bench    quality and speed
#   make lint       formatting, layers, analysers  make format   reformat
#   make fuzz soak  long hostile runs              make deps test-deps   install what is missing
#   make install    PREFIX=/usr/local              make clean
# SAN=1 builds into build/san with ASan and UBSan.

PKGS     = libcurl libxml-2.0 sqlite3 libcjson gumbo libutf8proc uchardet libical inih libsodium libmicrohttpd libpcre2-8
CC      ?= gcc
PREFIX  ?= /usr/local
BUILD   := $(if $(SAN),build/san,build)
WARN     = -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 \
           -Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDEN   = -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -fPIE
CFLAGS  ?= $(if $(SAN),$(SANITIZE),$(HARDEN))
LDFLAGS ?= $(if $(SAN),-fsanitize=address$(comma)undefined,) -pie -Wl,-z,relro,-z,now
comma   := ,
CPPFLAGS = -Iinclude $(shell pkg-config --cflags $(PKGS))
LDLIBS   = $(shell pkg-config --libs $(PKGS)) -lstemmer -lm -lpthread

LIB_SRC := $(wildcard base/*.c text/*.c store/*.c curator/*.c scheduler/*.c desk/*.c)
CLI_SRC := $(wildcard cli/*.c)
DATA    := $(wildcard store/*.sql store/migrate/*.sql scheduler/packs/* feeds/demo/*.json feeds/demo/*.jsonl \
             feeds/demo/*.opml feeds/demo/articles/*.txt)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/embedded.o
CLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/%.o)
UNIT    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

.PHONY: all deps test-deps demo test unit bench lint fuzz soak format install clean help
.SECONDARY:

all: $(BUILD)/polyphony

help:
	@sed -n '1,9s/^# \{0,1\}//p' Makefile

$(BUILD)/polyphony: $(CLI_OBJ) $(BUILD)/libpolyphony.a
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libpolyphony.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Files that the program carries within itself: SQL, packs, the demo's web.
$(BUILD)/embedded.S: tools/embed.sh $(DATA)
	@mkdir -p $(@D)
	@sh tools/embed.sh $(DATA) > $@

$(BUILD)/embedded.o: $(BUILD)/embedded.S $(DATA)
	@$(CC) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libpolyphony.a
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/libpolyphony.a $(LDLIBS) -lcmocka

unit: $(UNIT)
	@sh tests/run-unit.sh $(UNIT)

format:
	clang-format -i $$(git ls-files '*.[ch]')

clean:
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT:=.d)
