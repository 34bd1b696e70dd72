"""One JSON line per event; personal content never goes in (ids only)."""

import sys
import traceback

import structlog


def trace(error):
    """Return the lines of code an error came through, without its message: that may quote an address or a row."""
    return "".join(traceback.format_tb(error.__traceback__))


def _only_where(_logger, _method, event):
    """Say which error it was; of failures also where. What it said stays out."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        if event.get("level") in ("error", "critical"):
            event["trace"] = trace(error)
    return event


def _only_path(_logger, _method, event):
    """Leave out what was searched for: it stands behind the address."""
    if "request" in event:
        event["request"] = str(event["request"]).partition("?")[0]
    return event


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    _only_where,
    _only_path,
]


def formatter():
    """Return the formatter that writes standard and structlog records alike."""
    return structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(), foreign_pre_chain=SHARED)


def configure():
    """Send structlog through the standard handlers."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
