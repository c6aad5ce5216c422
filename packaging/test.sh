#!/usr/bin/env bash
# Installs what is missing and runs all tests. Arguments go to pytest and then stand for the whole run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

install_system_packages "${offscreen_packages[@]}" "${window_packages[@]}" "${test_packages[@]}"
make_environment "$root/packaging/requirements-test.txt"
cd "$root"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"

if [ "$#" -gt 0 ]; then
  exec "$venv/bin/python" -m pytest "$@"
fi

status=0
say "Style"
"$venv/bin/python" -m ruff check . || status=1
"$venv/bin/python" -m ruff format --check . || status=1
say "The unit suite, with Qt out of reach"
"$venv/bin/python" -m pytest -p no:pytest-qt -p tests.no_qt tests/unit || status=1
say "Everything else"
"$venv/bin/python" -m pytest tests --ignore=tests/unit || status=1
exit "$status"
