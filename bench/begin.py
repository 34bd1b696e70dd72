"""The start of every measurement: the project as it runs, and somebody who is logged in."""

import importlib
import logging
from pathlib import Path


def begin():
    """Set the project up and return (client of an owner, the owner's pilot, the owner)."""
    from django.conf import settings

    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    importlib.import_module("pilot.wsgi")  # as the server starts it
    from django.test import Client

    from pilot.choices import Role
    from pilot.models import Assignment

    settings.ROOT_URLCONF = "bench.yardstick"
    # Not the test environment: its instrumented templates would weigh every include of a page.
    settings.DEBUG = False
    logging.disable(logging.WARNING)
    owner = Assignment.objects.running().filter(role=Role.OWNER, deputy=False).order_by("pk").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client, owner.pilot, owner.user
