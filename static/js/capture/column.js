// One column: its cards, from one to the next with the arrows, and the box that adds to it.

import { button, counted, element, points } from "./words.js";

export class Column {
  constructor(section, heading, board) {
    this.section = section;
    this.kind = section.dataset.kind;
    this.heading = heading;
    this.board = board;
    this.list = section.querySelector(".app-capture__cards");
    this.list.replaceChildren();
    this.none = section.querySelector(".app-capture__none");
    this.count = section.querySelector(".app-tabs__count");
    this.form = section.querySelector("form");
    this.box = section.querySelector("textarea");
    this.offer = element("div", { className: "app-capture__offer", hidden: true });
    this.form.append(this.offer);
    this.#listen();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#enter();
    });
    this.list.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("focusin", (event) => this.#stopAt(event.target));
  }

  get draft() {
    return `draft:${this.kind}:${this.board.outcome ?? "none"}`;
  }

  /** Show what was typed here and not entered yet. */
  restore() {
    this.box.value = this.board.shelf.get(this.draft) ?? "";
    this.#grow();
    this.#showOffer();
  }

  #typed() {
    this.board.shelf.put(this.draft, this.box.value);
    this.#grow();
    this.#showOffer();
  }

  #grow() {
    this.box.rows = Math.min(8, Math.max(2, this.box.value.split("\n").length));
  }

  // Several lines may be several points, or one: only the person knows.
  #enter() {
    if (points(this.box.value).length > 1) this.offer.querySelector("button").focus();
    else this.#add([this.box.value.trim()]);
  }

  #add(texts) {
    const kept = texts.filter((text) => text !== "");
    if (kept.length) {
      this.board.add(this.kind, kept);
      this.stop = undefined;
      this.#setStops();
    }
    this.box.value = "";
    this.#typed();
    this.box.focus();
  }

  #showOffer() {
    const lines = points(this.box.value);
    this.offer.hidden = lines.length < 2;
    if (this.offer.hidden) return;
    this.offer.replaceChildren(
      button(`Add ${counted(lines.length, "card")}, one a line`, () => this.#add(points(this.box.value)), { className: "app-capture__button app-capture__button--main" }),
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
    const act = this.#acts(index)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
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
      m: () => view.openMoves(),
      M: () => view.openMoves(),
      Delete: () => this.board.strike(uuid),
    };
  }
}
