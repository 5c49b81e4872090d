"""Every setting of the product, read from the environment; importing this starts nothing.

Development and the demo need no variable at all. Production sets the ones marked (production);
`manage.py check --deploy` names those that are missing.
"""

from datetime import date
from pathlib import Path

import django_stubs_ext
import environ

from yunyang_relief.embedded import database_settings

django_stubs_ext.monkeypatch()  # lets typed code subscript Django's generic classes

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- what kind of run this is ---------------------------------------------------------------

DEMO = env.bool("YUNYANG_DEMO", default=False)
DATA_DIR = Path(env.str("YUNYANG_DATA", default=str(BASE_DIR / ".demo")))
# The demo keeps its keys beside its data, so that every command on that data can read it.
env.read_env(DATA_DIR / "secrets.env")
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("YUNYANG_PRODUCTION", default=False)
# A fixed business date, for the demo and for rehearsals; empty means the real day.
BUSINESS_DATE = date.fromisoformat(d) if (d := env.str("YUNYANG_TODAY", default="")) else None

INSECURE_KEY = "development-only-key-never-used-in-production-0123456789"
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Protected fields: `id:base64key` pairs; the first encrypts, all decrypt (production).
FIELD_KEYS = env.list(
    "YUNYANG_FIELD_KEYS", default=["dev:ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMtISE="]
)
INDEX_KEY = env.str("YUNYANG_INDEX_KEY", default="development-only-blind-index-key")

# --- application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "yunyang_relief.core",
    "households",
    "eligibility",
    "assistance",
    "pairing",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yunyang_relief.core.middleware.RequestContextMiddleware",
    "yunyang_relief.core.middleware.SessionPolicyMiddleware",
    "yunyang_relief.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yunyang_relief.urls"
WSGI_APPLICATION = "yunyang_relief.wsgi.application"
ASGI_APPLICATION = "yunyang_relief.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yunyang_relief.core.context.shell",
            ],
            "builtins": ["yunyang_relief.core.templatetags.yy"],
        },
    }
]

# --- database, cache, queue -----------------------------------------------------------------

DATABASES = {
    "default": env.db("DATABASE_URL")
    if env("DATABASE_URL", default="")
    else database_settings(DATA_DIR)
}
DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}
}

# Without Redis the filesystem carries the messages. It may lose one: the truth of a job is its
# row in PostgreSQL, and beat sends a due job again.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost")
_QUEUE = str(DATA_DIR / "broker")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "data_folder_in": _QUEUE,
        "data_folder_out": _QUEUE,
        "control_folder": str(DATA_DIR / "broker-control"),
        "polling_interval": 0.2,
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    # The sweep for unacknowledged messages otherwise runs only every 100 s.
    else {"visibility_timeout": 900, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BEAT_SCHEDULE = {
    "wake-due-jobs": {"task": "core.wake_due_jobs", "schedule": 15.0},
    "recompute-changed-households": {"task": "eligibility.recompute_changed", "schedule": 60.0},
    # Ages and school years change from day to day without any fact changing.
    "recompute-everybody": {"task": "eligibility.recompute_all", "schedule": 24 * 3600.0},
    "refresh-flags": {"task": "core.refresh_flags", "schedule": 300.0},
    # Missing months of running awards: made on the first sweep of a month, then nothing to do.
    "extend-entitlements": {"task": "assistance.extend_entitlements", "schedule": 3600.0},
    "refresh-deadlines": {"task": "assistance.refresh_deadlines", "schedule": 3600.0},
    "drop-old-trials": {"task": "eligibility.drop_old_trials", "schedule": 24 * 3600.0},
    "drop-old-drafts": {"task": "households.drop_old_drafts", "schedule": 24 * 3600.0},
}

# --- money ----------------------------------------------------------------------------------

# A payment that differs by more from the month before is looked at before it goes out.
PAYMENT_JUMP_PERCENT = env.int("PAYMENT_JUMP_PERCENT", default=30)

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "core:login"
LOGIN_REDIRECT_URL = "core:home"
LOGOUT_REDIRECT_URL = "core:login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "core/locked_out.html"
AXES_SENSITIVE_PARAMETERS = ["password"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"

# --- security -------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- language, time, files ------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y-m-d"
FILTERS_EMPTY_CHOICE_LABEL = "不限"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
# Sealed files (attachments, exports); never served by the web server itself.
MEDIA_ROOT = Path(env.str("YUNYANG_MEDIA", default=str(DATA_DIR / "files")))
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["yunyang_relief.core.permissions.PolicyPermission"],
    "DEFAULT_PAGINATION_CLASS": "yunyang_relief.core.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "yunyang_relief.core.api.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "云阳救助 API",
    "VERSION": "1",
    "DESCRIPTION": "按角色与辖区限定的只读接口；敏感号码一律遮盖。",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- history and logs -----------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True
# Triggers follow the models and are installed after every migrate: hundreds of trigger
# operations would make each fresh database wait half a minute.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
