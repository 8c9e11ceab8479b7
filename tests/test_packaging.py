import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OWN = {"app", "matcher", "panels", "benchmarks", "tests"}


def requirements(name: str) -> dict[str, Requirement]:
    """Canonical name to requirement; options and comments left out."""
    lines = [line.split(" #")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    pins = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(pin.name): pin for pin in pins}


def pinned(name: str, distribution: str) -> str:
    (pin,) = requirements(name)[distribution].specifier
    return pin.version


def imported(*sources: str) -> dict[str, set[str]]:
    """Top-level module of others to the files that import it."""
    found: dict[str, set[str]] = {}
    for path in [p for source in sources for p in ROOT.glob(source)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {name.split(".")[0] for name in names} - OWN - sys.stdlib_module_names:
                found.setdefault(top, set()).add(path.relative_to(ROOT).as_posix())
    return found


def uncovered(modules: dict[str, set[str]], pins: set[str]) -> dict[str, set[str]]:
    distributions = packages_distributions()
    covered = {m for m in modules if pins & {canonicalize_name(name) for name in distributions.get(m, [])}}
    return {module: files for module, files in modules.items() if module not in covered}


def dockerfile() -> list[str]:
    """Its instructions, one a line: comments gone, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines()


def test_every_import_of_the_service_is_pinned() -> None:
    modules = imported("app.py", "matcher/**/*.py", "panels/**/*.py")
    missing = uncovered(modules, set(requirements("requirements.txt")))
    assert uncovered(missing, set(requirements("requirements-train.txt"))) == {}
    files = {file for names in missing.values() for file in names}
    assert [file for file in files if not file.startswith("matcher/training/")] == []


def test_packages_of_fine_tuning_are_tested_in_the_pinned_version() -> None:
    development = requirements("requirements-dev.txt")
    assert {n: pin for n, pin in requirements("requirements-train.txt").items() if development.get(n) != pin} == {}


def test_every_import_of_tests_and_benchmarks_is_pinned_for_development() -> None:
    modules = imported("tests/**/*.py", "benchmarks/**/*.py")
    pins = set(requirements("requirements.txt")) | set(requirements("requirements-dev.txt"))
    assert uncovered(modules, pins) == {}


def test_no_pin_of_the_service_is_unused() -> None:
    modules = imported("app.py", "matcher/**/*.py", "panels/**/*.py")
    distributions = packages_distributions()
    used = {canonicalize_name(name) for module in modules for name in distributions.get(module, [])}
    assert sorted(set(requirements("requirements.txt")) - used) == []


def test_every_requirement_is_one_exact_version() -> None:
    files = ("requirements.txt", "requirements-dev.txt", "requirements-train.txt", "pre-requirements.txt")
    loose = [str(r) for f in files for r in requirements(f).values() if not re.fullmatch(r"==[^*,]+", str(r.specifier))]
    assert loose == []


def test_cpu_build_of_torch_is_the_version_of_the_plain_pin() -> None:
    assert pinned("pre-requirements.txt", "torch") == pinned("requirements.txt", "torch") + "+cpu"
    assert "+" not in pinned("requirements.txt", "torch")


def test_installed_packages_are_the_pinned_ones() -> None:
    pins = requirements("requirements.txt") | requirements("requirements-dev.txt")
    assert {n: version(n) for n, pin in pins.items() if not pin.specifier.contains(version(n))} == {}


def test_container_runs_the_service_as_user_1000() -> None:
    lines = dockerfile()
    assert lines[0] == "FROM python:3.11-slim"
    assert [line for line in lines if line.startswith("USER")] == ["USER 1000"]
    assert "RUN useradd --create-home --uid 1000 user" in lines[: lines.index("USER 1000")]
    assert lines[-1] == 'CMD ["python", "app.py"]'


def test_container_listens_for_others_on_7860_and_says_how_it_is() -> None:
    lines = dockerfile()
    environment = next(line for line in lines if line.startswith("ENV"))
    assert {"FAQ_HOST=0.0.0.0", "FAQ_PORT=7860"} <= set(environment.split())
    assert "EXPOSE 7860" in lines
    assert "/healthz" in next(line for line in lines if line.startswith("HEALTHCHECK"))


def test_container_keeps_the_knowledge_base_in_its_volume() -> None:
    lines = dockerfile()
    environment = next(line for line in lines if line.startswith("ENV"))
    (volume,) = [line.removeprefix("VOLUME ") for line in lines if line.startswith("VOLUME")]
    assert f"FAQ_HOME={volume}" in environment.split()


def test_container_takes_the_cpu_build_of_torch_first() -> None:
    (install,) = [line for line in dockerfile() if "pip install" in line]
    assert install.index("-r pre-requirements.txt") < install.index("-r requirements.txt")


def test_continuous_integration_runs_the_tests_and_the_checks() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert [line for line in script.read_text().splitlines() if line.startswith(("set", "make"))] == [
        "set -euo pipefail",
        "make test",
        "make check",
    ]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile and requirements, set up: its stamps are newer than the files they depend on."""
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    (tmp_path / ".venv").mkdir()
    for at, name in enumerate((".installed", ".installed-dev")):
        (tmp_path / ".venv" / name).touch()
        os.utime(tmp_path / ".venv" / name, (2_000_000 + at, 2_000_000 + at))
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}  # of the make that runs the tests
    env = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(["make", *words], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_second_run_installs_nothing(clone: Path) -> None:
    assert make(clone, "-n", "run").stdout == "exec .venv/bin/python app.py\n"


def test_changed_requirements_are_installed_again(clone: Path) -> None:
    (clone / "requirements.txt").touch()
    assert "install -r requirements.txt" in make(clone, "-n", "run").stdout


def test_setup_that_fails_is_taken_up_again(clone: Path) -> None:
    (clone / "requirements.txt").write_text("-r missing.txt\n", encoding="utf-8")
    ran = make(clone, "run", f"PYTHON311={sys.executable}")
    assert ran.returncode != 0
    assert "missing.txt" in ran.stderr
    assert "install -r requirements.txt" in make(clone, "-n", "run").stdout


def test_another_python_is_refused_with_what_to_do(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    shell = shutil.which("sh")
    (clone / "bin").mkdir()
    (clone / "bin" / "python3").write_text(f"#!{shell}\necho Python 3.9.2\nexit 1\n", encoding="utf-8")
    (clone / "bin" / "python3").chmod(0o755)
    (clone / "bin" / "sh").symlink_to(shell or "")
    ran = make(clone, "run", f"PATH={clone / 'bin'}")
    assert ran.returncode != 0
    assert "needs Python 3.11, and python3 here is: Python 3.9.2" in ran.stderr
    assert not (clone / ".venv").exists()
