// The outcomes along the top: one stop of the Tab key, from one to the next with the arrows.

import { element } from "./words.js";

export class Tabs {
  constructor(nav, outcomes, choose) {
    this.outcomes = outcomes;
    this.choose = choose;
    this.list = element("div", { className: "app-capture__tab-list", role: "tablist", "aria-label": "Outcomes" });
    this.tabs = outcomes.map((outcome) => this.#tab(outcome));
    this.list.append(...this.tabs);
    this.list.addEventListener("keydown", (event) => this.#keys(event));
    nav.replaceWith(element("div", { className: "app-capture__tabs" }, this.list));
  }

  #tab(outcome) {
    const tab = element("button", {
      type: "button",
      className: "app-capture__tab",
      role: "tab",
      id: `tab-${outcome.id ?? "none"}`,
      title: outcome.title,
    });
    tab.setAttribute("aria-controls", "panel");
    tab.addEventListener("click", () => this.choose(outcome));
    tab.count = element("span", { className: "app-tabs__count" });
    tab.append(`${outcome.reference} `, tab.count);
    return tab;
  }

  /** Show which outcome is open, and how many cards each has. */
  render(open, counts) {
    this.outcomes.forEach((outcome, index) => {
      const tab = this.tabs[index];
      const isOpen = outcome.id === open;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      const number = counts.get(outcome.id) ?? 0;
      tab.count.replaceChildren(String(number), element("span", { className: "govuk-visually-hidden" }, number === 1 ? " card" : " cards"));
    });
  }

  /** Bring the open tab into the strip, which scrolls sideways on a phone. */
  reveal(open) {
    const tab = this.tabs[this.outcomes.findIndex((outcome) => outcome.id === open)];
    const { list } = this;
    list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  }

  #keys(event) {
    const here = this.tabs.indexOf(document.activeElement);
    const last = this.tabs.length - 1;
    const to = {
      ArrowLeft: here === 0 ? last : here - 1,
      ArrowRight: here === last ? 0 : here + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    this.choose(this.outcomes[to]);
    this.tabs[to].focus();
  }
}
