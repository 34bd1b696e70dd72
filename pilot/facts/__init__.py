"""Reads the facts that ship with the product, brings them into the database, and answers questions about them.

Loading is idempotent. A row that somebody edited or added here is never overwritten: its digest differs from the one
of the shipped row it came from. A row that vanished from the files is reported and stays.
"""

from .asking import (
    EASIER,
    EQUAL,
    HARDER,
    METAL_FUNDS,
    AdvisedChannel,
    Overlap,
    RegionEase,
    advised_channels,
    overlap,
    overlaps,
    recommended_occupation,
    region_ease,
)
from .loading import Loaded, counts, load
from .tables import FOLDER, TABLES, BadFacts, Table

__all__ = [
    "EASIER",
    "EQUAL",
    "FOLDER",
    "HARDER",
    "METAL_FUNDS",
    "METAL_FUNDS",
    "TABLES",
    "AdvisedChannel",
    "BadFacts",
    "Loaded",
    "Overlap",
    "RegionEase",
    "Table",
    "advised_channels",
    "counts",
    "load",
    "overlap",
    "overlaps",
    "recommended_occupation",
    "region_ease",
]
