# SPDX-License-Identifier: EUPL-1.2
# What the benchmarks share: a Kreide or a Janus on the first core, on an empty data directory. Sourced by bash inside the
# network namespace, with the project's root as current directory.

kreide=$PWD/build/bench/src/app/kreide
forward=$PWD/build/bench/bench/kreide-bench-forward
players_per_room=50 # a room takes 64
server_on=() clients_on=()
(($(nproc) < 2)) || server_on=(taskset -c 0) clients_on=(taskset -c 1)
work=$(mktemp -d)
mkdir "$work/web"
echo "<!doctype html>" >"$work/web/index.html" # nobody opens it
server=
cleanup() {
  [[ -z $server ]] || { kill -TERM "$server" 2>/dev/null && wait "$server"; } || true
  rm -rf "$work"
}
trap cleanup EXIT

admin() { "$kreide" admin "${options[@]}" "$@"; }
value() { sed -n "s/^$1: *//p"; }
rooms_of() { echo $((($1 + players_per_room - 1) / players_per_room)); }

start_server() {
  mkdir "$work/data"
  options=(--set "kreide.data=$work/data" --set "kreide.web=$work/web" --set http.listen=127.0.0.1:8080
    --set https.listen= --set turn.port=0 --set media.processes=1 --set media.announce=127.0.0.1 --set log.level=warning)
  "${server_on[@]}" "$kreide" serve "${options[@]}" &
  server=$!
  for _ in $(seq 100); do
    account=$(admin account first 2>/dev/null) && handle=$(value Handle <<<"$account") && [[ -n $handle ]] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "The server did not start." >&2
  return 1
}

stop_server() {
  kill -TERM "$server"
  wait "$server" || true
  server=
  rm -rf "$work/data"
}

# One room with its two tokens, as the client wants it: ROOM:PUBLISH:PLAY.
make_room() {
  local room
  room=$(admin room create "$handle" "Benchmark $1" | value Room)
  printf '%s:%s:%s\n' "$room" "$(admin token create "$room" publish | value Secret)" "$(admin token create "$room" play | value Secret)"
}
