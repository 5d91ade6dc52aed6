// The worked examples of docs/spec/container.md and docs/spec/answer.md, with other people's cryptography: npm
// `age-encryption` 0.3.1 (which brings @noble/post-quantum, curves, hashes, ciphers). No line asks code of ours.
//
//   cp tests/foreign/container.mjs FOLDER/ && (cd FOLDER && npm install age-encryption@0.3.1)     Node 20 or newer
//   node FOLDER/container.mjs docs/spec [file.age]
//
// With a second argument it writes file.age, sealed by age-encryption to the example's device: the fixture
// crates/sekisho-seal/tests/vectors/age-encryption.age.
import { readFileSync, writeFileSync } from 'node:fs';
import { createHash, createHmac } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { XWing } from '@noble/post-quantum/hybrid.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

const folder = process.argv[2] ?? 'docs/spec';
let checks = 0, failed = 0;
const check = (what, is) => { checks++; if (!is) { failed++; console.log(`FAILED ${what}`); } };
const page = (name) => {
  const section = readFileSync(`${folder}/${name}`, 'utf8').split('Worked example\n')[1];
  return (title) => section.split(`**${title}**`)[1].split('```\n')[1].trimEnd();
};
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
const H = (...parts) => new Uint8Array(createHash('sha256').update(join(...parts)).digest());
const fill = (byte, count) => new Uint8Array(count).fill(byte);
const derive = (ikm, salt, info, length) => hkdf(sha256, ikm, salt, new TextEncoder().encode(info), length);

// ---- container.md: X-Wing, the stanza, the header, the payload
const box = page('container.md');
const LABEL = 'sekisho.example/two-halves/v1';
const device = XWing.keygen(fill(1, 32)), vault = XWing.keygen(fill(2, 32));
check('H(pk_d)', hex(H(device.publicKey)) === box('H(pk_d)'));
check('H(pk_r)', hex(H(vault.publicKey)) === box('H(pk_r)'));
const toDevice = XWing.encapsulate(device.publicKey, fill(3, 64));
const toVault = XWing.encapsulate(vault.publicKey, fill(4, 64));
check('ss_d', hex(toDevice.sharedSecret) === box('ss_d'));
check('ss_r', hex(toVault.sharedSecret) === box('ss_r'));

const header = box('Header') + '\n';
const [, args, body1, body2, end] = header.split('\n');
const [arrow, label, suite, encD, encR] = args.split(' ');
check('arguments', arrow === '->' && label === LABEL && suite === '0001');
const [enc_d, enc_r] = [encD, encR].map((text) => new Uint8Array(Buffer.from(text, 'base64')));
check('enc_d', hex(enc_d) === hex(toDevice.cipherText) && hex(H(enc_d)) === box('H(enc_d)'));
check('enc_r', hex(enc_r) === hex(toVault.cipherText) && hex(H(enc_r)) === box('H(enc_r)'));
const ss_d = XWing.decapsulate(enc_d, device.secretKey), ss_r = XWing.decapsulate(enc_r, vault.secretKey);
check('decapsulated', hex(ss_d) === box('ss_d') && hex(ss_r) === box('ss_r'));

const ctx = H(Buffer.from(LABEL), [0], [0, 1], fill(6, 32), fill(7, 16), H(device.publicKey), H(vault.publicKey), H(enc_d), H(enc_r));
const half = derive(ss_d, ctx, `${LABEL} device-half`, 40);
const R = derive(ss_r, ctx, `${LABEL} release-half`, 16);
const wrap = derive(join(half.slice(0, 32), R), ctx, `${LABEL} wrap`, 64);
check('R', hex(R) === box('R'));
const body = new Uint8Array(Buffer.from(body1 + body2, 'base64'));
check('body', body.length === 80 && body1.length === 64 && body2.length === 43);
check('dev_tag', hex(body.slice(0, 8)) === hex(derive(ss_d, H(enc_d, enc_r), `${LABEL} device-tag`, 8)));
check('permit_tag', hex(body.slice(8, 16)) === hex(half.slice(32)));
check('commit', hex(body.slice(16, 48)) === hex(wrap.slice(32)));
const fileKey = chacha20poly1305(wrap.slice(0, 32), fill(0, 12)).decrypt(body.slice(48));
check('file key', hex(fileKey) === hex(fill(5, 16)));
const macKey = derive(fileKey, undefined, 'header', 32);
const mac = createHmac('sha256', macKey).update(header.slice(0, header.lastIndexOf(' '))).digest('base64').replace('=', '');
check('mac', end === `--- ${mac}`);

// age-encryption itself opens the container once the stanza gave the file key, and the native one by itself.
const payload = unhex(box('Payload'));
const plugin = { unwrapFileKey: (stanzas) => (stanzas[0].args[0] === LABEL ? fileKey : null) };
for (const [what, head, identity] of [['Header', 'Header', plugin], ['Native header', 'Native header', box('Native identity')]]) {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  const plain = await opener.decrypt(join(Buffer.from(box(head) + '\n'), payload), 'text').catch((error) => String(error));
  check(`${what}: ${plain}`, plain === 'sekisho\n');
}

// ---- answer.md
const talk = page('answer.md');
const z = x25519.getSharedSecret(fill(0x0a, 32), unhex(talk('Answer public key')));
check('public keys', hex(x25519.getPublicKey(fill(0x0a, 32))) === talk('One-time public key')
  && hex(x25519.getPublicKey(fill(0x0b, 32))) === talk('Answer public key') && hex(z) === talk('z'));
const challenge = unhex(talk('Challenge')), spoken = unhex(talk('Spoken challenge'));
check('challenge', challenge.length === 393 && hex(H(challenge.slice(0, 175))) === talk('Digest')
  && hex(challenge.slice(53, 69)) === box('handle') && hex(challenge.slice(71, 103)) === talk('One-time public key'));
const digits = (bytes) => Array.from({ length: bytes.length / 2 }, (_, at) =>
  String(11 * (bytes[2 * at] * 256 + bytes[2 * at + 1]) + at + 1).padStart(6, '0')).join(' ');
const answer = (asked) => {
  const mask = derive(z, H(asked, fill(6, 32), unhex(box('handle'))), 'sekisho-answer-v1', 16);
  return mask.map((byte, at) => byte ^ R[at]);
};
check('answer', hex(answer(challenge)) === talk('answer') && digits(answer(challenge)) === talk('Answer in digits'));
const said = 258 * 8192 + 480 * 4 + 1;
const about = join(fill(6, 32), unhex(box('handle')), [said >>> 24, said >>> 16 & 255, said >>> 8 & 255, said & 255]);
const tag = createHmac('sha256', derive(z, undefined, 'sekisho-spoken-challenge-v1', 32)).update(about).digest();
const bits = BigInt(said) << 35n | BigInt('0x' + hex(tag.subarray(0, 5))) >> 5n;
check('spoken challenge', hex(spoken) === bits.toString(16).padStart(16, '0') && digits(spoken) === talk('Spoken challenge in digits'));
check('answer to it', digits(answer(spoken)) === talk('Answer to it in digits'));

// ---- the other way: sealed by age-encryption, for the tests of ours
if (process.argv[3]) {
  const sealer = new Encrypter();
  sealer.addRecipient(box('Native recipient'));
  writeFileSync(process.argv[3], await sealer.encrypt('sealed by age-encryption\n'));
}
console.log(`${checks - failed} of ${checks} checks held`);
process.exit(failed ? 1 : 0);
