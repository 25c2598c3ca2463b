#!/bin/sh
# Installs what is missing to build, test or check polyphony:
#   tools/deps.sh build|test|lint|fuzz|soak
# Looks for the thing itself (pkg-config, a link test, the command), not for a
# package, so that what came another way counts. Says nothing when all is
# there. On Debian and its kin it installs with apt-get; elsewhere it says what
# to install by hand and exits 1. PKGS holds the Makefile's pkg-config names,
# CC and PYTHON its compiler and interpreter.
set -u
group=${1:-build}
CC=${CC:-gcc}
PYTHON=${PYTHON:-python3}
here=$(dirname "$0")
scratch=
missing=  # "NAME|DEBIAN|FEDORA|ALPINE|BREW" a line

say() { printf 'deps: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT

have() { command -v "$1" >/dev/null 2>&1; }

# need NAME DEBIAN FEDORA ALPINE BREW: it is missing.
need() { missing="$missing$1|$2|$3|$4|$5
"; }

# links FLAGS...: does the program on standard input compile and link?
links() {
    [ -n "$scratch" ] || scratch=$(mktemp -d) || exit 1
    "$CC" -x c -o "$scratch/a.out" - "$@" >/dev/null 2>&1
}

# The packages of a pkg-config name.
library() {
    case $1 in
    libcurl) need "$1" libcurl4-openssl-dev libcurl-devel curl-dev curl ;;
    libxml-2.0) need "$1" libxml2-dev libxml2-devel libxml2-dev libxml2 ;;
    sqlite3) need "$1" libsqlite3-dev sqlite-devel sqlite-dev sqlite ;;
    libcjson) need "$1" libcjson-dev cjson-devel cjson-dev cjson ;;
    gumbo) need "$1" libgumbo-dev gumbo-parser-devel gumbo-parser-dev \
        gumbo-parser ;;
    libutf8proc) need "$1" libutf8proc-dev utf8proc-devel utf8proc-dev \
        utf8proc ;;
    uchardet) need "$1" libuchardet-dev uchardet-devel uchardet-dev uchardet ;;
    libical) need "$1" libical-dev libical-devel libical-dev libical ;;
    inih) need "$1" libinih-dev inih-devel inih-dev inih ;;
    libsodium) need "$1" libsodium-dev libsodium-devel libsodium-dev \
        libsodium ;;
    libmicrohttpd) need "$1" libmicrohttpd-dev libmicrohttpd-devel \
        libmicrohttpd-dev libmicrohttpd ;;
    libpcre2-8) need "$1" libpcre2-dev pcre2-devel pcre2-dev pcre2 ;;
    zlib) need "$1" zlib1g-dev zlib-devel zlib-dev zlib ;;
    *) fail "$1: tools/deps.sh does not know which package brings it" ;;
    esac
}

check_build() {
    stem='#include <libstemmer.h>
int main(void) { return sb_stemmer_list() == 0; }'

    if ! printf '%s\n' "$stem" | links -lstemmer; then
        printf '#include <stdio.h>\nint main(void) { return puts("") < 0; }' |
            links || need "C compiler and C library headers ($CC)" \
            "gcc libc6-dev" "gcc glibc-devel" "gcc musl-dev" gcc
        have make || need make make make make make
        need libstemmer libstemmer-dev libstemmer-devel snowball-dev snowball
    fi
    if ! have pkg-config; then
        need pkg-config pkg-config pkgconf-pkg-config pkgconf pkgconf
        for name in ${PKGS:-}; do library "$name"; done
    elif ! pkg-config --exists ${PKGS:-}; then
        for name in ${PKGS:-}; do
            pkg-config --exists "$name" || library "$name"
        done
    fi
    [ -e /usr/share/zoneinfo/Europe/Berlin ] ||
        need "time zone data" tzdata tzdata tzdata -
    [ -e /etc/ssl/certs/ca-certificates.crt ] ||
        [ -e /etc/pki/tls/certs/ca-bundle.crt ] || [ -e /etc/ssl/cert.pem ] ||
        need "certificates" ca-certificates ca-certificates ca-certificates -
}

# Debian's Chromium, or one of another name that the tests find as well.
browser() { "$here/browser.sh" >/dev/null 2>&1; }

fonts() { find /usr/share/fonts /usr/local/share/fonts /System/Library/Fonts \
    -name '*.[to]t[fc]' 2>/dev/null | grep -q .; }

new_node() { have node && node -e \
    'process.exit(parseInt(process.versions.node, 10) < 18 ? 1 : 0)' 2>/dev/null; }

check_test() {
    # cmocka.h leans on pkg-config being there: `make deps` runs first.
    pkg-config --exists cmocka 2>/dev/null ||
        need cmocka libcmocka-dev libcmocka-devel cmocka-dev cmocka
    if ! have "$PYTHON"; then
        need python3 python3 python3 python3 python
        need aiosmtpd python3-aiosmtpd python3-aiosmtpd py3-aiosmtpd -
    elif ! "$PYTHON" -c 'import importlib.util as u, sys
sys.exit(not u.find_spec("aiosmtpd"))' 2>/dev/null; then
        need "aiosmtpd (for $PYTHON)" python3-aiosmtpd python3-aiosmtpd \
            py3-aiosmtpd -
    fi
    new_node || need "Node.js 18 or newer" nodejs nodejs nodejs node
    have npm || need npm npm npm npm node
    browser || need Chromium chromium chromium chromium \
        chromium
    fonts || need "a font" fonts-dejavu-core dejavu-sans-fonts font-dejavu -
}

check_lint() {
    have clang-format ||
        need clang-format clang-format clang-tools-extra clang-extra-tools \
            clang-format
    have clang-tidy ||
        need clang-tidy clang-tidy clang-tools-extra clang-extra-tools llvm
    have cppcheck || need cppcheck cppcheck cppcheck cppcheck cppcheck
    have pmccabe || need pmccabe pmccabe pmccabe - pmccabe
    have mandoc || need mandoc mandoc mandoc mandoc mandoc
    have "$PYTHON" || need python3 python3 python3 python3 python
}

check_fuzz() {
    printf '%s\n' '#include <stddef.h>' '#include <stdint.h>' \
        'int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n);' \
        'int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n)' \
        '{ return d == NULL && n > 9; }' |
        CC=clang links -fsanitize=fuzzer,address && return
    have clang || need clang clang clang clang llvm
    need "libFuzzer and the sanitizers' runtime" "$(clang_runtime)" \
        compiler-rt compiler-rt llvm
}

# Debian names the runtime after the version of clang: libclang-rt-14-dev.
clang_runtime() {
    major=$(clang -dumpversion 2>/dev/null | cut -d. -f1)
    [ -n "$major" ] || major=$(apt-cache depends clang 2>/dev/null |
        sed -n 's/.*clang-\([0-9]*\)$/\1/p' | head -n 1)
    echo "libclang-rt-${major:-14}-dev"
}

check_soak() {
    check_fuzz
    have valgrind || need valgrind valgrind valgrind valgrind -
}

# field N: that column of what is missing, a line each.
field() { printf '%s' "$missing" | cut -d'|' -f"$1"; }

by_hand() {
    say "install these by hand, then run this again:"
    field 1 | sed 's/^/deps:   /' >&2
    if have dnf; then
        say "with: dnf install $(field 3 | grep -v '^-' | xargs)"
    elif have apk; then
        say "with: apk add $(field 4 | grep -v '^-' | xargs)"
    elif have brew; then
        say "with: brew install $(field 5 | grep -v '^-' | xargs)"
    else
        say "Debian calls them: $(field 2 | xargs)"
    fi
    exit 1
}

# as_root COMMAND...: its output is kept, and shown only if it fails.
as_root() {
    [ -n "$scratch" ] || scratch=$(mktemp -d) || exit 1
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive "$@" >"$scratch/log" 2>&1 </dev/null
    else
        sudo DEBIAN_FRONTEND=noninteractive "$@" >"$scratch/log" 2>&1
    fi || {
        tail -n 15 "$scratch/log" >&2
        fail "failed: $*"
    }
}

apt_install() {
    packages=$(field 2 | xargs)
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        say "not root, and no sudo; as root: apt-get install $packages"
        exit 1
    fi
    say "installing with apt-get: $packages"
    [ -n "${updated:-}" ] || as_root apt-get update -qq
    updated=yes
    # shellcheck disable=SC2086 # a list of words
    as_root apt-get install -y -qq --no-install-recommends \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 $packages
}

case $group in
build | test | lint | fuzz | soak) ;;
*) fail "usage: tools/deps.sh build|test|lint|fuzz|soak" ;;
esac
"check_$group"
[ -n "$missing" ] || exit 0
say "missing for $group: $(field 1 | sed '$!s/$/,/' | xargs)"
have apt-get || by_hand
apt_install
missing=
"check_$group"
[ -z "$missing" ] || fail "still missing: $(field 1 | sed '$!s/$/,/' | xargs)"
say "all there for $group"
