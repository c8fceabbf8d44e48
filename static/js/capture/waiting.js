// On the page that asks for a code: says what this device still holds for tables that it was at, and lets it out
// as a rescue file where no code helps.

import { KIND, save } from "./rescue.js";
import { Shelf } from "./shelf.js";
import { outgoing } from "./store.js";
import { button, counted, element } from "./words.js";

const NO_TABLE = -1;

const shelf = await Shelf.open(NO_TABLE);
const kept = await shelf.others();
const tables = [...new Set(kept.map(({ table }) => table))];
const parts = await Promise.all(tables.map((table) => part(table, kept.filter((change) => change.table === table))));
const place = document.getElementById("waiting");
place.replaceChildren(...parts);
place.hidden = !parts.length;

async function part(table, changes) {
  const about = (await shelf.valueOf(table, "about")) ?? { id: table, label: "Table", workshop: "" };
  const cards = new Set(changes.map(({ card }) => card)).size;
  const rescue = { kind: KIND, version: 1, table: about, device: shelf.device, waiting: changes.map(outgoing), stored: [], unfinished: [] };
  const words = `${counted(cards, "card")} of ${about.label}, ${about.workshop}, ${cards === 1 ? "is" : "are"} kept on this device. `
    + "Join that table again to send what is kept, or save a rescue file for the organiser.";
  return element("div", {}, element("p", { className: "govuk-body" }, words),
    button(`Save a rescue file of ${about.label}`, () => save(rescue), { className: "govuk-button govuk-button--secondary" }));
}
