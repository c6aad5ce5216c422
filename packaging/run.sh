#!/usr/bin/env bash
# Installs what is missing and opens the program on the sample documents, imported and prelabelled.
# Without a display it does the same unseen, writes a picture of the window and an export, and says where.
# Arguments go to "annotator demo", for example: --project FILE, --headless, --screenshot FILE.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  install_system_packages "${offscreen_packages[@]}" "${window_packages[@]}"
else
  install_system_packages "${offscreen_packages[@]}"
fi
make_environment "$root/packaging/requirements.txt"
PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}" exec "$venv/bin/python" -m annotator demo "$@"
