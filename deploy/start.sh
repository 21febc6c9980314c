#!/bin/sh
# Starts the service as a container and systemd do: the command of `npm start` without npm. What nobody configured must not
# run as an emulator that promises money, so AMAZON_ENV has no default here.
set -eu
cd "$(dirname "$0")/.."
: "${AMAZON_ENV:?is not set: set it to sandbox or production, and see .env.example for the rest}"
exec node --max-old-space-size=200 --max-semi-space-size=8 src/main.ts "$@"
