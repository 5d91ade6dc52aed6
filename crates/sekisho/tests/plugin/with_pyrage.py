"""Seals and opens with pyrage, as a program of its own: what stands on standard input or in a file, to standard output.

with_pyrage.py seal RECIPIENT BOX
with_pyrage.py open IDENTITY-FILE BOX
"""

import sys

from pyrage import decrypt, encrypt, plugin


class Person:
    """Whoever sits in front of pyrage: reads what is shown, types nothing."""

    def display_message(self, message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    def confirm(self, message: str, yes: str, no: str | None) -> bool | None:
        return None

    def request_public_string(self, description: str) -> str | None:
        return None

    def request_passphrase(self, description: str) -> str | None:
        return None


def main() -> None:
    what, key, box = sys.argv[1:]
    if what == "seal":
        recipient = plugin.Recipient.from_str(key)
        recipients = plugin.RecipientPluginV1(recipient.plugin(), [recipient], [], Person())
        sealed = encrypt(sys.stdin.buffer.read(), [recipients])
        with open(box, "wb") as out:
            out.write(sealed)
        return
    with open(key, encoding="ascii") as lines:
        identity = plugin.Identity.from_str(lines.read().strip())
    identities = plugin.IdentityPluginV1(identity.plugin(), [identity], Person())
    with open(box, "rb") as sealed:
        sys.stdout.buffer.write(decrypt(sealed.read(), [identities]))


try:
    main()
except Exception as error:  # every tool ends with words and 1, so this one does
    print(f"pyrage: {error}", file=sys.stderr)
    sys.exit(1)
