// The screen in the hall: asks again every ten seconds, and shows what everyone may know.
const EVERY_MILLISECONDS = 10000;

async function again() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-live]");
    if (answer.ok && now) document.querySelector("[data-live]").replaceWith(now);
  } catch {
    // Without network the last state stays.
  }
  setTimeout(again, EVERY_MILLISECONDS);
}
setTimeout(again, EVERY_MILLISECONDS);
