#!/bin/sh
# Runs the tests that need an OpenXR runtime, on the commit that is checked out, in a Debian 13
# root of their own (Python 3.13, a clean machine).
#
#   run_in_root.sh CACHE_DIR [PYTEST_ARGUMENTS...]
#
# The root is made in CACHE_DIR when it is not there yet. Needs root, mmdebstrap and git. Mounts
# and processes live in namespaces of their own and go with this script.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(git -C "$here" rev-parse --show-toplevel)
cache=$1
shift
mkdir -p "$cache"
root=$(cd "$cache" && pwd)/trixie

"$here/make_monado_root.sh" "$root"

# What this machine knows of the network: names, certificates, package index. Folders that pip
# looks in are left out: pip goes on without them.
copy() {
    if [ -e "$1" ]; then
        mkdir -p "$root$(dirname "$2")"
        cp -L "$1" "$root$2"
    fi
}
copy /etc/resolv.conf /etc/resolv.conf
copy "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" /etc/ssl/certs/ca-certificates.crt
copy /etc/pip.conf /etc/pip.conf
copy "${HOME:-/root}/.config/pip/pip.conf" /root/.config/pip/pip.conf

rm -rf --one-file-system "$root/srv/reachwell"
git clone --quiet "$checkout" "$root/srv/reachwell"

export root
exec unshare --mount --pid --fork --kill-child sh -eu -c '
    mount --make-rprivate /
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
    exec chroot "$root" env -u XDG_RUNTIME_DIR -u DISPLAY HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        REACHWELL_REQUIRE=monado,display sh -eu /srv/reachwell/tests/openxr/in_root.sh "$@"
' sh "$@"
