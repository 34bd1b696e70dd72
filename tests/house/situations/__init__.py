"""What each URL of the access table is about, made on demand: ``(world, side)`` in, the URL's arguments out."""

from .candidates import *  # noqa: F403 - the table reads best with one name for all
from .companies import *  # noqa: F403
from .floor import *  # noqa: F403
from .funding import *  # noqa: F403
from .matches import *  # noqa: F403
from .parties import *  # noqa: F403
from .providers import *  # noqa: F403
from .training import *  # noqa: F403
