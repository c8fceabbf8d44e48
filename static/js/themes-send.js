// Sends decisions one after the other, and puts what changed in its place. Each is kept in this
// browser until the server has taken it in; its key makes sure that it is taken in once.
import { place, say } from "./themes-place.js";

const AGAIN_MS = 3000;

export function makeOutbox(bench, { afterRefusal }) {
  const store = `consult.workbench.outbox.${bench.dataset.slug}.${bench.dataset.officer}`;
  // Why the newest decision on a card was refused: it stays there until the card is decided.
  const refused = new Map();
  let isSending = false;
  let afterwards = null;

  function waiting() {
    try {
      return JSON.parse(localStorage.getItem(store)) ?? [];
    } catch {
      return [];
    }
  }

  function keep(entries) {
    if (entries.length) localStorage.setItem(store, JSON.stringify(entries));
    else localStorage.removeItem(store);
    mark();
  }

  function mark() {
    showMarks(bench, waiting(), refused);
  }

  function put(form, submitter) {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("csrf_token");
    if (submitter?.name) fields.set(submitter.name, submitter.value);
    const url = new URL(submitter?.getAttribute("formaction") ?? form.action, location.href);
    const entry = { url: url.pathname, body: String(fields), card: cardOf(form) };
    const known = waiting();
    // A second press on the same button means the same decision.
    if (entry.card && known.some((each) => each.url === entry.url && each.body === entry.body)) return;
    keep([...known, { ...entry, key: newKey() }]);
    flush();
  }

  async function flush() {
    if (isSending) return;
    isSending = true;
    try {
      for (let next = waiting()[0]; next; next = waiting()[0]) {
        if (!(await sendOne(next))) {
          setTimeout(flush, AGAIN_MS);
          return;
        }
        keep(waiting().filter((each) => each.key !== next.key));
      }
      afterwards?.();
    } finally {
      isSending = false;
    }
  }

  // Whether the server has answered for this one, so that the next may go.
  async function sendOne(entry) {
    let reply, told;
    try {
      reply = await post(bench, entry);
      if (reply.status >= 500) throw new Error("not now");
      told = await reply.json();
    } catch {
      tellWhy(reply);
      return false;
    }
    if (isKept(reply)) {
      say(bench, `${told.title} ${kept()}`, true);
      return false;
    }
    if (reply.ok) {
      refused.delete(entry.card);
      place(bench, told);
      say(bench, told.message, false);
      if (entry.url.endsWith("/undo")) bench.dispatchEvent(new CustomEvent("undone", { detail: told.cards }));
    } else {
      say(bench, `${leftBehind(bench, entry.card)}${told.title}`, true);
      refused.set(entry.card, told.title);
      mark();
      // What was typed into it stays there.
      bench.querySelector(`[data-card="${entry.card}"]`)?.removeAttribute("data-sent");
      afterRefusal();
    }
    return true;
  }

  function tellWhy(reply) {
    const why = reply && reply.status < 500 ? "you are signed out: sign in again" : "there is no connection";
    say(bench, `This was not sent yet: ${why}. ${kept()}`, true);
  }

  function kept() {
    const count = waiting().length;
    const what = count === 1 ? "One decision is" : `${count} decisions are`;
    return `${what} kept in this browser and sent by itself.`;
  }

  // Does something once nothing waits to be sent.
  function whenSent(act) {
    afterwards = act;
    if (!waiting().length) act();
  }

  bench.addEventListener("placed", mark);
  mark();
  flush();
  return { put, whenSent };
}

function post(bench, entry) {
  const fields = new URLSearchParams(entry.body);
  fields.set("key", entry.key);
  // The page's own token: the one of when it was pressed may have ended.
  fields.set("csrf_token", bench.querySelector('input[name="csrf_token"]')?.value ?? "");
  return fetch(entry.url, { method: "POST", body: fields, headers: { Accept: "application/json" } });
}

// An ended page or session is no refusal of the decision.
function isKept(reply) {
  return reply.status === 400 && reply.headers.get("X-Reload") === "yes" || reply.status === 401;
}

// Names the statement of a refusal where the person has gone on to another meanwhile.
function leftBehind(bench, id) {
  const card = id && bench.querySelector(`[data-card="${id}"]`);
  if (!card || card.contains(document.activeElement)) return "";
  const words = card.querySelector("[data-text]").textContent.trim();
  return `“${words.length > 60 ? `${words.slice(0, 60)}…` : words}”: `;
}

function cardOf(form) {
  return form.closest("[data-card]")?.dataset.card ?? "";
}

function showMarks(bench, entries, refused) {
  const pending = new Set(entries.map((each) => each.card));
  for (const card of bench.querySelectorAll("[data-card]")) {
    const why = refused.get(card.dataset.card) ?? "";
    card.querySelector("[data-pending]").hidden = !pending.has(card.dataset.card);
    card.querySelector("[data-refused]").hidden = !why;
    card.querySelector("[data-why]").textContent = why;
  }
}

// randomUUID is missing where the address is plain http and not this machine.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
