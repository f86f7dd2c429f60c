"""The store as a Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one app with tables."""

    name = "pipeline.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
