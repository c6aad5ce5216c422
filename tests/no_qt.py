"""A pytest plugin that makes Qt as unimportable as if it were not installed.

The unit suite runs with it (``-p tests.no_qt``), so nothing in ``annotator`` can come to need a window.
"""

import sys

QT = ("PySide6", "shiboken6", "qtawesome", "qtpy", "pytestqt")


class _Absent:
    """Refuses Qt's packages the way Python refuses a package that is not there."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in QT:
            raise ModuleNotFoundError(f"No module named {name!r} (out of reach in the unit suite)", name=name)
        return


def pytest_configure(config):
    loaded = [name for name in sys.modules if name.partition(".")[0] in QT]
    assert not loaded, f"already imported: {loaded}"
    sys.meta_path.insert(0, _Absent())
