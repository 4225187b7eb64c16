"""French first, English second."""

from parvis.config.settings.environment import BASE_DIR

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "langue"
LANGUAGE_COOKIE_AGE = 31_536_000
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = sorted(str(folder) for folder in (BASE_DIR / "src" / "parvis").glob("*/locale"))
