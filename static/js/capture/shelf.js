// What this device keeps for its table, in IndexedDB, with all of it in memory too so that the page can be drawn
// at once. Nothing is called kept before the browser says that it is on the disk.
//
// Two stores: “changes” holds what was done and not sent yet, numbered by the database itself, which is this
// device's own order whatever its clock says; “kept” holds values by [table, name], such as half-typed words.

import { newUuid } from "./words.js";

const DATABASE = "consult-capture";
const CHANGES = "changes";
const KEPT = "kept";
const CARD = "card:";
const EVERYWHERE = 0; // no table has this number

export class Shelf {
  /** Return what is kept for a table; where the browser keeps nothing, one that works in memory only. */
  static async open(table) {
    const shelf = new Shelf(table);
    await shelf.#connect();
    return shelf;
  }

  constructor(table) {
    this.table = table;
    this.device = newUuid();
    this.changes = []; // in order; `kept` on each: “soon”, “yes” or “no”
    this.values = new Map();
    this.works = false;
    this.last = 0;
    this.dirty = new Set();
    this.listeners = [];
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(DATABASE) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => data.table === table && this.#heard(data);
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  // ---- changes

  /** Keep changes, all or none; their numbers come with the promise that they are on the disk. */
  async add(changes) {
    for (const change of changes) Object.assign(change, { table: this.table, kept: "soon" });
    this.changes.push(...changes);
    const isKept = await this.#write((stores) => {
      for (const change of changes) {
        stores[CHANGES].add(bare(change)).onsuccess = ({ target }) => {
          change.sequence = target.result;
        };
      }
    });
    for (const change of changes) {
      change.sequence ??= this.last + 1;
      this.last = Math.max(this.last, change.sequence);
      change.kept = isKept ? "yes" : "no";
    }
    if (isKept) this.#tellOthers({ added: changes.map(bare) });
    this.#tell();
  }

  /** Keep a change in its new shape, in its old place. */
  async replace(change) {
    const isKept = await this.#write((stores) => stores[CHANGES].put(bare(change)));
    if (isKept) this.#tellOthers({ added: [bare(change)] });
    this.#tell();
  }

  /** Forget changes, and keep in their place the cards that they became: at no time is neither on the disk. */
  remove(changes, cards = []) {
    if (!changes.length) return;
    const gone = new Set(changes.map(({ uuid }) => uuid));
    this.changes = this.changes.filter(({ uuid }) => !gone.has(uuid));
    for (const card of cards) this.values.set(CARD + card.uuid, card);
    this.#write((stores) => {
      for (const { sequence } of changes) if (sequence) stores[CHANGES].delete(sequence);
      for (const card of cards) this.#putValue(stores, CARD + card.uuid);
    });
    this.#tellOthers({ removed: [...gone] });
    this.#tell();
  }

  // ---- values

  get(name) {
    return this.values.get(name) ?? null;
  }

  /** Return the names that start so, each without its start. */
  names(start) {
    return [...this.values.keys()].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  }

  /** Keep a value; null or an empty text takes it away. What comes while one is written waits for it. */
  put(name, value) {
    if (value === null || value === "") this.values.delete(name);
    else this.values.set(name, value);
    this.dirty.add(name);
    this.writing ??= this.#writeValues().finally(() => { this.writing = undefined; });
    return this.writing;
  }

  async #writeValues() {
    while (this.dirty.size) {
      const names = [...this.dirty];
      this.dirty.clear();
      await this.#write((stores) => names.forEach((name) => this.#putValue(stores, name)), "relaxed");
    }
  }

  /** Return the cards that the server took from here since it last gave its list. */
  taken() {
    return this.names(CARD).map((uuid) => this.get(CARD + uuid));
  }

  /** Keep the server's list, for the next time that there is none. */
  keepSheet(sheet) {
    const listed = new Map(sheet.cards.map(({ uuid, version }) => [uuid, version]));
    for (const { uuid, version } of this.taken()) if (listed.get(uuid) >= version) this.put(CARD + uuid, null);
    return this.put("sheet", sheet);
  }

  #putValue(stores, name) {
    const key = [this.table, name];
    if (this.values.has(name)) stores[KEPT].put(this.values.get(name), key);
    else stores[KEPT].delete(key);
  }

  /** Take away all that is kept for this table. */
  async clear() {
    this.changes = [];
    this.values.clear();
    await this.#write((stores) => {
      stores[KEPT].delete(allOf(this.table));
      stores[CHANGES].index("table").openKeyCursor(IDBKeyRange.only(this.table)).onsuccess = ({ target }) => {
        if (!target.result) return;
        stores[CHANGES].delete(target.result.primaryKey);
        target.result.continue();
      };
    }, "strict", false);
  }

  // ---- other tables of this device

  /** Return what other tables' sheets left here unsent, in order. */
  async others() {
    const all = await this.#read((stores) => stores[CHANGES].getAll());
    return (all ?? []).filter(({ table }) => table !== this.table);
  }

  /** Return a value of another table. */
  async valueOf(table, name) {
    return await this.#read((stores) => stores[KEPT].get([table, name]));
  }

  /** Forget changes of other tables that were sent from here. */
  removeOf(changes) {
    return this.#write((stores) => changes.forEach(({ sequence }) => stores[CHANGES].delete(sequence)));
  }

  /** Forget the cards of other tables: a device holds the sheet of the table that it is at. */
  async forgetOtherSheets() {
    const keys = (await this.#read((stores) => stores[KEPT].getAllKeys())) ?? [];
    const unsent = new Set((await this.others()).map(({ table }) => table));
    // What names a table is needed for as long as something of it waits here; half-typed words are this device's.
    const isLeft = ([table, name]) => name === "sheet" || name.startsWith(CARD) || (name === "about" && !unsent.has(table));
    const others = keys.filter((key) => ![this.table, EVERYWHERE].includes(key[0]) && isLeft(key));
    if (others.length) await this.#write((stores) => others.forEach((key) => stores[KEPT].delete(key)));
  }

  // ---- the database

  async #connect() {
    try {
      this.database = await opened();
      // A browser that clears its data, or a person who does, closes it under our hands: what is in memory
      // goes back onto the disk.
      this.database.onclose = () => this.rewrite();
      this.database.onversionchange = () => this.database.close();
      this.works = true;
      await this.#load();
    } catch {
      this.works = false;
    }
  }

  async #load() {
    const [device, names, values, changes] = await Promise.all([
      this.#read((stores) => stores[KEPT].get([EVERYWHERE, "device"])),
      this.#read((stores) => stores[KEPT].getAllKeys(allOf(this.table))),
      this.#read((stores) => stores[KEPT].getAll(allOf(this.table))),
      this.#read((stores) => stores[CHANGES].index("table").getAll(this.table)),
    ]);
    names.forEach(([, name], index) => this.values.set(name, values[index]));
    this.changes = changes.map((change) => ({ ...change, kept: "yes" }));
    this.last = this.changes.at(-1)?.sequence ?? 0;
    if (device) this.device = device;
    else await this.#write((stores) => stores[KEPT].put(this.device, [EVERYWHERE, "device"]));
  }

  /** Write everything that is in memory once more, where the browser lost it or had no room for it. */
  async rewrite() {
    try {
      this.database = await opened();
      this.database.onclose = () => this.rewrite();
    } catch {
      this.works = false;
      this.#tell();
      return;
    }
    const isKept = await this.#write((stores) => {
      stores[KEPT].put(this.device, [EVERYWHERE, "device"]);
      for (const name of this.values.keys()) this.#putValue(stores, name);
      for (const change of this.changes) stores[CHANGES].put(bare(change));
    });
    if (isKept) this.changes.forEach((change) => { change.kept = "yes"; });
    this.#tell();
  }

  // Return whether it is on the disk. A browser may refuse (a private window, a full disk): the page says so.
  async #write(work, durability = "strict", commits = true) {
    try {
      await new Promise((resolve, reject) => {
        const transaction = this.database.transaction([CHANGES, KEPT], "readwrite", { durability });
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
        work(storesOf(transaction));
        // A page that is closed now takes nothing back any more.
        if (commits) transaction.commit?.();
      });
      this.works = true;
      return true;
    } catch {
      this.works = false;
      return false;
    }
  }

  async #read(ask) {
    if (!this.database) return undefined;
    return await new Promise((resolve, reject) => {
      const request = ask(storesOf(this.database.transaction([CHANGES, KEPT])));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // ---- other pages of this table on this device

  #tellOthers(what) {
    this.channel?.postMessage({ table: this.table, ...what });
  }

  #heard({ added = [], removed = [] }) {
    const gone = new Set([...removed, ...added.map(({ uuid }) => uuid)]);
    this.changes = this.changes.filter(({ uuid }) => !gone.has(uuid));
    this.changes.push(...added.map((change) => ({ ...change, kept: "yes" })));
    this.changes.sort((a, b) => (a.sequence ?? Infinity) - (b.sequence ?? Infinity));
    this.#tell();
  }

  #tell() {
    for (const listener of this.listeners) listener();
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const changes = request.result.createObjectStore(CHANGES, { keyPath: "sequence", autoIncrement: true });
      changes.createIndex("table", "table");
      request.result.createObjectStore(KEPT);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another page holds the database"));
  });
}

function storesOf(transaction) {
  return { [CHANGES]: transaction.objectStore(CHANGES), [KEPT]: transaction.objectStore(KEPT) };
}

function allOf(table) {
  return IDBKeyRange.bound([table], [table, []]);
}

// What of a change goes onto the disk: not how far this page has come with it.
function bare({ kept: _, ...change }) {
  if (change.sequence === undefined) delete change.sequence;
  return change;
}
