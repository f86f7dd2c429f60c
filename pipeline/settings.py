"""Django's settings: all that differs between machines comes from the environment, no secret stands here."""

import os
import secrets

from pipeline.store.database import database

DEBUG = False
ALLOWED_HOSTS: list[str] = [host for host in os.environ.get("CPITG_HOSTS", "").split(",") if host]
# Signs nothing that outlives the process until the web pages come, with a key kept beside the store.
SECRET_KEY = os.environ.get("CPITG_SECRET_KEY") or secrets.token_urlsafe(50)
INSTALLED_APPS = ["pipeline.store.apps.StoreConfig"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or os.environ.get("CPITG_DATA") or "var")}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
