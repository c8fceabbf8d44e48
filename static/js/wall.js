// Keeps the wall up to date: asks every three seconds, and draws only when something changed.
// Nothing moves or flashes: what is new stands there in place of what was.

const EVERY_MS = 3000;
const SAY_EVERY_MS = 20000;
const SIZES = [0.7, 0.85, 1, 1.2, 1.45, 1.75];

const by = (id) => document.getElementById(id);
const live = by("live");
const table = by("wall-table");
const shows = [...document.querySelectorAll("[data-show]")];
let etag = live.firstElementChild.dataset.etag;
let total = Number(live.firstElementChild.dataset.total);
let size = stored("wall-size", 2);
let said = 0;
let isPaused = false;
let asked = 0;

function stored(name, otherwise) {
  try {
    const value = Number(localStorage.getItem(name) ?? otherwise);
    return Number.isInteger(value) && value in SIZES ? value : otherwise;
  } catch {
    return otherwise;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without a store the size lasts as long as the page.
  }
}

function address(isPart) {
  const url = new URL(location.href);
  if (isPart) url.searchParams.set("part", "live");
  return url;
}

async function ask() {
  const mine = ++asked;
  try {
    const reply = await fetch(address(true), { headers: { "If-None-Match": `"${etag}"` }, cache: "no-store" });
    // The table or the panel may have been changed meanwhile: that answer is another's.
    if (mine !== asked) return;
    if (reply.status === 304) {
      tell("");
    } else if (reply.ok) {
      draw(await reply.text());
      tell("");
    } else if (reply.status === 503 || reply.status >= 500) {
      tell("The wall could not be read just now. It tries again.");
    } else {
      tell("This wall is not shown here any more. Ask the organiser for its new address.");
    }
  } catch {
    if (mine === asked) tell("No connection. What is here may be old; it tries again.");
  }
}

function draw(words) {
  const held = document.createElement("template");
  held.innerHTML = words;
  const fresh = held.content.querySelector("[data-etag]");
  if (!fresh) return;
  live.replaceChildren(fresh);
  etag = fresh.dataset.etag;
  say(Number(fresh.dataset.total));
}

// A hall writes faster than anybody wants to be told.
function say(now) {
  if (now === total || Date.now() - said < SAY_EVERY_MS) return;
  by("wall-said").textContent = `${now.toLocaleString("en-GB")} cards now.`;
  said = Date.now();
  total = now;
}

function tell(words) {
  if (by("wall-state").textContent !== words) by("wall-state").textContent = words;
}

function go(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  history.replaceState(null, "", url);
  mark();
  etag = "";
  ask();
}

function mark() {
  const params = new URL(location.href).searchParams;
  const show = params.get("show") || "all";
  for (const link of shows) {
    if (link.dataset.show === show) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const there = new URL(link.href);
    if (params.get("table")) there.searchParams.set("table", params.get("table"));
    else there.searchParams.delete("table");
    link.href = there;
  }
  table.value = params.get("table") || "";
}

function pause() {
  isPaused = !isPaused;
  by("wall-pause").setAttribute("aria-pressed", String(isPaused));
  tell(isPaused ? "Stopped. What is here does not change." : "");
  if (!isPaused) ask();
}

function resize(by_) {
  size = Math.min(Math.max(size + by_, 0), SIZES.length - 1);
  document.documentElement.style.setProperty("--wall-scale", SIZES[size]);
  keep("wall-size", size);
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => tell("This browser has no full screen here."));
}

function step(by_) {
  const next = table.selectedIndex + by_;
  if (next >= 0 && next < table.options.length) go({ table: table.options[next].value });
}

const LETTERS = {
  "+": () => resize(1),
  "=": () => resize(1),
  "-": () => resize(-1),
  p: pause,
  f: fill,
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, summary")) return;
  const letter = by("wall-letters").checked ? event.key.toLowerCase() : "";
  const show = letter && shows[Number(letter) - 1];
  if (event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowLeft") step(-1);
  else if (show) go({ show: show.dataset.show });
  else if (LETTERS[letter]) LETTERS[letter]();
  else return;
  event.preventDefault();
}

for (const link of shows) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ show: link.dataset.show });
  });
}
table.addEventListener("change", () => go({ table: table.value }));
by("wall-pause").addEventListener("click", pause);
by("wall-smaller").addEventListener("click", () => resize(-1));
by("wall-larger").addEventListener("click", () => resize(1));
by("wall-full").addEventListener("click", fill);
document.addEventListener("keydown", press);
by("wall-refresh").hidden = true;
by("wall-show").hidden = true;
by("wall-acts").hidden = false;
by("wall-keys").hidden = false;
resize(0);
setInterval(() => {
  if (!isPaused) ask();
}, EVERY_MS);
