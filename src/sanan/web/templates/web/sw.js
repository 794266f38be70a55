// Keeps the first page and its files, so that a lost connection still opens the form.
const KEPT = "sanan-{{ files|join:''|length }}-{% for file in files %}{{ file|slice:'-14:'|cut:'.'|cut:'/'|escapejs }}{% endfor %}";
const HOME = "{{ home|escapejs }}";
const OFFLINE = "{{ offline|escapejs }}";
const DESK = "sanan-desk";
const ICON = "{% static 'web/icon.svg' %}";
const SIGN_IN = "/staff/login/";
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT)
      .then((cache) => cache.addAll([...FILES, HOME, OFFLINE]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((n) => n !== KEPT && n !== DESK).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (path.startsWith("/sealed/")) return; // never kept, never looked up
  if (FILES.includes(path)) {
    event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate" && !path.startsWith("/staff/")) {
    event.respondWith(page(request, path));
  } else if (request.mode === "navigate") {
    event.respondWith(desk(request, path));
  } else if (path.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreVary: true }).then((kept) => kept || Response.error())));
  }
});

// A page that was open before this worker was there asks to be kept itself.
self.addEventListener("message", (event) => {
  const { keep: address } = event.data || {};
  if (typeof address !== "string" || new URL(address).origin !== self.location.origin) return;
  const kept = desk(new Request(address), new URL(address).pathname);
  event.waitUntil(kept.then((answer) => event.ports[0]?.postMessage(answer.ok)));
});

// A page of the desk is kept only where it says so (X-Sanan-Keep), with its files, and until somebody
// signs in on this device: then whatever was kept of a desk is gone.
async function desk(request, path) {
  try {
    const answer = await fetch(request);
    if (path === SIGN_IN || new URL(answer.url || request.url).pathname === SIGN_IN) await caches.delete(DESK);
    else if (answer.ok && answer.headers.get("X-Sanan-Keep")) await keep(request, answer.clone());
    return answer;
  } catch {
    return (await caches.match(request.url, { cacheName: DESK, ignoreVary: true })) || (await caches.match(OFFLINE)) || Response.error();
  }
}

async function keep(request, answer) {
  const cache = await caches.open(DESK);
  const files = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  await cache.put(request.url, answer);
  await Promise.all(files.map((file) => cache.add(file).catch(() => {})));
}

// The network first; without it the form as it was last seen, or a page that says so.
async function page(request, path) {
  const isForm = path === HOME || path.startsWith("/q/");
  try {
    const answer = await fetch(request);
    if (isForm && answer.ok && !answer.redirected) {
      const cache = await caches.open(KEPT);
      await cache.put(HOME, answer.clone());
    }
    return answer;
  } catch {
    return (await caches.match(isForm ? HOME : OFFLINE)) || Response.error();
  }
}

// A notice by web push: shown as it came; a tap opens the page it is about, on this site only.
self.addEventListener("push", (event) => {
  const { title, body, url } = event.data?.json() || {};
  if (title) event.waitUntil(self.registration.showNotification(title, { body, data: { url }, icon: ICON }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const there = new URL(event.notification.data?.url || HOME, self.location.origin);
  event.waitUntil(self.clients.openWindow(there.origin === self.location.origin ? there.href : HOME));
});
