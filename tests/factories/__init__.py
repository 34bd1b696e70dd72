"""One factory per model; functions named for situations build a whole case (``placed_match()``) by the shortest way.

Situations write rows directly, in an order that the database's own rules accept; tests of verbs start from them.
"""

from .candidates import *  # noqa: F403 - a test reads best as one import
from .companies import *  # noqa: F403
from .funding import *  # noqa: F403
from .parties import *  # noqa: F403
from .pilot import *  # noqa: F403
from .training import *  # noqa: F403
