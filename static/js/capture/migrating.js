// Cards that an earlier version of this page kept in the browser's localStorage come into the shelf, once.
//
// There an entry was { create?, want, seen, conflict?, problem? } under “consult:table:<number>:card:<uuid>”.

import { newUuid } from "./words.js";

const DEVICE = "consult:device";

/** Bring over what is there for the shelf's table; it is taken away only when it is safe in its new place. */
export async function migrate(shelf, storage = () => globalThis.localStorage) {
  const prefix = `consult:table:${shelf.table}:`;
  try {
    const names = Object.keys(storage()).filter((name) => name.startsWith(prefix));
    if (!shelf.works) return;
    if (names.length) {
      const kept = names.map((name) => [name.slice(prefix.length), parsed(storage().getItem(name))]);
      await bring(shelf, kept.filter(([, value]) => value !== null));
      if (!shelf.works) return;
      for (const name of names) storage().removeItem(name);
    }
    if (!Object.keys(storage()).some((name) => name.startsWith("consult:table:"))) storage().removeItem(DEVICE);
  } catch {
    // A browser that refuses its localStorage has nothing in it.
  }
}

async function bring(shelf, kept) {
  const entries = kept.filter(([name]) => name.startsWith("card:")).map(([name, entry]) => [name.slice(5), entry]);
  const inOrder = entries.sort(([, a], [, b]) => numberOf(a) - numberOf(b));
  const changes = inOrder.flatMap(([uuid, entry]) => changesOf(uuid, entry));
  if (changes.length) await shelf.add(changes);
  for (const [name, value] of kept) if (name.startsWith("draft:")) await shelf.put(name, value);
}

function changesOf(card, { create, want = {}, seen }) {
  const { text, kind, outcome, struck } = want;
  const fields = Object.fromEntries(Object.entries({ text, kind, outcome }).filter(([, value]) => value !== undefined));
  const found = [];
  if (create) {
    found.push({ uuid: card, card, act: "add", text: create.text, kind: create.kind, outcome: create.outcome ?? null });
  }
  if (Object.keys(fields).length) found.push({ uuid: newUuid(), card, act: "change", seen: seen ?? 1, ...fields });
  if (struck !== undefined) found.push({ uuid: newUuid(), card, act: struck ? "strike" : "restore" });
  return found;
}

function numberOf({ create }) {
  return create?.sequence ?? Number.MAX_SAFE_INTEGER;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
