// Conveniences on residents' pages: previews, position, sending when the network is back.
// Every page works without this file.

const MOST_PHOTOS = 9;
const RETRY_MILLISECONDS = 20000;
let flushing = false;
const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});

find("#wrongs")?.focus();
if (location.hash === "#now") find("#now")?.scrollIntoView();

// --- The query code from a slip's QR code stands behind the # and never reaches a log.
const tracking = find("[data-track]");
if (tracking && /^#\d{12}$/.test(location.hash)) {
  find("#code", tracking).value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  tracking.submit();
}

// --- Photos and clips: show what was chosen, allow dropping one, add more in a second go.
for (const form of all("form")) {
  const photos = find("[data-photos-input]", form);
  if (photos) attachments(form, photos, find("[data-clip-input]", form));
}

function attachments(form, photos, clip) {
  const list = find("[data-thumbs]", form);
  let kept = [];
  const show = () => {
    const files = new DataTransfer();
    kept.forEach((file) => files.items.add(file));
    photos.files = files.files;
    list.replaceChildren(...kept.map(thumb), ...[...(clip?.files || [])].map(player));
    list.hidden = !list.children.length;
    find("[data-photos]", form).textContent = `${kept.length}/${MOST_PHOTOS}`;
  };
  const thumb = (file, index) => {
    const item = element("li", "thumb");
    const image = element("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    const drop = element("button", "thumb__drop", "×");
    drop.type = "button";
    drop.setAttribute("aria-label", `${words("drop")} ${index + 1}`);
    drop.addEventListener("click", () => {
      kept = kept.filter((other) => other !== file);
      show();
    });
    item.append(image, drop);
    return item;
  };
  const player = (file) => {
    const item = element("li", "thumbs__wide");
    const media = element(file.type.startsWith("video") ? "video" : "audio");
    media.controls = true;
    media.src = URL.createObjectURL(file);
    item.append(media);
    const hold = find("[data-hold]", form);
    if (hold) {
      const drop = element("button", "link", hold.dataset.drop);
      drop.type = "button";
      drop.addEventListener("click", () => {
        clip.disabled = false;
        clip.value = "";
        clip.dispatchEvent(new Event("change"));
      });
      item.append(drop);
    }
    return item;
  };
  photos.addEventListener("change", () => {
    const chosen = [...kept, ...[...photos.files].filter((f) => !kept.some((k) => same(k, f)))];
    if (chosen.length > MOST_PHOTOS) notice(words("most"));
    kept = chosen.slice(0, MOST_PHOTOS);
    show();
  });
  clip?.addEventListener("change", show);
  form.addEventListener("reset", () => {
    kept = [];
    setTimeout(show);
  });
}

const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

// --- Position: the browser's is WGS84; the server answers with the nearest villages.
const locate = find("[data-locate]");
if (locate && "geolocation" in navigator) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        find("#lat").value = coords.latitude.toFixed(6);
        find("#lon").value = coords.longitude.toFixed(6);
        find("#crs").value = "wgs84";
        find("[data-located]").textContent = `${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`;
        const name = find("#place_name");
        const details = name.closest("details");
        if (details) details.open = true;
        name.dispatchEvent(new Event("located"));
      },
      () => notice(words("noPlace")),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}

// --- Marked on the map: where no village is known yet, those nearest to the mark are offered.
document.addEventListener("located", ({ target }) => {
  const name = target.dataset.mapPick && !find("[name=place][type=hidden]") && find("#place_name");
  if (name && find("#lat").value) name.dispatchEvent(new Event("located"));
});

// --- Which village: the one nearest to here.
const nearMe = find("[data-near-me]");
if (nearMe && "geolocation" in navigator) {
  nearMe.hidden = false;
  nearMe.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const form = find("[data-near]");
      form.elements.q.value = "";
      form.elements.lat.value = coords.latitude.toFixed(4);
      form.elements.lon.value = coords.longitude.toFixed(4);
      form.submit();
    }, () => find("#q").focus());
  });
}

// --- Sending: in the page, so that a lost connection loses nothing.
const saying = find("form[data-say]");
if (saying) {
  // A page out of the phone's own store must not send under a key that was used before.
  find("[name=token]", saying).value = token();
  saying.addEventListener("submit", (event) => {
    event.preventDefault();
    send(saying);
  });
  flush();
  addEventListener("online", flush);
}

async function send(form) {
  const button = find("[data-send]", form);
  if (button.disabled) return;
  const label = button.textContent;
  button.disabled = true;
  button.textContent = words("sending");
  try {
    const answer = await post(filled(form));
    if (answer.redirected) return location.replace(answer.url); // Back leads past the form
    replace(await answer.text());
  } catch {
    form.dispatchEvent(new Event("refused")); // what came in pieces may be gone by then: keep it whole
    await keep(filled(form));
    notice(words("kept"));
    form.reset();
    find("[name=token]", form).value = token();
  }
  button.disabled = false;
  button.textContent = label;
}

const filled = (form) => [...new FormData(form)].filter(([, value]) => !(value instanceof File) || value.name);

function post(fields, seal = csrf()) {
  const body = new FormData();
  fields.filter(([name]) => name !== "csrfmiddlewaretoken").forEach((pair) => body.append(...pair));
  return fetch("/", { method: "POST", body, headers: { "X-CSRFToken": seal } });
}

// What the server found wrong: its sentences into this page; the files that were chosen stay.
function replace(html) {
  saying.dispatchEvent(new Event("refused"));
  const page = new DOMParser().parseFromString(html, "text/html");
  const form = find("form[data-say]", page);
  all(".wrong, .wrongs", saying).forEach((old) => old.remove());
  all("[aria-invalid]", saying).forEach((field) => field.removeAttribute("aria-invalid"));
  if (!form) return notice(find("main", page)?.textContent.trim() || page.title);
  const wrongs = find(".wrongs", form);
  if (wrongs) find("[name=lon]", saying).after(wrongs);
  for (const wrong of all("[id$=-wrong]", form)) {
    const field = find(`[id="${wrong.id.slice(0, -6)}"]`, saying);
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", wrong.id);
    find(`[id="${wrong.id}"]`, saying)?.remove();
    (field?.closest(".attach") || field)?.after(wrong);
    const details = field?.closest("details");
    if (details) details.open = true;
  }
  const places = find("#where", form);
  if (places?.children.length) find("#where", saying)?.replaceChildren(...places.childNodes);
  find("[data-again]", saying)?.remove();
  wrongs?.focus();
}

// --- What waits for the network, in IndexedDB: the fields as they are, photos and all.
function store(mode, work) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("sanan", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { autoIncrement: true });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const step = opening.result.transaction("waiting", mode);
      const request = work(step.objectStore("waiting"));
      step.oncomplete = () => done(request.result);
      step.onerror = () => fail(step.error);
    };
  });
}
const keep = (fields) => store("readwrite", (waiting) => waiting.add(fields));

async function flush() {
  if (flushing || !("indexedDB" in window)) return;
  flushing = true;
  try {
    const keys = await store("readonly", (waiting) => waiting.getAllKeys());
    const kept = await store("readonly", (waiting) => waiting.getAll());
    for (const [index, fields] of kept.entries()) await sendKept(keys[index], fields);
  } catch {
    notice(words("waiting"));
    setTimeout(flush, RETRY_MILLISECONDS);
  }
  flushing = false;
}

async function sendKept(key, fields) {
  const answer = await post(fields, await freshSeal());
  if (answer.status === 422) return giveBack(key, fields, answer);
  if (!answer.redirected) throw new Error(`answered ${answer.status}`);
  await store("readwrite", (waiting) => waiting.delete(key));
  notice(words("sent"), answer.url);
}

// This page may have come from the phone's own store; its seal is then an old one.
async function freshSeal() {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  return find("[name=csrfmiddlewaretoken]", page)?.value || csrf();
}

async function giveBack(key, fields, answer) {
  await store("readwrite", (waiting) => waiting.delete(key));
  for (const [name, value] of fields) {
    const field = find(`[name="${name}"]:not([type=file]):not([type=radio])`, saying);
    if (field && typeof value === "string") field.value = value;
  }
  replace(await answer.text());
}

// A button that only a script can serve is hidden until one is here; a slip may lack it.
function offer(selector, act) {
  const button = find(selector, slip);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", act);
}

// --- The slip: a picture drawn here, so that it can be kept in the phone's album.
const slip = find("[data-slip]");
if (slip) {
  offer("[data-save]", () => draw(slip));
}

async function draw(page) {
  const canvas = element("canvas");
  [canvas.width, canvas.height] = [720, 1080];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 720, 1080);
  pen.fillStyle = "#067a3c";
  pen.fillRect(0, 0, 720, 24);
  pen.fillStyle = "#000";
  pen.textAlign = "center";
  const line = (text, y, size, weight = 400) => {
    pen.font = `${weight} ${size}px system-ui, sans-serif`;
    pen.fillText(text, 360, y, 660);
  };
  line(find("#code-is", page).textContent, 110, 34);
  line(find(".code", page).textContent, 185, 72, 700);
  const svg = new XMLSerializer().serializeToString(find("svg", page));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  pen.drawImage(image, 180, 230, 360, 360);
  all("tr", page).forEach((row, index) => {
    line(find("th", row).textContent, 660 + index * 84, 26);
    line(find("td", row).textContent.trim().slice(0, 40), 696 + index * 84, 30, 600);
  });
  const link = element("a");
  link.download = `${find("tr:last-child td", page).textContent.trim()}.png`;
  link.href = canvas.toDataURL("image/png");
  link.click();
}

// --- Small tools.
function words(name) {
  return find("form[data-say]")?.dataset[name] || "";
}
function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
function notice(text, address = "") {
  const line = element("p", "note");
  if (address) {
    const link = element("a", "", text);
    link.href = address;
    line.append(link);
  } else {
    line.textContent = text;
  }
  find("#notice").replaceChildren(line);
  find("#notice").scrollIntoView({ block: "nearest" });
}
function csrf() {
  return find("[name=csrfmiddlewaretoken]")?.value || "";
}
function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}
