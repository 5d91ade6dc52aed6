"""Every event is a DSSE envelope around an in-toto Statement v1, signed by the record's key, chained in its stream.

Tools: securesystemslib (DSSE, Ed25519, thresholds), in-toto-attestation (the published schema of statements).
"""

import base64
import copy
import hashlib
import json
import sys
from pathlib import Path

from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey
from tally import Tally, arguments, flipped, record_keys

PAYLOAD_TYPE = "application/vnd.in-toto+json"
PREDICATE_TYPE = "https://sekisho.example/event/v1"


def canonical(value: object) -> bytes:
    """RFC 8785 for what we use of it: ASCII keys, integers, no fractions."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def strict(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def record_key(public: bytes, keyid: str) -> SSlibKey:
    return SSlibKey(keyid, "ed25519", "ed25519", {"public": public.hex()})


def signatures(tally: Tally, index: int, line: dict, key: SSlibKey) -> None:
    envelope = Envelope.from_dict(copy.deepcopy(line))
    tally.accepts(f"envelope {index}: verifies", lambda: envelope.verify([key], 1))
    payload = envelope.payload
    for position in (0, len(payload) // 2, len(payload) - 1):
        envelope.payload = flipped(payload, position)
        tally.refuses(f"envelope {index}: byte {position} flipped", lambda: envelope.verify([key], 1))
    envelope.payload = payload
    envelope.payload_type = "application/json"
    tally.refuses(f"envelope {index}: as another payload type", lambda: envelope.verify([key], 1))
    envelope.payload_type = PAYLOAD_TYPE
    stranger = CryptoSigner.generate_ed25519().public_key
    stranger.keyid = key.keyid
    tally.refuses(f"envelope {index}: by another key of the same name", lambda: envelope.verify([stranger], 1))


def thresholds(tally: Tally, line: dict, key: SSlibKey) -> None:
    tally.topic("thresholds: one signature is one signature, until a second key signs the same bytes")
    envelope = Envelope.from_dict(copy.deepcopy(line))
    witness = CryptoSigner.generate_ed25519()
    both = [key, witness.public_key]
    tally.refuses("two of two with our signature alone", lambda: envelope.verify(both, 2))
    again = record_key(bytes.fromhex(key.keyval["public"]), "the same key under another name")
    tally.refuses("two of two with one key named twice", lambda: envelope.verify([key, again], 2))
    envelope.sign(witness)
    tally.accepts("two of two after a second signer joined", lambda: envelope.verify(both, 2))
    tally.accepts("one of one still", lambda: envelope.verify([key], 1))


def statement(tally: Tally, index: int, payload: bytes) -> dict:
    parsed = json.loads(payload, object_pairs_hook=strict)
    tally.check(f"statement {index}: canonical JSON", canonical(parsed) == payload)

    def by_the_schema() -> None:
        # No unknown field is ignored: what the schema lacks is a fault.
        Statement.copy_from_pb(json_format.Parse(payload, statement_pb2.Statement())).validate()

    tally.accepts(f"statement {index}: in-toto Statement v1", by_the_schema)
    tally.check(f"statement {index}: predicate type", parsed["predicateType"] == PREDICATE_TYPE)
    predicate, subject = parsed["predicate"], parsed["subject"]
    named = [f"{predicate['stream']}#{predicate['seq']}"] == [one["name"] for one in subject]
    tally.check(f"statement {index}: one subject, named by stream and number", named)
    digest = hashlib.sha256(canonical(predicate["event"])).hexdigest()
    tally.check(f"statement {index}: the subject's digest is the event's", subject[0]["digest"] == {"sha256": digest})
    tally.check(f"statement {index}: 32 bytes of salt", len(base64.b64decode(predicate["salt"], validate=True)) == 32)
    tally.check(f"statement {index}: somebody answers for it", len({"person", "server", "vault"} & predicate["by"].keys()) == 1)
    return predicate


def main() -> int:
    given = arguments("Checks the envelopes with securesystemslib and in-toto-attestation.")
    tally = Tally("the envelopes, by securesystemslib and in-toto-attestation")
    public = base64.b64decode(record_keys(given.sekisho, given.demo / "record")["envelope_key"], validate=True)
    lines = Path(given.demo / "check" / "events.jsonl").read_bytes().splitlines()
    envelopes = [(index, line, json.loads(line, object_pairs_hook=strict)) for index, line in enumerate(lines) if line]
    tally.topic(f"{len(envelopes)} envelopes: signature, type, statement, chain; and each refuses a change")
    names = {signature["keyid"] for _, _, envelope in envelopes for signature in envelope["signatures"]}
    tally.check("one key signed them all", len(names) == 1, str(names))
    key = record_key(public, names.pop())
    streams: dict[str, list[str]] = {}
    salts = set()
    for index, line, envelope in envelopes:
        tally.check(f"envelope {index}: one signature", len(envelope["signatures"]) == 1)
        tally.check(f"envelope {index}: payload type", envelope["payloadType"] == PAYLOAD_TYPE)
        signatures(tally, index, envelope, key)
        predicate = statement(tally, index, base64.b64decode(envelope["payload"], validate=True))
        salts.add(predicate["salt"])
        chain = streams.setdefault(predicate["stream"], [])
        tally.check(f"statement {index}: the next of its stream", predicate["seq"] == len(chain))
        before = chain[-1] if chain else None
        tally.check(f"statement {index}: names the one before it", predicate["previous"] == before, str(predicate["previous"]))
        chain.append("sha256:" + hashlib.sha256(line).hexdigest())
    tally.check("no salt stands twice", len(salts) == len(envelopes))
    tally.check("several streams were seen", len(streams) > 1)
    thresholds(tally, envelopes[0][2], key)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
