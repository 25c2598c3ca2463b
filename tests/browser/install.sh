#!/bin/sh
# Puts the pinned playwright-core and axe-core of package-lock.json into
# node_modules, where that was not done yet for this lock file.
set -eu
cd "$(dirname "$0")"
[ ! -e node_modules/.done ] || ! cmp -s package-lock.json node_modules/.done ||
    exit 0
echo "deps: npm ci (playwright-core and axe-core, for the tests)" >&2
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2
cp package-lock.json node_modules/.done
