// What this device still holds for tables that it was at before: sent from here, so that moving on loses nothing.

import { counted } from "./words.js";

const AGAIN_MS = 30000;

/** Send what other tables left here, now and until it is gone; say in words what cannot be sent. */
export async function sendForOthers(shelf, sync, tell) {
  const kept = await shelf.others();
  const tables = [...new Set(kept.map(({ table }) => table))];
  for (const table of tables) {
    // A few at a time, in their own order; what the server refuses stays until its own sheet is opened.
    const changes = kept.filter((change) => change.table === table && !change.problem).slice(0, 25);
    const reply = changes.length ? await sync.post(table, shelf.device, changes) : undefined;
    if (!reply?.ok) continue;
    const taken = new Set(reply.json.results.filter(({ card }) => card).map(({ uuid }) => uuid));
    await shelf.removeOf(changes.filter(({ uuid }) => taken.has(uuid)));
  }
  const left = await shelf.others();
  if (!left.length) await shelf.forgetOtherSheets();
  tell(left.length ? sentence(left) : "");
  if (left.length) setTimeout(() => sendForOthers(shelf, sync, tell), left.length < kept.length ? 0 : AGAIN_MS);
}

function sentence(changes) {
  const cards = new Set(changes.map(({ card }) => card)).size;
  return `${counted(cards, "card")} of another table ${cards === 1 ? "is" : "are"} kept on this device too. `
    + "Open that table’s link once more to send what is left.";
}
