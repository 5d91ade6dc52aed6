"""The log as strangers read it: checkpoint, tiles, entries, proofs, receipts; and every kind of damage is found.

Tool: tlog-scales (C2SP tlog-tiles, signed notes, RFC 9162 proofs), as a library and as its command `tlog-tiles`.
"""

import base64
import functools
import hashlib
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tally import Tally, arguments, flipped, must, record_keys, run
from tlog_scales import backend, signing, tiles, tlog
from tlog_scales.reader import TilesReader
from tlog_scales.writer import TilesWriter

PROOF_HEAD = "c2sp.org/tlog-proof@v1"


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def audit(location: str, vkey: signing.Vkey) -> list[bytes]:
    """Reads a log as its auditor: signature, root, every entry's inclusion. Gives the entries; raises at any fault."""
    reader = TilesReader(backend.make_backend(location))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(vkey)
    if checkpoint.origin != vkey.name:
        raise ValueError(f"the checkpoint is of `{checkpoint.origin}`, the key of `{vkey.name}`")
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise ValueError("the tiles give another root than the checkpoint")
    entries = []
    for index in range(checkpoint.size):
        entry = reader.get_entry(index)
        reader.get_inclusion_proof(index, checkpoint.size).check(tiles.leaf_hash(entry), checkpoint.root_hash)
        entries.append(entry)
    return entries


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, written down once more: neither the tool's arithmetic nor ours."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:]))


def whole_log(tally: Tally, log: Path, vkey: signing.Vkey) -> list[bytes]:
    tally.topic(f"{log}: checkpoint signature, root, inclusion of every entry; from the folder and over HTTP")
    entries: list[bytes] = []
    tally.accepts("read from the folder", lambda: entries.extend(audit(str(log), vkey)))
    serve = functools.partial(Quiet, directory=str(log))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        location = f"http://127.0.0.1:{server.server_port}/"
        tally.accepts("read over HTTP", lambda: audit(location, vkey))
        server.shutdown()
    checkpoint = tlog.Checkpoint.from_text((log / "checkpoint").read_text())
    tally.check("the log has as many entries as it says", len(entries) == checkpoint.size > 1)
    leaves = [tiles.leaf_hash(entry) for entry in entries]
    tally.check("RFC 6962 gives the same root", root(leaves) == checkpoint.root_hash)
    tally.check("the checkpoint is written as the tool writes it", checkpoint.serialize() == (log / "checkpoint").read_text())
    for partial in sorted(log.glob("tile/0/**/*.p/*")):
        number = int("".join(part.removeprefix("x") for part in partial.relative_to(log / "tile" / "0").parts[:-1]).removesuffix(".p"))
        start, width = number * 256, int(partial.name)
        tally.check(f"{partial.relative_to(log)}: the hashes of that time", partial.read_bytes() == b"".join(leaves[start : start + width]))
    return entries


def growth(tally: Tally, log: Path, leaves: list[bytes], said: dict[int, bytes]) -> None:
    reader = TilesReader(backend.make_backend(str(log)))
    size = reader.get_checkpoint().size
    steps = sorted({1, 2, 3, size // 3, size // 2, 255, 256, 257, size - 1, size, *said} & set(range(1, size + 1)))
    tally.topic(f"the log only ever grew: consistency between {len(steps)} of its sizes")
    for old, new in zip(steps, steps[1:]):
        proof = reader.get_consistency_proof(old, new)
        then, now = said.get(old, root(leaves[:old])), said.get(new, root(leaves[:new]))
        tally.accepts(f"{old} to {new}", lambda p=proof, a=then, b=now: p.check(a, b))
        tally.refuses(f"{old} to {new}, another past", lambda p=proof, a=then, b=now: p.check(flipped(a, 0), b))
    for old in (step for step in steps if step < size):
        proof = reader.get_consistency_proof(old, size)
        tally.accepts(f"{old} to {size}", lambda p=proof, a=root(leaves[:old]): p.check(a, root(leaves)))


def entries_and_events(tally: Tally, entries: list[bytes], events: list[bytes]) -> dict[int, bytes]:
    """Compares each entry with its envelope. Gives the roots that events and signed acts say they knew, by size."""
    tally.topic("each entry is 01 || SHA-256(envelope) || label, in the order of events.jsonl (docs/spec/event.md, 6)")
    tally.check("as many events as entries", len(events) == len(entries), f"{len(events)} and {len(entries)}")
    said: dict[int, bytes] = {}
    leaves = [tiles.leaf_hash(entry) for entry in entries]
    for index, (entry, envelope) in enumerate(zip(entries, events)):
        fits = len(entry) == 49 and entry[:1] == b"\x01" and entry[1:33] == sha256(envelope)
        tally.check(f"entry {index}", fits)
        predicate = json.loads(base64.b64decode(json.loads(envelope)["payload"]))["predicate"]
        known = [(predicate["checkpoint"]["size"], predicate["checkpoint"]["root"])]
        for line in predicate["by"].get("statement", "").splitlines():
            if line.startswith("checkpoint: "):
                size, digest = line.split()[1:]
                known.append((int(size), digest))
        for size, digest in known:
            digest = base64.b64decode(digest)
            fits = size <= index and digest == root(leaves[:size])
            if tally.check(f"event {index}: the checkpoint it names, of size {size}, was the log's", fits) and size:
                said[size] = digest
    tally.check("no label stands twice", len({entry[33:] for entry in entries}) == len(entries))
    return said


def damages(log: Path, entries: list[bytes]) -> list[tuple[str, Path, bytes]]:
    """Lists what is spoilt, one file at a time: what, which file, its new content."""
    size = len(entries)
    partial = f".p/{size % 256}" if size % 256 else ""
    checkpoint = log / "checkpoint"
    lines = checkpoint.read_text().splitlines(keepends=True)
    bundle = log / f"tile/entries/{size // 256:03d}{partial}"
    # A bundle's entry is 2 bytes of length and 49 bytes.
    content, width = bundle.read_bytes(), 51
    found = [
        ("entry bundle: one byte", bundle, flipped(content, 2 + 5)),
        ("entry bundle: a length", bundle, flipped(content, 1)),
        ("entry bundle: the last entry dropped", bundle, content[:-width]),
        ("entry bundle: the first entry dropped", bundle, content[width:]),
        ("entry bundle: two entries exchanged", bundle, content[width : 2 * width] + content[:width] + content[2 * width :]),
        ("checkpoint: origin", checkpoint, ("x" + "".join(lines)).encode()),
        ("checkpoint: size", checkpoint, "".join([lines[0], f"{size - 1}\n", *lines[2:]]).encode()),
        ("checkpoint: root", checkpoint, "".join([*lines[:2], ("B" if lines[2][0] == "A" else "A") + lines[2][1:], *lines[3:]]).encode()),
        ("checkpoint: signature missing", checkpoint, "".join(lines[:4]).encode()),
    ]
    name, signature = lines[4].rsplit(" ", 1)
    spoilt = base64.b64encode(flipped(base64.b64decode(signature), 40)).decode()
    found.append(("checkpoint: signature", checkpoint, "".join([*lines[:4], f"{name} {spoilt}\n"]).encode()))
    level = 0
    while size >> (8 * level):
        width = (size >> (8 * level)) % 256
        if width:
            tile = log / f"tile/{level}/{size >> (8 * (level + 1)):03d}.p/{width}"
            found.append((f"hash tile of level {level}: one byte", tile, flipped(tile.read_bytes(), 7)))
            found.append((f"hash tile of level {level}: shortened", tile, tile.read_bytes()[:-32]))
        level += 1
    # A full tile under a second level counts for every entry below it, though the root is built from the level above.
    for what, path, position in (("full hash tile", log / "tile/0/000", 7), ("full entry bundle", log / "tile/entries/000", 7)):
        if path.is_file():
            found.append((f"{what}: one byte", path, flipped(path.read_bytes(), position)))
    return found


def damage(tally: Tally, program: str, log: Path, vkey: signing.Vkey, trusted: str, entries: list[bytes]) -> None:
    tally.topic("every kind of damage is found: by the tool, and by `sekisho verify`")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "log"
        shutil.copytree(log, copy)
        ours = functools.partial(run, program, "verify", copy, "--vkey", trusted, "--json")
        tally.accepts("the undamaged copy is accepted", lambda: audit(str(copy), vkey))
        tally.check("the undamaged copy is accepted by ours", ours().returncode == 0)
        for what, path, content in damages(copy, entries):
            whole = path.read_bytes()
            path.write_bytes(content)
            tally.refuses(what, lambda: audit(str(copy), vkey))
            done = ours()
            tally.check(f"{what}: ours says exit 6", done.returncode == 6, f"exit {done.returncode}")
            path.write_bytes(whole)
        tally.accepts("the mended copy is accepted", lambda: audit(str(copy), vkey))


def fork(tally: Tally, program: str, log: Path, vkey: signing.Vkey, trusted: str, entries: list[bytes]) -> None:
    tally.topic("a fork is refused: signed by another key it lacks ours, signed by the right one it lacks the past")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "fork"
        writer = TilesWriter.create(copy, vkey.name)
        changed = len(entries) // 2
        for index, entry in enumerate(entries):
            writer.add_leaf(flipped(entry, 40) if index == changed else entry)
        forger = signing.PlainEd25519Signer(vkey.name, sha256(b"a key of somebody else"))
        writer.commit([forger])
        forged = tlog.Checkpoint.from_text((copy / "checkpoint").read_text())
        tally.check("the fork tells another story", forged.root_hash != root([tiles.leaf_hash(entry) for entry in entries]))
        tally.accepts("whoever trusts the forger's key sees a sound log", lambda: audit(str(copy), forger.vkey))
        tally.refuses("whoever knows our key refuses it", lambda: audit(str(copy), vkey))
        done = run(program, "verify", copy, "--vkey", trusted, "--json")
        tally.check("ours refuses it: exit 6", done.returncode == 6, f"exit {done.returncode}")
        grafted = tlog.Checkpoint.from_text((log / "checkpoint").read_text())
        (copy / "checkpoint").write_text(grafted.serialize())
        tally.refuses("our checkpoint over the fork's tiles", lambda: audit(str(copy), vkey))
        reader = TilesReader(backend.make_backend(str(copy)))
        reader.set_size(len(entries))
        for old in range(changed + 1, len(entries)):
            before = root([tiles.leaf_hash(entry) for entry in entries[:old]])
            proof = reader.get_consistency_proof(old, len(entries))
            tally.refuses(f"no proof leads from our size {old} to the fork", lambda p=proof, b=before: p.check(b, forged.root_hash))


def parse_receipt(text: str) -> tuple[tlog.InclusionProof, tlog.Checkpoint]:
    """Reads a C2SP tlog-proof: head, index, hashes, empty line, checkpoint."""
    head, checkpoint = text.split("\n\n", 1)
    lines = head.splitlines()
    if lines[0] != PROOF_HEAD or not lines[1].startswith("index "):
        raise ValueError("not a tlog-proof")
    signed = tlog.Checkpoint.from_text(checkpoint)
    hashes = [base64.b64decode(line, validate=True) for line in lines[2:]]
    return tlog.InclusionProof(int(lines[1].removeprefix("index ")), signed.size, hashes), signed


def receipts(tally: Tally, program: str, record: Path, vkey: signing.Vkey, trusted: str, entries: list[bytes]) -> None:
    tally.topic("receipts: ours are sound for the tool, the tool's are sound for us, and both are the same bytes")
    tool = Path(sys.executable).with_name("tlog-tiles")
    with tempfile.TemporaryDirectory() as folder:
        # A copy: what is due happens whenever a record is opened.
        record = shutil.copytree(record, Path(folder) / "record")
        for index in sorted({0, 1, len(entries) // 2, len(entries) - 2, len(entries) - 1}):
            path = Path(folder) / f"{index}.tlog-proof"
            must(run(program, "log", "proof", str(index), "--out", path, "--dir", record, "--json"))
            proof, checkpoint = parse_receipt(path.read_text())
            leaf = tiles.leaf_hash(entries[index])
            tally.accepts(f"receipt {index}: signed", lambda c=checkpoint: c.verify(vkey))
            tally.accepts(f"receipt {index}: included", lambda p=proof, h=leaf, c=checkpoint: p.check(h, c.root_hash))
            tally.check(f"receipt {index}: for this entry", proof.leaf_index == index)
            tally.refuses(f"receipt {index}: another entry", lambda p=proof, h=leaf, c=checkpoint: p.check(flipped(h, 0), c.root_hash))
            theirs = must(subprocess.run([tool, "gen-proof", record / "log", str(index)], capture_output=True, check=False))
            tally.check(f"receipt {index}: `tlog-tiles gen-proof` writes the same bytes", theirs == path.read_bytes())
            leaf_bytes = must(subprocess.run([tool, "get-leaf", "-c", record / "log", str(index)], capture_output=True, check=False))
            tally.check(f"receipt {index}: `tlog-tiles get-leaf -c` gives the entry", leaf_bytes == entries[index])
            path.write_bytes(theirs)
            verify = functools.partial(run, program, "verify", "--proof", path, "--vkey", trusted, "--json", "--entry")
            tally.check(f"receipt {index}: ours accepts the tool's proof", verify(entries[index].hex()).returncode == 0)
            tally.check(f"receipt {index}: ours refuses another entry", verify(flipped(entries[index], 7).hex()).returncode == 6)
            wrong = theirs.replace(f"index {index}\n".encode(), f"index {index ^ 1}\n".encode())
            path.write_bytes(wrong)
            tally.check(f"receipt {index}: ours refuses another index", verify(entries[index].hex()).returncode == 6)


def pasted_lines(tally: Tally, demo: Path) -> None:
    """Runs what CHECK.txt says about the log, with the tools of this environment in the place of a new one."""
    own, here = "check/venv/bin/", Path(sys.executable).parent
    lines = [line for line in (demo / "CHECK.txt").read_text().splitlines() if line.startswith((own, "tlog-tiles "))]
    tally.topic(f"the {len(lines)} lines of CHECK.txt that call tlog-scales work as they are pasted")
    tally.check("there are such lines", bool(lines))
    for line in lines:
        command = line.replace(own, f"{here}/")
        done = run("bash", "-c", f'set -o pipefail; PATH="$1:$PATH"; cd "$0" && {command}', demo, here)
        tally.check(line, done.returncode == 0 and bool(done.stdout), done.stderr.decode())


def long_log(tally: Tally, program: str) -> None:
    """A record that fills its first tile, so that full tiles and a second level exist."""
    with tempfile.TemporaryDirectory() as folder:
        record, key = Path(folder) / "record", Path(folder) / "key"
        shared = ["--dir", record, "--lang", "en", "--json"]
        must(run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key))
        words = ["--office", "Town", "--code", "TOWN", "--name", "Administrator", "--person", "A-1", "--key", key]
        must(run(program, "init", *words, "--cabinet", "Cabinet", "--origin", "foreign.invalid/long", *shared))
        number = 0
        while int((record / "log" / "checkpoint").read_text().splitlines()[1]) < 270:
            number += 1
            must(run(program, "place", "add", f"ROOM-{number}", "--name", "Room", "--as", "A-1", "--key", key, *shared))
        everything(tally, program, record, None)


def everything(tally: Tally, program: str, record: Path, events: Path | None) -> None:
    keys = record_keys(program, record)
    vkey = signing.Vkey.from_string(keys["vkey"])
    computed = signing.Vkey(vkey.name, None, vkey.sig_type, vkey.pubkey)
    tally.check("the key id is the hash that the signed-note format demands", computed.serialize() == keys["vkey"])
    trusted = f"{keys['vkey']} {keys['envelope_key']}"
    if events is None:
        events = record.parent / "events.jsonl"
        must(run(program, "log", "export", events, "--dir", record, "--json"))
    log = record / "log"
    entries = whole_log(tally, log, vkey)
    if not entries:
        return
    said = entries_and_events(tally, entries, events.read_bytes().splitlines())
    growth(tally, log, [tiles.leaf_hash(entry) for entry in entries], said)
    receipts(tally, program, record, vkey, trusted, entries)
    damage(tally, program, log, vkey, trusted, entries)
    fork(tally, program, log, vkey, trusted, entries)


def main() -> int:
    given = arguments("Checks the log with tlog-scales.")
    tally = Tally("the log, by tlog-scales")
    everything(tally, given.sekisho, given.demo / "record", given.demo / "check" / "events.jsonl")
    pasted_lines(tally, given.demo)
    long_log(tally, given.sekisho)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
