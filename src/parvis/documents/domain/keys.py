"""The key of the seal: self-made in the demonstration, PKCS#12 or PKCS#11 in production. Only the press loads it.

`PARVIS_SEAL` is `pkcs12:/path/to/file.p12` or `pkcs11:/path/to/module.so?token=LABEL&key=LABEL[&cert=LABEL]`; its
passphrase or PIN lies in the file `PARVIS_SEAL_PASSPHRASE_FILE`. `{siren}` in either is replaced by the organisation's
SIREN, for an operator who has one seal for each.
"""

import datetime as dt
import functools
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from parvis.documents.failures import SealNotConfigured

if TYPE_CHECKING:
    from parvis.documents.data import Issuer


@dataclass(frozen=True, slots=True)
class Key:
    """Where an organisation's key is. address: as `PARVIS_SEAL`, or "" for the demonstration's own below `folder`."""

    address: str
    secret_file: str = ""
    folder: str = ""
    name: str = ""
    organisation: str = ""


def of(issuer: "Issuer") -> Key:
    """The key that is configured for an organisation. Raises SealNotConfigured, saying what to mend."""
    from django.conf import settings  # the worker's: the press is told

    address = str(settings.PARVIS_SEAL)
    if not address:
        if not settings.PARVIS_DEMO:
            raise SealNotConfigured("PARVIS_SEAL is not set: documents cannot be sealed")
        folder = str(Path(settings.PARVIS_VAR).absolute() / "seal")
        return Key("", folder=folder, name=issuer.siren or "territory", organisation=issuer.name)
    if "{siren}" in address and not issuer.siren.isalnum():
        raise SealNotConfigured(f"PARVIS_SEAL has one key for each organisation, and {issuer.name} has no SIREN")
    return Key(
        address.replace("{siren}", issuer.siren),
        str(settings.PARVIS_SEAL_PASSPHRASE_FILE).replace("{siren}", issuer.siren),
    )


def signer(key: Key) -> Any:
    """pyHanko's signer with a key, kept for the life of the process (an RSA key costs 220 ms to load).

    Raises SealNotConfigured, saying what to mend.
    """
    if not key.address:
        return _demonstration(Path(key.folder), key.name, key.organisation)
    return _configured(key.address, key.secret_file)


@functools.cache
def _configured(address: str, secret_file: str) -> Any:
    parts = urlsplit(address)
    if parts.scheme == "pkcs12":
        return _pkcs12(Path(parts.path), _secret(secret_file))
    if parts.scheme == "pkcs11":
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return _pkcs11(parts.path, options, _secret(secret_file))
    raise SealNotConfigured(f"PARVIS_SEAL starts with pkcs12: or pkcs11:, not {parts.scheme!r}")


def _secret(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise SealNotConfigured(f"PARVIS_SEAL_PASSPHRASE_FILE cannot be read: {error}") from error


def _pkcs12(path: Path, passphrase: str) -> Any:
    from pyhanko.sign.signers import SimpleSigner

    if not path.is_file():
        raise SealNotConfigured(f"PARVIS_SEAL: there is no file {path}")
    found = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(path), passphrase=passphrase.encode() or None
    )
    if found is None:
        raise SealNotConfigured(f"PARVIS_SEAL: {path} cannot be opened with the passphrase given")
    return found


def _pkcs11(module: str, options: dict[str, str], pin: str) -> Any:
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    missing = {"token", "key"} - options.keys()
    if missing:
        raise SealNotConfigured(f"PARVIS_SEAL lacks {' and '.join(sorted(missing))} after pkcs11:{module}?")
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=options["token"]), user_pin=pin)
        key, certificate = options["key"], options.get("cert", options["key"])
        found = PKCS11Signer(session, key_label=key, cert_label=certificate)
        if found.signing_cert.public_key.algorithm == "ec":
            # Plain ECDSA over a digest made here: tokens that know ECDSA with SHA-256 are few (SoftHSM does not).
            found = PKCS11Signer(session, key_label=key, cert_label=certificate, use_raw_mechanism=True)
    except (pkcs11.PKCS11Error, OSError, RuntimeError, ValueError) as error:
        raise SealNotConfigured(f"PARVIS_SEAL: {module}: {type(error).__name__} {error}") from error
    return found


@functools.cache
def _demonstration(folder: Path, name: str, organisation: str) -> Any:
    """The demonstration's own seal: EC P-256 and a certificate that says it proves nothing, made once, mode 0600."""
    path = folder / f"{name}.p12"
    if not path.exists():
        _make(path, organisation)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SealNotConfigured(f"{path} can be read by others (mode {mode:o}): the seal is not to be trusted")
    return _pkcs12(path, "demonstration")


def _make(path: Path, organisation: str) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:40]} (démonstration)"),
        ]
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, serialization.BestAvailableEncryption(b"demonstration")
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # left by a process of the same number that was killed here
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(bundle)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # two workers that start at once end up with the same key
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
