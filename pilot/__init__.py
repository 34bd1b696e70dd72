"""Overstap's floor and roof; importing it binds `shared_task` to our Celery application."""

from .celery import app as celery_app

__all__ = ["celery_app"]
