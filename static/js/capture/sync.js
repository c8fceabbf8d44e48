// Sending what is pending, one card after the other, and asking every two seconds what others did.

import { nextRequest } from "./store.js";

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
    this.etag = `"${settings.etag}"`;
    this.failures = 0;
    this.sending = false;
    store.onChange(() => this.wake());
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  start() {
    this.#pollLater(POLL_MS);
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
      let entries = this.store.sendable();
      while (entries.length && (await this.#send(...entries[0]))) entries = this.store.sendable();
    } finally {
      this.sending = false;
    }
    this.onState(this.state);
  }

  async #send(uuid, entry) {
    const { method, path, body, sent } = nextRequest(uuid, entry);
    this.store.busy = uuid;
    const reply = await this.#ask(this.settings.statementsUrl + path, { method, body: JSON.stringify(body) });
    this.store.busy = null;
    if (reply?.ok) {
      this.#goesOn();
      this.store.accepted(uuid, sent, reply.json);
      return true;
    }
    return this.#refused(uuid, reply);
  }

  // Return whether to go on with the next card.
  #refused(uuid, reply) {
    const { reason, title } = reply?.json ?? {};
    if (reason === "edited-meanwhile") this.store.conflicted(uuid, reply.json);
    else if (reason === "other-card") this.store.renumber(uuid);
    else if (reason === "invalid" || reply?.status === 404 || reply?.status === 413) this.store.refused(uuid, title);
    else {
      this.#waits(stateOf(reply));
      return false;
    }
    return true;
  }

  async #poll() {
    if (!document.hidden) {
      const reply = await this.#ask(this.settings.cardsUrl, { headers: { "If-None-Match": this.etag } });
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
  }

  #wait() {
    return WAITS_MS[Math.min(this.failures, WAITS_MS.length) - 1] ?? WAITS_MS[0];
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
