// The workbench by keyboard alone. Each key presses a button that is on the page.
import { comeBack, goOn } from "./themes-moving.js";
import { say } from "./themes-place.js";
import { fill, selected } from "./themes-parts.js";

const KEYS_OFF = "consult.workbench.keys-off";

export function prepareKeys(bench) {
  const help = bench.querySelector("[data-keys]");
  if (!help) return;
  const keysSwitch = help.querySelector("[data-keys-switch]");
  help.hidden = false;
  keysSwitch.checked = localStorage.getItem(KEYS_OFF) === null;
  showDigits(bench, keysSwitch.checked);
  keysSwitch.addEventListener("change", () => {
    if (keysSwitch.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
    showDigits(bench, keysSwitch.checked);
  });
  // Whoever undoes by its key is led to what was undone, unless they have gone elsewhere meanwhile.
  let isUndoing = false;
  document.addEventListener("pointerdown", () => { isUndoing = false; });
  bench.addEventListener("undone", (event) => {
    if (isUndoing) comeBack(bench, event.detail);
  });
  document.addEventListener("keydown", (event) => {
    isUndoing = event.key === "u";
    if (keysSwitch.checked && isForUs(event)) press(bench, help, event);
    else if (event.key === "Escape") leaveField(event);
  });
}

export function addTheme(card, themeId) {
  const form = card.querySelector('form[data-decision="add"]');
  // Words that are selected no longer are meant no longer.
  fill(form, selected(card));
  form.elements.to.value = themeId;
  form.requestSubmit(form.querySelector("[data-add]"));
}

function showDigits(bench, isOn) {
  for (const digit of bench.querySelectorAll("[data-digit]")) digit.hidden = !isOn;
}

function isForUs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

// From a field of a card back to the card, so that the keys work again.
function leaveField(event) {
  const card = event.target.closest?.("[data-card]");
  if (card && event.target !== card) card.focus();
}

function press(bench, help, event) {
  const acts = {
    j: () => step(bench, 1),
    k: () => step(bench, -1),
    a: () => decide(bench, "accept"),
    x: () => decide(bench, "reject"),
    m: () => open(bench, "[data-more]", "select"),
    n: () => open(bench, "[data-more]", 'input[name="name"]'),
    t: () => open(bench, "[data-note]", "textarea"),
    b: () => onCard(bench, (card) => submit(card.querySelector('form[data-decision="bookmark"]'))),
    f: () => takePosition(bench, "for"),
    g: () => takePosition(bench, "against"),
    d: () => takePosition(bench, "mixed"),
    s: () => takePosition(bench, "unclear"),
    u: () => submit(bench.querySelector('form[data-decision="undo"]:not([hidden])')),
    "?": () => { help.open = !help.open; },
  };
  const act = acts[event.key] ?? (/^[1-9]$/.test(event.key) && (() => addNumber(bench, event.key)));
  if (!act) return;
  event.preventDefault();
  act();
}

function current(bench) {
  return selected(bench)?.card ?? document.activeElement?.closest("[data-card]") ?? null;
}

function step(bench, by) {
  const all = [...bench.querySelectorAll("[data-card]")];
  const isAtEnd = Boolean(document.activeElement?.closest("[data-end]"));
  if (isAtEnd && by > 0) return;
  const at = isAtEnd ? all.length : all.indexOf(current(bench));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next !== current(bench)) document.getSelection()?.removeAllRanges();
  next?.focus();
}

function onCard(bench, act) {
  const card = current(bench);
  if (card) act(card);
  else step(bench, 1);
}

function decide(bench, decision) {
  onCard(bench, (card) => {
    const form = card.querySelector(`.app-wb-coding--current form[data-decision="${decision}"]`);
    if (form) {
      submit(form);
      goOn(bench, card);
    } else say(bench, "There is nothing to decide here. Add a theme by its number, or with m.", false);
  });
}

function takePosition(bench, position) {
  const button = `form[data-decision="position"] button[value="${position}"]`;
  // Where there is no proposal there is no such form, and the key does nothing.
  if (!bench.querySelector('form[data-decision="position"]')) return;
  onCard(bench, (card) => {
    const choice = card.querySelector(button);
    if (choice) choice.form.requestSubmit(choice);
    else say(bench, "It is decided so already.", false);
  });
}

function addNumber(bench, digit) {
  const theme = bench.querySelectorAll("[data-theme]")[Number(digit) - 1];
  if (theme) onCard(bench, (card) => addTheme(card, theme.dataset.theme));
}

function open(bench, box, field) {
  onCard(bench, (card) => {
    const details = card.querySelector(box);
    details.open = true;
    details.querySelector(field).focus();
  });
}

function submit(form) {
  form?.requestSubmit();
}
