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

store.onChange(() => board.render());
store.onChange(() => showState(sync.state));
at("bar").hidden = false;
at("keys").hidden = false;
at("undo").addEventListener("click", () => board.undo());
document.addEventListener("keydown", undoByKey);
addEventListener("beforeunload", warn);
at("leave")?.addEventListener("submit", leave);
showState(sync.state);
sync.start();

function say(text) {
  at("said").textContent = text;
}

function undoByKey(event) {
  const types = event.target.matches("textarea, input, select");
  if (event.key.toLowerCase() !== "u" || types || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  board.undo();
}

/** Say in words how the connection is and what has not been sent. */
function showState(state) {
  const words = sentence(state, store.unsent - store.conflicts);
  const both = store.conflicts ? ` ${counted(store.conflicts, "card")} with two versions: choose one.` : "";
  const lasting = shelf.works ? "" : " This browser keeps nothing when it is closed: leave this page open.";
  at("connection").textContent = words + both + lasting;
  at("connection").className = `app-capture__connection app-mark app-mark--${look(state)}`;
  showUndo();
}

function look({ name }) {
  if (name !== "ready" || store.conflicts || !shelf.works) return "problem";
  return store.unsent ? "wait" : "ok";
}

function sentence({ name, sentence: said }, unsent) {
  const kept = unsent ? ` ${counted(unsent, "card")} ${unsent === 1 ? "is" : "are"} kept on this device.` : "";
  const sent = unsent ? ` ${counted(unsent, "card")} ${unsent === 1 ? "is" : "are"} kept on this device and will be sent when it is back.` : " You can go on: cards are kept on this device.";
  switch (name) {
    case "offline":
      return `No connection.${sent}`;
    case "trouble":
      return `The server cannot save just now.${sent}`;
    case "closed":
      return `${said || "This consultation is not open, so nothing can be sent."}${kept}`;
    case "left":
      return `${said}${kept}`;
    default:
      return unsent ? `Connected. Sending ${counted(unsent, "card")}…` : "Connected. Every card is sent.";
  }
}

function showUndo() {
  const last = store.done.at(-1);
  at("undo").hidden = !last;
  if (last) at("undo").textContent = `Undo: ${what(last)}`;
}

function what({ made, text }) {
  if ("text" in made) return "change of words";
  if ("added" in made) return `add ${shortened(text)}`;
  if ("struck" in made) return `${made.struck ? "strike" : "bring back"} ${shortened(text)}`;
  return `move ${shortened(text)}`;
}

function warn(event) {
  if (!store.unsent) return;
  event.preventDefault();
  event.returnValue = true; // what older browsers go by
}

function leave(event) {
  if (store.unsent) {
    event.preventDefault();
    say(`${counted(store.unsent, "card")} would be lost. Wait until every card is sent.`);
    at("connection").textContent = `You cannot leave yet: ${counted(store.unsent, "card")} only on this device. Wait until every card is sent.`;
    return;
  }
  shelf.clear();
}
