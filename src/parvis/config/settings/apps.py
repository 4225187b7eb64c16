"""Installed applications and middleware: order matters, each line that needs it says why."""

INSTALLED_APPS = [
    "parvis.kernel",
    "parvis.ledger",
    "parvis.expressions",
    "parvis.calendars",
    "parvis.files",
    "parvis.territory",
    "parvis.identity",
    "parvis.access",
    "parvis.privacy",
    "parvis.notifications",
    "parvis.documents",
    "parvis.mailroom",
    "parvis.apiplatform",
    "parvis.conditions",
    "parvis.forms",
    "parvis.deadlines",
    "parvis.workflows",
    "parvis.cases",
    "parvis.finding",
    "parvis.webhooks",
    "parvis.workload",
    "parvis.datasets",
    "parvis.routing",
    "parvis.exchange",
    "parvis.procedures",
    "parvis.incoming",
    "parvis.packages",
    "parvis.studio",
    "parvis.revising",
    "parvis.trials",
    "parvis.figures",
    "parvis.opinions",
    "parvis.errands",
    "parvis.bulk",
    "parvis.portal",
    "parvis.workspace",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    # after ours: it collects their jobs when it gets ready
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    # outermost: every line and every answer carries the request's id
    "parvis.kernel.logs.RequestLog",
    # headers, before all that answers by itself
    "parvis.kernel.guard.Headers",
    "django.middleware.security.SecurityMiddleware",
    "parvis.kernel.guard.Policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # before anything that needs the database or a site
    "parvis.kernel.health.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # after WhiteNoise, whose files are compressed already; pads its answers against BREACH
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # after the language, in which it says that no site has this host
    "parvis.territory.middleware.SiteMiddleware",
    # on a page of that site, before the body is read
    "parvis.kernel.guard.Limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # the session, the person, their walls; the transaction of the request (after CSRF: a forged post reaches nothing)
    "parvis.access.middleware.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # CNIL, délibération 2022-100: 12 characters with a limit on attempts
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
