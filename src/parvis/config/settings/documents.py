"""Documents: the key of their seal, their fonts."""

from parvis.config.settings.environment import BASE_DIR, read

#: empty in the demonstration, which makes a key of its own
PARVIS_SEAL = read("PARVIS_SEAL")
PARVIS_SEAL_PASSPHRASE_FILE = read("PARVIS_SEAL_PASSPHRASE_FILE")
#: empty: one is made at its first use
PARVIS_PACKAGE_KEY = read("PARVIS_PACKAGE_KEY")
PARVIS_DOCUMENT_FONTS = read("PARVIS_DOCUMENT_FONTS") or str(
    BASE_DIR / "node_modules" / "@expo-google-fonts" / "atkinson-hyperlegible-next"
)
