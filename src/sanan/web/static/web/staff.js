// Small conveniences of the staff pages; every page works without this file.
document.documentElement.classList.add("js");

const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
const bulk = document.querySelector("[data-bulk]");
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
let here = rows.findIndex((row) => `#${row.id}` === location.hash);

function stand(at) {
  if (!rows.length) return;
  rows[here]?.classList.remove("here");
  here = Math.min(Math.max(at, 0), rows.length - 1);
  rows[here].classList.add("here");
  rows[here].querySelector("a.title")?.focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

function tell() {
  if (!bulk) return;
  const every = bulk.querySelector("[data-every]:checked");
  const ticked = document.querySelectorAll("[data-rows] tbody :checked").length;
  const chosen = every ? every.dataset.every : ticked;
  bulk.classList.toggle("on", Boolean(every || ticked));
  for (const place of bulk.querySelectorAll("[data-chosen]")) place.textContent = String(chosen);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const row of rows) row.querySelector("[type=checkbox]").checked = event.target.checked;
  }
  if (event.target.matches("[type=checkbox]")) tell();
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// In a long list one types the first letters of what is meant: 路灯 is ld. What hangs on the choice
// follows a quarter of a second later; letters belong together as long as no second lies between them,
// and until then the cursor stays.
let typed = "";
let typedIn = "";
let settling = 0;
let forgetting = 0;
let goesOn = false;

function settle(list) {
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function forget() {
  typed = "";
  if (goesOn) enter();
  goesOn = false;
}

document.addEventListener("keydown", (event) => {
  const list = event.target.closest("select:has([data-letters])");
  if (!list || event.ctrlKey || event.metaKey || event.altKey || !/^[a-z0-9]$/i.test(event.key)) return;
  event.preventDefault();
  if (list.name !== typedIn) {
    typed = "";
    goesOn = false;
  }
  typedIn = list.name;
  typed += event.key.toLowerCase();
  const options = [...list.options].filter((one) => one.dataset.letters);
  const found =
    options.find((one) => one.dataset.letters.split(/[^a-z0-9]+/).some((part) => part.startsWith(typed))) ||
    options.find((one) => one.dataset.letters.includes(typed));
  if (found) list.value = found.value;
  clearTimeout(settling);
  clearTimeout(forgetting);
  settling = setTimeout(settle, 250, list);
  forgetting = setTimeout(forget, 1000);
});

// Ctrl+Enter sends the form one writes in, else the one that stands open; Escape leaves the field.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[method=post]") || document.querySelector("#do form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit]"));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const box = rows[here]?.querySelector("[type=checkbox]");
  if (event.key === "j") stand(here + 1);
  else if (event.key === "k") stand(here - 1);
  else if (event.key === "x" && box) {
    box.checked = !box.checked;
    tell();
  } else if (event.key === "/") document.querySelector(".bar-search input")?.focus();
  else if (event.key === "e" && fields().length) fields()[0].focus();
  else if (event.key === "?") document.querySelector("[data-keys]")?.toggleAttribute("open");
  else {
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});

// The form that stands open takes the cursor: at the first thing that is missing, else at its button;
// e goes back to its first field.
const fields = () => [...document.querySelectorAll("#do form :is(input:not([type=hidden]), select, textarea)")];
const missing = (field) => {
  if (field.type === "radio") return ![...field.form.elements[field.name]].some((one) => one.checked);
  return field.required && !field.value;
};

function enter() {
  const form = document.querySelector("#do form");
  const at = document.activeElement;
  if (form?.contains(at) && at.name !== form.dataset.follows) return; // one writes there already
  const here = fields().find(missing) || form?.querySelector("button[type=submit]");
  here?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSettle", () => {
  if (typed) goesOn = true;
  else enter();
});

// An answer that comes late never overwrites what was written meanwhile: it is asked for anew.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt: form, formData: asked } = event.detail.requestConfig;
  if (!event.detail.shouldSwap || !form.dataset.follows) return;
  const now = new FormData(form);
  const same = (name) => String(now.getAll(name)) === String(asked.getAll(name));
  if ([...new Set([...now.keys(), ...asked.keys()])].every((name) => name === "csrfmiddlewaretoken" || same(name))) return;
  event.detail.shouldSwap = false;
  settle(form.elements[form.dataset.follows]);
});

// Menus close when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// One submit is enough.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 4000);
});

if (here >= 0) stand(here);
else enter();
tell();
