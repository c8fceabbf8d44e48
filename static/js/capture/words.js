// Small words and numbers that the whole sheet uses.

/** Return a version 4 UUID; also on plain http, where the browser has no randomUUID. */
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Return a number with its noun: “1 card”, “12 cards”. */
export function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Return the first words of a text, in quotes, short enough to be read out. */
export function shortened(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return `“${line.length > 40 ? `${line.slice(0, 38)}…` : line}”`;
}

/** Return a new element with its properties and children; a string child is text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Return a button of the sheet. */
export function button(text, act, properties = {}) {
  const made = element("button", { type: "button", className: "app-capture__button", ...properties }, text);
  made.addEventListener("click", act);
  return made;
}
