// Where a page waits for long work and does nothing else with scripts: say by itself when it is over.
import { watchProgress } from "./themes-progress.js";

const box = document.querySelector("[data-progress]");

if (box) watchProgress(box);
