"""Django's settings: all that differs between machines comes from the environment, no secret stands here."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
import nhsuk_frontend_jinja
from csp.constants import NONCE

from pipeline.errors import UserError

FILE = "cpitg.sqlite3"
BUSY_MS = 20_000
# All but the journal's kind hold for one connection only, so they are set on each; secure_delete is off in some builds
# of SQLite and on in others, and erasing depends on it.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA secure_delete=ON",
)
_SQLITE = "django.db.backends.sqlite3"
_COMPONENTS = Path(str(nhsuk_frontend_jinja.__file__)).parent / "templates"


def is_url(where: str | Path) -> bool:
    """Whether a place is the address of a database, not a folder."""
    return "://" in str(where)


def database(where: str | Path) -> dict[str, Any]:
    """Django's settings for a database: an address, or the folder that holds the SQLite file."""
    if is_url(where):
        found: dict[str, Any] = dict(dj_database_url.parse(str(where)))
    else:
        found = {"ENGINE": _SQLITE, "NAME": str(Path(where) / FILE)}
    if found["ENGINE"] == _SQLITE:
        found["OPTIONS"] = {
            "timeout": BUSY_MS / 1000,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(PRAGMAS),
        }
    # A thread of the service keeps its connection: opening one for each page costs more than most pages.
    found["CONN_MAX_AGE"] = None if found["ENGINE"] == _SQLITE else 600
    found["CONN_HEALTH_CHECKS"] = found["ENGINE"] != _SQLITE
    return found


def _whole(name: str) -> int:
    told = os.environ.get(name, "").strip() or "0"
    if not (told.isascii() and told.isdecimal()):
        raise UserError(f"{name} is '{told}'; write a whole number, 0 where there is none")
    return int(told)


def _yes(name: str) -> bool:
    told = os.environ.get(name, "").strip() or "0"
    if told not in ("0", "1"):
        raise UserError(f"{name} is '{told}'; write 1 for yes, 0 for no")
    return told == "1"


def _email() -> dict[str, Any]:
    try:
        return dict(dj_email_url.config())
    except ValueError:
        said = "EMAIL_URL cannot be read; write submission://USER:PASSWORD@HOST:587/?_default_from_email=ADDRESS"
        raise UserError(f"{said}, with signs like @ : / in user and password as %40 %3A %2F") from None


DEBUG = False
# Where visitors find the service, as they type it (https://survey.example); links in letters begin with it.
PUBLIC_ADDRESS = os.environ.get("CPITG_ADDRESS", "").strip().rstrip("/")
HTTPS = PUBLIC_ADDRESS.startswith("https://")
# The other names it is asked by, as its address without port; this machine may always look at its own pages.
HOSTS = [host.strip() for host in os.environ.get("CPITG_HOSTS", "").split(",") if host.strip()]
HOSTS += [name for name in (urlsplit(PUBLIC_ADDRESS).hostname,) if name]
ALLOWED_HOSTS: list[str] = [*HOSTS, "localhost", "127.0.0.1", "[::1]"]
# How many proxies of our own stand before the service: what they say of a visitor is believed, no header further out.
PROXIES = _whole("CPITG_PROXIES")
# Sessions and forms must outlive a restart: `cpitg serve` puts the key it keeps beside the store here.
SECRET_KEY = os.environ.get("CPITG_SECRET_KEY") or secrets.token_urlsafe(50)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "pipeline.store.apps.StoreConfig",
]
AUTH_USER_MODEL = "store.Account"
# `store.setup.open_store` points this at the store that was asked for.
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or os.environ.get("CPITG_DATA") or "var")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The first is what a new password is kept by; one kept otherwise is kept by it from its owner's next sign-in on.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"

# --- the service (`cpitg serve`) ------------------------------------------------------------------------------------
SERVICE_NAME = os.environ.get("CPITG_SERVICE_NAME") or "Community pharmacy IT: have your say"
ROOT_URLCONF = "pipeline.web.urls"
MIDDLEWARE = [
    "pipeline.web.logs.Logged",
    "pipeline.web.middleware.Headers",
    "pipeline.web.policy.Policy",
    "pipeline.web.middleware.Doors",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pipeline.web.middleware.Faults",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "web" / "templates", _COMPONENTS],
        "OPTIONS": {
            "environment": "pipeline.web.jinja.environment",
            "context_processors": ["pipeline.web.context.of_the_service"],
        },
    }
]
SESSION_ENGINE = "pipeline.store.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
# A browser takes a cookie of this name only from this very host and only over https.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
# The token of forms lies in the session: the one cookie is the session's id, and an hour's thinking ends in no error.
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "pipeline.web.errors.unsure_form"
X_FRAME_OPTIONS = "DENY"
# Under "no-referrer" a browser says no origin for its own forms either, and each of them would be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# A probe on the machine itself asks by plain http.
SECURE_REDIRECT_EXEMPT = [r"^(health|ready)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 366 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Leave to be built into browsers for ever is the domain's owner to give, not this program's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# The longest page of a form, filled to the last character in an alphabet that three bytes a sign are sent as, is below.
BODY_MOST = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_MOST
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY_MOST
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

# --- letters (EMAIL_URL=submission://user:password@host:587/?_default_from_email=survey@pharmacy.example) -------------
_EMAIL = _email()
EMAIL_BACKEND = _EMAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _EMAIL.get("EMAIL_HOST") or "localhost", _EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL.get("EMAIL_USE_TLS", False), _EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _EMAIL.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = _EMAIL.get("EMAIL_TIMEOUT") or 20
DEFAULT_FROM_EMAIL = _EMAIL.get("DEFAULT_FROM_EMAIL", "")
# What letters still lack. Their links need the address that visitors type.
_NEEDED = {
    "EMAIL_URL (submission://..., smtp://...)": _EMAIL.get("EMAIL_BACKEND"),
    "_default_from_email in EMAIL_URL": DEFAULT_FROM_EMAIL,
    "CPITG_ADDRESS": PUBLIC_ADDRESS,
}
EMAIL_LACKS = [name for name, there in _NEEDED.items() if not there]
# Whether letters can be sent: pages offer them only then.
EMAIL_CONFIGURED = not EMAIL_LACKS
# Whether everybody is shown the book at /book/, as `cpitg serve --book` says: the last one built from signed releases.
BOOK_SERVED = _yes("CPITG_BOOK")
# Where the book is read, if elsewhere: letters about a release lead there.
BOOK_ADDRESS = os.environ.get("CPITG_BOOK_URL", "").strip().rstrip("/")
