// Lets a browser agree to be told: it subscribes at its push service and sends what it was given.
// Without this file the page says that this browser cannot be used, and the other roads stand.

const form = document.querySelector("[data-push]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (form && able) {
  form.querySelector("[data-push-no]").hidden = true;
  const button = form.querySelector("button");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    button.disabled = true;
    try {
      form.elements.subscription.value = JSON.stringify(await subscribe(form.dataset.push));
      form.submit();
    } catch {
      form.querySelector("[data-push-refused]").hidden = false;
      button.disabled = false;
    }
  });
}

async function subscribe(key) {
  const worker = await navigator.serviceWorker.ready;
  // An older one may stand for a key that this installation has no more.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
