// The cards: what the server has, and on top of it what this device wants and has not sent yet.
//
// A pending entry is { create?, want, seen, conflict?, problem? }: the card to store (never changed once made),
// the fields to change, the version they were changed at, the other text where two met, and why it was refused.

import { newUuid } from "./words.js";

const WORDS = ["text", "kind", "outcome"];

export class Store {
  constructor(shelf, cards) {
    this.shelf = shelf;
    this.device = shelf.device();
    this.server = new Map(cards.map((card) => [card.uuid, card]));
    this.pending = new Map(shelf.all("card:").sort(([, a], [, b]) => order(a) - order(b)));
    this.done = [];
    this.busy = null; // the UUID of the card that is being sent
    this.listeners = [];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  /** Return every card as it looks on this device, in order. */
  cards() {
    const stored = [...this.server.values()];
    const own = [...this.pending.values()].filter((entry) => entry.create && !this.server.has(entry.create.uuid));
    return [...stored, ...own.map((entry) => entry.create)].map((card) => this.#seen(card));
  }

  card(uuid) {
    return this.#seen(this.server.get(uuid) ?? this.pending.get(uuid)?.create);
  }

  #seen(card) {
    const entry = this.pending.get(card.uuid);
    return { partners: [], struck: false, ...card, ...entry?.want, state: state(entry), entry };
  }

  /** Return the entries that can be sent, the oldest first. */
  sendable() {
    return [...this.pending.entries()].filter(([, entry]) => !entry.conflict && !entry.problem);
  }

  /** Return how many cards wait: to be sent, for a choice between two texts, or to be mended. */
  waiting() {
    const entries = [...this.pending.values()];
    const conflicts = entries.filter((entry) => entry.conflict).length;
    const refused = entries.filter((entry) => entry.problem && !entry.conflict).length;
    return { all: entries.length, conflicts, refused, toSend: entries.length - conflicts - refused };
  }

  /** Return the first card that waits for a person: for a choice, or to be mended. */
  stuck() {
    return [...this.pending].find(([, entry]) => entry.conflict || entry.problem)?.[0];
  }

  // ---- what a person does

  add({ text, kind, outcome }) {
    const uuid = newUuid();
    const create = { uuid, text, kind, outcome, device: this.device, sequence: this.shelf.nextSequence() };
    this.#keep(uuid, { create, want: {}, seen: 1 });
    this.#did(uuid, { struck: true }, { added: true });
    return uuid;
  }

  /** Change fields of a card that was seen at a version, with the way back for “undo”. */
  change(uuid, fields, seen) {
    const before = this.card(uuid);
    const changed = Object.entries(fields).filter(([name, value]) => before[name] !== value);
    if (!changed.length) return false;
    this.#want(uuid, Object.fromEntries(changed), seen);
    this.#did(uuid, Object.fromEntries(changed.map(([name]) => [name, before[name]])), Object.fromEntries(changed));
    return true;
  }

  /** Take back what was done last; return what that was, or null. */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    this.#want(last.uuid, last.back);
    return last;
  }

  #did(uuid, back, made) {
    this.done.push({ uuid, back, made, text: this.card(uuid).text });
  }

  #want(uuid, fields, seen) {
    const entry = this.pending.get(uuid) ?? { want: {} };
    const version = seen ?? this.server.get(uuid)?.version ?? 1;
    const want = { ...entry.want, ...fields };
    if (entry.problem && entry.create) {
      // The server refused the card as it was, so nobody has it: its words may still change.
      const create = { ...entry.create, ...only(WORDS, want) };
      this.#keep(uuid, { ...entry, create, want: only(["struck"], want), problem: undefined });
      return;
    }
    // The words were read at the version of the first change to them that still waits.
    this.#keep(uuid, { ...entry, want, seen: "text" in entry.want ? entry.seen : version, problem: undefined });
  }

  /** Settle two texts: “theirs”, “mine”, or “both” as two cards. */
  settle(uuid, choice) {
    const { text: mine, entry, ...card } = this.card(uuid);
    const { text: _, ...rest } = entry.want;
    if (choice === "both") this.add({ text: mine, kind: card.kind, outcome: card.outcome });
    const want = choice === "mine" ? entry.want : rest;
    this.#keep(uuid, { ...entry, want, seen: entry.conflict.version, conflict: undefined });
    this.#drop(uuid);
    this.#tell();
  }

  // ---- what the server says

  /** Take the server's list; return how many cards of other devices are new in it. */
  merge(cards) {
    const before = this.server;
    const newest = (card) => ((before.get(card.uuid)?.version ?? 0) > card.version ? before.get(card.uuid) : card);
    const listed = new Map(cards.map((card) => [card.uuid, newest(card)]));
    // A list that was asked for before a card was stored may come after it: cards never go away.
    this.server = new Map([...listed, ...[...before].filter(([uuid]) => !listed.has(uuid))]);
    this.done = this.done.filter(({ uuid }) => !this.server.get(uuid)?.withheld);
    for (const uuid of this.pending.keys()) if (uuid !== this.busy) this.#drop(uuid);
    this.#tell();
    return cards.filter((card) => !before.has(card.uuid) && card.device !== this.device).length;
  }

  /** The server has what was sent; what was changed since stays pending. */
  accepted(uuid, sent, card) {
    this.server.set(card.uuid, card);
    const entry = this.pending.get(uuid);
    if (!entry) return;
    const want = Object.fromEntries(Object.entries(entry.want).filter(([name, value]) => sent[name] !== value));
    this.#keep(uuid, { ...entry, create: undefined, want, seen: card.version });
    this.#drop(uuid);
    this.#tell();
  }

  conflicted(uuid, { theirs, version }) {
    this.#keep(uuid, { ...this.pending.get(uuid), conflict: { theirs, version } });
  }

  refused(uuid, problem) {
    if (this.server.get(uuid)?.withheld) {
      this.#forget(uuid);
      this.#tell();
      return;
    }
    this.#keep(uuid, { ...this.pending.get(uuid), problem });
  }

  /** Another card has this UUID: give ours a new one and send it again. */
  renumber(uuid) {
    const entry = this.pending.get(uuid);
    const create = { ...entry.create, uuid: newUuid() };
    this.done = this.done.map((each) => (each.uuid === uuid ? { ...each, uuid: create.uuid } : each));
    this.#keep(create.uuid, { ...entry, create });
    this.#forget(uuid);
    this.#tell();
  }

  // ---- keeping

  #drop(uuid) {
    const entry = this.pending.get(uuid);
    const card = this.server.get(uuid);
    if (!card) return;
    // What an officer withheld is no longer the table's to change.
    if (card.withheld) {
      this.#forget(uuid);
      return;
    }
    const want = Object.fromEntries(Object.entries(entry.want).filter(([name, value]) => card[name] !== value));
    if (!Object.keys(want).length) this.#forget(uuid);
    else if (entry.create) this.#keep(uuid, { ...entry, want, create: undefined });
  }

  #forget(uuid) {
    this.pending.delete(uuid);
    this.shelf.put(`card:${uuid}`, null);
  }

  #keep(uuid, entry) {
    this.pending.set(uuid, entry);
    this.shelf.put(`card:${uuid}`, entry);
    this.#tell();
  }

  #tell() {
    for (const listener of this.listeners) listener();
  }
}

/** Return the part of an entry's wishes that one request can carry, with where it goes. */
export function nextRequest(uuid, entry) {
  if (entry.create) return { method: "POST", path: "", body: entry.create, sent: entry.create };
  const fields = only(WORDS, entry.want);
  if (Object.keys(fields).length) {
    return { method: "PATCH", path: `/${uuid}`, body: { version: entry.seen, ...fields }, sent: fields };
  }
  const struck = { struck: entry.want.struck };
  return { method: "POST", path: `/${uuid}/state`, body: struck, sent: struck };
}

function only(names, fields) {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function order(entry) {
  return entry.create?.sequence ?? Number.MAX_SAFE_INTEGER;
}

function state(entry) {
  if (entry?.conflict) return "both";
  return entry ? "here" : "sent";
}
