// The sheet as a whole: the open outcome, its columns, and what keys and buttons do to a card.

import { CardView } from "./card.js";
import { Column } from "./column.js";
import { Partners } from "./partners.js";
import { Tabs } from "./tabs.js";
import { button, counted, element, shortened } from "./words.js";

// Where cards of a discussion heading are: they have no outcome, but a place of their own.
const DISCUSSION = { id: "discussion", reference: "Group discussion", title: "Group discussion" };
const ANYTHING_ELSE = { id: null, reference: "Anything else", title: "Anything else that was said" };

export class Board {
  constructor(root, store, settings, say) {
    this.store = store;
    this.shelf = store.shelf;
    this.say = say;
    this.partners = new Partners(settings.partners);
    this.kinds = settings.kinds;
    const discussion = this.kinds.some((kind) => kind.discussion) ? [DISCUSSION] : [];
    this.outcomes = [...settings.outcomes, ...discussion, ANYTHING_ELSE];
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
    this.switchPlace = place;
  }

  get #isDiscussion() {
    return this.outcome === DISCUSSION.id;
  }

  // The columns of the open tab: those of the discussion, or those under each outcome.
  get #open() {
    return this.columns.filter((_, index) => Boolean(this.kinds[index].discussion) === this.#isDiscussion);
  }

  #openColumns() {
    const open = this.#open;
    this.columns.forEach((column, index) => {
      column.section.hidden = !open.includes(column);
      this.switches[index].hidden = column.section.hidden;
    });
    this.switchPlace.hidden = open.length < 2;
    if (!open.some((column) => !column.section.classList.contains("app-capture__column--aside"))) this.showColumn(open[0]);
  }

  showColumn(shown) {
    this.columns.forEach((column, index) => {
      column.section.classList.toggle("app-capture__column--aside", column !== shown);
      this.switches[index].setAttribute("aria-pressed", String(column === shown));
    });
  }

  choose(outcome) {
    this.outcome = outcome.id;
    this.#openColumns();
    const reference = outcome.id === null || outcome === DISCUSSION ? [] : [element("span", { className: "app-capture__reference" }, outcome.reference), " "];
    this.title.replaceChildren(...reference, outcome.title);
    this.panel.setAttribute("aria-labelledby", `tab-${outcome.id ?? "none"}`);
    history.replaceState(null, "", `?outcome=${outcome.id ?? "none"}`);
    this.render();
    this.tabs.reveal(outcome.id);
    for (const column of this.columns) column.restore();
  }

  /** Show every card where it belongs. */
  render() {
    const cards = this.store.cards().map((card) => ({ ...card, outcome: this.#tabOf(card) }));
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
    return this.columns.find((column) => column.kind === card.kind) ?? this.columns.find((_, index) => !this.kinds[index].discussion);
  }

  #isTalk({ kind }) {
    return this.kinds.some((each) => each.value === kind && each.discussion);
  }

  #tabOf(card) {
    return this.#isTalk(card) ? DISCUSSION.id : this.#known(card.outcome);
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
    const open = this.#open;
    const next = open[open.indexOf(column) + step];
    if (next) this.showColumn(next);
    return next;
  }

  /** Return where a card could go. */
  places(card) {
    const kinds = this.kinds.filter(({ value }) => value !== card.kind);
    const outcomes = this.#isTalk(card) ? [] : this.outcomes.filter((each) => each !== DISCUSSION && each.id !== this.#known(card.outcome));
    return {
      kinds: kinds.map(({ value, heading, discussion }) => ({
        label: heading,
        where: heading,
        fields: discussion ? { kind: value, outcome: null } : { kind: value },
      })),
      outcomes: outcomes.map(({ id, reference, title }) => ({
        label: id === null ? reference : `${reference} ${title}`,
        where: reference,
        fields: { outcome: id },
      })),
    };
  }

  // ---- what a person does

  /** Add a card for each text; return their UUIDs. */
  add(kind, texts, named = []) {
    const { heading } = this.kinds.find(({ value }) => value === kind);
    const partners = named.length ? { named } : {};
    const outcome = this.#isDiscussion ? null : this.outcome;
    const uuids = this.store.add(texts.map((text) => ({ text, kind, outcome, ...partners })));
    this.views.get(uuids.at(-1)).element.scrollIntoView({ block: "nearest" });
    this.say(`${texts.length === 1 ? shortened(texts[0]) : counted(texts.length, "card")} added to ${heading}.`);
    return uuids;
  }

  change(uuid, fields, saying, basis) {
    if (this.store.change(uuid, fields, basis)) this.say(saying);
  }

  /** Make the same card once more, elsewhere. */
  duplicate(uuid, fields, where) {
    const { text, kind, outcome, named } = this.store.card(uuid);
    this.store.add([{ text, kind, outcome, ...(named ? { named } : {}), ...fields }], "duplicate");
    this.say(`Duplicated to ${where}.`);
  }

  /** Move a card by one column or one outcome, where there is one. */
  moveBy(uuid, { columns = 0, outcomes = 0 }) {
    const card = this.store.card(uuid);
    const isTalk = this.#isTalk(card);
    const kinds = this.kinds.filter((each) => Boolean(each.discussion) === isTalk);
    const kind = kinds[kinds.findIndex(({ value }) => value === card.kind) + columns];
    const tabs = isTalk ? [ANYTHING_ELSE] : this.outcomes.filter((each) => each !== DISCUSSION);
    const outcome = tabs[tabs.findIndex(({ id }) => id === (isTalk ? null : this.#known(card.outcome))) + outcomes];
    if (!kind || !outcome) return;
    this.change(uuid, { kind: kind.value, outcome: outcome.id }, `Moved to ${columns ? kind.heading : outcome.reference}.`);
    if (outcomes) this.show(uuid);
    else this.focusNear(uuid);
  }

  strike(uuid) {
    const { struck } = this.store.card(uuid);
    this.store.strike(uuid, !struck);
    this.say(struck ? "Brought back." : "Struck through. Press U to undo.");
  }

  /** Tell that a card has two versions now. */
  meet(view) {
    this.say("Two devices changed one card. Both versions are kept: choose.");
    if (view.element.isConnected) view.element.scrollIntoView({ block: "nearest" });
  }

  settle(uuid, rival, choice) {
    this.store.settle(uuid, rival, choice);
    this.say({ card: "The first version stays.", rival: "The second version stays.", both: "Both stay, as two cards." }[choice]);
    this.focusNear(uuid);
  }

  undo() {
    const last = this.store.undo();
    this.say(last ? `Undone: ${last.number > 1 ? counted(last.number, "card") : shortened(last.text)}.` : "There is nothing to undo.");
    if (last) this.focusNear(last.uuid);
  }

  /** Open the outcome of a card and put the focus on it. */
  show(uuid) {
    const outcome = this.#tabOf(this.store.card(uuid));
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
    this.#open[0].focusAt(Infinity);
  }
}
