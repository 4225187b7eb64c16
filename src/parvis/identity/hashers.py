"""How the passwords of the demonstration are kept."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemonstrationHasher(PBKDF2PasswordHasher):
    """PBKDF2 under another name. Only the demonstration knows that name (`settings.PASSWORD_HASHERS`): started without
    `PARVIS_DEMO=1` on the same database, Parvis takes every password that was set there for a wrong one.
    """

    algorithm = "demonstration"
