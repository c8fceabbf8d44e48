// The theme workbench with keys and without reloading. Every act is a form that works without this.
import { prepareDrag } from "./themes-drag.js";
import { addTheme, prepareKeys } from "./themes-keys.js";
import { watch } from "./themes-live.js";
import { prepareMoving } from "./themes-moving.js";
import { followSelection } from "./themes-parts.js";
import { watchProgress } from "./themes-progress.js";
import { makeOutbox } from "./themes-send.js";

const bench = document.querySelector("[data-workbench]");
const progress = document.querySelector("[data-progress]");

if (progress) watchProgress(progress);
if (bench && bench.querySelector("[data-cards]")) start(bench);

function start(bench) {
  const live = watch(bench);
  const outbox = makeOutbox(bench, { afterRefusal: live.look });
  bench.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-decision]")) return;
    event.preventDefault();
    outbox.put(form, event.submitter);
    // What it held is on its way: the card may be put anew.
    form.closest("[data-card]")?.setAttribute("data-sent", "yes");
  });
  bench.addEventListener("input", (event) => {
    event.target.closest("[data-card]")?.removeAttribute("data-sent");
  });
  followSelection(bench);
  prepareDrag(bench, addTheme);
  prepareKeys(bench);
  prepareMoving(bench, outbox);
}
