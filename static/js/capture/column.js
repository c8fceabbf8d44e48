// One column: its cards, from one to the next with the arrows, and the box that adds to it.

import { Completing } from "./completing.js";
import { canDictate, dictationInto } from "./dictation.js";
import { points } from "./pasting.js";
import { button, counted, element } from "./words.js";

export class Column {
  constructor(section, heading, board) {
    this.section = section;
    this.kind = section.dataset.kind;
    this.heading = heading;
    this.board = board;
    this.named = [];
    this.list = section.querySelector(".app-capture__cards");
    this.list.replaceChildren();
    this.none = section.querySelector(".app-capture__none");
    this.count = section.querySelector(".app-tabs__count");
    this.form = section.querySelector("form");
    this.box = section.querySelector("textarea");
    this.offer = element("div", { className: "app-capture__offer", hidden: true });
    this.form.append(this.offer);
    const pick = (label) => {
      this.named.push(label);
      this.#keepDraft();
    };
    this.completing = new Completing(this.box, board.partners, { say: board.say, onPick: pick });
    this.#listen();
    this.#offerDictation();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("paste", (event) => this.#pasted(event));
    this.box.addEventListener("keydown", (event) => this.#boxKeys(event));
    this.list.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("focusin", (event) => this.#stopAt(event.target));
  }

  async #offerDictation() {
    if (await canDictate()) this.form.querySelector(".app-capture__row").append(dictationInto(this.box, this.heading.toLowerCase(), this.board.say));
  }

  get draft() {
    return `draft:${this.kind}:${this.board.outcome ?? "none"}`;
  }

  /** Show what was typed here and not entered yet. */
  restore() {
    const draft = this.board.shelf.get(this.draft);
    const kept = draft?.text ?? draft ?? "";
    // What a quick hand typed before this script ran is not to be lost.
    const early = this.started ? "" : this.box.value.trim();
    this.started = true;
    this.box.value = early && early !== kept.trim() ? [kept, early].filter(Boolean).join("\n") : kept;
    this.named = draft?.named ?? [];
    // A closed sheet has no boxes, but for one that still holds words.
    if (this.box.value) this.form.hidden = false;
    if (this.box.value !== kept) this.#keepDraft();
    this.completing.close();
    this.#grow();
    this.#showOffer();
  }

  #typed() {
    this.#keepDraft();
    this.#grow();
    this.#showOffer();
  }

  #keepDraft() {
    const { value: text } = this.box;
    this.board.shelf.put(this.draft, text && { text, named: this.named });
  }

  #grow() {
    this.box.rows = Math.min(8, Math.max(2, this.box.value.split("\n").length));
  }

  #boxKeys(event) {
    if (event.isComposing) return;
    const next = this.board.columns[this.board.columns.indexOf(this) + 1];
    const isAtStart = this.box.selectionStart === 0 && this.box.selectionEnd === 0;
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    const acts = {
      Enter: !event.shiftKey && (() => this.#enter()),
      // From the last box the Tab key goes on through the page, as everywhere.
      Tab: isPlain && this.offer.hidden && next && (() => {
        this.board.showColumn(next);
        next.box.focus();
      }),
      ArrowUp: isPlain && isAtStart && this.uuids.length > 0 && (() => this.focusAt(Infinity)),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  // Several lines may be several points, or one: only the person knows.
  #enter() {
    if (points(this.box.value).lines.length > 1) this.offer.querySelector("button").focus();
    else this.#add([this.box.value.trim()]);
  }

  // A list that is pasted into an empty box becomes a card a line at once; the way back lies beside it.
  #pasted(event) {
    const { lines, written, isBare } = points(event.clipboardData?.getData("text/plain") ?? "");
    if (lines.length < 2 || this.box.value.trim()) return;
    event.preventDefault();
    const { store } = this.board;
    const uuids = this.#add(lines);
    const asWritten = () => {
      store.together("words", () => uuids.forEach((uuid, index) => store.change(uuid, { text: written[index] })));
      this.#close("The lines are as they were written.");
    };
    const asOne = () => {
      store.together("one", () => {
        uuids.forEach((uuid) => store.strike(uuid, true));
        this.#add([written.join("\n")]);
      });
      this.#close("One card instead.");
    };
    this.offer.replaceChildren(
      element("p", { className: "app-capture__offer-words" }, `${counted(lines.length, "card")} added, one a line${isBare ? "" : ", without the marks of the list"}.`),
      ...(isBare ? [] : [button("Put the marks back", asWritten)]),
      button("Make it one card", asOne),
    );
    this.offer.hidden = false;
  }

  #close(saying) {
    this.offer.hidden = true;
    this.box.focus();
    this.board.say(saying);
  }

  #add(texts) {
    const kept = texts.filter((text) => text !== "");
    const uuids = kept.length ? this.board.add(this.kind, kept, this.named) : [];
    this.stop = undefined;
    this.#setStops();
    this.box.value = "";
    this.named = [];
    this.completing.close();
    this.#typed();
    this.box.focus();
    return uuids;
  }

  #showOffer() {
    const { lines } = points(this.box.value);
    this.offer.hidden = lines.length < 2;
    if (this.offer.hidden) return;
    this.offer.replaceChildren(
      button(`Add ${counted(lines.length, "card")}, one a line`, () => this.#add(points(this.box.value).lines), { className: "app-capture__button app-capture__button--main" }),
      button("Add as one card", () => this.#add([this.box.value.trim()])),
    );
  }

  /** Show these cards, in this order, touching only what is not yet so. */
  render(cards) {
    this.uuids = cards.map((card) => card.uuid);
    cards.forEach((card, index) => {
      const { element: item } = this.board.view(card);
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
    while (this.list.children.length > cards.length) this.list.lastChild.remove();
    this.none.hidden = cards.length > 0;
    const live = cards.filter((card) => !card.struck).length;
    this.count.replaceChildren(String(live), element("span", { className: "govuk-visually-hidden" }, " cards"));
    this.#setStops();
  }

  // One card a column is a stop of the Tab key: the one that had the focus last, or the newest.
  #setStops() {
    const stop = this.uuids.includes(this.stop) ? this.stop : this.uuids.at(-1);
    for (const uuid of this.uuids) this.board.views.get(uuid).words.tabIndex = uuid === stop ? 0 : -1;
  }

  #stopAt(words) {
    this.stop = this.uuids.find((uuid) => this.board.views.get(uuid).words === words) ?? this.stop;
    this.#setStops();
  }

  focusCard(uuid) {
    this.board.views.get(uuid).words.focus();
  }

  /** Put the focus on the card of that place, the last where there are fewer, or on the box. */
  focusAt(index) {
    const uuid = this.uuids[Math.min(index, this.uuids.length - 1)];
    if (uuid) this.focusCard(uuid);
    else this.box.focus();
  }

  #keys(event) {
    const index = this.uuids.findIndex((uuid) => this.board.views.get(uuid).words === event.target);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = event.shiftKey ? this.#moves(this.uuids[index]) : this.#acts(index);
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #moves(uuid) {
    const by = (step) => () => this.board.moveBy(uuid, step);
    return {
      ArrowLeft: by({ columns: -1 }),
      ArrowRight: by({ columns: 1 }),
      ArrowUp: by({ outcomes: -1 }),
      ArrowDown: by({ outcomes: 1 }),
    };
  }

  #acts(index) {
    const uuid = this.uuids[index];
    const view = this.board.views.get(uuid);
    const go = (to) => () => (to < this.uuids.length ? this.focusAt(Math.max(0, to)) : this.box.focus());
    return {
      ArrowUp: go(index - 1),
      ArrowDown: go(index + 1),
      Home: go(0),
      End: go(this.uuids.length - 1),
      ArrowLeft: () => this.board.beside(this, -1)?.focusAt(index),
      ArrowRight: () => this.board.beside(this, 1)?.focusAt(index),
      F2: () => view.open(),
      m: () => view.openPlaces("move"),
      d: () => view.openPlaces("duplicate"),
      Delete: () => this.board.strike(uuid),
      Backspace: () => this.board.strike(uuid),
    };
  }
}
