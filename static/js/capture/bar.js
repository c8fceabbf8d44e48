// The bar in words: how the connection is, what has not been sent, and what somebody has to do about it.

import { counted, shortened } from "./words.js";

const at = (id) => document.getElementById(id);

export class Bar {
  constructor({ store, shelf, sync, board, settings, say }) {
    Object.assign(this, { store, shelf, sync, settings, say });
    this.lastHeard = sync.state.name;
    this.warning = "";
    at("bar").hidden = false;
    at("stuck").addEventListener("click", () => board.show(store.stuck()));
    at("undo").addEventListener("click", () => board.undo());
    at("rejoin")?.addEventListener("submit", (event) => this.#rejoin(event));
  }

  /** Warn of something beside the connection, such as a device that is full. */
  warn(sentence) {
    this.warning = sentence;
    this.show(this.sync.state);
  }

  /** Say in words how the connection is and what has not been sent. */
  show(state) {
    const waiting = this.store.waiting();
    const words = [
      connectionIn(state, waiting.toSend),
      waiting.rivals && `${counted(waiting.rivals, "card")} with two versions: choose one.`,
      waiting.refused && `${counted(waiting.refused, "card")} not taken: see why on it.`,
      !this.shelf.works && "This browser keeps nothing when it is closed: leave this page open.",
      this.warning,
    ].filter(Boolean);
    const isWell = state.name === "ready" && words.length === 1;
    const look = waiting.toSend ? "wait" : "ok";
    const connection = at("connection");
    const text = words.join(" ");
    if (connection.textContent !== text) connection.textContent = text;
    connection.className = `app-capture__connection app-mark app-mark--${isWell ? look : "problem"}`;
    if (this.lastHeard !== state.name) this.say(words[0]);
    this.lastHeard = state.name;
    at("stuck").hidden = !this.store.stuck();
    for (const id of ["rejoin", "sign-in"]) if (at(id)) at(id).hidden = state.name !== "left";
    this.#showUndo();
  }

  #showUndo() {
    const last = this.store.done.at(-1);
    at("undo").hidden = !last;
    at("undo").textContent = last ? `Undo: ${what(last)}` : "";
  }

  // The same page goes on: nothing that was typed or kept is touched.
  async #rejoin(event) {
    event.preventDefault();
    const code = at("rejoin-code").value.replace(/[^0-9a-z]/gi, "");
    if (!code) return;
    const reply = await this.sync.join(code);
    const sentence = this.#refusal(reply);
    at("rejoin-error").textContent = sentence;
    at("rejoin-code").setAttribute("aria-invalid", String(Boolean(sentence)));
    if (sentence) {
      at("rejoin-code").focus();
      return;
    }
    at("rejoin-code").value = "";
    history.replaceState(null, "", reply.json.address + location.search);
    this.sync.hurry();
    this.say("This device has joined the table again.");
  }

  #refusal(reply) {
    if (reply === undefined) return "There is no connection. Try again when it is back.";
    if (!reply.ok) return reply.json.title;
    return reply.json.table === this.settings.table ? "" : "This is the code of another table. Type the code of this one.";
  }
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

function what({ what: done, text, number }) {
  const which = number > 1 ? counted(number, "card") : shortened(text);
  const words = {
    add: `add ${which}`,
    duplicate: `duplicate ${which}`,
    words: number > 1 ? `change of words on ${which}` : "change of words",
    move: `move ${which}`,
    strike: `strike ${which}`,
    restore: `bring back ${which}`,
    settle: `choice of version`,
    one: `one card of ${counted(number - 1, "line")}`,
  };
  return words[done];
}
