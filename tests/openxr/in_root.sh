#!/bin/sh
# The part of run_in_root.sh that runs inside the root.
set -eu

cd /srv/reachwell
if [ ! -x /srv/venv/bin/python ]; then
    python3 -m venv /srv/venv
fi
/srv/venv/bin/python -m pip install --quiet --quiet --editable '.[test]'
exec /srv/venv/bin/python -m pytest tests/openxr "$@"
