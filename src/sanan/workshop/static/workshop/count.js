// Counting by scanning. Every scan is on the phone's own store before the next is taken; what was
// handed over is sent when there is a network, under its own key, so that nothing counts twice.

const RETRY_MILLISECONDS = 15000;
const AT_ONCE = 100;
const find = (selector, root = document) => root.querySelector(selector);
const page = find("[data-count]");
const words = page.dataset;
let records = [];
let turn = Promise.resolve();
let sending = false;

// --- The phone's own store, opened once.
const opened = new Promise((done, fail) => {
  const opening = indexedDB.open("sanan-counts", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("counts", { keyPath: "key" });
  opening.onsuccess = () => done(opening.result);
  opening.onerror = () => fail(opening.error);
});

async function store(mode, work) {
  const step = (await opened).transaction("counts", mode, { durability: "strict" });
  const request = work(step.objectStore("counts"));
  return new Promise((done, fail) => {
    step.oncomplete = () => done(request.result);
    step.onerror = () => fail(step.error);
  });
}
const put = (record) => store("readwrite", (counts) => counts.put(record));
const drop = (key) => store("readwrite", (counts) => counts.delete(key));

// --- One thing after another, in the order in which it came.
function queue(work) {
  turn = turn.then(work).catch((error) => say(`${words.failed} ${error.name}`));
  return turn;
}

// --- A scan: so many more of what is chosen, for the issue of the code.
function codeOf(text) {
  return text.trim().split(/[/#?=]/).filter(Boolean).pop()?.toUpperCase() || "";
}

function take(text) {
  const issue = codeOf(text);
  if (!/^[A-Z0-9]{6,16}$/.test(issue)) return say(words.unknown);
  const kind = find("[name=kind]:checked", page).value;
  const step = Number(find("[name=step]", page).value) || 1;
  const grade = find("[name=grade]", page).value.trim();
  return queue(async () => {
    let record = records.find((each) => !each.sealed && each.issue === issue && each.grade === grade);
    if (!record) {
      record = { key: token(), issue, grade, good: 0, rework: 0, reject: 0, grams: "", at: new Date().toISOString(), sealed: false, no: "" };
      records.push(record);
    }
    record[kind] += step;
    await put(record);
    show();
    say(`${issue} ${words[kind]} ${record[kind]}`);
  });
}

async function weigh() {
  const answer = await fetch(words.weigh).then((found) => found.json()).catch(() => ({ no: words.offline }));
  if (answer.no) return say(answer.no);
  find("[name=grams]", page).value = answer.grams;
}

function takeWeight() {
  const issue = codeOf(find("[name=scan]", page).value);
  const grams = Number(find("[name=grams]", page).value);
  if (!/^[A-Z0-9]{6,16}$/.test(issue) || !(grams > 0)) return say(words.unknown);
  const grade = find("[name=grade]", page).value.trim();
  return queue(async () => {
    const record = { key: token(), issue, grade, good: 0, rework: 0, reject: 0, grams: String(grams), at: new Date().toISOString(), sealed: false, no: "" };
    records.push(record);
    await put(record);
    find("[name=grams]", page).value = "";
    show();
  });
}

// --- Handing over: what was counted is closed, and sent when there is a network.
function hand() {
  queue(async () => {
    for (const record of records.filter((each) => !each.sealed)) {
      record.sealed = true;
      await put(record);
    }
    show();
  });
  queue(send);
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (;;) {
      const batch = records.filter((each) => each.sealed && !each.no).slice(0, AT_ONCE);
      if (!batch.length) break;
      await sendBatch(batch);
    }
  } catch {
    say(words.kept);
  }
  sending = false;
  show();
}

async function sendBatch(batch) {
  const answer = await fetch(words.send, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": await seal() },
    body: JSON.stringify({ counts: batch }),
  });
  if (answer.redirected || answer.status === 403 || answer.status === 404) throw new Error("signed out");
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const { answers } = await answer.json();
  for (const { key, no } of answers) {
    const record = records.find((each) => each.key === key);
    if (!record) continue;
    if (no) {
      record.no = no;
      await put(record);
    } else {
      await drop(key);
      records = records.filter((each) => each !== record);
    }
  }
  say(words.sent);
}

// The page may be the phone's own copy; its seal is then an old one.
async function seal() {
  const fresh = await fetch(location.pathname, { cache: "no-store" });
  if (fresh.redirected) throw new Error("signed out");
  const found = new DOMParser().parseFromString(await fresh.text(), "text/html");
  return find("[name=csrfmiddlewaretoken]", found)?.value || "";
}

// --- What is on the phone.
function show() {
  const list = find("[data-records]", page);
  list.replaceChildren(...records.map(line));
  const pieces = records.reduce((sum, each) => sum + each.good + each.rework + each.reject, 0);
  find("[data-total]", page).textContent = String(pieces);
  find("[data-empty]", page).hidden = records.length > 0;
}

function line(record) {
  const item = document.createElement("li");
  const head = document.createElement("b");
  head.textContent = record.grade ? `${record.issue} ${record.grade}` : record.issue;
  const told = document.createElement("span");
  told.className = record.no ? "wrong" : "aside";
  const figures = record.grams
    ? `${record.grams} ${words.gram}`
    : `${words.good} ${record.good} · ${words.rework} ${record.rework} · ${words.reject} ${record.reject}`;
  told.textContent = [figures, record.no || (record.sealed ? words.waiting : "")].filter(Boolean).join(" · ");
  item.append(head, told);
  if (record.no) item.append(again(record), away(record));
  return item;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "weui-btn weui-btn_mini weui-btn_default";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
const again = (record) =>
  button(words.again, () => {
    queue(async () => {
      record.no = "";
      await put(record);
    });
    queue(send);
  });
const away = (record) =>
  button(words.away, () =>
    queue(async () => {
      await drop(record.key);
      records = records.filter((each) => each !== record);
      show();
    }),
  );

function say(text) {
  const said = find("[data-said]", page);
  said.textContent = text;
  said.hidden = false;
}
function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

// --- The page.
const scan = find("[name=scan]", page);
find("form", page).addEventListener("submit", (event) => {
  event.preventDefault();
  if (!scan.value.trim()) return;
  if (find("[name=grams]", page).value) takeWeight();
  else take(scan.value);
  scan.value = "";
  scan.focus();
});
find("[data-hand]", page).addEventListener("click", hand);
find("[data-weigh]", page).addEventListener("click", weigh);
addEventListener("online", () => queue(send));
setInterval(() => queue(send), RETRY_MILLISECONDS);

queue(async () => {
  records = await store("readonly", (counts) => counts.getAll());
  show();
  page.hidden = false;
  if (records.some((each) => each.sealed)) await send();
});

// Seen once, the page stays on the phone, also when the worker came after it.
navigator.serviceWorker?.ready
  .then(({ active }) => active?.postMessage({ keep: location.href }))
  .catch(() => {});
