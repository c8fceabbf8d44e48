// The list of partners under a box: nothing in it is chosen until an arrow key or a finger chooses it, so that
// Enter goes on adding the card.

import { counted, element } from "./words.js";

let lists = 0;

export class Completing {
  constructor(box, partners, { say, onPick }) {
    this.box = box;
    this.partners = partners;
    this.say = say;
    this.onPick = onPick;
    lists += 1;
    this.list = element("ul", { className: "app-capture__partners", role: "listbox", id: `partners-${lists}`, hidden: true });
    this.list.setAttribute("aria-label", "Partners");
    box.setAttribute("aria-autocomplete", "list");
    box.after(this.list);
    box.addEventListener("input", () => this.#offer());
    box.addEventListener("blur", () => this.close());
    box.addEventListener("keydown", (event) => this.#keys(event));
  }

  #offer() {
    const { selectionStart: caret, value } = this.box;
    const offers = this.partners.offers(value.slice(0, caret));
    // In the middle of a word there is nothing to complete.
    if (!offers?.options.length || /^\S/.test(value.slice(caret))) {
      this.close();
      return;
    }
    if (this.list.hidden) this.say(`${counted(offers.options.length, "partner")} offered: arrow down to choose.`);
    this.offers = offers;
    this.active = -1;
    this.list.replaceChildren(...offers.options.map((option, index) => this.#option(option, index)));
    this.list.hidden = false;
    this.box.setAttribute("aria-controls", this.list.id);
    this.#show();
  }

  #option({ label, name, isNew }, index) {
    const words = isNew ? `Add “${label}” as a partner` : label;
    const option = element("li", { className: "app-capture__partner", role: "option", id: `${this.list.id}-${index}` },
      isNew ? words : element("strong", {}, words), ...(name && name !== label ? [` ${name}`] : []));
    // Before the box loses the focus, and with it the list.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#pick(index));
    return option;
  }

  #show() {
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.active)));
    if (this.active < 0) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", this.list.children[this.active].id);
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  #keys(event) {
    if (this.list.hidden || event.isComposing) return;
    const last = this.list.children.length - 1;
    const acts = {
      ArrowDown: () => { this.active = this.active === last ? 0 : this.active + 1; },
      ArrowUp: () => { this.active = this.active <= 0 ? last : this.active - 1; },
      Escape: () => this.close(),
      ...(this.active >= 0 ? { Enter: () => this.#pick(this.active), Tab: () => this.#pick(this.active) } : {}),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    acts[event.key]();
    if (!this.list.hidden) this.#show();
  }

  #pick(index) {
    const { start, options } = this.offers;
    const { label, isNew } = options[index];
    const { selectionStart: caret, value } = this.box;
    const isBracket = value[start - 1] === "(" && value[caret] !== ")";
    const before = value.slice(0, start) + label + (isBracket ? ")" : "");
    this.box.value = before + value.slice(caret);
    this.box.setSelectionRange(before.length, before.length);
    this.close();
    if (isNew) this.partners.add(label);
    this.onPick(label);
    this.say(`${label} is the partner.`);
  }

  close() {
    this.list.hidden = true;
    this.box.removeAttribute("aria-controls");
    this.box.removeAttribute("aria-activedescendant");
  }
}
