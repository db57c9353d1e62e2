#!/usr/bin/env bash
# Installs what the integration tests need beside a JDK and Maven: nginx, HAProxy and Apache httpd in front of the
# server, curl, h2load, slowhttptest and Chromium as foreign clients, systemd-socket-activate and python3 as parents that pass sockets on,
# setpriv to give up rights, kill; Ansible, Puppet and Ruby (for Chef) to read the config-examples, promtool to read metrics.
# Does nothing when all is there.
set -euo pipefail

declare -A package_of=(
  [nginx]=nginx
  [haproxy]=haproxy
  [apache2]=apache2-bin
  [ansible-playbook]=ansible-core
  [puppet]=puppet
  [ruby]=ruby
  [redis-server]=redis-server
  [promtool]=prometheus
  [chromium]=chromium
  [curl]=curl
  [openssl]=openssl
  [sslscan]=sslscan
  [h2load]=nghttp2-client
  [slowhttptest]=slowhttptest
  [systemd-socket-activate]=systemd
  [setpriv]=util-linux
  [python3]=python3
  [kill]=procps
)

missing() {
  local tool packages=()
  for tool in "${!package_of[@]}"; do
    PATH="$PATH:/usr/sbin:/sbin:/usr/local/sbin" type -P "$tool" > /dev/null || packages+=("${package_of[$tool]}")
  done
  printf '%s\n' "${packages[@]}"
}

mapfile -t packages < <(missing | grep . | sort -u)
if [ "${#packages[@]}" -eq 0 ]; then
  exit 0
fi

if ! type -P apt-get > /dev/null; then
  echo "install-test-deps: missing: ${packages[*]}; there is no apt-get here, install them by other means" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if ! type -P sudo > /dev/null; then
    echo "install-test-deps: missing: ${packages[*]}; run this as root, or install sudo" >&2
    exit 1
  fi
  sudo=(sudo)
fi

echo "install-test-deps: installing ${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${sudo[@]}" apt-get update -qq &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}
if ! install > "$log" 2>&1; then
  cat "$log" >&2
  echo "install-test-deps: apt-get could not install: ${packages[*]}" >&2
  exit 1
fi

mapfile -t packages < <(missing | grep . | sort -u)
if [ "${#packages[@]}" -ne 0 ]; then
  echo "install-test-deps: still missing after the installation: ${packages[*]}" >&2
  exit 1
fi
