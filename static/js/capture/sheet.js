// The capture sheet: makes the page's links and forms live. Without this script they work by themselves.

import { Board } from "./board.js";
import { Shelf } from "./shelf.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { counted, shortened } from "./words.js";

const settings = JSON.parse(document.getElementById("for-script").textContent);
const at = (id) => document.getElementById(id);
const shelf = new Shelf(settings.table);
const store = new Store(shelf, settings.cards);
const board = new Board(at("capture"), store, settings, say);
const sync = new Sync(store, settings, {
  onState: showState,
  onNews: (number) => number && say(`${counted(number, "new card")} from another device.`),
});

let silence;
let lastHeard = sync.state.name;

store.onChange(() => board.render());
store.onChange(() => showState(sync.state));
at("bar").hidden = false;
at("keys").hidden = false;
at("stuck").addEventListener("click", () => board.show(store.stuck()));
at("undo").addEventListener("click", () => board.undo());
document.addEventListener("keydown", undoByKey);
addEventListener("beforeunload", warn);
at("leave")?.addEventListener("submit", leave);
showState(sync.state);
sync.start();

// What was said goes away once it has been read out: a card's words may be withheld later.
function say(text) {
  at("said").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => at("said").replaceChildren(), 6000);
}

function undoByKey(event) {
  const types = event.target.matches("textarea, input, select");
  if (event.key.toLowerCase() !== "u" || types || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  board.undo();
}

/** Say in words how the connection is and what has not been sent. */
function showState(state) {
  const waiting = store.waiting();
  const words = [
    connectionIn(state, waiting.toSend),
    waiting.conflicts && `${counted(waiting.conflicts, "card")} with two versions: choose one.`,
    waiting.refused && `${counted(waiting.refused, "card")} not taken: see why on it.`,
    !shelf.works && "This browser keeps nothing when it is closed: leave this page open.",
  ];
  const isWell = state.name === "ready" && !waiting.conflicts && !waiting.refused && shelf.works;
  const look = waiting.toSend ? "wait" : "ok";
  at("connection").textContent = words.filter(Boolean).join(" ");
  at("connection").className = `app-capture__connection app-mark app-mark--${isWell ? look : "problem"}`;
  if (lastHeard !== state.name) say(words[0]);
  lastHeard = state.name;
  at("stuck").hidden = !store.stuck();
  showUndo();
}

function connectionIn({ name, sentence }, toSend) {
  const cards = `${counted(toSend, "card")} ${toSend === 1 ? "is" : "are"} kept on this device`;
  const later = toSend ? `${cards} and will be sent when it is back.` : "You can go on: cards are kept on this device.";
  const kept = toSend ? ` ${cards}.` : "";
  switch (name) {
    case "offline":
      return `No connection. ${later}`;
    case "trouble":
      return `The server cannot save just now. ${later}`;
    case "closed":
      return `${sentence || "This consultation is not open, so nothing can be sent."}${kept}`;
    case "left":
      return `${sentence}${kept}`;
    default:
      return toSend ? `Connected. Sending ${counted(toSend, "card")}…` : "Connected. Every card is sent.";
  }
}

function showUndo() {
  const last = store.done.at(-1);
  at("undo").hidden = !last;
  at("undo").textContent = last ? `Undo: ${what(last)}` : "";
}

function what({ made, text }) {
  if ("text" in made) return "change of words";
  if ("added" in made) return `add ${shortened(text)}`;
  if ("struck" in made) return `${made.struck ? "strike" : "bring back"} ${shortened(text)}`;
  return `move ${shortened(text)}`;
}

function warn(event) {
  if (!store.waiting().all) return;
  event.preventDefault();
  event.returnValue = true; // what older browsers go by
}

function leave(event) {
  const { all } = store.waiting();
  if (!all) {
    shelf.clear();
    return;
  }
  event.preventDefault();
  const words = `You cannot leave yet: ${counted(all, "card")} only on this device. Wait until every card is sent.`;
  at("connection").textContent = words;
  say(words);
}
