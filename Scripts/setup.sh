#!/usr/bin/env bash
# Makes a machine ready to build clip: checks the Swift toolchain and installs the system packages
# that are missing. Says what it installs; does and says nothing when all is there.
set -euo pipefail

readonly wanted_swift=6.1

# What the build needs: pkg-config's name for it, the package of Debian and Ubuntu, the formula of
# Homebrew ("-" where macOS has it). curl fetches pages; xml2 is for a binary that carries the
# Swift runtime in itself; zlib is for the benchmarks alone, cmark-gfm for them and the tests.
readonly libraries="
sqlite3       libsqlite3-dev        -
gumbo         libgumbo-dev          gumbo-parser
libsodium     libsodium-dev         libsodium
libzstd       libzstd-dev           zstd
libcmark-gfm  libcmark-gfm-dev      cmark-gfm
libcurl       libcurl4-openssl-dev  -
libxml-2.0    libxml2-dev           -
libarchive    libarchive-dev        libarchive
poppler-glib  libpoppler-glib-dev   poppler
zlib          zlib1g-dev            -
"

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

check_swift() {
  local version
  if ! command -v swift >/dev/null; then
    fail "the Swift toolchain is missing." \
      "Install Swift $wanted_swift or newer from https://www.swift.org/install, then try again."
  fi
  version=$(swift --version 2>/dev/null </dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  if [ -z "$version" ]; then
    fail "cannot tell the version of $(command -v swift)." \
      "clip needs Swift $wanted_swift or newer: https://www.swift.org/install"
  fi
  if [ "$(printf '%s\n' "$wanted_swift" "$version" | sort -V | head -n 1)" != "$wanted_swift" ]; then
    fail "Swift $version is too old: clip needs $wanted_swift or newer." \
      "Install it from https://www.swift.org/install, then try again."
  fi
}

# Prints one column of the table for each library that is not there.
missing_libraries() {
  local column=$1 name package formula
  while read -r name package formula; do
    [ -n "$name" ] || continue
    pkg-config --exists "$name" 2>/dev/null && continue
    case $column in
      name) echo "$name" ;;
      package) echo "$package" ;;
      formula) [ "$formula" = - ] || echo "$formula" ;;
    esac
  done <<<"$libraries"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_with_apt() {
  local packages=("$@")
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "these packages are missing: ${packages[*]}" \
      "Install them as root: apt-get install ${packages[*]}"
  fi
  echo "setup: installing ${packages[*]}" >&2
  # A fresh machine has no package lists, an old one lists that no longer hold.
  if apt-cache show "${packages[@]}" >/dev/null 2>&1; then
    apt_install "${packages[@]}" && return
  fi
  update_apt
  apt_install "${packages[@]}" || fail "apt could not install ${packages[*]}."
}

update_apt() {
  echo "setup: reading the package lists" >&2
  as_root apt-get update -qq </dev/null >&2 || echo "setup: apt-get update failed" >&2
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

setup_debian() {
  local packages=()
  command -v git >/dev/null || packages+=(git ca-certificates)
  command -v pkg-config >/dev/null || packages+=(pkg-config)
  # Swift links against the system's C and C++ libraries; this package brings the headers of both.
  compgen -G '/usr/include/c++/*/vector' >/dev/null || packages+=(g++)
  # cmark-gfm's extensions have no file for pkg-config.
  [ -e /usr/include/cmark-gfm-core-extensions.h ] || packages+=(libcmark-gfm-extensions-dev)
  # Without pkg-config nothing can be asked for: apt passes over what is there.
  mapfile -t -O "${#packages[@]}" packages < <(missing_libraries package)
  [ "${#packages[@]}" = 0 ] || install_with_apt "${packages[@]}"
}

setup_macos() {
  local formulas
  command -v pkg-config >/dev/null || fail "pkg-config is missing. Run: brew install pkgconf"
  formulas=$(missing_libraries formula | tr '\n' ' ')
  [ -z "$formulas" ] || fail "libraries are missing. Run: brew install $formulas"
}

setup_other() {
  local names
  command -v pkg-config >/dev/null || fail "pkg-config is missing; install it with your system's packages."
  names=$(missing_libraries name | tr '\n' ' ')
  [ -z "$names" ] || fail "pkg-config does not find: $names" \
    "Install these libraries with their headers, with your system's packages."
}

check_swift
if [ "$(uname -s)" = Darwin ]; then
  setup_macos
elif command -v apt-get >/dev/null; then
  setup_debian
else
  setup_other
fi
