// New messages while the page is open, and sending without leaving it. Works without this file.
const POLL = 4000;
const AGAIN = 60000;
const NEAR = 240;
const BY_ITSELF = { "X-By-Itself": "1" }; // nobody is there: it keeps no session awake

const room = document.querySelector("#room[data-since]");
const words = JSON.parse(document.querySelector("#room-words")?.textContent || "{}");
const state = document.querySelector("[data-state]");
const fresh = document.querySelector("[data-fresh]");
let rev = Number(room?.dataset.rev || 0);
let stream = null;
let polling = null;
let shownUpTo = 0;

if (room) {
  const last = room.lastElementChild;
  if (location.hash === "#now" || !location.hash) scrollDown();
  shownUpTo = Math.max(0, ...[...room.querySelectorAll("[data-seq]")].map((one) => Number(one.dataset.seq)));
  if (last && room.dataset.live !== undefined) listen(room.dataset.live);
  fresh?.addEventListener("click", () => {
    fresh.hidden = true;
    scrollDown();
  });
  // A page that was asleep asks at once.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !stream) poll();
  });
}

// --- Listening: the stream where there is one, else a question every few seconds.
function listen(address) {
  clearTimeout(polling);
  if (!address || !("EventSource" in window)) return poll();
  stream = new EventSource(`${address}?since=${rev}`);
  stream.onopen = () => tell(words.live);
  stream.onmessage = (event) => {
    const told = JSON.parse(event.data);
    if (told.reload) return location.reload();
    take(told);
  };
  stream.onerror = () => {
    stream.close();
    stream = null;
    poll();
  };
}

async function poll() {
  clearTimeout(polling);
  let live = "";
  try {
    const answer = await fetch(`${room.dataset.since}?rev=${rev}`, { headers: { Accept: "application/json", ...BY_ITSELF } });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    if (told.over) return location.reload();
    told.messages.forEach(take);
    rev = Math.max(rev, told.rev);
    live = told.live;
    tell(words.polling);
  } catch {
    tell(words.lost);
  }
  const now = Date.now();
  if (live && now - (poll.tried || 0) > AGAIN) {
    poll.tried = now;
    return listen(live);
  }
  polling = setTimeout(poll, document.visibilityState === "visible" ? POLL : POLL * 8);
}

function tell(text) {
  if (!state || state.textContent === text) return;
  state.textContent = text || "";
}

function take(told) {
  if (told.rev <= rev && find(told.ref)) return;
  rev = Math.max(rev, told.rev);
  const near = room.getBoundingClientRect().bottom < innerHeight + NEAR;
  const made = drawn(told);
  const before = find(told.ref);
  if (before) before.replaceWith(made);
  else {
    room.querySelector(".talk_empty")?.remove();
    room.append(made);
    if (near || told.member === room.dataset.viewer) scrollDown();
    else if (fresh) fresh.hidden = false;
  }
  seen(told.seq);
}

function find(ref) {
  return room.querySelector(`[data-ref="${CSS.escape(ref)}"]`);
}

function scrollDown() {
  const end = document.querySelector("#now") || room.lastElementChild;
  end?.scrollIntoView({ block: "end" });
}

// --- How far I have read, told seldom.
let telling = null;
function seen(seq) {
  shownUpTo = Math.max(shownUpTo, seq);
  if (document.visibilityState !== "visible" || telling) return;
  telling = setTimeout(() => {
    telling = null;
    const body = new URLSearchParams({ seq: String(shownUpTo), csrfmiddlewaretoken: seal() });
    fetch(room.dataset.seen, { method: "POST", body, headers: { "X-CSRFToken": seal(), ...BY_ITSELF } }).catch(() => {});
  }, 3000);
}

function seal() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

// --- One message, as the server would have drawn it.
function drawn(told) {
  const staff = room.dataset.staff !== undefined;
  const mine = told.member && told.member === room.dataset.viewer;
  const item = element("li", "talk");
  item.dataset.ref = told.ref;
  item.dataset.seq = told.seq;
  item.id = `m-${told.ref}`;
  if (["removed", "taken_back"].includes(told.state) && !staff) {
    item.className = "talk talk_line";
    item.append(gone(told));
    return item;
  }
  if (told.kind === "announcement") {
    item.classList.add("talk_notice");
    const board = element("div", "board");
    const who = element("p", "board__who");
    who.append(element("b", "", words.kind.announcement), ` ${[told.name, words.role[told.role]].filter(Boolean).join(" · ")} `, when(told));
    board.append(who, element("p", "board__title", told.title), element("p", "talk__text", told.text));
    if (told.url) board.append(paragraph(link(told.url, words.details)));
    item.append(board, more(told));
    return item;
  }
  item.classList.toggle("talk_mine", Boolean(mine));
  item.classList.toggle("talk_office", Boolean(told.role));
  item.classList.toggle("talk_answer", told.kind === "answer");
  const face = element("span", "talk__face", [...told.name][0] || "");
  face.setAttribute("aria-hidden", "true");
  const body = element("div", "talk__body");
  const who = element("p", "talk__who");
  who.append(element("b", "", told.name), " ");
  if (told.role) who.append(element("span", "state", words.role[told.role] || ""), " ");
  if (told.kind !== "said") who.append(element("span", "state", words.kind[told.kind]), " ");
  who.append(when(told));
  body.append(who);
  if (staff && told.state !== "shown") body.append(out(told));
  body.append(bubble(told), ...foot(told, staff, mine));
  if (staff && pickable(told)) item.append(pick(told));
  item.append(face, body, more(told));
  return item;
}

function pickable(told) {
  const form = document.querySelector("#picked");
  return form && !told.case && ["said", "relay"].includes(told.kind) && ["shown", "held"].includes(told.state);
}

function pick(told) {
  const label = element("label", "talk__pick");
  const box = element("input");
  box.type = "checkbox";
  box.name = "message";
  box.value = told.ref;
  box.setAttribute("form", "picked");
  label.append(box, element("span", "hush", `${words.pick} ${told.name}`));
  return label;
}

function out(told) {
  const line = element("div", "talk__out");
  if (["removed", "taken_back"].includes(told.state)) line.append(gone(told));
  else line.append(element("p", "", [words.state[told.state], ...(told.hits || [])].join(" ")));
  return line;
}

function gone(told) {
  const given = { name: told.name, judge: told.judge || words.village, why: words.reason[told.why] || "", note: told.note };
  const line = told.state === "taken_back" ? words.takenBack : words.removed;
  return element("p", "talk__gone", line.replace(/\{(\w+)\}/g, (_all, key) => given[key]));
}

function bubble(told) {
  const made = element("div", "bubble");
  if (told.reply) {
    const text = told.reply.text ? `${told.reply.name}：${told.reply.text}` : told.reply.name;
    const to = link(address(told.reply.ref), text);
    to.className = "bubble__to";
    made.append(to);
  }
  if (told.text) made.append(element("p", "talk__text", told.text));
  if (told.files?.length) {
    const list = element("ul", "clips");
    list.append(...told.files.map(clip));
    made.append(list);
  }
  return made;
}

function clip(file) {
  const source = `${room.dataset.files}${file.token}/`;
  if (file.kind === "photo") {
    const item = element("li");
    const image = element("img");
    image.src = `${source}?small`;
    image.alt = words.photo;
    image.width = image.height = 120;
    const to = link(source, "");
    to.append(image);
    item.append(to);
    return item;
  }
  const item = element("li", "clips__wide");
  const media = element(file.kind === "voice" ? "audio" : "video");
  media.controls = true;
  media.preload = "none";
  media.src = source;
  media.setAttribute("aria-label", words[file.kind]);
  item.append(media);
  return item;
}

function foot(told, staff, mine) {
  const made = [];
  if (!staff && mine && ["held", "refused"].includes(told.state)) made.push(element("p", "talk__foot", words[told.state]));
  const chip = element("p", "talk__foot");
  if (told.case && told.kind !== "answer") chip.append(element("span", "state", `${words.isCase} · ${words.case[told.case.state]}`));
  else if (staff && told.reading === "proposed") chip.append(element("span", "state", words.reading.proposed));
  if (chip.children.length) made.push(chip);
  return made;
}

function more(told) {
  const made = link(address(told.ref), "");
  made.className = "talk__more";
  const dots = element("span", "", "⋯");
  dots.setAttribute("aria-hidden", "true");
  made.append(dots, element("span", "hush", `${words.more} ${told.title || told.name}`));
  return made;
}

function address(ref) {
  return `${room.dataset.at}${ref}/`;
}

function when(told) {
  const at = new Date(told.at * 1000);
  const two = (n) => String(n).padStart(2, "0");
  const given = {
    month: at.getMonth() + 1,
    day: at.getDate(),
    name: at.toLocaleString(document.documentElement.lang, { month: "short" }),
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
  const made = element("time", "", words.when.replace(/\{(\w+)\}/g, (_all, key) => given[key]));
  made.dateTime = at.toISOString();
  return made;
}

function link(href, text) {
  const made = element("a", "", text);
  made.href = href;
  return made;
}

function paragraph(child) {
  const made = element("p");
  made.append(child);
  return made;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// --- Sending in the page: what was typed stays until it is in the room.
const form = document.querySelector("form[data-speak]");
if (form && room) {
  const box = form.querySelector("textarea");
  const button = form.querySelector("[data-send]");
  form.elements.token.value = token();
  const grow = () => {
    box.rows = Math.min(5, box.value.split("\n").length + Math.floor(box.value.length / 24));
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const size = [...form.querySelectorAll("[type=file]")].flatMap((one) => [...one.files]).reduce((sum, file) => sum + file.size, 0);
    if (size > Number(form.dataset.most)) return complain(words.tooLarge);
    const label = button.textContent;
    button.disabled = true;
    button.textContent = words.sending;
    try {
      await send();
    } catch {
      complain(words.failed);
    }
    button.disabled = false;
    button.textContent = label;
    box.focus();
  });

  async function send() {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json", "X-CSRFToken": seal() },
    });
    const told = await answer.json().catch(() => ({ sentence: words.tooLarge }));
    if (!answer.ok) return complain(told.sentence);
    document.querySelector("#notice").replaceChildren();
    form.querySelector("#wrongs")?.remove();
    form.reset();
    form.elements.reply_to.value = "";
    form.querySelector("[data-reply-shown]").hidden = true;
    form.elements.token.value = token();
    grow();
    const before = find(told.ref);
    if (!before) {
      room.querySelector(".talk_empty")?.remove();
      room.append(drawn(told));
    }
    scrollDown();
  }
}

function complain(text) {
  const line = element("p", "refusal", text);
  const notice = form.querySelector("#wrongs") || element("div", "wrongs");
  notice.id = "wrongs";
  notice.setAttribute("role", "alert");
  notice.tabIndex = -1;
  line.className = "";
  notice.replaceChildren(line);
  form.prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}
