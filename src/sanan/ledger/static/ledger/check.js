// Checks a receipt in the reader's own browser: nothing is sent, and it works offline once loaded.
// SHA-256 and Ed25519 come from Web Crypto; the rest is docs/record.md, written out.

const utf8 = new TextEncoder();
const PROOF = "c2sp.org/tlog-proof@v1";
const PROMISE = "sanan.record/promise@v1";
const COMMIT = utf8.encode("sanan.record/commit@v1\n");
const PLAIN = 1;
const TIMED = 4;
const HASH = 32;
const SLACK = 600;
const BY_DAY = ["sealed.act", "sealed.key"];
const LATE = 27 * 3600;

class Problem extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

// What is wrong with a receipt or a promise, or that it holds. `kind` is null where nothing is
// wrong; `words` (a string or null) are what the person believes they said; `around` is what
// `/log/<year>/around/<index>` says (an object), where it is at hand.
export async function judge({ file, words, logKeys, witnessKeys, around }) {
  const found = {};
  try {
    if (file.startsWith(`${PROMISE}\n`)) await judgePromise(file, words, logKeys, found);
    else await judgeReceipt(file, words, logKeys, witnessKeys, around, found);
    return { kind: null, ...found };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { kind: problem.kind, detail: problem.message, ...found };
  }
}

async function judgeReceipt(file, words, logKeys, witnessKeys, around, found) {
  const receipt = readReceipt(file);
  const note = readNote(receipt.note, "receipt");
  const [origin, size, root, ...rest] = note.text.split("\n");
  if (rest.length === 0 || !/^(0|[1-9][0-9]*)$/.test(size)) throw new Problem("receipt", "no size");
  const keys = await Promise.all(logKeys.map(readKey));
  const log = keys.find((key) => key.name === origin && key.type === PLAIN);
  if (!log || !(await signedBy(note, log))) throw new Problem("checkpoint", `not signed by ${origin}`);
  found.origin = origin;
  found.size = BigInt(size);
  found.index = receipt.index;
  const witnesses = await Promise.all(witnessKeys.map(readKey));
  found.seenBy = await witnessed(note, witnesses);
  const opening = readOpening(receipt.extra);
  found.entry = opening.entry;
  const top = await climb(await leafHash(opening.leaf), receipt.index, found.size, receipt.path);
  if (!same(top, bytes(root, "receipt"))) throw new Problem("not_included", "another root");
  await compareTime(opening.entry, around, log, witnesses, found);
  await compareWords(opening, words, found);
}

// Between which checkpoints it came in, and whether its own moment can be true. Seconds since 1970.
async function compareTime(entry, around, log, witnesses, found) {
  let since = null;
  let by = Math.min(...found.seenBy.map((seen) => seen.at));
  if (around) {
    const after = await side(around.after, log, witnesses);
    const before = around.before ? await side(around.before, log, witnesses) : null;
    if (after.size <= found.index || (before && before.size > found.index)) {
      throw new Problem("checkpoint", "not the checkpoints around it");
    }
    by = Math.min(after.at, ...after.seen);
    if (before) since = Math.max(before.at, ...before.seen);
    found.cameIn = { since, by };
  }
  const at = Date.parse(entry.at) / 1000;
  const late = BY_DAY.includes(entry.t) ? LATE : 0;
  if ((since !== null && at + late < since - SLACK) || at > by + SLACK) {
    throw new Problem("time", "not when it came in");
  }
}

async function side(said, log, witnesses) {
  const note = readNote(said.note, "checkpoint");
  const [origin, size] = note.text.split("\n");
  const at = Date.parse(said.signed_at) / 1000;
  const signed = origin === log.name && (await signedBy(note, log));
  if (!signed || !/^(0|[1-9][0-9]*)$/.test(size) || Number.isNaN(at)) {
    throw new Problem("checkpoint", "not a checkpoint of this record");
  }
  const seen = await witnessed(note, witnesses);
  return { size: BigInt(size), at, seen: seen.map((each) => each.at) };
}

async function judgePromise(file, words, logKeys, found) {
  const note = readNote(file, "receipt");
  const lines = note.text.split("\n");
  const keys = await Promise.all(logKeys.map(readKey));
  const log = keys.find((key) => key.name === lines[1] && key.type === PLAIN);
  if (!log || !(await signedBy(note, log))) throw new Problem("checkpoint", "not signed");
  if (lines.length !== 5 || !lines[3].startsWith("by ")) throw new Problem("receipt", "no promise");
  const opening = readOpening(bytes(lines[2], "receipt"));
  Object.assign(found, { origin: lines[1], promise: true, by: lines[3].slice(3), entry: opening.entry });
  await compareWords(opening, words, found);
}

async function compareWords(opening, words, found) {
  found.wordsMatch = null;
  if (words === null) return;
  for (const form of forms(words)) {
    const sealed = await sha256(COMMIT, opening.salt, utf8.encode(form));
    if (same(sealed, opening.commit)) {
      found.wordsMatch = true;
      return;
    }
  }
  found.wordsMatch = false;
  throw new Problem("content", "other words");
}

// As a file or a paste may bring the same words back.
function forms(words) {
  const plain = words.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  return new Set([words, plain, plain.trim(), plain.normalize("NFC").trim()]);
}

// --- Reading.

function readReceipt(file) {
  const gap = file.indexOf("\n\n");
  if (gap < 0) throw new Problem("receipt", "no checkpoint");
  const lines = file.slice(0, gap).split("\n");
  if (lines.shift() !== PROOF) throw new Problem("receipt", "another header");
  const extra = lines[0]?.startsWith("extra ") ? bytes(lines.shift().slice(6), "receipt") : null;
  const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? "");
  if (!index || lines.length > 63) throw new Problem("receipt", "no index");
  const path = lines.map((line) => bytes(line, "receipt"));
  if (path.some((hash) => hash.length !== HASH)) throw new Problem("receipt", "not a hash");
  return { extra, index: BigInt(index[1]), path, note: file.slice(gap + 2) };
}

function readNote(note, kind) {
  const gap = note.lastIndexOf("\n\n");
  const block = note.slice(gap + 2);
  if (gap < 0 || !block.endsWith("\n")) throw new Problem(kind, "no signatures");
  const signatures = block.slice(0, -1).split("\n").map((line) => {
    const parts = /^\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    if (!parts) throw new Problem(kind, "not a signature line");
    const data = bytes(parts[2], kind);
    return { name: parts[1], id: data.slice(0, 4), value: data.slice(4) };
  });
  return { text: note.slice(0, gap + 1), signatures };
}

async function readKey(vkey) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  const data = parts ? bytes(parts[3], "checkpoint") : [];
  if (data.length !== HASH + 1) throw new Problem("checkpoint", "not a key");
  const id = (await sha256(utf8.encode(`${parts[1]}\n`), data)).slice(0, 4);
  if (hex(id) !== parts[2]) throw new Problem("checkpoint", "a key under another's id");
  return { name: parts[1], type: data[0], id, raw: data.slice(1) };
}

// One byte 1, salt, commitment, seconds (8), length of the name, the name, the event.
function readOpening(data) {
  if (!data || data.length < 75 || data[0] !== 1) throw new Problem("entry", "no opening");
  const view = new DataView(data.buffer, data.byteOffset);
  const seconds = view.getBigUint64(65);
  if (seconds > 253402300799n) throw new Problem("entry", "no such moment");
  const end = 74 + data[73];
  const ascii = (part) => String.fromCharCode(...part);
  const commit = data.slice(33, 65);
  const entry = {
    at: new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, "Z"),
    commit: base64(commit).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""),
    id: ascii(data.slice(74, end)),
    t: ascii(data.slice(end)),
    v: 1,
  };
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(entry.id) || !/^[a-z0-9_.:-]{1,64}$/.test(entry.t)) {
    throw new Problem("entry", "not an entry");
  }
  return { salt: data.slice(1, 33), commit, entry, leaf: utf8.encode(JSON.stringify(entry)) };
}

// --- Hashes and signatures.

async function climb(hash, index, size, path) {
  if (index >= size) throw new Problem("not_included", "outside the record");
  let [at, last] = [index, size - 1n];
  for (const other of path) {
    if (last === 0n) throw new Problem("not_included", "too many steps");
    if (at & 1n || at === last) {
      hash = await sha256(Uint8Array.of(1), other, hash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      hash = await sha256(Uint8Array.of(1), hash, other);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n) throw new Problem("not_included", "too few steps");
  return hash;
}

const leafHash = (leaf) => sha256(Uint8Array.of(0), leaf);

// True where the key signed; a signature of this key that does not hold spoils the whole note.
async function signedBy(note, key) {
  const own = note.signatures.filter((s) => s.name === key.name && same(s.id, key.id));
  for (const signature of own) {
    const timed = key.type === TIMED;
    const message = timed ? cosigned(note.text, signature.value) : utf8.encode(note.text);
    const value = timed ? signature.value.slice(8) : signature.value;
    if (value.length !== 64 || !(await verify(key.raw, value, message))) {
      throw new Problem("checkpoint", `the signature of ${key.name} does not hold`);
    }
  }
  return own[0] ?? null;
}

async function witnessed(note, keys) {
  const seen = [];
  for (const key of keys.filter((each) => each.type === TIMED)) {
    const signature = await signedBy(note, key);
    if (signature) seen.push({ name: key.name, at: Number(seconds(signature.value)) });
  }
  return seen;
}

const seconds = (value) => new DataView(value.buffer, value.byteOffset).getBigUint64(0);
const cosigned = (text, value) => utf8.encode(`cosignature/v1\ntime ${seconds(value)}\n${text}`);

async function verify(raw, signature, message) {
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

async function sha256(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);
const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (data) => btoa(String.fromCharCode(...data));

function bytes(text, kind) {
  try {
    const data = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    if (base64(data) === text) return data;
  } catch {
    // Falls through to the refusal.
  }
  throw new Problem(kind, "not base64");
}

// --- The page.

async function able() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(HASH).fill(1), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

function sentence(place, name, values = {}) {
  const words = place.querySelector(`[data-say="${name}"]`).content.textContent;
  return words.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

function tell(place, found) {
  const values = { number: String((found.index ?? 0n) + 1n), size: String(found.size ?? ""), by: found.by };
  const lines = [];
  if (found.kind) lines.push(sentence(place, found.promise ? "promise_content" : found.kind, values));
  else if (found.promise) lines.push(sentence(place, "promise", values));
  else lines.push(sentence(place, found.wordsMatch ? "holds" : "place", values));
  if (!found.promise && found.seenBy) {
    const names = found.seenBy.map((by) => `${by.name} ${new Date(by.at * 1000).toLocaleString()}`);
    lines.push(sentence(place, names.length ? "seen" : "unseen", { names: names.join("、") }));
  }
  if (found.cameIn) {
    const { since, by } = found.cameIn;
    const said = { since: since === null ? "" : moment(since), by: moment(by) };
    lines.push(sentence(place, since === null ? "came_by" : "came_in", said));
  }
  show(place, lines.join(" "), found.kind);
}

const moment = (seconds) => new Date(seconds * 1000).toLocaleString();

function show(place, text, kind) {
  const verdict = place.querySelector("[data-verdict]");
  verdict.textContent = text;
  verdict.className = kind ? "refusal" : "note";
  verdict.dataset.kind = kind ?? "holds";
  verdict.hidden = false;
}

const listed = (text) => (text ?? "").split(/\s+/).filter(Boolean);

async function check(place, file, words, keys, around = null) {
  if (!(await able())) return show(place, sentence(place, "old"), "old");
  const { logKeys, witnessKeys } = place.dataset;
  const known = keys.length ? keys : listed(logKeys);
  const found = await judge({ file, words, logKeys: known, witnessKeys: listed(witnessKeys), around });
  return tell(place, found);
}

async function submitted(event) {
  event.preventDefault();
  const form = event.target;
  const receipt = form.receipt.files[0];
  if (!receipt) return form.receipt.focus();
  const words = form.file.files[0] ? await form.file.files[0].text() : form.text.value || null;
  return check(form, await receipt.text(), words, listed(form.keys.value));
}

for (const place of globalThis.document?.querySelectorAll("[data-check]") ?? []) {
  if (place.tagName === "FORM") place.addEventListener("submit", submitted);
  else {
    const words = document.getElementById(place.dataset.words).textContent;
    const receipt = Uint8Array.from(atob(place.dataset.receipt), (char) => char.charCodeAt(0));
    const around = place.dataset.around ? JSON.parse(place.dataset.around) : null;
    check(place, new TextDecoder().decode(receipt), words, [], around);
  }
}
