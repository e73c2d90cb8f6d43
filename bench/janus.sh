# SPDX-License-Identifier: EUPL-1.2
# Janus 1.1.2 of Debian, for comparison; sourced beside server.sh. Of its plugins and transports only those that are used
# are loaded. It takes no address of the loopback device, so it gets one of a device of its own; packets to that go by
# loopback all the same.

janus_address=10.78.0.1
janus_disabled() { # FOLDER KEPT
  local file names=()
  for file in "/usr/lib/$(gcc -dumpmachine)/janus/$1"/*.so; do [[ $file == */"$2" ]] || names+=("$(basename "$file")"); done
  (IFS=,; echo "${names[*]}")
}

janus_network() {
  ip link show bench0 >/dev/null 2>&1 && return
  ip link add bench0 type veth peer name bench1 && ip addr add "$janus_address/24" dev bench0 && ip link set bench0 up && ip link set bench1 up
}

# start_janus LOOPS: 0 is its default, a thread for each connection.
start_janus() {
  local libs conf=$work/janus loops=
  libs=/usr/lib/$(gcc -dumpmachine)/janus
  mkdir "$conf"
  (($1 == 0)) || loops="event_loops = $1"
  cat >"$conf/janus.jcfg" <<END
general: { configs_folder = "$conf" plugins_folder = "$libs/plugins" transports_folder = "$libs/transports"
  events_folder = "$conf/none" loggers_folder = "$conf/none" debug_level = 2 $loops }
nat: { ice_lite = true ice_enforce_list = "$janus_address" }
plugins: { disable = "$(janus_disabled plugins libjanus_videoroom.so)" }
transports: { disable = "$(janus_disabled transports libjanus_http.so)" }
END
  echo 'general: { json = "compact" base_path = "/janus" http = true port = 8088 https = false ip = "127.0.0.1" }' >"$conf/janus.transport.http.jcfg"
  echo 'general: {}' >"$conf/janus.plugin.videoroom.jcfg"
  "${server_on[@]}" janus -F "$conf" >"$conf/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    (: <>/dev/tcp/127.0.0.1/8088) 2>/dev/null && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$conf/log" >&2
  return 1
}

stop_janus() {
  kill -TERM "$server"
  wait "$server" 2>/dev/null || true
  server=
  rm -rf "$work/janus"
}
