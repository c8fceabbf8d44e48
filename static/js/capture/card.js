// One card on the sheet: its words, its chips and its mark; opened, a place to change, move, duplicate or strike it.

import { Completing } from "./completing.js";
import { button, element } from "./words.js";

const MARKS = {
  sent: ["sent", "ok"],
  here: ["on this device", "wait"],
  soon: ["keeping…", "wait"],
  page: ["on this page only", "problem"],
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
    const look = JSON.stringify([card.text, card.struck, card.state, card.partners, card.named, card.withheld, card.split, card.problem, card.rivals]);
    this.card = card;
    if (look === this.look) return;
    this.look = look;
    this.element.classList.toggle("app-capture__card--struck", card.struck);
    const text = card.withheld ? "An officer withheld this card." : card.text;
    this.words.replaceChildren(card.struck ? element("s", {}, text) : text);
    this.words.disabled = card.withheld === true || card.split === true;
    this.#showMeta(card);
    this.#showVersions(card);
  }

  #showMeta(card) {
    const partners = card.partners ?? this.board.partners.chips(card.text, card.named);
    const chips = partners.map(({ label, name }) =>
      name ? element("abbr", { className: "app-chip", title: name }, label) : element("span", { className: "app-chip" }, label),
    );
    const [text, kind] = MARKS[card.state];
    const mark = element("span", { className: `app-mark app-mark--${kind}` }, text);
    const struck = card.struck ? [element("span", { className: "app-capture__struck" }, "struck through")] : [];
    this.meta.replaceChildren(...chips, ...struck, mark);
  }

  #showVersions(card) {
    const { rivals, problem } = card;
    const isNew = rivals.length > 0 && this.versions.hidden;
    this.versions.hidden = !rivals.length && !problem;
    this.versions.replaceChildren(
      ...(problem ? [element("p", {}, problem)] : []),
      ...rivals.flatMap((rival) => this.#choice(card, rival)),
    );
    // After the frame in which the card has grown to show both texts.
    if (isNew) requestAnimationFrame(() => this.board.meet(this));
  }

  #choice(card, rival) {
    const settle = (choice) => () => this.board.settle(this.uuid, rival, choice);
    const where = rival.device === this.board.shelf.device ? "from this device" : "from another device";
    return [
      element("p", {}, "Two devices changed this card at once. Both versions are kept: choose."),
      element("p", {}, element("strong", {}, "First: "), card.text),
      element("p", {}, element("strong", {}, `Second, ${where}: `), rival.text),
      element("div", { className: "app-capture__row" },
        button("Keep the first", settle("card")), button("Keep the second", settle("rival")), button("Keep both, as two cards", settle("both"))),
    ];
  }

  /** Put the text into a box to change it. */
  open() {
    if (this.editor || this.card.withheld || this.card.split) return;
    this.#edit({ text: this.card.text, basis: this.board.store.basis(this.uuid) });
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  /** Open the box again where the page went away while somebody typed in it. */
  resume() {
    const draft = this.board.shelf.get(this.#draft);
    if (draft && !this.card.withheld && !this.card.split) this.#edit({ basis: { seen: draft.seen }, ...draft });
  }

  get #draft() {
    return `draft:${this.uuid}`;
  }

  // The basis is what the words were read at: an edit by somebody else since is never overwritten.
  #edit({ text, basis }) {
    this.basis = basis;
    this.named = [...(this.card.named ?? [])];
    this.box = element("textarea", { className: "govuk-textarea app-capture__box", rows: 3, value: text });
    this.box.setAttribute("aria-label", "What was said");
    const keep = () => this.board.shelf.put(this.#draft, { text: this.box.value, basis });
    this.menu = element("div", { className: "app-capture__moves", hidden: true });
    this.editor = element("div", { className: "app-capture__editor", role: "group", "aria-label": "Change this card" },
      this.box,
      element("div", { className: "app-capture__row" },
        button("Save", () => this.save(), { className: "app-capture__button app-capture__button--main" }),
        button("Move…", () => this.openPlaces("move")),
        button("Duplicate…", () => this.openPlaces("duplicate")),
        button(this.card.struck ? "Bring back" : "Strike through", () => this.#strike()),
        button("Cancel", () => this.close())),
      this.menu);
    const pick = (label) => {
      this.named.push(label);
      keep();
    };
    this.completing = new Completing(this.box, this.board.partners, { say: this.board.say, onPick: pick });
    this.box.addEventListener("input", keep);
    this.box.addEventListener("keydown", (event) => this.#keys(event));
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
    const named = this.named.length ? { named: this.named } : {};
    if (text) this.board.change(this.uuid, { text, ...named }, "Changed.", this.basis);
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

  /** Offer every other column and outcome, a button each, to “move” the card there or “duplicate” it. */
  openPlaces(act) {
    this.open();
    if (!this.editor) return;
    const { kinds, outcomes } = this.board.places(this.card);
    const go = (fields, where) => () => {
      this.#take();
      this.close();
      if (act === "duplicate") this.board.duplicate(this.uuid, fields, where);
      else this.board.change(this.uuid, fields, `Moved to ${where}.`);
      this.board.focusNear(this.uuid);
    };
    const list = (places) => element("div", { className: "app-capture__places" },
      ...places.map(({ label, fields, where }) => button(label, go(fields, where))));
    const verb = act === "move" ? "Move" : "Duplicate";
    this.menu.replaceChildren(
      ...(kinds.length ? [element("p", {}, `${verb} to another column`), list(kinds)] : []),
      ...(outcomes.length ? [element("p", {}, `${verb} to another outcome`), list(outcomes)] : []),
    );
    this.menu.hidden = false;
    this.menu.querySelector("button")?.focus();
  }
}
