"""The door for gunicorn, or any other WSGI server: `pilot.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings")

application = get_wsgi_application()
# What is loaded stays: it is not looked through for rubbish with every page, and a page makes little that needs it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 50)
