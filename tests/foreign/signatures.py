"""OpenSSH reads what our people sign, and we read what OpenSSH signs.

Tool: `ssh-keygen -Y sign|verify|find-principals` (Debian package openssh-client). Needs only Python's own library.
"""

import base64
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tally import NAMESPACE_DOMAIN, Tally, arguments, flipped, must, run


@dataclass(frozen=True)
class Act:
    """One signed act as it lies in DEMO/check."""

    path: Path
    act: str
    person: str

    @property
    def namespace(self) -> str:
        return f"{self.act}@{NAMESPACE_DOMAIN}"

    @property
    def signature(self) -> Path:
        return self.path.with_name(self.path.name + ".sig")

    @classmethod
    def read(cls, path: Path) -> "Act":
        lines = dict(line.split(": ", 1) for line in path.read_text().splitlines() if ": " in line)
        return cls(path, lines["act"], lines["person"])


def verify(signers: Path, person: str, namespace: str, signature: Path, document: bytes) -> bool:
    """Asks OpenSSH whether this person signed these bytes for this purpose."""
    words = ["-Y", "verify", "-f", signers, "-I", person, "-n", namespace, "-s", signature]
    return run("ssh-keygen", *words, stdin=document).returncode == 0


def acts_of_the_demo(tally: Tally, demo: Path) -> None:
    check = demo / "check"
    signers = check / "allowed_signers"
    people = [line.split()[0] for line in signers.read_text().splitlines()]
    acts = [Act.read(path) for path in sorted(check.glob("act-*.txt"))]
    tally.check("the demo laid out signed acts of several people", len({act.person for act in acts}) > 3)

    tally.topic(f"each of {len(acts)} acts is accepted, for its person and its purpose alone")
    for act in acts:
        name, document = act.path.name, act.path.read_bytes()
        other = "approve.permit" if act.act == "withdraw.permit" else "withdraw.permit"
        tally.check(f"{name}: accepted", verify(signers, act.person, act.namespace, act.signature, document))
        tally.check(
            f"{name}: refused for another act",
            not verify(signers, act.person, f"{other}@{NAMESPACE_DOMAIN}", act.signature, document),
        )
        changed = flipped(document, len(document) // 2)
        tally.check(f"{name}: refused with one changed byte", not verify(signers, act.person, act.namespace, act.signature, changed))
        found = run("ssh-keygen", "-Y", "find-principals", "-f", signers, "-s", act.signature)
        named = found.stdout.decode().split()
        tally.check(f"{name}: the key belongs to {act.person} and nobody else", named == [act.person], str(named))

    approvals = [act for act in acts if act.act == "approve.permit"]
    tally.check("the demo holds approvals", len(approvals) > 1)
    tally.topic(f"each of {len(approvals)} approvals is refused when anything about it is another's")
    for act in approvals:
        name, document = act.path.name, act.path.read_bytes()
        for number, start in enumerate(match.start() for match in re.finditer(rb"[^\n]+", document)):
            changed = flipped(document, start)
            tally.check(
                f"{name}: refused with a changed byte in line {number + 1}",
                not verify(signers, act.person, act.namespace, act.signature, changed),
            )
        for cut, what in ((document[:-1], "without its last byte"), (document + b"\n", "with an empty line more")):
            tally.check(f"{name}: refused {what}", not verify(signers, act.person, act.namespace, act.signature, cut))
        for person in people:
            if person != act.person:
                tally.check(
                    f"{name}: refused as a word of {person}",
                    not verify(signers, person, act.namespace, act.signature, document),
                )
        for another in approvals:
            if another != act:
                tally.check(
                    f"{name}: refused with the signature of {another.path.name}",
                    not verify(signers, act.person, act.namespace, another.signature, document),
                )

    tally.topic("the files are the events' own: statement and signature of every event that a person signed")
    laid_out = {(act.path.read_text(), act.signature.read_text()) for act in acts}
    recorded = set()
    for line in (check / "events.jsonl").read_text().splitlines():
        if line:
            by = json.loads(base64.b64decode(json.loads(line)["payload"]))["predicate"]["by"]
            if "person" in by:
                recorded.add((by["statement"], by["signature"]))
    tally.check("no signed act is missing, none is added", laid_out == recorded, f"{len(laid_out)} and {len(recorded)}")

    tally.topic("the lines of CHECK.txt work as they are pasted")
    lines = [line for line in (demo / "CHECK.txt").read_text().splitlines() if line.startswith("ssh-keygen ")]
    tally.check("one line for each act", len(lines) == len(acts), f"{len(lines)} lines, {len(acts)} acts")
    for line in lines:
        done = run("bash", "-c", f'cd "$0" && {line}', demo)
        tally.check(line, done.returncode == 0, done.stderr.decode())

    tally.topic("OpenSSH reads the keys that we make")
    for public in sorted((demo / "keys").glob("*.pub")):
        derived = run("ssh-keygen", "-y", "-P", "", "-f", public.with_suffix("")).stdout.split()[:2]
        tally.check(f"{public.stem}: the public key follows from the private one", derived == public.read_bytes().split()[:2])


class Office:
    """A fresh record in a temporary folder, with one administrator whose key OpenSSH made."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder = folder
        self.program = program
        self.key = self.new_key("administrator")
        words = ["init", "--office", "Town of Foreign Tests", "--code", "TOWN", "--name", "Administrator"]
        must(self.run(*words, "--person", "A-1", "--key", self.key, "--cabinet", "Cabinet", "--origin", "foreign.invalid/record"))

    def new_key(self, name: str, passphrase: str = "") -> Path:
        path = self.folder / name
        must(run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", path))
        return path

    def run(self, *words: str | Path, **variables: str):
        return run(self.program, *words, "--dir", self.folder / "record", "--lang", "en", "--json", variables=variables)

    def size(self) -> int:
        return int((self.folder / "record" / "log" / "checkpoint").read_text().splitlines()[1])

    def prepared(self, name: str, *words: str) -> Path:
        """Writes the statement of an act for signing elsewhere."""
        path = self.folder / name
        must(self.run(*words, "--as", "A-1", "--prepare", path))
        return path


def sign(path: Path, key: Path, namespace: str) -> None:
    path.with_name(path.name + ".sig").unlink(missing_ok=True)
    must(run("ssh-keygen", "-Y", "sign", "-n", namespace, "-f", key, path))


def acts_of_openssh(tally: Tally, program: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), program)
        namespace = f"register.party@{NAMESPACE_DOMAIN}"

        def refused(what: str, path: Path) -> None:
            before = office.size()
            done = office.run("act", "submit", path)
            tally.check(f"{what}: the program ends with an error", done.returncode != 0)
            tally.check(f"{what}: the record is as it was", office.size() == before)

        tally.topic("an act that ssh-keygen signed is recorded, once")
        act = office.prepared("act.txt", "org", "add", "VENDOR", "--name", "A company")
        tally.check("the act is addressed to its own namespace", Act.read(act).namespace == namespace)
        sign(act, office.key, namespace)
        before = office.size()
        done = office.run("act", "submit", act)
        answer = json.loads(done.stdout or b"{}")
        tally.check("accepted", done.returncode == 0 and answer.get("ok") is True, done.stderr.decode())
        tally.check("recorded as one event", answer.get("record") == [before] and office.size() == before + 1)
        again = json.loads(office.run("act", "submit", act).stdout or b"{}")
        tally.check("sent again: the first answer again", again.get("repeated") is True and again.get("record") == [before])
        tally.check("sent again: nothing is recorded twice", office.size() == before + 1)

        tally.topic("what OpenSSH signed is refused when anything is changed afterwards")
        act = office.prepared("changed.txt", "org", "add", "VENDOR-2", "--name", "A company")
        sign(act, office.key, namespace)
        original = act.read_bytes()
        for number, start in enumerate(match.start() for match in re.finditer(rb"[^\n]+", original)):
            act.write_bytes(flipped(original, start + 1))
            refused(f"a byte of line {number + 1} changed", act)
        act.write_bytes(original.replace(b"VENDOR-2", b"VENDOR-3"))
        refused("another company", act)
        act.write_bytes(original)
        signature = act.with_name("changed.txt.sig")
        armored = signature.read_text()
        signature.write_text(armored.replace(armored.splitlines()[3][10:14], "AAAA", 1))
        refused("signature changed", act)
        sign(act, office.key, f"approve.permit@{NAMESPACE_DOMAIN}")
        refused("signed for another act", act)
        sign(act, office.new_key("stranger"), namespace)
        refused("signed with a key that is nobody's", act)
        sign(act, office.key, namespace)
        tally.check("unchanged and signed by the right key: accepted", office.run("act", "submit", act).returncode == 0)

        possession(tally, office)
        encrypted_key(tally, office)
        verified = json.loads(office.run("verify").stdout or b"{}")
        tally.check("the record that came of it verifies", verified.get("ok") is True)


def possession(tally: Tally, office: Office) -> None:
    tally.topic("a key is enrolled on a proof of possession that OpenSSH made, for its own person alone")
    key = office.new_key("proved")
    public = " ".join(key.with_name("proved.pub").read_text().split()[:2])
    admin = ["--as", "A-1", "--key", office.key]
    for person in ("Q-1", "Q-2"):
        must(office.run("person", "add", person, "--name", "Quiet person", "--employer", "TOWN", *admin))
    text = office.folder / "possession.txt"
    text.write_text(f"sekisho key possession v1\norigin: foreign.invalid/record\nperson: Q-1\nkey: {public}\n")
    sign(text, key, f"possess.key@{NAMESPACE_DOMAIN}")
    words = ["--public", key.with_name("proved.pub"), "--proof", text.with_name("possession.txt.sig"), *admin]
    tally.check("refused for another person", office.run("key", "enroll", "Q-2", *words).returncode != 0)
    done = office.run("key", "enroll", "Q-1", *words)
    tally.check("accepted for this person", done.returncode == 0, done.stderr.decode() + done.stdout.decode())


def encrypted_key(tally: Tally, office: Office) -> None:
    tally.topic("an encrypted key of OpenSSH signs with its passphrase, and not without")
    word = "correct horse battery staple"
    key = office.new_key("keeper", passphrase=word)
    admin = ["--as", "A-1", "--key", office.key]
    must(office.run("person", "add", "K-1", "--name", "Keeper", "--employer", "TOWN", *admin))
    must(office.run("key", "prove", key, "--person", "K-1", SEKISHO_PASSPHRASE=word))
    must(office.run("key", "enroll", "K-1", "--public", key.with_name("keeper.pub"), *admin))
    must(office.run("person", "role", "K-1", "media_keeper", *admin))
    medium = ["--product", "Sample USB3", "--home", "CAB-1", "--capacity", "16GB", "--as", "K-1", "--key", key]
    before = office.size()
    none = office.run("medium", "add", "USB-1", "--serial", "SN-1", *medium)
    tally.check("no passphrase and nobody to ask: refused", none.returncode == 2, f"exit {none.returncode}")
    wrong = office.run("medium", "add", "USB-1", "--serial", "SN-1", *medium, SEKISHO_PASSPHRASE="wrong")
    tally.check("wrong passphrase: refused", wrong.returncode != 0)
    tally.check("neither reached the record", office.size() == before)
    tally.check("the passphrase is in no message", word.encode() not in none.stdout + none.stderr + wrong.stdout + wrong.stderr)
    right = office.run("medium", "add", "USB-1", "--serial", "SN-1", *medium, SEKISHO_PASSPHRASE=word)
    tally.check("right passphrase: recorded", right.returncode == 0 and office.size() == before + 1, right.stderr.decode())


def main() -> int:
    given = arguments("Checks signatures of persons with OpenSSH, both ways.")
    tally = Tally("signatures of persons, by OpenSSH")
    acts_of_the_demo(tally, given.demo)
    acts_of_openssh(tally, given.sekisho)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
