# Sourced by run.sh and test.sh: makes .venv at the root of the checkout and sees to the system libraries.
# Nothing is installed twice: a stamp in .venv remembers which requirements it holds.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"

# Offscreen drawing and fonts; then what a real window needs on top (xcb).
offscreen_packages=(libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libxkbcommon0 libx11-6
  fonts-noto-core fonts-noto-color-emoji)
window_packages=(libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0
  libxcb-xkb1 libxcb-glx0 libxkbcommon-x11-0)
test_packages=(xvfb xdotool openbox)

say() { printf '%s\n' "$*" >&2; }

is_installed() {
  # Newer releases call some libraries NAMEt64; either will do.
  # Asking for a name that does not exist makes dpkg-query fail, whatever it found of the other one.
  local states
  states="$(dpkg-query -W -f='${db:Status-Abbrev}\n' "$1" "$1t64" 2>/dev/null || true)"
  [[ "$states" == *ii* ]]
}

install_system_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
  if [ "$(id -u)" -ne 0 ]; then
    say "These system packages are missing: ${missing[*]}. Install them with: sudo apt-get install ${missing[*]}"
    return 0
  fi
  say "Installing ${#missing[@]} system packages…"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}"; } >"$root/.system-packages.log" 2>&1; then
    # One unknown name must not keep the others away.
    for package in "${missing[@]}"; do
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
        >>"$root/.system-packages.log" 2>&1 || say "The system package $package could not be installed; see .system-packages.log."
    done
  fi
}

find_python() {
  local name
  for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

make_environment() {
  local requirements="$1" python stamp
  stamp="$venv/.$(cat "$root"/packaging/requirements*.txt | cksum | tr ' ' '-')-$(basename "$requirements")"
  if [ -x "$venv/bin/python" ] && [ -e "$stamp" ]; then return 0; fi
  if ! python="$(find_python)"; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then install_system_packages python3 python3-venv; fi
    python="$(find_python)" || { say "Python 3.11 or later is needed and was not found; install it, or name it in PYTHON."; exit 1; }
  fi
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    install_system_packages python3-venv "$(basename "$(readlink -f "$python")")-venv"
  fi
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || { say "The environment $venv could not be made."; exit 1; }
  say "Installing Python packages into .venv…"
  # A newer PySide6 leaves parts behind when it is replaced by an older one: take all of it out first.
  if "$venv/bin/python" -m pip show -q PySide6 >/dev/null 2>&1 &&
    ! "$venv/bin/python" -m pip freeze 2>/dev/null | grep -qi '^pyside6==6\.11\.3$'; then
    "$venv/bin/python" -m pip uninstall -q -y PySide6 PySide6_Essentials PySide6_Addons shiboken6
  fi
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements" ||
    { say "The Python packages of $(basename "$requirements") could not be installed; see the lines above."; exit 1; }
  touch "$stamp"
}
