// The capture sheet: makes the page's links and forms live. Without this script they work by themselves.

import { Bar } from "./bar.js";
import { Board } from "./board.js";
import { showDay } from "./day.js";
import { Device } from "./device.js";
import { forgetPages } from "./keeping.js";
import { migrate } from "./migrating.js";
import { sendForOthers } from "./others.js";
import { Shelf } from "./shelf.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { counted } from "./words.js";

const SILENCE_MS = 6000;
const BETWEEN_NEWS_MS = 20000;

const settings = JSON.parse(document.getElementById("for-script").textContent);
const at = (id) => document.getElementById(id);
let silence;
let news = 0;
let isLeaving = false;

const shelf = await Shelf.open(settings.table);
await migrate(shelf);
// The copy that opens without a network has no cards in it: they are where this device keeps them.
const known = settings.shell ? shelf.get("sheet") : { etag: `"${settings.etag}"`, cards: settings.cards };
settings.etag = known?.etag ?? "";
const store = new Store(shelf, known?.cards ?? []);
const board = new Board(at("capture"), store, settings, say);
const sync = new Sync(store, settings, { onState: (state) => bar.show(state), onNews: hear });
const bar = new Bar({ store, shelf, sync, board, settings, say });
const device = new Device({ store, shelf, settings, bar, say });

store.onChange(() => board.render());
store.onChange(() => bar.show(sync.state));
document.addEventListener("keydown", undoByKey);
addEventListener("beforeunload", warn);
at("leave")?.addEventListener("submit", leave);
at("sign-in")?.addEventListener("click", () => { isLeaving = shelf.works; });
at("keys").hidden = false;
showDay(at("round"), settings.day);
if (!settings.shell) await shelf.keepSheet(known);
await shelf.put("about", { id: settings.table, label: settings.label, workshop: settings.workshop });
bar.show(sync.state);
sync.start();
device.start();
shelf.forgetOtherSheets();
sendForOthers(shelf, sync, (sentence) => device.tellOfOthers(sentence));

// What was said goes away once it has been read out: a card's words may be withheld later.
function say(text) {
  at("said").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => at("said").replaceChildren(), SILENCE_MS);
}

// At a busy table cards come all the time: whoever listens hears of them now and then, in one number.
function hear(number) {
  if (!number) return;
  if (!news) setTimeout(tellNews, BETWEEN_NEWS_MS);
  news += number;
}

function tellNews() {
  say(`${counted(news, "new card")} from other devices.`);
  news = 0;
}

function undoByKey(event) {
  const types = event.target.matches("textarea, input, select");
  const isUndo = event.key.toLowerCase() === "u" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isUsual = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (types || !(isUndo || isUsual)) return;
  event.preventDefault();
  board.undo();
}

function warn(event) {
  if (isLeaving || !store.waiting().all) return;
  event.preventDefault();
  event.returnValue = true; // what older browsers go by
}

async function leave(event) {
  event.preventDefault();
  const { all } = store.waiting();
  if (all) {
    const words = `You cannot leave yet: ${counted(all, "card")} only on this device. Wait until every card is sent.`;
    at("connection").textContent = words;
    say(words);
    return;
  }
  await shelf.clear();
  await forgetPages();
  event.target.submit();
}
