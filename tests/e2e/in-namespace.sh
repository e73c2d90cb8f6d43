#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Runs a command in a network namespace that has only loopback: nothing can leave the machine, no port clashes.
# 10.77.0.1 and the default route are there for Firefox, which gathers no candidate of 127.0.0.1; the names are those of
# the network in tests/e2e/lib/network.mjs, since Firefox takes TURN over TLS from no server without one. Other names are
# refused at once, and not looked for.
[[ $(id -u) == 0 ]] && how=(--net --mount) || how=(--net --mount --map-root-user)
exec unshare "${how[@]}" bash -c '
  hosts=$(mktemp) && cat /etc/hosts >"$hosts" && printf "%s\n" "10.78.0.2 kreide.test" "fd00:78::2 kreide6.test" >>"$hosts" &&
    chmod 644 "$hosts" && mount --bind "$hosts" /etc/hosts && rm "$hosts" && mount --bind /dev/null /etc/resolv.conf || exit 1
  ip link set lo up && ip addr add 10.77.0.1/32 dev lo && ip route add default dev lo src 10.77.0.1 && exec "$@"' in-namespace "$@"
