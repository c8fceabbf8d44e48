// The theme workbench with keys and without reloading. Every act is a form that works without this.
import { watchProgress } from "./themes-progress.js";
import { send } from "./themes-send.js";

const KEYS_OFF = "consult.workbench.keys-off";
const bench = document.querySelector("[data-workbench]");
const progress = document.querySelector("[data-progress]");

if (progress) watchProgress(progress);
if (bench && bench.querySelector("[data-cards]")) start(bench);

function start(bench) {
  bench.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-decision]")) return;
    event.preventDefault();
    send(bench, form, event.submitter);
  });
  prepareKeys(bench);
}

function prepareKeys(bench) {
  const help = bench.querySelector("[data-keys]");
  if (!help) return;
  const keysSwitch = help.querySelector("[data-keys-switch]");
  help.hidden = false;
  keysSwitch.checked = localStorage.getItem(KEYS_OFF) === null;
  keysSwitch.addEventListener("change", () => {
    if (keysSwitch.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (keysSwitch.checked && isForUs(event)) press(bench, help, event);
  });
}

function isForUs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  return !event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

function press(bench, help, event) {
  const acts = {
    j: () => step(bench, 1),
    k: () => step(bench, -1),
    a: () => decide(bench, "accept"),
    x: () => decide(bench, "reject"),
    u: () => submit(bench.querySelector('form[data-decision="undo"]:not([hidden])')),
    "?": () => { help.open = !help.open; },
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function cards(bench) {
  return [...bench.querySelectorAll("[data-card]")];
}

function current(bench) {
  return document.activeElement?.closest("[data-card]") ?? null;
}

function step(bench, by) {
  const all = cards(bench);
  const at = all.indexOf(current(bench));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
}

function decide(bench, decision) {
  const card = current(bench);
  if (!card) {
    step(bench, 1);
    return;
  }
  submit(card.querySelector(`.app-wb-coding--current form[data-decision="${decision}"]`));
}

function submit(form) {
  form?.requestSubmit();
}
