"""The pilot itself: choosing, signing, appointing, starting; what still stands in the way, and what waits for whom.

Apps above ask ``recruiting_blockers``; *My work* and the mails ask ``waiting``.
"""

from .due import waiting
from .standing import CHOICES, Standing, in_force, missing_choices, recruiting_blockers

__all__ = ["CHOICES", "Standing", "in_force", "missing_choices", "recruiting_blockers", "waiting"]
