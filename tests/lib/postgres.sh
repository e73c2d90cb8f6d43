#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A PostgreSQL server of a test's own, in a directory of its own, on a Unix socket only.
#
#   postgres.sh start DIR [safe]   makes a cluster in DIR (made if it is not there) and starts it; prints the address of a
#                                  database in it, owned by the ordinary user that it names. `safe`: with fsync.
#   postgres.sh again DIR          starts it again
#   postgres.sh kill DIR           kill -9 of the server, as when the machine's memory runs out
#   postgres.sh stop DIR           stops it and removes DIR
#
# The server refuses to run as root, so root runs it as `postgres`, which Debian's package makes.
set -euo pipefail
what=${1:?} dir=${2:?}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[[ -x $bin/initdb ]] || { echo "PostgreSQL is not installed" >&2; exit 1; }

as_server() {
  if [[ $(id -u) == 0 ]]; then
    (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups --no-new-privs env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@")
  else
    (cd / && exec env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@")
  fi
}

start() {
  as_server "$bin/pg_ctl" -D "$dir/cluster" -l "$dir/log" -s -w -t 60 start </dev/null >&2 || { tail -n 20 "$dir/log" >&2; exit 1; }
}

pid() { head -n 1 "$dir/cluster/postmaster.pid"; }

case $what in
start)
  mkdir -p "$dir"
  [[ $(id -u) != 0 ]] || chown postgres: "$dir"
  chmod 0711 "$dir"
  fsync=off
  [[ ${3:-} != safe ]] || fsync=on
  # --no-sync is of initdb alone: its own files, which no test loses.
  as_server "$bin/initdb" -D "$dir/cluster" -U admin -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 </dev/null ||
    { tail -n 20 "$dir/initdb.log" >&2; exit 1; }
  cat >>"$dir/cluster/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = $fsync
max_connections = 50
shared_buffers = 64MB
log_min_messages = fatal
CONF
  start
  as_server "$bin/psql" -q -h "$dir" -U admin -d postgres -c "CREATE ROLE kreide LOGIN" -c "CREATE DATABASE kreide OWNER kreide" </dev/null >&2
  echo "postgresql:///kreide?host=$dir&user=kreide"
  ;;
again)
  # What a killed server left behind ends by itself when it sees that; until then there is no starting.
  for _ in $(seq 100); do
    (start) 2>/dev/null && exit 0
    sleep 0.1
  done
  start
  ;;
kill)
  victim=$(pid)
  kill -9 "$victim"
  while kill -0 "$victim" 2>/dev/null; do sleep 0.02; done
  ;;
stop)
  as_server "$bin/pg_ctl" -D "$dir/cluster" -s -m immediate -w -t 60 stop </dev/null >/dev/null 2>&1 || true
  rm -rf "$dir"
  ;;
*)
  echo "postgres.sh: start, again, kill or stop" >&2
  exit 2
  ;;
esac
