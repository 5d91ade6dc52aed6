"""The API as others read it: its description is valid OpenAPI 3.1, the worked examples of docs/spec/http.md fit its forms, and a
running server answers nothing else than it says, whatever schemathesis sends: no 5xx, no breach of a schema.

    python api.py PROGRAM [--examples N]

Ends with 0 if every check held, else with 1.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

HOUSE = Path(__file__).resolve().parents[2]
TOKEN = "sekisho_" + "A" * 43
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection"


def say(program, record, *words):
    """Runs a command line on the record, and gives what it printed."""
    done = subprocess.run([program, *words, "--dir", record, "--json"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"sekisho {' '.join(words)}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def new_record(program, scratch):
    """Opens an office, and lays down a token as the page /tokens does: by its hash."""
    record = str(scratch / "record")
    office = ["--office", "関守市", "--code", "CITY", "--name", "関守 太郎", "--person", "O-1", "--mail", "o-1@city.example"]
    say(program, record, "init", *office, "--cabinet", "CAB-1", "--closing", "18:00", "--origin", "sekimori.invalid/record")
    line = {
        "at": "2026-01-01T00:00:00Z",
        "hash": hashlib.sha256(TOKEN.encode()).hexdigest(),
        "key": say(program, record, "key", "list")[0]["key"],
        "name": "schemathesis",
        "person": "O-1",
        "scope": "prepare",
        "until": "9999-01-01T00:00:00Z",
    }
    kept = Path(record, "pages")
    kept.mkdir(mode=0o700, exist_ok=True)
    (kept / "tokens.json").write_text(json.dumps([line]))
    return record


def serve(program, record, scratch):
    """Starts the server, and gives it with its address."""
    with open(scratch / "server.log", "w", encoding="utf-8") as log:
        words = [program, "serve", "--dir", record, "--listen", "127.0.0.1:0", "--json"]
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
    return server, json.loads(server.stdout.readline())["url"]


def described(url):
    """Checks the description: valid, and the same as the one in the tree."""
    with urlopen(f"{url}/api/v1/openapi.json") as answer:
        document = json.load(answer)
    validate(document)
    assert document == json.loads((HOUSE / "crates/sekisho-web/openapi.json").read_text(encoding="utf-8")), "not the one in the tree"
    print(f"OpenAPI {document['openapi']}: {len(document['paths'])} paths, valid")
    return document


def examples(document):
    """Holds the worked examples against the schemas of their names."""
    page = (HOUSE / "docs/spec/http.md").read_text(encoding="utf-8")
    held = 0
    for name, example in re.findall(r"<!-- (\w+) -->\n```json\n(.*?)```", page, re.DOTALL):
        name = {"ProblemForm": "Problem"}.get(name, name)
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        OAS31Validator(schema).validate(json.loads(example))
        held += 1
    assert held > 5, f"{held} worked examples"
    print(f"{held} worked examples fit their schemas")


def tried(url, count):
    """Lets schemathesis try every operation with a token."""
    words = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/api/v1/openapi.json", "--url", url, "--checks", CHECKS,
        "--phases", "fuzzing", "--mode", "all", "--max-examples", str(count), "--header", f"Authorization: Bearer {TOKEN}",
        "--generation-database", "none", "--seed", "1", "--no-color",
    ]  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(words, check=False, cwd=tempfile.gettempdir(), env={**os.environ, "NO_PROXY": "*"})
    print(f"schemathesis: {time.monotonic() - began:.0f} seconds")
    return done.returncode == 0


def refused_without_token(url):
    """Nothing is told to nobody in particular."""
    for path in ["/api/v1/looks/permit/list", "/api/v1/looks/person/list"]:
        try:
            urlopen(Request(url + path))
        except OSError as error:
            assert error.code == 401, error
        else:
            raise AssertionError(f"{path} was told without a token")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--examples", type=int, default=6)
    given = parser.parse_args()
    program = str(Path(given.program).resolve())
    with tempfile.TemporaryDirectory(prefix="sekisho-api-") as scratch:
        scratch = Path(scratch)
        record = new_record(program, scratch)
        server, url = serve(program, record, scratch)
        try:
            document = described(url)
            examples(document)
            refused_without_token(url)
            held = tried(url, given.examples)
            say(program, record, "verify")
        finally:
            server.terminate()
            server.wait()
        if not held:
            sys.exit(1)


if __name__ == "__main__":
    main()
