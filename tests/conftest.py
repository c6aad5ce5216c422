"""What every test shares: how hypothesis draws.

A run draws the same examples every time, so that a change is judged by itself and not by luck.
``ANNOTATOR_EXPLORE=1`` draws new ones: do that when a law or what it speaks of changes, and keep what it finds as
an ``@example``.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("explore" if os.environ.get("ANNOTATOR_EXPLORE") else "same")
