// Opens a capture sheet without a network. It keeps nothing itself: the page puts the copy of itself and of its
// scripts and styles into a cache of its own, by table, and this answers from there.
//
// Cards and everything else always go to the server: what is not in such a cache is not touched.

const CACHE = "consult-sheet-";
const PATIENCE_MS = 6000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (/\/(?:static|sheet)\//.test(url.pathname)) event.respondWith(part(request));
});

// The server's own page where it answers in time; the kept one where it does not, or is in trouble.
async function page(request, url) {
  const kept = await find(url.pathname);
  if (!kept) return fetch(request);
  const fromServer = fetch(request).then((reply) => (reply.status < 500 ? reply : kept), () => kept);
  const tooLate = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fromServer, tooLate]);
}

// A script or a style has its version in its address, so the kept one is the right one.
async function part(request) {
  return (await find(request)) ?? fetch(request);
}

async function find(address) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(CACHE)) continue;
    const kept = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}
