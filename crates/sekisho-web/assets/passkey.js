// Talks to a passkey, and to nothing else: makes one, or lets one sign what stands on this page.
// What is signed is computed here, from the text that the page shows: docs/spec/event.md section 2.
"use strict";

const encoder = new TextEncoder();

function base64url(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// An SSH string: four bytes of length, big-endian, and the bytes.
function string(bytes) {
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length);
  out.set(bytes, 4);
  return out;
}

// What ssh-keygen -Y sign would sign for this purpose and text.
async function challenge(namespace, text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  const parts = [
    encoder.encode("SSHSIG"),
    string(encoder.encode(namespace)),
    string(new Uint8Array()),
    string(encoder.encode("sha256")),
    string(digest),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function sign(form) {
  const text = document.getElementById("statement").textContent;
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: await challenge(form.dataset.namespace, text),
      rpId: location.hostname,
      userVerification: "required",
      timeout: 120000,
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  form.elements.authenticator_data.value = base64url(authenticatorData);
  form.elements.client_data_json.value = base64url(clientDataJSON);
  form.elements.signature.value = base64url(signature);
  if (form.elements.user) form.elements.user.value = userHandle ? base64url(userHandle) : "";
}

async function create(form) {
  const person = form.elements.person.value.trim();
  const credential = await navigator.credentials.create({
    publicKey: {
      // Nothing is believed of a new key before it has signed: the challenge only has to be fresh.
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { id: form.dataset.rp, name: "Sekisho" },
      user: { id: encoder.encode(person), name: person, displayName: person },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
      timeout: 120000,
    },
  });
  form.elements.public.value = base64url(credential.response.getPublicKey());
}

function say(form, word) {
  for (const one of form.querySelectorAll("[data-word]")) one.hidden = one.dataset.word !== word;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) say(form, "none");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    say(form, "waiting");
    try {
      await (form.dataset.passkey === "create" ? create(form) : sign(form));
      form.submit();
    } catch (error) {
      console.warn(error.name, error.message);
      say(form, "failed");
      button.disabled = false;
    }
  });
}
