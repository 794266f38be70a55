// Sealed reports: encrypts in this browser to the keys on the page, then submits only ciphertext.
// The same as sanan/sealed/crypto (envelope.py, padding.py). Without this file, or where the browser
// has no WebCrypto (plain http), the form goes to the server as it is, and the page says so.

const MESSAGE = 40 * 1024;
const MB = 1024 * 1024;
const SIZES = [256 * 1024, MB, 4 * MB, 10 * MB + 4096];
const MOST_FILE = 10 * MB;
const MOST_ALL = 30 * MB;
const MOST_FILES = 5;
const LONG_SIDE = 2560;
const INFO = "sanan.sealed/wrap@v1";
const text = new TextEncoder();

const able = Boolean(globalThis.crypto?.subtle) && canCarryFiles();
for (const form of able ? document.querySelectorAll("form[data-sealed]") : []) {
  form.querySelector("[data-plain]").hidden = true;
  form.querySelector("[data-sealing]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form);
  });
}

function canCarryFiles() {
  try {
    return new DataTransfer().items.add(new File(["x"], "x")) !== null;
  } catch {
    return false;
  }
}

class Wrong extends Error {}

async function submit(form) {
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  const label = button.textContent;
  button.disabled = true;
  button.textContent = form.dataset.working;
  try {
    send(form, await sealed(form));
  } catch (error) {
    tell(form, error instanceof Wrong ? form.dataset[error.message] : form.dataset.failed);
    button.disabled = false;
    button.textContent = label;
  }
}

async function sealed(form) {
  const header = {};
  for (const field of form.querySelectorAll("[data-in]")) {
    header[field.name] = field.value.trim();
    if (field.required && !header[field.name]) throw new Wrong("empty");
  }
  const chosen = [...form.querySelector("[data-files]").files];
  if (chosen.length > MOST_FILES) throw new Wrong("large");
  const files = [];
  for (const [index, file] of chosen.entries()) files.push(await cleaned(file, index + 1));
  header.files = files.map(({ name, type, body }) => ({ name, type, size: body.length }));
  const key = crypto.getRandomValues(new Uint8Array(32));
  const result = {
    named: header.name && header.phone ? "1" : "",
    content: await seal(key, padded(header, new Uint8Array(), [MESSAGE]), "message"),
    files: [],
    wraps: {},
  };
  let all = 0;
  for (const [index, { body }] of files.entries()) {
    const plain = padded(header.files[index], body, SIZES);
    all += plain.length;
    if (all > MOST_ALL + SIZES.length * 4096) throw new Wrong("large");
    result.files.push(await seal(key, plain, "file"));
  }
  for (const [name, reader] of Object.entries(JSON.parse(form.dataset.keys))) {
    result.wraps[name] = base64(await wrap(key, bytes(reader)));
  }
  return result;
}

// Photos are drawn anew, so that place, time and device stay behind, and lose their names.
async function cleaned(file, number) {
  if (file.size > MOST_FILE) throw new Wrong("large");
  if (!file.type.startsWith("image/")) {
    return { name: file.name, type: file.type, body: new Uint8Array(await file.arrayBuffer()) };
  }
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Wrong("broken");
  }
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const body = new Uint8Array(await drawn.arrayBuffer());
  return { name: `${number}.jpg`, type: "image/jpeg", body };
}

function padded(header, body, sizes) {
  const head = text.encode(JSON.stringify(header));
  const length = 8 + head.length + body.length;
  const size = sizes.find((fits) => length <= fits);
  if (!size) throw new Wrong(body.length ? "large" : "long");
  const plain = new Uint8Array(size);
  const view = new DataView(plain.buffer);
  view.setUint32(0, head.length);
  plain.set(head, 4);
  view.setUint32(4 + head.length, body.length);
  plain.set(body, 8 + head.length);
  return plain;
}

async function seal(key, plain, purpose) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(purpose) };
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt(how, aes, plain)));
}

async function wrap(key, reader) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const once = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const shown = new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey));
  const other = await crypto.subtle.importKey("raw", reader, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, once.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = joined(text.encode(INFO), shown, reader);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const kek = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, kek, key);
  return joined(shown, new Uint8Array(locked));
}

// A form of its own carries the ciphertext, so that the browser itself goes to the next page and
// nothing that was typed is ever part of the request.
function send(form, result) {
  const carrier = document.createElement("form");
  carrier.method = "post";
  carrier.action = form.action;
  carrier.enctype = "multipart/form-data";
  carrier.hidden = true;
  for (const field of form.querySelectorAll("[data-open]")) hide(carrier, field.name, field.value);
  hide(carrier, "named", result.named);
  hide(carrier, "wraps", JSON.stringify(result.wraps));
  attach(carrier, "content", [result.content]);
  attach(carrier, "sealed", result.files);
  document.body.append(carrier);
  carrier.submit();
}

function hide(carrier, name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  carrier.append(field);
}

function attach(carrier, name, blobs) {
  if (!blobs.length) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "file", name, multiple: true });
  const carried = new DataTransfer();
  for (const blob of blobs) carried.items.add(new File([blob], "sealed"));
  field.files = carried.files;
  carrier.append(field);
}

function tell(form, words) {
  const place = form.querySelector("[data-wrong]");
  const line = document.createElement("p");
  line.className = "wrong";
  line.textContent = words;
  place.replaceChildren(line);
  place.hidden = false;
  place.focus();
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
const bytes = (coded) => Uint8Array.from(atob(coded), (c) => c.charCodeAt(0));
const base64 = (raw) => btoa(String.fromCharCode(...raw));
