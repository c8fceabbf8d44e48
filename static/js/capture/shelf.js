// What this device keeps for one table until the server has it. Each card has a key of its own, so that two
// pages of the same table on one device never overwrite each other.

import { newUuid } from "./words.js";

export class Shelf {
  constructor(table, storage = globalThis.localStorage) {
    this.prefix = `consult:table:${table}:`;
    this.storage = storage;
    this.works = true;
  }

  /** Return everything kept under a name that starts so, as a list of [rest of the name, value]. */
  all(start) {
    const found = [];
    this.#try(() => {
      for (let index = 0; index < this.storage.length; index += 1) {
        const key = this.storage.key(index);
        if (key.startsWith(this.prefix + start)) found.push([key.slice(this.prefix.length + start.length), this.#read(key)]);
      }
    });
    return found.filter(([, value]) => value !== null);
  }

  get(name) {
    return this.#try(() => this.#read(this.prefix + name)) ?? null;
  }

  /** Keep a value; null or an empty text takes it away. */
  put(name, value) {
    this.#try(() => {
      if (value === null || value === "") this.storage.removeItem(this.prefix + name);
      else this.storage.setItem(this.prefix + name, JSON.stringify(value));
    });
  }

  /** Take away all that is kept for this table. */
  clear() {
    for (const [name] of this.all("")) this.put(name, null);
  }

  /** Return this device's own name, made once. */
  device() {
    const key = "consult:device";
    const known = this.#try(() => this.storage.getItem(key));
    if (known) return known;
    const made = newUuid();
    this.#try(() => this.storage.setItem(key, made));
    return made;
  }

  /** Return the next number of this device's own order. */
  nextSequence() {
    this.sequence = Math.max(this.sequence ?? 0, this.get("sequence") ?? 0) + 1;
    this.put("sequence", this.sequence);
    return this.sequence;
  }

  #read(key) {
    try {
      return JSON.parse(this.storage.getItem(key));
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  // A browser may refuse to keep anything (a private window, a full disk): the page then says so.
  #try(act) {
    try {
      const result = act();
      this.works = true;
      return result;
    } catch {
      this.works = false;
      return undefined;
    }
  }
}
