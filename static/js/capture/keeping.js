// Making the page itself stay on the device: the worker that opens it without a network, the copy that it opens,
// and the browser's word that it will not clear what is kept.

const CACHE = "consult-sheet-";
const LITTLE_BYTES = 20 * 1024 * 1024;

/** Keep this page for the next time there is no network; return whether that worked. */
export async function keepPage({ table, version, workerUrl, scope, shellUrl, assets }) {
  if (!navigator.serviceWorker || !globalThis.caches) return false;
  try {
    await navigator.serviceWorker.register(workerUrl, { scope });
    const name = `${CACHE}${table}-${version}`;
    const cache = await caches.open(name);
    const known = new Set((await cache.keys()).map(({ url }) => url));
    await cache.addAll(assets.filter((asset) => !known.has(new URL(asset, location).href)));
    const shell = await fetch(shellUrl, { credentials: "same-origin" });
    if (!shell.ok) return false;
    await cache.put(location.pathname, shell);
    // Only when the new copy is whole does the old one go, and with it every other table's.
    await forgetPages((each) => each !== name);
    await forgetAddresses(cache, known);
    return true;
  } catch {
    return false;
  }
}

// A table that got a new code has a new address; the old one opens nothing any more.
async function forgetAddresses(cache, known) {
  const isOldPage = (url) => known.has(url) && new URL(url).pathname.startsWith("/w/") && new URL(url).pathname !== location.pathname;
  for (const request of await cache.keys()) if (isOldPage(request.url)) await cache.delete(request);
}

/** Forget the copies of pages whose names are chosen: all of them by default. */
export async function forgetPages(isChosen = () => true) {
  if (!globalThis.caches) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHE) && isChosen(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Return whether a copy of this page is on the device. */
export async function isPageKept() {
  return Boolean(globalThis.caches && (await caches.match(location.pathname)));
}

/** Ask the browser not to clear what is kept, and return what it says: “promised”, “not promised” or “unknown”. */
export async function askToPersist() {
  if (!navigator.storage?.persist) return "unknown";
  try {
    const isPromised = (await navigator.storage.persisted()) || (await navigator.storage.persist());
    return isPromised ? "promised" : "not promised";
  } catch {
    return "unknown";
  }
}

/** Return whether the device has little room left for what is kept. */
export async function hasLittleRoom() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage < LITTLE_BYTES;
  } catch {
    return false;
  }
}
