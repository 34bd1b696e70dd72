"""The pilot itself: choosing, signing, appointing, starting; what still stands in the way, and what waits for whom."""

from .standing import CHOICES, Standing, missing_choices, recruiting_blockers

__all__ = ["CHOICES", "Standing", "missing_choices", "recruiting_blockers"]
