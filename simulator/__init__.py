"""A generator of landing zones: clean truth first, then the kinds of mess of real files.

``generate`` writes a zone and its truth, ``add_batch`` the next days of one, ``truth_after`` says
what gold must hold after some days. The marketplace, which comes as changes, has a package of its
own. The command line is ``python -m simulator``.
"""

from simulator.errors import SimulatorError
from simulator.mess import KINDS, default_kinds, parse_kinds
from simulator.settings import Batch, Settings, make_settings
from simulator.truth import Truth, read_truth
from simulator.writer import Summary, add_batch, generate, truth_after
from simulator.zone import zone_settings

__all__ = [
    "KINDS",
    "Batch",
    "Settings",
    "SimulatorError",
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
