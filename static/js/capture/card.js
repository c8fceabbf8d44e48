// One card on the sheet: its words, its chips and its mark; opened, a place to change, move or strike it.

import { button, element } from "./words.js";

const MARKS = {
  sent: ["sent", "ok"],
  here: ["on this device", "wait"],
  both: ["kept both versions", "problem"],
  refused: ["not taken", "problem"],
};

export class CardView {
  constructor(uuid, board) {
    this.uuid = uuid;
    this.board = board;
    this.element = element("li", { className: "app-capture__card" });
    this.words = element("button", { type: "button", className: "app-capture__words", tabIndex: -1 });
    this.words.addEventListener("click", () => this.open());
    this.meta = element("p", { className: "app-capture__meta" });
    this.versions = element("div", { className: "app-capture__versions", hidden: true });
    this.element.append(this.words, this.meta, this.versions);
  }

  /** Show the card as it is now; an open editor stays as it is. */
  update(card) {
    const look = JSON.stringify([card.text, card.struck, card.state, card.partners, card.withheld, card.entry]);
    this.card = card;
    if (look === this.look) return;
    this.look = look;
    this.element.classList.toggle("app-capture__card--struck", card.struck);
    const text = card.withheld ? "An officer withheld this card." : card.text;
    this.words.replaceChildren(card.struck ? element("s", {}, text) : text);
    this.words.disabled = card.withheld === true;
    this.#showMeta(card);
    this.#showVersions(card);
  }

  #showMeta(card) {
    const chips = card.partners.map(({ label, name }) =>
      name ? element("abbr", { className: "app-chip", title: name }, label) : element("span", { className: "app-chip" }, label),
    );
    const [text, kind] = MARKS[card.entry?.problem ? "refused" : card.state];
    const mark = element("span", { className: `app-mark app-mark--${kind}` }, text);
    const struck = card.struck ? [element("span", { className: "app-capture__struck" }, "struck through")] : [];
    this.meta.replaceChildren(...chips, ...struck, mark);
  }

  #showVersions(card) {
    const { conflict, problem } = card.entry ?? {};
    const isNew = conflict && this.versions.hidden;
    this.versions.hidden = !conflict && !problem;
    if (problem) this.versions.replaceChildren(element("p", {}, problem));
    if (!conflict) return;
    // After the frame in which the card has grown to show both texts.
    if (isNew) requestAnimationFrame(() => this.board.meet(this));
    const settle = (choice) => () => this.board.settle(this.uuid, choice);
    this.versions.replaceChildren(
      element("p", {}, "Somebody else changed this card while you did. Nothing is lost: choose."),
      element("p", {}, element("strong", {}, "Theirs: "), conflict.theirs),
      element("p", {}, element("strong", {}, "Yours: "), card.text),
      element("div", { className: "app-capture__row" },
        button("Keep theirs", settle("theirs")), button("Keep yours", settle("mine")), button("Keep both, as two cards", settle("both"))),
    );
  }

  /** Put the text into a box to change it. */
  open() {
    if (this.editor || this.card.withheld) return;
    this.#edit({ text: this.card.text, seen: this.card.version });
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  /** Open the box again where the page went away while somebody typed in it. */
  resume() {
    const draft = this.board.shelf.get(this.#draft);
    if (draft && !this.card.withheld) this.#edit(draft);
  }

  get #draft() {
    return `draft:${this.uuid}`;
  }

  // `seen` is the version that the words were read at: an edit by somebody else since is never overwritten.
  #edit({ text, seen }) {
    this.seen = seen;
    this.box = element("textarea", { className: "govuk-textarea app-capture__box", rows: 3, value: text });
    this.box.setAttribute("aria-label", "What was said");
    this.box.addEventListener("input", () => this.board.shelf.put(this.#draft, { text: this.box.value, seen }));
    this.box.addEventListener("keydown", (event) => this.#keys(event));
    this.menu = element("div", { className: "app-capture__moves", hidden: true });
    this.editor = element("div", { className: "app-capture__editor", role: "group", "aria-label": "Change this card" },
      this.box,
      element("div", { className: "app-capture__row" },
        button("Save", () => this.save(), { className: "app-capture__button app-capture__button--main" }),
        button("Move…", () => this.openMoves()),
        button(this.card.struck ? "Bring back" : "Strike through", () => this.#strike()),
        button("Cancel", () => this.close())),
      this.menu);
    this.editor.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.words.hidden = true;
    this.element.prepend(this.editor);
  }

  #keys(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.save();
  }

  save() {
    this.#take();
    this.close();
  }

  // Takes the words over; an empty box leaves them as they were.
  #take() {
    const text = this.box.value.trim();
    if (text) this.board.change(this.uuid, { text }, "Changed.", this.seen);
  }

  #strike() {
    this.#take();
    this.close();
    this.board.strike(this.uuid);
  }

  close() {
    if (!this.editor) return;
    this.board.shelf.put(this.#draft, null);
    this.editor.remove();
    this.editor = undefined;
    this.words.hidden = false;
    this.words.focus();
  }

  /** Offer every other column and outcome, a button each. */
  openMoves() {
    this.open();
    const { kinds, outcomes } = this.board.places(this.card);
    const go = (fields, where) => () => {
      this.#take();
      this.close();
      this.board.change(this.uuid, fields, `Moved to ${where}.`);
      this.board.focusNear(this.uuid);
    };
    const list = (places) => element("div", { className: "app-capture__places" },
      ...places.map(({ label, fields, where }) => button(label, go(fields, where))));
    this.menu.replaceChildren(
      ...(kinds.length ? [element("p", {}, "Move to another column"), list(kinds)] : []),
      ...(outcomes.length ? [element("p", {}, "Move to another outcome"), list(outcomes)] : []),
    );
    this.menu.hidden = false;
    this.menu.querySelector("button")?.focus();
  }
}
