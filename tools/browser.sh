#!/bin/sh
# Prints the path of a Chromium for the tests, or exits 1. CHROMIUM overrides.
for name in ${CHROMIUM:-} chromium chromium-browser google-chrome \
    google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    command -v "$name" && exit 0
done
exit 1
