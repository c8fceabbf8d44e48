// Where the keys lead: on to the next statement once one is decided, and back to one that is undone.

const WAITS = ".app-wb-coding--current.app-wb-coding--proposed";
const FIRST = "#cards";

export function prepareMoving(bench, { whenSent }) {
  // Here from the page before, to go on where the list now begins.
  if (location.hash === FIRST) {
    history.replaceState(null, "", location.pathname + location.search);
    (bench.querySelector(`[data-card]:has(${WAITS})`) ?? bench.querySelector("[data-card]"))?.focus();
  }
  bench.querySelector("[data-go-on]")?.addEventListener("click", () => whenSent(showNext));
}

// The next key means what waits next, also before the server has answered for this one: another
// suggestion of the card, else the next card. Under a theme the keys are always about that theme.
export function goOn(bench, card) {
  const done = card.querySelector(".app-wb-coding--current");
  if (!done.classList.contains("app-wb-coding--proposed")) return;
  done.classList.remove("app-wb-coding--proposed");
  const other = bench.dataset.aboutTheme ? null : card.querySelector(".app-wb-coding--proposed");
  if (other) makeCurrent(card, done, other);
  else leave(bench, card);
}

function makeCurrent(card, done, next) {
  done.classList.remove("app-wb-coding--current");
  next.classList.add("app-wb-coding--current");
  card.setAttribute("aria-describedby", next.querySelector(".app-wb-coding__words").id);
}

function leave(bench, card) {
  document.getSelection()?.removeAllRanges();
  const all = [...bench.querySelectorAll("[data-card]")];
  const next = all.slice(all.indexOf(card) + 1).find((each) => each.querySelector(WAITS));
  if (next) next.focus();
  else showEnd(bench);
}

function showEnd(bench) {
  const end = bench.querySelector("[data-end]");
  end.hidden = false;
  end.querySelector("[data-go-on]").focus();
}

function showNext() {
  history.scrollRestoration = "manual";
  history.replaceState(null, "", FIRST);
  location.reload();
}

// A statement that was decided on the page before comes back at the top.
export function comeBack(bench, cards) {
  const ids = Object.keys(cards);
  const shown = ids.map((id) => bench.querySelector(`[data-card="${id}"]`)).find(Boolean);
  const card = shown ?? (ids.length === 1 ? putFirst(bench, cards[ids[0]]) : null);
  if (!card) return;
  bench.querySelector("[data-end]").hidden = true;
  card.focus();
}

// Of a queue, only what waits there; under a theme, what stands there as the list asks for.
function belongs(bench, card) {
  const { aboutTheme, state } = bench.dataset;
  if (!aboutTheme) return Boolean(card.querySelector(WAITS));
  const theirs = `.app-wb-coding--current.app-wb-coding--${state}[data-coded="${aboutTheme}"]`;
  return Boolean(card.querySelector(theirs));
}

function putFirst(bench, markup) {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const card = document.importNode(parsed.querySelector("[data-card]"), true);
  if (!belongs(bench, card)) return null;
  bench.querySelector("[data-cards]").prepend(card);
  card.querySelector("[data-grip]")?.removeAttribute("hidden");
  bench.dispatchEvent(new Event("placed"));
  return card;
}
