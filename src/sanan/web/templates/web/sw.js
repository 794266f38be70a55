// Keeps the first page and its files, so that a lost connection still opens the form.
const KEPT = "sanan-{{ files|join:''|length }}-{% for file in files %}{{ file|slice:'-14:'|cut:'.'|cut:'/'|escapejs }}{% endfor %}";
const HOME = "{{ home|escapejs }}";
const OFFLINE = "{{ offline|escapejs }}";
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
      .then((names) => Promise.all(names.filter((n) => n !== KEPT).map((n) => caches.delete(n))))
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
  }
});

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
