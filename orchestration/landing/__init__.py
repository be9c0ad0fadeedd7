"""A generator of landing zones: clean truth first, then the kinds of mess of real files.

``generate`` writes a zone and its truth, ``add_batch`` the next days of one, ``truth_after`` says
what gold must hold after some days. The marketplace, which comes as changes, has a package of its
own. The command line is ``python -m orchestration.landing``.
"""

from orchestration.landing.errors import LandingError
from orchestration.landing.mess import KINDS, default_kinds, parse_kinds
from orchestration.landing.settings import Batch, Settings, make_settings
from orchestration.landing.truth import Truth, read_truth
from orchestration.landing.writer import Summary, add_batch, generate, truth_after
from orchestration.landing.zone import zone_settings

__all__ = [
    "KINDS",
    "Batch",
    "LandingError",
    "Settings",
    "Summary",
    "Truth",
    "add_batch",
    "default_kinds",
    "generate",
    "make_settings",
    "parse_kinds",
    "read_truth",
    "truth_after",
    "zone_settings",
]
