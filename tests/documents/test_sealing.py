"""The seal covers the whole file, keeps both profiles, and any change after it shows."""

import os
import shutil
import stat
import subprocess

import pytest

from parvis.documents.data import SealNotConfigured
from parvis.documents.domain import keys, sealing
from tests.documents import samples
from tests.documents.reading import failures, signature
from tests.documents.test_rendering import make


def seal(pdf: bytes, signer=None) -> bytes:
    return sealing.seal(
        pdf,
        signer or keys.signer(keys.of(samples.ISSUER)),
        organisation="Ville de Dunkerque",
        readable_name="Cachet de la Ville de Dunkerque",
        reason="Arrêté n° 2026-DB-0042",
    )


def assert_sealed(sealed: bytes, pdf: bytes) -> None:
    assert sealed.startswith(pdf)
    assert failures(sealed) == []
    status = signature(sealed)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert b"/SubFilter /ETSI.CAdES.detached" in sealed


@pytest.mark.parametrize("content", samples.ALL, ids=lambda content: content.kind)
def test_the_seal_keeps_both_profiles_and_covers_all(content):
    """Pins pyHanko's private `_update_meta`: a version that renames it breaks PDF/A or PDF/UA here."""
    pdf = make(content)
    assert_sealed(seal(pdf), pdf)


def test_a_changed_byte_shows():
    sealed = bytearray(seal(make()))
    at = sealed.index(b"/Producer") if b"/Producer" in sealed else 2_000
    sealed[at + 12] ^= 1
    assert not signature(bytes(sealed)).intact


def test_something_appended_shows():
    sealed = seal(make())
    status = signature(sealed + sealed[sealed.rindex(b"startxref") :])
    assert status.coverage.name != "ENTIRE_FILE"


def test_the_seals_own_bytes_are_found_without_parsing():
    one, two = seal(make()), seal(make(samples.LETTER))
    assert sealing.seal_digest(one) != sealing.seal_digest(two)
    assert sealing.seal_digest(one) == sealing.seal_digest(one + b"\n% appended")
    assert sealing.seal_digest(make()) == ""
    assert sealing.seal_digest(b"") == ""


def test_the_demonstrations_key_is_made_once_and_private(settings):
    first = keys.signer(keys.of(samples.ISSUER))
    keys._demonstration.cache_clear()
    assert keys.signer(keys.of(samples.ISSUER)).signing_cert.dump() == first.signing_cert.dump()
    [path] = [path for path in (settings.PARVIS_VAR / "seal").iterdir() if path.name == "215901836.p12"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    keys._demonstration.cache_clear()
    try:
        with pytest.raises(SealNotConfigured, match="can be read by others"):
            keys.signer(keys.of(samples.ISSUER))
    finally:
        path.chmod(0o600)


def test_production_needs_a_key(settings):
    settings.PARVIS_DEMO = False
    with pytest.raises(SealNotConfigured, match="PARVIS_SEAL is not set"):
        keys.signer(keys.of(samples.ISSUER))


def rsa_bundle(path, passphrase: bytes) -> None:
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cachet de test")])
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(days=1), now + dt.timedelta(days=9))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(passphrase)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, encryption))


def test_a_pkcs12_key_seals(settings, tmp_path):
    rsa_bundle(tmp_path / "215901836.p12", b"secret \xc3\xa9")
    (tmp_path / "pass").write_text("secret é\n")
    settings.PARVIS_SEAL = f"pkcs12:{tmp_path}/{{siren}}.p12"
    settings.PARVIS_SEAL_PASSPHRASE_FILE = str(tmp_path / "pass")
    pdf = make()
    assert_sealed(seal(pdf), pdf)
    assert keys.signer(keys.of(samples.ISSUER)) is keys.signer(keys.of(samples.ISSUER))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("pkcs12:/nowhere.p12", "there is no file /nowhere.p12"),
        ("file:/x", "starts with pkcs12: or pkcs11:"),
        ("pkcs11:/usr/lib/x.so", "lacks key and token"),
        ("pkcs11:/usr/lib/x.so?token=a&key=b", "/usr/lib/x.so"),
        ("pkcs12:{var}/wrong.p12", "cannot be opened"),
    ],
)
def test_a_wrong_setting_is_said_in_plain_words(settings, tmp_path, address, said):
    rsa_bundle(tmp_path / "wrong.p12", b"another")
    settings.PARVIS_SEAL = address.replace("{var}", str(tmp_path))
    with pytest.raises(SealNotConfigured, match=said):
        keys.signer(keys.of(samples.ISSUER))


def test_a_missing_passphrase_file_is_said(settings):
    settings.PARVIS_SEAL = "pkcs12:/x"
    settings.PARVIS_SEAL_PASSPHRASE_FILE = "/nowhere"
    with pytest.raises(SealNotConfigured, match="PARVIS_SEAL_PASSPHRASE_FILE cannot be read"):
        keys.signer(keys.of(samples.ISSUER))


def test_a_key_for_each_organisation_needs_its_siren(settings):
    settings.PARVIS_SEAL = "pkcs12:/seals/{siren}.p12"
    with pytest.raises(SealNotConfigured, match="has no SIREN"):
        keys.signer(keys.of(samples.ISSUER.model_copy(update={"siren": ""})))
    with pytest.raises(SealNotConfigured, match="has no SIREN"):
        keys.signer(keys.of(samples.ISSUER.model_copy(update={"siren": "../../etc"})))


MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A SoftHSM token with an EC P-256 key and its certificate, made through PKCS#11 itself."""
    module = next((path for path in MODULES if os.path.exists(path)), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM is not installed (Debian: softhsm2)")
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "parvis", "--pin", "1234", "--so-pin", "5678"],
        check=True,
        capture_output=True,
    )
    return module


_IN_A_PROCESS_OF_ITS_OWN = """
import os, sys
sys.path[:0] = sys.argv[4:]
import tests.environment
import django
django.setup()
from django.conf import settings
settings.PARVIS_SEAL = f"pkcs11:{sys.argv[1]}?token=parvis&key=seal"
settings.PARVIS_SEAL_PASSPHRASE_FILE = sys.argv[2]
import pkcs11, datetime as dt
from pkcs11.util.ec import encode_ec_public_key
from asn1crypto import pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cachet dans une carte")])
now = dt.datetime.now(dt.UTC)
usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
certificate = (
    x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(days=1), now + dt.timedelta(days=9))
    .add_extension(usage, critical=True)
    .sign(key, hashes.SHA256())
)
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate
der = serialization.Encoding.DER
private = key.private_bytes(der, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
with pkcs11.lib(sys.argv[1]).get_token(token_label="parvis").open(rw=True, user_pin="1234") as session:
    attributes = decode_ec_private_key(private)
    session.create_object(attributes | {Attribute.LABEL: "seal", Attribute.ID: b"1", Attribute.TOKEN: True})
    attributes = decode_x509_certificate(certificate.public_bytes(der))
    session.create_object(attributes | {Attribute.LABEL: "seal", Attribute.ID: b"1", Attribute.TOKEN: True})
from tests.documents import samples
from tests.documents.test_sealing import make
from parvis.documents.domain import keys, pressing
words = {"organisation": "Ville", "readable_name": "Cachet", "reason": "Arrêté"}
sealed = pressing.press.seal(make(), keys.of(samples.ISSUER), **words)
open(sys.argv[3], "wb").write(sealed)
"""


def test_a_pkcs11_key_seals(token, tmp_path):
    """By a press of its own: SoftHSM reads its configuration once, and its library stays loaded."""
    import sys

    from tests.environment import ROOT

    (tmp_path / "pin").write_text("1234\n")
    out = tmp_path / "sealed.pdf"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _IN_A_PROCESS_OF_ITS_OWN,
            token,
            str(tmp_path / "pin"),
            str(out),
            str(ROOT / "src"),
            str(ROOT),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert_sealed(out.read_bytes(), make())
