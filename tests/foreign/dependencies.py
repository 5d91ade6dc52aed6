"""Checks what we build on against deny.toml: licences, sources, wildcards, one version of each cryptographic crate.

For machines without cargo-deny. Needs Python 3.11 and `cargo metadata`; reads no network.
Usage: dependencies.py [FILE]    FILE holds the output of `cargo metadata --format-version 1`; without it cargo is asked.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tally import Tally

HOUSE = Path(__file__).resolve().parents[2]
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"


def allows(expression: str, allowed: set[str]) -> bool:
    """Evaluates an SPDX expression: OR, AND, brackets; `WITH` adds permissions; `/` is the old way to write OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", re.sub(r"\s+WITH\s+\S+?(?=[\s)]|$)", "", expression.replace("/", " OR ")))
    position = 0

    def term() -> bool:
        nonlocal position
        token = tokens[position]
        position += 1
        if token == "(":
            value = either()
            position += 1
            return value
        return token in allowed

    def both() -> bool:
        nonlocal position
        value = term()
        while position < len(tokens) and tokens[position] == "AND":
            position += 1
            value = term() and value
        return value

    def either() -> bool:
        nonlocal position
        value = both()
        while position < len(tokens) and tokens[position] == "OR":
            position += 1
            value = both() or value
        return value

    value = either()
    return value and position == len(tokens)


def shipped(metadata: dict) -> set[str]:
    """Gives the packages that reach a user: the members and what they need, without the tools of tests."""
    needs = {
        node["id"]: [
            one["pkg"] for one in node["deps"] if any(kind["kind"] != "dev" for kind in one["dep_kinds"])
        ]
        for node in metadata["resolve"]["nodes"]
    }
    reached: set[str] = set()
    ahead = list(metadata["workspace_members"])
    while ahead:
        package = ahead.pop()
        if package not in reached:
            reached.add(package)
            ahead.extend(needs[package])
    return reached


def asked() -> str:
    words = ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]
    done = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def main() -> int:
    rules = tomllib.loads((HOUSE / "deny.toml").read_text())
    metadata = json.loads(Path(sys.argv[1]).read_text() if len(sys.argv) > 1 else asked())
    tally = Tally("what we build on, by deny.toml")
    packages = {package["id"]: package for package in metadata["packages"]}
    members = set(metadata["workspace_members"])
    named = {identity: f"{package['name']} {package['version']}" for identity, package in packages.items()}

    tally.topic("the rules themselves can say no")
    allowed = set(rules["licenses"]["allow"])
    tally.check("a licence outside the list is refused", not allows("GPL-3.0-only", allowed))
    tally.check("every part of an AND counts", not allows("MIT AND GPL-3.0-only", allowed))
    tally.check("any part of an OR is enough", allows("LGPL-2.1-or-later OR (MIT AND Zlib)", allowed))

    tally.topic(f"licences of {len(packages)} packages, tests included")
    for identity, package in packages.items():
        licence = package["license"] or ""
        tally.check(f"{named[identity]}: licence", bool(licence) and allows(licence, allowed), licence or "none named")

    tally.topic("sources: crates.io and this tree, nothing else")
    for identity, package in packages.items():
        own = identity in members and package["source"] is None
        tally.check(f"{named[identity]}: source", own or package["source"] == CRATES_IO, str(package["source"]))

    tally.topic("no dependency of ours takes whatever version there is")
    for identity in members:
        for need in packages[identity]["dependencies"]:
            tally.check(f"{named[identity]}: {need['name']}", need.get("path") is not None or need["req"] != "*", need["req"])

    tally.topic("one version of each cryptographic crate, tools of tests aside")
    reached = shipped(metadata)
    for rule in rules["bans"]["deny"]:
        versions = sorted(packages[identity]["version"] for identity in reached if packages[identity]["name"] == rule["crate"])
        tally.check(f"{rule['crate']}: one version", len(versions) <= 1, " and ".join(versions))
    tally.check("the crates that hash and sign are there to be seen", {"sha2", "ed25519-dalek"} <= {packages[one]["name"] for one in reached})
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
