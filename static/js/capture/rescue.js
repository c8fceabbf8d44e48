// The rescue file: all that this page knows of its table, written by the page itself, so that it needs no network.

import { outgoing } from "./store.js";

export const KIND = "consult rescue file";

/** Return what the file holds. The organiser's page reads it; a person can too. */
export function rescueOf(settings, store, shelf) {
  return {
    kind: KIND,
    version: 1,
    about: "Give this file to the organiser of the event, who brings it in on the workshop’s page.",
    table: { id: settings.table, label: settings.label, workshop: settings.workshop },
    device: shelf.device,
    waiting: store.changes.map(outgoing),
    stored: [...store.server.values()].filter(({ withheld, struck }) => !withheld && !struck).map(stored),
    unfinished: shelf.names("draft:").map((name) => shelf.get(`draft:${name}`)).map((draft) => draft.text ?? draft),
  };
}

function stored({ uuid, text, kind, outcome, device, sequence }) {
  return { uuid, card: uuid, act: "add", sequence, text, kind, outcome, device };
}

/** Save the file where the browser saves what a person downloads. */
export function save(rescue) {
  const written = new Blob([JSON.stringify(rescue, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(written);
  link.download = nameOf(rescue.table);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function nameOf({ label, workshop }) {
  const plain = `${label} ${workshop}`.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `rescue-${plain.slice(0, 60)}.json`;
}
