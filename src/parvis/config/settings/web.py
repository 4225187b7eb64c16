"""Addresses, pages, static files, headers and cookies."""

from csp.constants import NONE, SELF

from parvis.config.settings.environment import BASE_DIR, DEMO, read

HOST = read("PARVIS_HOST") or "localhost:8000"
#: host name and port of the territory's own site; every organisation's site is a name below it or its own
PARVIS_HOST = HOST
_name = HOST.partition(":")[0]
# An organisation may have a host of its own: SiteMiddleware refuses the ones that no site has.
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False
PARVIS_HTTPS = (read("PARVIS_HTTPS") or ("0" if DEMO else "1")) == "1"
PARVIS_TRUSTED_PROXIES = int(read("PARVIS_TRUSTED_PROXIES"))
ROOT_URLCONF = "parvis.config.urls"
WSGI_APPLICATION = "parvis.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "environment": "parvis.kernel.ui.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

STATIC_URL = "/static/"
# What `build.mjs` made, under names that hold a hash of the content; allauth's own scripts come through the finder.
STATIC_ROOT = BASE_DIR / "src" / "parvis" / "kernel" / "ui" / "dist" / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parvis.kernel.ui.assets.BuiltStorage"},
}
STATICFILES_FINDERS = ["parvis.kernel.ui.assets.ThirdPartyFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{10}\.[a-z0-9]+$"

# Headers (OWASP secure headers); every source is this installation itself.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = False  # the reverse proxy does it
SECURE_HSTS_SECONDS = 31_536_000 if PARVIS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PARVIS_TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PARVIS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-parvis" if PARVIS_HTTPS else "parvis"
CSRF_COOKIE_NAME = "__Host-csrf" if PARVIS_HTTPS else "csrf"
CSRF_FAILURE_VIEW = "parvis.kernel.ui.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Never into temporary files: anybody could fill the disk. A page that takes larger files has a handler of its own.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
