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
  const chosen = document.querySelectorAll("[data-rows] tbody :checked").length;
  bulk.classList.toggle("on", chosen > 0);
  for (const place of bulk.querySelectorAll("[data-chosen]")) place.textContent = String(chosen);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const row of rows) row.querySelector("[type=checkbox]").checked = event.target.checked;
  }
  if (event.target.matches("[type=checkbox]")) tell();
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
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
  else if (event.key === "?") document.querySelector("[data-keys]")?.toggleAttribute("open");
  else {
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});

// A form that was opened in place takes the cursor.
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("#do input:not([type=hidden]), #do select, #do textarea")?.focus();
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
tell();
