// The sheet as a whole: the open outcome, its columns, and what keys and buttons do to a card.

import { CardView } from "./card.js";
import { Column } from "./column.js";
import { Tabs } from "./tabs.js";
import { button, counted, element, shortened } from "./words.js";

const ANYTHING_ELSE = { id: null, reference: "Anything else", title: "Anything else that was said" };

export class Board {
  constructor(root, store, settings, say) {
    this.store = store;
    this.shelf = store.shelf;
    this.say = say;
    this.kinds = settings.kinds;
    this.outcomes = [...settings.outcomes, ANYTHING_ELSE];
    this.outcome = settings.outcome;
    this.views = new Map();
    this.title = root.querySelector("#outcome");
    this.columns = [...root.querySelectorAll(".app-capture__column")].map(
      (section, index) => new Column(section, this.kinds[index].heading, this),
    );
    this.tabs = new Tabs(root.querySelector("#tabs"), this.outcomes, (outcome) => this.choose(outcome));
    const panel = root.querySelector("#panel");
    panel.setAttribute("role", "tabpanel");
    this.panel = panel;
    this.#makeSwitch(root.querySelector("#switch"));
    this.choose(this.outcomes.find((outcome) => outcome.id === this.outcome));
  }

  // On a phone one column is shown at a time; the style sheet decides where.
  #makeSwitch(place) {
    this.switches = this.columns.map((column) =>
      button(column.heading, () => this.showColumn(column), { className: "app-capture__button app-capture__switch-button" }),
    );
    place.append(...this.switches);
    place.hidden = this.columns.length < 2;
    this.showColumn(this.columns[0]);
  }

  showColumn(shown) {
    this.columns.forEach((column, index) => {
      column.section.classList.toggle("app-capture__column--aside", column !== shown);
      this.switches[index].setAttribute("aria-pressed", String(column === shown));
    });
  }

  choose(outcome) {
    this.outcome = outcome.id;
    const reference = outcome.id === null ? [] : [element("span", { className: "app-capture__reference" }, outcome.reference), " "];
    this.title.replaceChildren(...reference, outcome.title);
    this.panel.setAttribute("aria-labelledby", `tab-${outcome.id ?? "none"}`);
    history.replaceState(null, "", `?outcome=${outcome.id ?? "none"}`);
    this.render();
    this.tabs.reveal(outcome.id);
    for (const column of this.columns) column.restore();
  }

  /** Show every card where it belongs. */
  render() {
    const cards = this.store.cards().map((card) => ({ ...card, outcome: this.#known(card.outcome) }));
    const active = document.activeElement;
    this.columns.forEach((column, index) => {
      const own = cards.filter((card) => card.outcome === this.outcome && this.#columnOf(card) === column);
      column.render(own);
      this.switches[index].textContent = `${column.heading} (${own.filter((card) => !card.struck).length})`;
    });
    const counts = new Map();
    for (const card of cards) if (!card.struck) counts.set(card.outcome, (counts.get(card.outcome) ?? 0) + 1);
    this.tabs.render(this.outcome, counts);
    if (active !== document.activeElement && active?.isConnected) active.focus();
  }

  // A card of an outcome or kind that has no place on this page is shown all the same.
  #known(outcome) {
    return this.outcomes.some((each) => each.id === outcome) ? outcome : null;
  }

  #columnOf(card) {
    return this.columns.find((column) => column.kind === card.kind) ?? this.columns[0];
  }

  /** Return the card's view, up to date. */
  view(card) {
    const known = this.views.get(card.uuid);
    const view = known ?? new CardView(card.uuid, this);
    this.views.set(card.uuid, view);
    view.update(card);
    if (!known) view.resume();
    return view;
  }

  /** Return the column on that side of another, and show it. */
  beside(column, step) {
    const next = this.columns[this.columns.indexOf(column) + step];
    if (next) this.showColumn(next);
    return next;
  }

  /** Return where a card could go. */
  places(card) {
    const kinds = this.kinds.filter(({ value }) => value !== card.kind);
    const outcomes = this.outcomes.filter(({ id }) => id !== this.#known(card.outcome));
    return {
      kinds: kinds.map(({ value, heading }) => ({ label: heading, where: heading, fields: { kind: value } })),
      outcomes: outcomes.map(({ id, reference, title }) => ({
        label: id === null ? reference : `${reference} ${title}`,
        where: reference,
        fields: { outcome: id },
      })),
    };
  }

  // ---- what a person does

  add(kind, texts) {
    const { heading } = this.kinds.find(({ value }) => value === kind);
    for (const text of texts) this.newest = this.store.add({ text, kind, outcome: this.outcome });
    this.views.get(this.newest).element.scrollIntoView({ block: "nearest" });
    this.say(`${texts.length === 1 ? shortened(texts[0]) : counted(texts.length, "card")} added to ${heading}.`);
  }

  change(uuid, fields, saying, seen) {
    if (this.store.change(uuid, fields, seen)) this.say(saying);
  }

  strike(uuid) {
    const { struck } = this.store.card(uuid);
    this.store.change(uuid, { struck: !struck });
    this.say(struck ? "Brought back." : "Struck through. Press U to undo.");
  }

  /** Tell that another text was found beside one's own. */
  meet(view) {
    this.say("Somebody else changed this card while you did. Choose between the two texts.");
    if (view.element.isConnected) view.element.scrollIntoView({ block: "nearest" });
  }

  settle(uuid, choice) {
    this.store.settle(uuid, choice);
    this.say({ theirs: "Their version stays.", mine: "Your version stays.", both: "Both stay, as two cards." }[choice]);
    this.focusNear(uuid);
  }

  undo() {
    const last = this.store.undo();
    this.say(last ? `Undone: ${shortened(last.text)}.` : "There is nothing to undo.");
    if (last) this.focusNear(last.uuid);
  }

  /** Open the outcome of a card and put the focus on it. */
  show(uuid) {
    const outcome = this.#known(this.store.card(uuid).outcome);
    this.choose(this.outcomes.find(({ id }) => id === outcome));
    this.focusNear(uuid);
    this.views.get(uuid).element.scrollIntoView({ block: "nearest" });
  }

  /** Put the focus on a card, or where it was when it has gone elsewhere. */
  focusNear(uuid) {
    const column = this.columns.find((each) => each.uuids.includes(uuid));
    if (column) {
      this.showColumn(column);
      column.focusCard(uuid);
      return;
    }
    this.columns[0].focusAt(Infinity);
  }
}
