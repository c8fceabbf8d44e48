// Keying in paper by keyboard alone: Enter goes on, a digit chooses, Ctrl and Enter stores. Enter alone must not store:
// on paper a required question may stay empty, so half of a form would be taken for the whole.

const form = document.querySelector("form[data-keying]");

const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
const isLine = (control) => control.tagName === "INPUT" && !["file", "submit", "button"].includes(control.type);
const group = (control) => [...form.elements].filter((each) => each.name === control.name && isChoice(each));

// Where the keyboard stops: each control, and each group of choices once.
function stops() {
  const seen = new Set();
  return [...form.elements].filter((each) => {
    if (each.matches("fieldset, [type=hidden], [type=button]") || each.disabled || !each.checkVisibility()) return false;
    const isNew = !isChoice(each) || !seen.has(each.name);
    seen.add(each.name);
    return isNew;
  });
}

function goOn(control) {
  const all = stops();
  const here = all.indexOf(isChoice(control) ? group(control)[0] : control);
  const next = all[here + 1];
  const chosen = next && next.type === "radio" && group(next).find((each) => each.checked);
  (chosen || next)?.focus();
}

// The choice whose words begin with this number, as on a scale from 0; otherwise that in this place.
function choose(control, digit) {
  const all = group(control);
  const begins = (each) => Number.parseInt(each.labels[0].textContent.trim(), 10) === digit;
  const chosen = all.find(begins) ?? all[digit - 1];
  chosen?.focus();
  chosen?.click();
}

function pressed(event) {
  const { target, key } = event;
  const isModified = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.altKey) return;
  if (key === "Enter" && isModified) form.requestSubmit();
  else if (key === "Enter" && isLine(target)) goOn(target);
  else if (/^[0-9]$/.test(key) && isChoice(target) && !isModified) choose(target, Number(key));
  else return;
  event.preventDefault();
}

form.addEventListener("keydown", pressed);
for (const each of document.querySelectorAll("[data-keying-keys]")) each.hidden = false;
// The error summary has the focus where there is one.
if (document.activeElement === document.body) stops()[0]?.focus();
