"""The project. Importing it makes its Celery app the one that tasks are sent through."""

from yunyang_relief.celery import app as celery_app

__all__ = ["celery_app"]
