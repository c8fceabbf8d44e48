// Looks every few seconds whether others decided something, and shows it.
import { place, say } from "./themes-place.js";

const EVERY_MS = 3000;

export function watch(bench) {
  let newest = bench.dataset.newest;
  let tag = "";
  let isLooking = false;

  async function look() {
    // One at a time: a busy server must not be asked again before it has answered.
    if (document.hidden || isLooking) return;
    isLooking = true;
    const shown = [...bench.querySelectorAll("[data-card]")].map((card) => card.dataset.card);
    const here = new URLSearchParams(location.search);
    here.set("since", newest);
    here.set("shown", shown.join("."));
    here.set("back", bench.dataset.here);
    const headers = { Accept: "application/json" };
    if (tag) headers["If-None-Match"] = tag;
    try {
      const reply = await fetch(`${bench.dataset.changes}?${here}`, { headers, cache: "no-store" });
      if (reply.status !== 200) return;
      const told = await reply.json();
      const left = place(bench, told);
      if (told.message) say(bench, told.message, false);
      // What could not be shown because somebody types there is asked for again.
      if (left.length) return;
      newest = told.newest;
      tag = reply.headers.get("ETag") ?? "";
    } catch {
      // No connection, or signed out: the next turn tries again, and sending says so.
    } finally {
      isLooking = false;
    }
  }

  setInterval(look, EVERY_MS);
  return { look };
}
