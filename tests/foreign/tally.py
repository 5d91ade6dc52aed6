"""Counts what was checked, says each line as it goes, and runs the commands that a check needs."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

NAMESPACE_DOMAIN = "sekisho.example"


class Tally:
    """What held and what did not."""

    def __init__(self, title: str) -> None:
        self.held = 0
        self.failed = 0
        print(f"== {title}", flush=True)

    def check(self, what: str, holds: bool, why: str = "") -> bool:
        """Notes one check; a failure is printed at once, with its reason."""
        if holds:
            self.held += 1
        else:
            self.failed += 1
            print(f"  FAILED  {what}" + (f": {why}" if why else ""), flush=True)
        return holds

    def refuses(self, what: str, act: Callable[[], object]) -> bool:
        """Notes that an act raises, as it must."""
        try:
            act()
        except Exception:  # noqa: BLE001: any refusal is a refusal; an acceptance is the failure
            return self.check(what, True)
        return self.check(what, False, "it was accepted")

    def accepts(self, what: str, act: Callable[[], object]) -> bool:
        """Notes that an act does not raise."""
        try:
            act()
        except Exception as error:  # noqa: BLE001: whatever went wrong is the reason to print
            return self.check(what, False, f"{type(error).__name__}: {error}")
        return self.check(what, True)

    def topic(self, what: str) -> None:
        """Says what is checked next."""
        print(f"  {what}", flush=True)

    def close(self) -> int:
        """Prints the closing line and gives the exit code. No check at all is a failure, too."""
        print(f"  {self.held} checks held, {self.failed} failed", flush=True)
        return 0 if self.held and not self.failed else 1


def arguments(description: str) -> argparse.Namespace:
    """Reads the command line that all scripts of this folder share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("demo", type=Path, help="the folder that `sekisho demo` made")
    parser.add_argument("--sekisho", default="sekisho", help="the program (default: the one on PATH)")
    given = parser.parse_args()
    if not (given.demo / "check" / "events.jsonl").is_file():
        sys.exit(f"{given.demo}: no demo folder (check/events.jsonl is missing)")
    if os.sep in given.sekisho:
        given.sekisho = str(Path(given.sekisho).resolve())
    given.demo = given.demo.resolve()
    return given


def run(*words: str | Path, stdin: bytes = b"", variables: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Runs a command without a terminal and gives what came of it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
    command = [str(word) for word in words]
    return subprocess.run(command, input=stdin, capture_output=True, env={**inherited, **(variables or {})}, check=False)


def must(done: subprocess.CompletedProcess) -> bytes:
    """Gives the output of a command that prepares the scene; its failure ends the script."""
    if done.returncode != 0:
        sys.exit(f"`{' '.join(done.args)}` ended with {done.returncode}:\n{(done.stdout + done.stderr).decode(errors='replace')}")
    return done.stdout


def record_keys(program: str, record: Path) -> dict[str, str]:
    """Asks the record for its public keys. Asks a copy: what is due happens whenever a record is opened."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "record"
        shutil.copytree(record, scratch)
        return json.loads(must(run(program, "log", "key", "--dir", scratch, "--json")))


def flipped(content: bytes, position: int, bit: int = 1) -> bytes:
    """Gives the bytes with one bit turned over."""
    return content[:position] + bytes([content[position] ^ bit]) + content[position + 1 :]
