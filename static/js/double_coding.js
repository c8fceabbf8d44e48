// Coding blind by keys, and keeping ticks through a reload. Every act is a form that works without this.
import { watchProgress } from "./themes-progress.js";

const KEYS_OFF = "consult.workbench.keys-off";
const progress = document.querySelector("[data-progress]");
const box = document.querySelector("[data-blind]");

if (progress) watchProgress(progress);
if (box?.querySelector("form")) start(box);

function start(box) {
  const key = `consult.ticks.${box.dataset.blind}`;
  const ticks = [...box.querySelectorAll("[data-ticks] input")];
  const saved = states(ticks, "defaultChecked");
  restore(ticks, key, saved);
  box.addEventListener("change", (event) => {
    if (!event.target.closest("[data-ticks]")) return;
    exclude(ticks, event.target);
    sessionStorage.setItem(key, JSON.stringify({ saved, ticked: states(ticks, "checked") }));
  });
  prepareKeys(box);
}

function states(ticks, which) {
  return ticks.map((each) => (each[which] ? "1" : "0")).join("");
}

// What was ticked and not yet saved is there again after a reload; what was saved since counts more.
function restore(ticks, key, saved) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept?.saved === saved) ticks.forEach((each, at) => { each.checked = kept.ticked[at] === "1"; });
  else sessionStorage.removeItem(key);
}

// A theme and “other” exclude each other.
function exclude(ticks, ticked) {
  if (!ticked.checked) return;
  const isOther = ticked.name === "other";
  for (const each of ticks) if ((each.name === "other") !== isOther) each.checked = false;
}

function prepareKeys(box) {
  const hint = box.querySelector("[data-keys-hint]");
  const keysSwitch = hint.querySelector("[data-keys-switch]");
  hint.hidden = false;
  keysSwitch.checked = localStorage.getItem(KEYS_OFF) === null;
  keysSwitch.addEventListener("change", () => {
    if (keysSwitch.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (keysSwitch.checked && isForUs(event)) press(box, event);
  });
}

function isForUs(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return false;
  if (event.key === "Enter") return !event.target.closest("a, button, summary, [data-keys-switch]");
  return !event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

function press(box, event) {
  const tick = box.querySelector(`[data-ticks] [data-key="${CSS.escape(event.key)}"]`);
  if (tick) tick.click();
  else if (event.key === "Enter") box.querySelector("form").requestSubmit();
  else if (event.key === "p") box.querySelector("[data-previous]")?.click();
  else return;
  event.preventDefault();
}
