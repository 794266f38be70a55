// Score sheets without network: what is typed stays on the device, what was handed in is sent later,
// once, under its own token. Every sheet works without this file, with network.
const all = document.querySelector("[data-judging]");
const RETRY_MILLISECONDS = 15000;
const SIGN_IN = "/staff/login/";
let flushing = false;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  const page = location.href.split("#")[0];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => (all.querySelector("[data-ready]").hidden = !data);
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep: page }, [port2])).catch(() => {});
}

const forms = [...all.querySelectorAll("form[data-sheet]")];
for (const form of forms) {
  restore(form);
  form.addEventListener("input", () => remember(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.elements.token.value = token();
    remember(form);
    hand(form);
  });
}
addEventListener("online", flush);
flush();
leftovers();

// --- What is typed, and what waits: under the sheet's own code, until the server has it.
function key(form, kind) {
  return `sanan-${kind}:${form.dataset.sheet}`;
}
function fields(form) {
  const title = form.closest("details").querySelector("strong").textContent;
  return Object.fromEntries([["title", title], ...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
}
function remember(form) {
  localStorage.setItem(key(form, "draft"), JSON.stringify(fields(form)));
}
function restore(form) {
  const kept = localStorage.getItem(key(form, "waiting")) || localStorage.getItem(key(form, "draft"));
  if (!kept) return;
  for (const [name, value] of Object.entries(JSON.parse(kept))) {
    // What stood there when it was written is the base it was written on.
    if (form.elements[name]) form.elements[name].value = value;
  }
  if (localStorage.getItem(key(form, "waiting"))) say(form, all.dataset.waiting, true);
}
// A sheet that is taken no more (its round was closed) is not on the page: what was typed is shown.
function leftovers() {
  const here = new Set(forms.flatMap((form) => [key(form, "draft"), key(form, "waiting")]));
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith("sanan-draft:") || here.has(name)) continue;
    const { title = "", token: _token, base: _base, ...typed } = JSON.parse(localStorage.getItem(name));
    const line = document.createElement("p");
    line.className = "panel mt-3";
    line.textContent = `${all.dataset.left} ${title} ${Object.values(typed).join(" ")}`;
    all.append(line);
  }
}
function forget(form) {
  localStorage.removeItem(key(form, "draft"));
  localStorage.removeItem(key(form, "waiting"));
}

// --- Handing in: at once, or kept until there is network.
async function hand(form) {
  localStorage.setItem(key(form, "waiting"), JSON.stringify(fields(form)));
  wrongs(form, []);
  try {
    await send(form);
  } catch {
    say(form, all.dataset.waiting, true);
    wrongs(form, [all.dataset.kept], true);
    setTimeout(flush, RETRY_MILLISECONDS);
  }
}

async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (const form of forms) {
      if (localStorage.getItem(key(form, "waiting"))) await send(form);
    }
  } catch {
    setTimeout(flush, RETRY_MILLISECONDS);
  }
  flushing = false;
}

async function send(form, again = true) {
  const kept = JSON.parse(localStorage.getItem(key(form, "waiting")));
  const body = new FormData();
  for (const [name, value] of Object.entries(kept)) body.append(name, value);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (answer.redirected || (answer.status === 403 && again)) return renew(form, answer, again);
  if (answer.ok) return taken(form, await answer.json());
  if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
  const told = await answer.json().catch(() => ({ wrongs: { __all__: [] } }));
  // Refused: it is not sent again by itself; what was typed stays as a draft.
  localStorage.removeItem(key(form, "waiting"));
  const draft = fields(form);
  delete draft.base;
  localStorage.setItem(key(form, "draft"), JSON.stringify(draft));
  wrongs(form, [all.dataset.refused, ...Object.values(told.wrongs).flat()]);
}

// The page may be older than the session: take a new seal once, or ask to sign in; nothing is lost.
async function renew(form, answer, again) {
  const fresh = await fetch(location.pathname);
  if (fresh.redirected || answer.url.includes(SIGN_IN)) {
    wrongs(form, [all.dataset.signin], true);
    return;
  }
  const page = new DOMParser().parseFromString(await fresh.text(), "text/html");
  const seal = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!seal || !again) throw new Error("no seal");
  for (const each of forms) each.elements.csrfmiddlewaretoken.value = seal;
  await send(form, false);
}

function taken(form, told) {
  forget(form);
  form.elements.base.value = told.version;
  wrongs(form, []);
  say(form, told.state, false);
  form.closest("details").open = false;
}
function say(form, text, waits) {
  const state = form.closest("details").querySelector("[data-state]");
  state.textContent = text;
  state.classList.toggle("tag-amber", waits);
}
function wrongs(form, sentences, mild = false) {
  const line = form.querySelector("[data-wrongs]");
  line.hidden = !sentences.length;
  line.textContent = sentences.join(" ");
  line.classList.toggle("alert-danger", !mild);
  line.classList.toggle("alert-warning", mild);
  if (sentences.length) form.closest("details").open = true;
}
function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}
