"""All settings, from the environment only. Without DATABASE_URL the private PostgreSQL of the project is meant."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

ROOT = Path(os.environ.get("SHUNIU_ROOT", Path(__file__).resolve().parents[3]))
VAR = Path(os.environ.get("SHUNIU_VAR", ROOT / "var"))


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": int(os.environ.get("CONN_MAX_AGE", "60")),
        "CONN_HEALTH_CHECKS": True,
    }


DEMO = _flag("SHUNIU_DEMO")
DEBUG = _flag("DEBUG")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"


def _secret_key() -> str:
    """From the environment; otherwise kept in a file, made once: the first of several processes wins."""
    file = VAR / "secret_key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = VAR / f"secret_key.{os.getpid()}"
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    return file.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or _secret_key()

ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or [
    _public.hostname or "localhost",
    "localhost",
    "127.0.0.1",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "shuniu.kernel.core",
    "shuniu.kernel.trail",
    "shuniu.kernel.specification",
    "shuniu.kernel.people",
    "shuniu.kernel.orgs",
    "shuniu.kernel.norms",
    "shuniu.kernel.record",
    "shuniu.engines.indicators",
    "shuniu.engines.gatherings",
    "shuniu.engines.exchange",
    "shuniu.engines.bookings",
    "shuniu.domain.registry",
    "shuniu.domain.network",
    "shuniu.domain.support",
    "shuniu.domain.meetings",
    "shuniu.domain.oversight",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "shuniu.faces.portal",
    "shuniu.faces.desk",
    "shuniu.faces.cockpit",
    "shuniu.faces.norms",
    "shuniu.faces.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuniu.kernel.core.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "shuniu.kernel.core.middleware.Edge",
]

ROOT_URLCONF = "shuniu.config.urls"
WSGI_APPLICATION = "shuniu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "shuniu.faces.desk.shell.shell",
            ]
        },
    }
]

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", f"postgresql:///shuniu?host={VAR / 'run'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["shuniu.kernel.people.backends.IdentifierBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "shuniu.kernel.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "shuniu.kernel.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "shuniu.kernel.people.forms.SignInForm",
    "change_password": "shuniu.kernel.people.forms.ChangeForm",
    "reset_password": "shuniu.kernel.people.forms.ResetForm",
    "reset_password_from_key": "shuniu.kernel.people.forms.ResetKeyForm",
    "reauthenticate": "shuniu.kernel.people.forms.ConfirmPasswordForm",
}
# Five wrong passwords for one name lock that name for five minutes; ten a minute from one address lock the address.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip"}
# Behind a proxy everybody would else come from one address, and the limits by address would lock everybody out at once.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_flag("BEHIND_PROXY"))
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USERNAME_MIN_LENGTH = 2
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Shuniu"
MFA_ADAPTER = "shuniu.kernel.people.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "shuniu.kernel.people.forms.CodeForm",
    "reauthenticate": "shuniu.kernel.people.forms.ConfirmCodeForm",
    "activate_totp": "shuniu.kernel.people.forms.ActivateForm",
    "add_webauthn": "shuniu.kernel.people.forms.AddKeyForm",
    "edit_webauthn": "shuniu.kernel.people.forms.EditKeyForm",
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False  # a row's number or a year in an address is no figure; figures say |intcomma or |plain
FORMAT_MODULE_PATH = ["shuniu.config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [ROOT / "build" / "static"] if path.is_dir()]
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _flag("STATIC_MANIFEST")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _flag("STATIC_MANIFEST")
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"shuniu@{_public.hostname or 'localhost'}")
# Every mail lies in the outbox first; the worker hands it to the mail server. Without one, it stays in the outbox page.
EMAIL_BACKEND = "shuniu.kernel.record.mail.OutboxBackend"
DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shuniu_cache"}}

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE and _flag("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
CITY_NAME = os.environ.get("CITY_NAME", "") or _("本市")
