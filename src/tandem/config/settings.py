"""Django's settings: what holds everywhere stands here, what differs comes from `environment`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tandem.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()

SECRET_KEY = environment.secret_key(HOME)
DEBUG = environment.flag("TANDEM_DEBUG")
TANDEM_URL = environment.text("TANDEM_URL", "http://localhost:8000").rstrip("/")
TANDEM_DEMO = environment.flag("TANDEM_DEMO")
_HTTPS = TANDEM_URL.startswith("https://")
ALLOWED_HOSTS = [h for h in environment.text("TANDEM_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [TANDEM_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "tandem.foundation.accounts",
    "tandem.foundation.tenancy",
    "tandem.foundation.access",
    "tandem.foundation.audit",
    "tandem.foundation.clock",
    "tandem.foundation.outbox",
    "tandem.foundation.duties",
    "tandem.foundation.files",
    "tandem.foundation.documents",
    "tandem.web",
    "tandem.answers",
    "tandem.organisations",
    "tandem.programmes",
    "tandem.partnerships",
    "tandem.plans",
    "tandem.calls",
    "tandem.applications",
    "tandem.reviews",
    "tandem.awards",
    "tandem.agreements",
    "tandem.delivery",
    "tandem.finance",
    "tandem.reports",
    "tandem.desk",
    "tandem.demo",
    "tandem.config.apps.HouseConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "tandem.web.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tandem.web.middleware.RefusalMiddleware",
    "tandem.web.middleware.OrganiserMiddleware",
]

ROOT_URLCONF = "tandem.config.urls"
WSGI_APPLICATION = "tandem.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tandem.web.templatetags.tandem",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tandem.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {"account": "allauth.account.migrations"}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tandem.web.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/m/key", "login": "60/m/ip", "login_failed": "10/m/key"}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("sv", _("Swedish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("TANDEM_STATIC", str(HOME / "static")))
MEDIA_ROOT = Path(environment.text("TANDEM_FILES", str(HOME / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
TANDEM_FILE_SCANNER = environment.text("TANDEM_FILE_SCANNER")
FILE_UPLOAD_HANDLERS = ["tandem.foundation.files.incoming.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

locals().update(environment.mail(environment.text("TANDEM_MAIL_URL")))
DEFAULT_FROM_EMAIL = environment.text("TANDEM_MAIL_FROM", "Tandem <tandem@localhost>")
MAIL_IS_PRINTED = not environment.text("TANDEM_MAIL_URL")

SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if _HTTPS else "language"
for _cookie in ("SESSION", "CSRF", "LANGUAGE"):
    locals()[f"{_cookie}_COOKIE_SECURE"] = _HTTPS
    locals()[f"{_cookie}_COOKIE_HTTPONLY"] = True
    locals()[f"{_cookie}_COOKIE_SAMESITE"] = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE_SSL_REDIRECT = _HTTPS and not environment.flag("TANDEM_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("TANDEM_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # framing is refused by the content security policy's frame-ancestors
if SECURE_PROXY_SSL_HEADER:
    SILENCED_SYSTEM_CHECKS.append("security.W008")  # the proxy redirects to https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tandem": {"level": "INFO"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
