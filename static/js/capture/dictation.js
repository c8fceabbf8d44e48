// Dictation, only where the device itself turns speech into words: what is said at a table goes nowhere else.
//
// Browsers without `processLocally`, and those that have not the language on the device, send the sound to their
// maker, so they get no button. The microphone key of a tablet's own keyboard works everywhere and needs none.

import { button } from "./words.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const language = navigator.language?.startsWith("en") ? navigator.language : "en-GB";

/** Return whether speech stays on this device. */
export async function canDictate() {
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
  try {
    return (await Recognition.available({ langs: [language], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

/** Return a button that writes into a box what is said, until it is pressed again. */
export function dictationInto(box, name, say) {
  let listening = null;
  const toggle = button("Dictate", () => (listening ? listening.stop() : start()), { "aria-pressed": "false" });
  toggle.append(Object.assign(document.createElement("span"), { className: "govuk-visually-hidden", textContent: ` into ${name}` }));

  function start() {
    listening = new Recognition();
    Object.assign(listening, { processLocally: true, continuous: true, lang: language });
    listening.onresult = ({ results, resultIndex }) => {
      const said = [...results].slice(resultIndex).filter(({ isFinal }) => isFinal).map(([best]) => best.transcript.trim());
      box.value = [box.value.trimEnd(), ...said].filter(Boolean).join(" ");
      box.dispatchEvent(new Event("input"));
    };
    listening.onerror = ({ error }) => error !== "aborted" && say("Dictation stopped. You can type, or use your keyboard’s microphone.");
    listening.onend = () => {
      listening = null;
      toggle.setAttribute("aria-pressed", "false");
    };
    toggle.setAttribute("aria-pressed", "true");
    listening.start();
  }

  return toggle;
}
