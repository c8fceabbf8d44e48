// The cards: what the server has, and on top of it what was done on this device and not sent yet.
//
// A change is { uuid, card, act, sequence, … } as the server takes it; on this device it may also have a
// `problem`, the sentence with which the server refused it.

import { newUuid } from "./words.js";

const WORDS = ["text", "kind", "outcome"];

export class Store {
  constructor(shelf, cards) {
    this.shelf = shelf;
    this.server = new Map(cards.map((card) => [card.uuid, card]));
    for (const card of shelf.taken()) this.#learn(card);
    this.done = [];
    this.listeners = [];
    this.#sort();
    shelf.onChange(() => this.#tell());
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  get changes() {
    return this.shelf.changes;
  }

  // ---- what there is to see

  /** Return every card as it looks on this device, in order. */
  cards() {
    const own = this.changes.filter(({ act, card }) => act === "add" && !this.server.has(card)).map(made);
    const copies = this.changes.filter(({ choice, copy }) => choice === "both" && !this.server.has(copy));
    return [...this.server.values(), ...own, ...copies.map((change) => this.#copy(change))].map((card) => this.#seen(card));
  }

  card(uuid) {
    const change = this.changes.find(({ act, card }) => act === "add" && card === uuid);
    const copied = this.changes.find(({ copy }) => copy === uuid);
    const card = this.server.get(uuid) ?? (change && made(change)) ?? (copied && this.#copy(copied));
    return card && this.#seen(card);
  }

  #copy({ card, copy, words, sequence }) {
    const { kind, outcome } = this.server.get(card);
    return made({ card: copy, text: words, kind, outcome, sequence });
  }

  #seen(card) {
    const own = this.byCard.get(card.uuid) ?? [];
    const seen = own.reduce(applied, { ...card, device: card.device ?? this.shelf.device });
    return { ...seen, state: stateOf(seen, own), problem: own.find(({ problem }) => problem)?.problem };
  }

  /** Return how many cards wait: to be sent, for a choice between two texts, or to be mended. */
  waiting() {
    const refused = [...this.byCard.values()].filter((own) => own.some(({ problem }) => problem)).length;
    const rivals = this.#withRivals().length;
    return { all: this.byCard.size, rivals, refused, toSend: this.byCard.size - refused };
  }

  /** Return the first card that waits for a person: for a choice, or to be mended. */
  stuck() {
    const refused = this.changes.find(({ problem }) => problem)?.card;
    return refused ?? this.#withRivals()[0]?.uuid;
  }

  #withRivals() {
    return [...this.server.values()].filter(({ uuid, rivals }) => rivals.length && this.card(uuid).rivals.length);
  }

  // ---- what a person does

  /** Add cards, each { text, kind, outcome, named }; return their UUIDs. */
  add(cards, what = "add") {
    const changes = cards.map((card) => {
      const uuid = newUuid();
      return { uuid, card: uuid, act: "add", ...card };
    });
    this.#do(changes);
    const uuids = changes.map(({ card }) => card);
    this.#did(what, uuids[0], () => this.#do(uuids.map((uuid) => this.#struck(uuid, true))), cards.length);
    return uuids;
  }

  /** Change fields of a card that was read at a basis, with the way back. Return whether anything changed. */
  change(uuid, fields, basis = this.basis(uuid)) {
    const before = this.card(uuid);
    const changed = Object.keys(fields).filter((name) => name in before && before[name] !== fields[name]);
    if (!changed.length) return false;
    this.#do(this.#changed(uuid, { ...only(changed, fields), ...only(["named"], fields) }, basis));
    this.#did("text" in fields ? "words" : "move", uuid, () =>
      this.#do(this.#changed(uuid, only(changed, before), this.basis(uuid))));
    return true;
  }

  strike(uuid, isStruck) {
    this.#do([this.#struck(uuid, isStruck)]);
    this.#did(isStruck ? "strike" : "restore", uuid, () => this.#do([this.#struck(uuid, !isStruck)]));
  }

  /** Settle two versions: “card”, “rival”, or “both” as two cards. */
  settle(uuid, rival, choice) {
    const { text } = this.card(uuid);
    const copy = choice === "both" ? { copy: newUuid() } : {};
    const words = rival.text;
    this.#do([{ uuid: newUuid(), card: uuid, act: "settle", rival: rival.uuid, choice, words, ...copy }]);
    this.#did("settle", uuid, () => {
      if (choice === "rival") this.#do(this.#changed(uuid, { text }, this.basis(uuid)));
      if (choice === "both") this.#do([this.#struck(copy.copy, true)]);
      this.#do([{ uuid: newUuid(), card: uuid, act: "settle", rival: rival.uuid, choice: "open", words }]);
    });
  }

  /** Make all that a function does one thing for “undo”. */
  together(what, act) {
    const before = this.done.length;
    act();
    const steps = this.done.splice(before);
    if (!steps.length) return;
    const [{ uuid, text }] = steps;
    this.done.push({ what, uuid, text, number: steps.length, back: () => steps.reverse().forEach(({ back }) => back()) });
  }

  /** Take back what was done last; return what that was, or null. */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    last.back();
    return last;
  }

  /** Return what a change of a card's words rests on: the version read, and one's own change that still waits. */
  basis(uuid) {
    const own = (this.byCard.get(uuid) ?? []).filter(({ problem, act, text, choice }) =>
      !problem && ((act === "change" && text !== undefined) || choice === "rival"));
    const after = own.at(-1)?.uuid;
    return { seen: this.server.get(uuid)?.version ?? 1, ...(after ? { after } : {}) };
  }

  #changed(uuid, fields, basis) {
    const refused = (this.byCard.get(uuid) ?? []).filter(({ problem }) => problem);
    const add = refused.find(({ act }) => act === "add");
    if (add) {
      // The server refused the card as it was, so nobody has it: its words may still change.
      Object.assign(add, fields, { problem: undefined });
      this.shelf.replace(add);
      return [];
    }
    this.shelf.remove(refused);
    return [{ uuid: newUuid(), card: uuid, act: "change", ...basis, ...fields }];
  }

  #struck(uuid, isStruck) {
    return { uuid: newUuid(), card: uuid, act: isStruck ? "strike" : "restore" };
  }

  #do(changes) {
    if (changes.length) this.shelf.add(changes);
    this.#tell();
  }

  #did(what, uuid, back, number = 1) {
    this.done.push({ what, uuid, back, number, text: this.card(uuid).text });
  }

  // ---- what the server says

  /** Return the changes that can go together now, in this device's order. */
  sendable(most = 25, characters = 300_000) {
    const blocked = new Set(this.changes.filter(({ problem }) => problem).map(({ card }) => card));
    const found = [];
    for (const change of this.changes) {
      characters -= change.text?.length ?? 0;
      if (found.length && (found.length === most || characters < 0)) break;
      // A card that is not on the disk yet waits for it, so that its mark never says more than is so.
      if (change.kept === "soon") break;
      if (!blocked.has(change.card)) found.push(change);
    }
    return found;
  }

  /** Take the server's list; return how many cards of other devices are new in it. */
  merge(cards) {
    const before = this.server;
    const newest = (card) => ((before.get(card.uuid)?.version ?? 0) > card.version ? before.get(card.uuid) : card);
    const listed = new Map(cards.map((card) => [card.uuid, newest(card)]));
    // A list that was asked for before a card was stored may come after it: cards never go away.
    this.server = new Map([...listed, ...[...before].filter(([uuid]) => !listed.has(uuid))]);
    this.done = this.done.filter(({ uuid }) => !this.server.get(uuid)?.withheld);
    this.#tell();
    const isPending = (uuid) => this.byCard.has(uuid);
    return cards.filter((card) => !before.has(card.uuid) && card.device !== this.shelf.device && !isPending(card.uuid)).length;
  }

  /** The server has these changes: `results` has the card of each as it is now. */
  accepted(results) {
    const uuids = new Set(results.map(({ uuid }) => uuid));
    for (const { card } of results) this.#learn(card);
    const cards = [...new Set(results.map(({ card }) => card.uuid))].map((uuid) => this.server.get(uuid));
    this.shelf.remove(this.changes.filter(({ uuid }) => uuids.has(uuid)), cards);
    this.#tell();
  }

  #learn(card) {
    if (card.version >= (this.server.get(card.uuid)?.version ?? 0)) this.server.set(card.uuid, card);
  }

  /** The server refused a change; return whether that is this change's own fault. */
  refused(uuid, { reason, title }) {
    const change = this.changes.find((each) => each.uuid === uuid);
    if (!change || reason === "not-open") return reason !== "not-open";
    const isAdded = this.changes.some(({ act, card }) => act === "add" && card === change.card);
    // What an officer withheld is no longer the table's to change.
    if (reason === "withheld") this.shelf.remove([change]);
    else if (reason === "other-card") this.#renumber(change);
    else if (reason !== "unknown-card" || !isAdded) {
      change.problem = title;
      this.shelf.replace(change);
    }
    return true;
  }

  // Another card has this UUID: ours gets a new one, and so does all that was done with it.
  #renumber({ card }) {
    const uuid = newUuid();
    for (const change of this.changes.filter((each) => each.card === card)) {
      Object.assign(change, { card: uuid }, change.act === "add" ? { uuid } : {});
      this.shelf.replace(change);
    }
    this.done = this.done.filter((each) => each.uuid !== card);
  }

  #sort() {
    this.byCard = new Map();
    for (const change of this.changes) {
      this.byCard.set(change.card, [...(this.byCard.get(change.card) ?? []), change]);
      if (change.copy) this.byCard.set(change.copy, [...(this.byCard.get(change.copy) ?? []), change]);
    }
  }

  #tell() {
    this.#sort();
    for (const listener of this.listeners) listener();
  }
}

/** Return a change as it goes to the server: without what only this device knows of it. */
export function outgoing({ table: _, kept: __, problem: ___, words: ____, ...change }) {
  return change;
}

function made({ card, text, kind, outcome, sequence, named = [] }) {
  return { uuid: card, text, kind, outcome: outcome ?? null, sequence, named, struck: false, version: 0, rivals: [] };
}

function applied(card, change) {
  if (change.act === "change") return { ...card, ...only(WORDS, change), ...(change.text === undefined ? {} : chipsOf(card, change)) };
  if (change.act === "strike" || change.act === "restore") return { ...card, struck: change.act === "strike" };
  if (change.act !== "settle" || change.copy === card.uuid) return card;
  const rivals = card.rivals.filter(({ uuid }) => uuid !== change.rival);
  if (change.choice === "open") return { ...card, rivals: [...rivals, { uuid: change.rival, text: change.words }] };
  return { ...card, rivals, ...(change.choice === "rival" ? { text: change.words, ...chipsOf(card, change) } : {}) };
}

// Chips of words that the server has not seen are found on this device; names that were there before stay.
function chipsOf({ partners = [], named = [] }, change) {
  return { partners: undefined, named: [...named, ...partners.map(({ label }) => label), ...(change.named ?? [])] };
}

function stateOf(card, own) {
  if (own.some(({ problem }) => problem)) return "refused";
  if (own.some(({ kept }) => kept === "soon")) return "soon";
  if (own.some(({ kept }) => kept === "no")) return "page";
  if (card.rivals.length) return "both";
  return own.length ? "here" : "sent";
}

function only(names, fields) {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}
