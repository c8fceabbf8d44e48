// What this device keeps, in words; the rescue file; and handing the table to another device.

import { askToPersist, hasLittleRoom, isPageKept, keepPage } from "./keeping.js";
import { rescueOf, save } from "./rescue.js";
import { counted } from "./words.js";

const LOOK_MS = 60000;
const PROMISES = {
  promised: "This browser has promised not to clear them by itself.",
  "not promised": "This browser may clear them by itself when the device runs out of room: save a rescue file before you put it away.",
  unknown: "Whether this browser may clear them by itself is not known: save a rescue file before you put the device away.",
};
const LITTLE_ROOM = "This device has little room left: save a rescue file, and free some room.";

const at = (id) => document.getElementById(id);

export class Device {
  constructor({ store, shelf, settings, bar, say }) {
    Object.assign(this, { store, shelf, settings, bar, say });
    at("device").hidden = false;
    at("rescue").addEventListener("click", () => this.#rescue());
    store.onChange(() => this.#show());
  }

  async start() {
    this.#show();
    this.#look();
    // In the copy that opened without a network there is nothing new to keep.
    if (!this.settings.shell) await keepPage(this.settings);
    at("opens").textContent = (await isPageKept())
      ? "This page opens again without a network, at the same address."
      : "This page cannot be opened again without a network, so leave it open.";
  }

  /** Say what other tables' sheets left on this device. */
  tellOfOthers(sentence) {
    at("others").textContent = sentence;
    at("others").hidden = !sentence;
  }

  #show() {
    const { all } = this.store.waiting();
    at("here").textContent = all
      ? `${counted(all, "card")} ${all === 1 ? "is" : "are"} only on this device. Closing the page, or an empty battery, loses nothing: open the page again and they are sent.`
      : "Every card of this device is sent.";
    at("still-here").textContent = all
      ? `${counted(all, "card")} ${all === 1 ? "is" : "are"} still only here: leave this device on, with this page open, until it says that every card is sent.`
      : "This device has nothing left to send, so it can be put away.";
    if (all && !this.asked) this.#ask();
  }

  // Once there is something to lose: some browsers put the question to the person.
  async #ask() {
    this.asked = true;
    at("promise").textContent = this.shelf.works
      ? PROMISES[await askToPersist()]
      : "This browser keeps nothing when the page is closed, perhaps because its window is a private one.";
  }

  async #look() {
    this.bar.warn((await hasLittleRoom()) ? LITTLE_ROOM : "");
    setTimeout(() => this.#look(), LOOK_MS);
  }

  #rescue() {
    save(rescueOf(this.settings, this.store, this.shelf));
    this.say("The rescue file is saved among this device’s downloads.");
  }
}
