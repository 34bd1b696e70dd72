"""Settings of the whole project. Everything that differs between machines comes from the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DJANGO_DEBUG", default=False)
# Only development may run with a known key; anything else must bring its own.
SECRET_KEY = env("SECRET_KEY", default="development-only" if DEBUG else environ.Env.NOTSET)
# Files in the database are locked with the first of these; the others open what is not locked anew yet.
FILE_KEYS = env.list("FILE_KEYS", default=[SECRET_KEY])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "pilot",
    "companies",
    "candidates",
    "training",
    "funding",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pilot.middleware.LoginMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pilot.middleware.PrivateMiddleware",
    "pilot.middleware.SessionLimitMiddleware",
    "pilot.middleware.LanguageMiddleware",
    "pilot.middleware.TypedMiddleware",
    # Last in the list: what it wraps in one transaction is the view alone.
    "pilot.once.OnceOnlyMiddleware",
]

ROOT_URLCONF = "pilot.urls"
WSGI_APPLICATION = "pilot.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "pilot.desk.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///pilot")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The large questions of pilot.questions are planned once for a connection, whatever their values. Such a plan is
# reckoned for many pilots, so dear that PostgreSQL would compile it: 150 ms for what runs three.
DATABASES["default"]["OPTIONS"] = {"options": "-c plan_cache_mode=force_generic_plan -c jit=off"} | DATABASES[
    "default"
].get("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5
DATABASES["default"].setdefault("TEST", {})["NAME"] = "test_pilot" + env("TEST_DB_SUFFIX", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and sessions live in PostgreSQL, so that a login survives Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=30))
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())

# Celery: Redis only wakes workers. No result backend, state lives in our own tables.
CELERY_BROKER_URL = env("REDIS_URL", default="redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "pilot"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "visibility_timeout": 3600,
    # Without Redis a publish gives up at once instead of after six seconds; the sweeper finds what was not said.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE = {
    "reminders": {"task": "pilot.tasks.send_reminders", "schedule": crontab(hour=7, minute=30)},
    "sweep": {"task": "pilot.tasks.sweep", "schedule": 60.0},
    "appointments": {"task": "pilot.tasks.end_appointments", "schedule": crontab(hour=0, minute=5)},
    # In the morning, so that nobody's telephone rings at night.
    "status": {"task": "pilot.tasks.tell_waiting", "schedule": crontab(hour=8, minute=0)},
    "forget": {"task": "pilot.tasks.forget", "schedule": crontab(hour=3, minute=15)},
    "files": {"task": "pilot.tasks.lock_files", "schedule": crontab(hour=4, minute=0)},
}

# Login: e-mail address and password, second factor through allauth.
AUTH_USER_MODEL = "pilot.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "pilot.accounts.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Accounts are made by the application manager, who knows the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = None

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

# Uploads are kept in PostgreSQL beside the records they belong to.
UPLOAD_LARGEST_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "pilot.importing.limit.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Overstap <pilot@overstap.test>")
EMAIL_TIMEOUT = 10

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its select arrows and ticks as data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE = env.bool("SECURE", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pilot.views.errors.csrf_failure"

# Where the floor reaches what the apps add (an import upward is not allowed).
ERRANDS = {
    "mail": ("pilot.Mail", "pilot.mail.deliver"),
    "document": ("pilot.Document", "pilot.documents.make"),
}
DOCUMENTS = {
    "commitment": "companies.papers.commitment_sheet",
    "company_sheet": "pilot.desk.sheets.company_sheet",
    "lessons": "pilot.phases.lessons.paper",
    "policy": "pilot.phases.paper.policy_sheet",
}
# Pages of records that a line of the journal can be about: name of the page → record, and the phase it belongs to.
RECORD_PAGES = {
    "policy_version": ("pilot.policy", "design"),
    "appointment": ("pilot.appointment", "design"),
    "companies:participation": ("companies.participation", "recruiting"),
    "companies:vacancy": ("companies.vacancy", "recruiting"),
    "companies:interview": ("companies.companyinterview", "recruiting"),
    "candidates:candidate": ("candidates.candidate", "recruiting"),
    "candidates:session": ("candidates.informationsession", "recruiting"),
    "candidates:interview": ("candidates.interview", "recruiting"),
    "candidates:match": ("candidates.match", "recruiting"),
    "candidates:round": ("candidates.selectionround", "recruiting"),
    "training:programme": ("training.programme", "training"),
    "training:class": ("training.trainingclass", "training"),
    "training:enrolment": ("training.enrolment", "training"),
    "funding:plan": ("funding.plan", "training"),
}
# Names of candidates in words that others read: `names_in(pilot, words, user)` gives those that turn up.
NAMES_IN = "candidates.naming.names_in"
REMINDER_SOURCES = [
    "pilot.phases.waiting",
    "pilot.phases.contacts.waiting",
    "companies.waiting.waiting",
    "candidates.waiting.waiting",
    "training.waiting.waiting",
    "funding.waiting.waiting",
]
IMPORTS = {
    "companies": "companies.importing.CompanyImport",
    "candidates": "candidates.recruiting.CandidateImport",
    "progress": "training.progress.ProgressImport",
}
# What higher apps add to a pilot's page: panels `panel(pilot, user) -> {"template", "context", "place"?} | None` (place
# "side" or "wide"), lines of its checklist `items(pilot, user)` as `_checklist.html` takes them, and how far a phase is
# `phase(pilot) -> {"recruiting" | "training" | "evaluating" | "closed": {"status", "note"}}`.
PILOT_PANELS = ["pilot.desk.panels.key_figures"]
PILOT_CHECKLIST = [
    "companies.waiting.checklist",
    "candidates.checklist.checklist",
    "training.waiting.checklist",
    "funding.waiting.checklist",
    "pilot.phases.contacts.checklist",
    "pilot.phases.terms.checklist",
]
# What a provider has under way, told by each app: `work(pilots)` yields `pilot.phases.work.Work`, where `pilots` is
# `{id: pilot}`; as many queries for many pilots as for one. Owners watch it, reports keep it, a successor gets it.
PROVIDER_WORK = [
    "companies.handover.work",
    "candidates.handover.work",
    "training.handover.work",
    "funding.handover.work",
]
# What hangs on a company that withdraws, told by each app: `touched(participation, user)` yields
# `companies.withdrawing.Touched`, of what that user may know of.
WITHDRAWAL_TOUCHES = [
    "candidates.withdrawals.touched",
    "training.withdrawals.touched",
    "funding.withdrawals.touched",
]
# What hangs on a company whose recognition as work placement company ends: as above, in `of_recognition`.
RECOGNITION_TOUCHES = [
    "candidates.withdrawals.of_recognition",
    "training.withdrawals.of_recognition",
]
# What higher apps add to the page of a company: `panel(participation, user) -> {"template", "context"} | None`.
COMPANY_PANELS = ["candidates.panels.levels_asked"]
# The phase of the lines of an app, where a line does not say its own.
CHECKLIST_PHASES = {
    "companies": "recruiting",
    "candidates": "recruiting",
    "training": "training",
    "funding": "training",
}
# What happened and what is planned, for the timeline of a pilot: modules with `HAPPENED` and `planned(pilot)`.
PILOT_MILESTONES = [
    "pilot.phases.milestones",
    "companies.milestones",
    "candidates.milestones",
    "training.milestones",
    "funding.milestones",
]
PILOT_PHASES = ["training.waiting.phase"]
# What higher apps add to a class: panels `panel(training_class, user) -> {"template", "context", "place"?} | None`, and
# what stands at the seats `notes(training_class) -> {enrolment id: text}` (see training.views.room).
CLASS_PANELS = ["funding.panels.start", "funding.panels.average"]
ENROLMENT_PANELS = ["funding.panels.plan"]
SEAT_NOTES = ["funding.panels.notes"]
# What a new pilot takes over from an old one, in the order of the page (see pilot.phases.repeating.Part).
PILOT_COPIES = [
    "pilot.phases.repeating.POLICY",
    "candidates.repeating.KIT",
    "pilot.phases.repeating.FRAMEWORKS",
    "pilot.phases.repeating.PARTIES",
    "training.repeating.PROGRAMMES",
    "pilot.phases.repeating.LESSONS",
]
# Who waits hears every morning where they stand: verbs without arguments that may run twice.
TELLERS = ["candidates.hearing.send_due"]
FORGETTERS = [
    "pilot.uploads.forget_due",
    "pilot.phases.contacts.forget_due",
    "candidates.privacy.forget_due",
    "training.privacy.forget_due",
    "funding.uwv.forget_due",
]

LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pilot.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
