#!/bin/sh
# Makes a Debian 13 root with Monado, a software OpenGL, an X server and Python 3.13.
#
#   make_monado_root.sh ROOT
#
# Needs root and mmdebstrap (`apt install mmdebstrap`); takes about 40 s. A root that stands
# already is left as it is.
set -eu

root=$1
done_mark=$root/.monado-root

if [ -e "$done_mark" ]; then
    exit 0
fi
if ! command -v mmdebstrap >/dev/null; then
    echo "make_monado_root: mmdebstrap is missing: apt install mmdebstrap" >&2
    exit 2
fi

packages=monado-service,libopenxr1-monado,monado-cli,libgl1-mesa-dri,mesa-vulkan-drivers,libgl1,libegl1
packages=$packages,xvfb,xauth,python3,python3-venv,ca-certificates,git,make

# A root that was left half made is of no use.
rm -rf --one-file-system "$root"
mkdir -p "$(dirname "$root")"
mmdebstrap --variant=apt --include="$packages" trixie "$root"
touch "$done_mark"
