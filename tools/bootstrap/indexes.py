"""Where Python packages come from: pip's settings, read without pip and handed on to uv, which ignores them."""

import configparser
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import default_index


@dataclass(frozen=True)
class Indexes:
    """What pip would use."""

    index: str = ""
    extra: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    no_index: bool = False
    cert: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxy: str = ""
    timeout: int = 60

    def all(self) -> tuple[str, ...]:
        return () if self.no_index else tuple(address for address in (self.index, *self.extra) if address)

    def for_uv(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The environment for uv; what the person set for uv itself stays."""
        wanted: dict[str, str] = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "" if sys.stderr.isatty() else "1"}
        if self.index and "UV_INDEX_URL" not in environment:
            wanted["UV_DEFAULT_INDEX"] = self.index
        wanted["UV_INDEX"] = " ".join(self.extra)
        wanted["UV_FIND_LINKS"] = ",".join(self.find_links)
        wanted["UV_INSECURE_HOST"] = " ".join(self.trusted_hosts)
        wanted["UV_HTTP_TIMEOUT"] = str(max(self.timeout, 60))
        # pip takes the best version of all indexes. The locks' hashes guard against a stranger's package.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
        if self.cert:
            wanted["SSL_CERT_FILE"] = self.cert
        elif "SSL_CERT_FILE" not in environment:
            wanted["UV_SYSTEM_CERTS"] = "true"
        if self.proxy:
            wanted |= {"HTTPS_PROXY": self.proxy, "HTTP_PROXY": self.proxy}
        return {**{name: value for name, value in wanted.items() if value}, **environment}

    def for_npm(self, environment: Mapping[str, str]) -> dict[str, str]:
        """npm has its own settings; it lacks the system's certificates, and Node from a wheel the system's npmrc."""
        wanted = {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_audit": "false"}
        cert = self.cert or environment.get("SSL_CERT_FILE", "")
        for candidate in (cert, "/etc/ssl/certs/ca-certificates.crt"):
            if candidate and os.path.exists(candidate):
                wanted["NODE_EXTRA_CA_CERTS"] = candidate
                break
        if os.path.exists("/etc/npmrc"):
            wanted["npm_config_globalconfig"] = "/etc/npmrc"
        return {**wanted, **environment}


def _is_there(link: str) -> bool:
    """False for a folder that does not exist: pip passes over it, uv would stop."""
    return "://" in link or os.path.exists(os.path.expanduser(link))


def shown(url: str) -> str:
    """`url` without its password, for messages."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def config_files(environment: Mapping[str, str], home: Path) -> list[Path]:
    """pip's settings files, the strongest last (https://pip.pypa.io/en/stable/topics/configuration/)."""
    named = environment.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return []
    shared = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    user = environment.get("XDG_CONFIG_HOME") or home / ".config"
    files = [Path(folder) / "pip" / "pip.conf" for folder in shared.split(":") if folder]
    files += [Path("/etc/pip.conf"), home / ".pip" / "pip.conf", Path(user) / "pip" / "pip.conf"]
    files.append(Path(sys.prefix) / "pip.conf")
    if named:
        files.append(Path(named))
    return files


def read(environment: Mapping[str, str] = os.environ, files: list[Path] | None = None) -> Indexes:
    """pip's settings: its files, then its variables. A file that cannot be read is left out, as pip does."""
    found: dict[str, str] = {}
    for path in config_files(environment, Path.home()) if files is None else files:
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (OSError, configparser.Error, UnicodeDecodeError):
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                found |= {name.replace("_", "-"): value for name, value in parser.items(section)}
    for name, value in environment.items():
        if name.startswith("PIP_") and value:
            found[name[4:].lower().replace("_", "-")] = value
    timeout = found.get("timeout") or found.get("default-timeout") or ""
    return Indexes(
        index=found.get("index-url") or default_index.find(),
        extra=tuple(found.get("extra-index-url", "").split()),
        find_links=tuple(link for link in found.get("find-links", "").split() if _is_there(link)),
        no_index=found.get("no-index", "").lower() in ("1", "true", "yes", "on"),
        cert=os.path.expanduser(found.get("cert", "")),
        trusted_hosts=tuple(found.get("trusted-host", "").split()),
        proxy=found.get("proxy", ""),
        timeout=int(timeout) if timeout.isdigit() else 60,
    )
