"""The Celery application; each app's tasks.py is found by name."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunyang_relief.settings")

app = Celery("yunyang_relief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
