// Puts cards and numbers that the server told in their places, and says in words what happened.

export function place(bench, told) {
  const left = [];
  for (const [id, markup] of Object.entries(told.cards)) {
    if (!replaceCard(bench, id, markup)) left.push(id);
  }
  // Also those of the ledger, which stands above the bench.
  for (const spot of document.querySelectorAll("[data-number]")) {
    const number = told.numbers[spot.dataset.number];
    if (number === undefined) continue;
    spot.textContent = number.toLocaleString("en-GB");
    spot.closest(".app-ledger__item")?.classList.toggle("app-ledger__item--none", !number);
  }
  for (const bar of bench.querySelectorAll("[data-bar]")) draw(bar, told.numbers);
  const progress = bench.querySelector("progress");
  if (progress) {
    progress.max = Math.max(told.numbers["to-decide"], 1);
    progress.value = told.numbers.decided;
  }
  const undo = bench.querySelector('form[data-decision="undo"]');
  if (undo) undo.hidden = !told.undoable;
  bench.dispatchEvent(new Event("placed"));
  return left;
}

export function say(bench, message, isProblem) {
  const status = bench.querySelector("[data-status]");
  status.textContent = message;
  status.classList.toggle("app-wb-status--problem", isProblem);
}

// A card in which somebody types is left as it is: nothing typed is lost.
function replaceCard(bench, id, markup) {
  const old = bench.querySelector(`[data-card="${id}"]`);
  if (!old) return true;
  if (isTypedIn(old)) return false;
  const hadFocus = old.contains(document.activeElement);
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const card = document.importNode(parsed.querySelector("[data-card]"), true);
  old.replaceWith(card);
  card.querySelector("[data-grip]")?.removeAttribute("hidden");
  if (hadFocus) card.focus({ preventScroll: true });
  return true;
}

function isTypedIn(card) {
  if (card.dataset.sent) return false;
  const fields = [...card.querySelectorAll("textarea, input:not([type=hidden])")];
  return fields.some((field) => field.value !== field.defaultValue && !isChosen(field));
}

// Words that were selected rather than typed can be selected again.
function isChosen(field) {
  return field.name === "words" && field.form.elements.start.value !== "";
}

function draw(bar, numbers) {
  const peak = Number(bar.dataset.peak);
  const share = (state) => {
    const count = numbers[`theme-${bar.dataset.bar}-${state}`] ?? 0;
    return peak ? Math.min(Math.floor((count / peak) * 100), 100) : 0;
  };
  bar.children[0].className = `app-wb-bar__accepted bar-${share("accepted")}`;
  bar.children[1].className = `app-wb-bar__waiting bar-${share("proposed")}`;
}
