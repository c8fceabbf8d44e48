// Sends one decision, and puts the changed cards and numbers in their places.

export async function send(bench, form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const reply = await fetch(submitter?.getAttribute("formaction") ?? form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const told = await reply.json();
    if (reply.ok) apply(bench, told);
    else say(bench, told.title, true);
  } catch {
    say(bench, "This was not saved: there is no connection. Try again in a moment.", true);
  } finally {
    delete form.dataset.busy;
  }
}

function apply(bench, told) {
  for (const [id, markup] of Object.entries(told.cards)) replaceCard(bench, id, markup);
  for (const place of bench.querySelectorAll("[data-number]")) {
    const number = told.numbers[place.dataset.number];
    if (number !== undefined) place.textContent = number.toLocaleString("en-GB");
  }
  for (const bar of bench.querySelectorAll("[data-bar]")) draw(bar, told.numbers);
  const progress = bench.querySelector("progress");
  if (progress) {
    progress.max = Math.max(told.numbers["to-decide"], 1);
    progress.value = told.numbers.decided;
  }
  const undo = bench.querySelector('form[data-decision="undo"]');
  if (undo) undo.hidden = !told.undoable;
  say(bench, told.message, false);
}

function replaceCard(bench, id, markup) {
  const old = bench.querySelector(`[data-card="${id}"]`);
  if (!old) return;
  const hadFocus = old.contains(document.activeElement);
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const card = document.importNode(parsed.querySelector("[data-card]"), true);
  old.replaceWith(card);
  if (hadFocus) card.focus({ preventScroll: true });
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

function say(bench, message, isProblem) {
  const status = bench.querySelector("[data-status]");
  status.textContent = message;
  status.classList.toggle("app-wb-status--problem", isProblem);
}
