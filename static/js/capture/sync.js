// Sending what is pending, several changes a request, and asking every two seconds what others did.

import { outgoing } from "./store.js";

const POLL_MS = 2000;
const PATIENCE_MS = 10000;
const WAITS_MS = [1000, 2000, 4000, 8000, 15000];

export class Sync {
  constructor(store, settings, { onState, onNews }) {
    this.store = store;
    this.settings = settings;
    this.onState = onState;
    this.onNews = onNews;
    this.state = { name: settings.open ? "ready" : "closed", sentence: "" };
    this.etag = settings.etag;
    this.failures = 0;
    this.sending = false;
    store.onChange(() => this.wake());
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  start() {
    this.#pollLater(this.settings.shell ? 0 : POLL_MS);
    this.wake();
  }

  /** Try again now, whatever the waiting time was. */
  hurry() {
    this.failures = 0;
    this.#pollLater(0);
    clearTimeout(this.retry);
    this.retry = undefined;
    this.wake();
  }

  /** Send what can be sent, unless that is under way or waits for its turn. */
  async wake() {
    if (this.sending || this.retry) return;
    this.sending = true;
    try {
      let changes = this.store.sendable();
      while (changes.length && (await this.#send(changes))) changes = this.store.sendable();
    } finally {
      this.sending = false;
    }
    this.onState(this.state);
  }

  async #send(changes) {
    const reply = await this.post(this.settings.table, this.store.shelf.device, changes);
    // The only change of a request that is too large to be read at all.
    if (reply?.status === 413) this.store.refused(changes[0].uuid, { reason: "invalid", title: reply.json.title });
    else if (!reply?.ok) this.#waits(stateOf(reply));
    else return this.#taken(reply.json.results);
    return reply?.status === 413;
  }

  // Return whether to go on with the next ones.
  #taken(results) {
    this.store.accepted(results.filter(({ card }) => card));
    const refused = results.filter((each) => each.refused);
    for (const { uuid, refused: refusal } of refused) {
      if (!this.store.refused(uuid, refusal)) {
        this.#waits({ name: "closed", sentence: refusal.title });
        return false;
      }
    }
    this.#goesOn();
    return true;
  }

  /** Send changes of a table; return the reply, or undefined where there was none. */
  post(table, device, changes) {
    const body = JSON.stringify({ device, changes: changes.map(outgoing) });
    return this.#ask(this.settings.changesUrl.replace(/\d+(?=\/changes)/, table), { method: "POST", body });
  }

  /** Ask to join by a code that somebody typed; return the reply, or undefined where there was none. */
  async join(code) {
    const reply = await this.#ask(this.settings.joinUrl + encodeURIComponent(code), {});
    if (reply?.ok) this.settings.token = "";
    return reply;
  }

  // A browser that was ended forgets that it had joined, but the page's own address is the table's code. Once is
  // enough: where the code has ended, a person has to type the new one.
  async #joinAgain() {
    const code = location.pathname.startsWith(this.settings.joinUrl) && location.pathname.slice(this.settings.joinUrl.length);
    if (!code || this.hasTried) return;
    this.hasTried = true;
    const reply = await this.join(decodeURIComponent(code));
    if (reply?.ok && reply.json.table === this.settings.table) this.hurry();
    else if (reply === undefined) this.hasTried = false;
  }

  async #poll() {
    if (!document.hidden) {
      if (!this.store.shelf.works) await this.store.shelf.rewrite();
      const known = this.etag ? { "If-None-Match": this.etag } : {};
      const reply = await this.#ask(this.settings.cardsUrl, { headers: known });
      if (reply?.ok || reply?.status === 304) this.#heard(reply);
      else this.#waits(stateOf(reply));
    }
    this.#pollLater(this.failures ? Math.min(this.#wait(), 8000) : POLL_MS);
  }

  #heard(reply) {
    if (reply.ok) {
      this.etag = reply.etag;
      this.open = reply.json.open;
      this.onNews(this.store.merge(reply.json.cards));
      this.store.shelf.keepSheet({ etag: this.etag, cards: reply.json.cards });
    }
    const closed = this.state.name === "closed" && this.open !== true;
    if (!closed && this.state.name !== "ready") {
      this.#goesOn();
      this.hurry();
    }
    if (this.open === false) this.state = { name: "closed", sentence: this.state.sentence };
    this.onState(this.state);
  }

  /** Ask the server; return its status and JSON, or undefined where there was no answer. */
  async #ask(url, { method = "GET", body, headers = {} }, isSecondTry = false) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    try {
      const reply = await fetch(url, {
        method,
        body,
        headers: { Accept: "application/json", ...this.#writing(body), ...headers },
        credentials: "same-origin",
        signal: abort.signal,
      });
      const json = reply.status === 304 ? null : await reply.json();
      // A 400 without a reason of ours is the token's: it ends with the session that it belongs to.
      if (reply.status === 400 && !json.reason && !isSecondTry && (await this.#freshToken())) {
        return await this.#ask(url, { method, body, headers }, true);
      }
      return { ok: reply.ok, status: reply.status, json, etag: reply.headers.get("ETag") };
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #writing(body) {
    return body ? { "Content-Type": "application/json", "X-CSRFToken": this.settings.token } : {};
  }

  async #freshToken() {
    const reply = await this.#ask(this.settings.tokenUrl, {}, true);
    if (reply?.ok) this.settings.token = reply.json.token;
    return reply?.ok;
  }

  #goesOn() {
    this.failures = 0;
    this.hasTried = false;
    this.state = { name: "ready", sentence: "" };
  }

  #waits(state) {
    this.state = state;
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.wake();
    }, this.#wait());
    this.onState(state);
    if (state.name === "left") this.#joinAgain();
  }

  // A room full of devices that lost the network together does not come back all at once.
  #wait() {
    const wait = WAITS_MS[Math.min(this.failures, WAITS_MS.length) - 1] ?? WAITS_MS[0];
    return wait * (0.8 + 0.4 * Math.random());
  }

  #pollLater(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#poll(), ms);
  }
}

function stateOf(reply) {
  if (reply === undefined) return { name: "offline", sentence: "" };
  const sentence = reply.json?.title ?? "";
  if (reply.json?.reason === "not-open") return { name: "closed", sentence };
  if (reply.status === 401 || reply.status === 403) return { name: "left", sentence };
  return { name: "trouble", sentence };
}
