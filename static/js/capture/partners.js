// Partners in what people write: recognised at the end of a text, and offered while a name is being typed.

const AFTER_DASH = /\s[–—-]\s*([^–—]{2,60})$/u;
const IN_BRACKETS = /\(([^()]{2,60})\)\s*$/u;
const LOOKS_LIKE_INITIALS = /^(?:[A-Z][A-Za-z]{0,3}[A-Z]{1,4}|[A-Z]{2,6})$/u;
// The name that is being typed, just before the caret: after a dash with a space, or an open bracket.
const BEING_TYPED = /(?:\s[–—-]\s?|\()([^()–—\n]{1,40})$/u;
const MOST_OFFERED = 6;

export class Partners {
  constructor(known) {
    this.known = known; // { label, name, names }
    this.byName = new Map(known.flatMap((partner) => [partner.name, ...partner.names].map((name) => [name.toLowerCase(), partner])));
    this.added = new Set();
  }

  /** Remember a name that somebody at this table added. */
  add(label) {
    if (!this.byName.has(label.toLowerCase())) this.added.add(label);
  }

  /** Return the chips of a text that the server has not seen yet, as it will make them. */
  chips(text, named = []) {
    const written = named.filter((label) => text.toLowerCase().includes(label.toLowerCase()));
    const labels = new Map([...this.#named(text), ...written].map((label) => [label.toLowerCase(), label]));
    return [...labels.values()].map((label) => ({ label, name: this.byName.get(label.toLowerCase())?.name ?? "" }));
  }

  #named(text) {
    const found = AFTER_DASH.exec(text) ?? IN_BRACKETS.exec(text);
    if (!found) return [];
    const isKnown = (name) => this.byName.has(name.toLowerCase());
    const whole = found[1].replace(/^[ .]+|[ .]+$/g, "");
    const parts = found[1].split(/[/,&]| and /).map((part) => part.replace(/^[ .]+|[ .]+$/g, ""));
    const names = parts.filter((name) => name && (LOOKS_LIKE_INITIALS.test(name) || isKnown(name)));
    return names.length || !isKnown(whole) ? names : [whole];
  }

  /** Return what could complete the name before the caret: { start, options }, or null. */
  offers(text) {
    const typed = BEING_TYPED.exec(text);
    if (!typed) return null;
    const words = typed[1].trimStart().toLowerCase();
    const start = text.length - typed[1].trimStart().length;
    if (!words) return null;
    const matches = this.known
      .map((partner) => [rank(partner, words), partner])
      .filter(([order]) => order < 3)
      .sort(([a, one], [b, other]) => a - b || one.label.localeCompare(other.label))
      .map(([, { label, name }]) => ({ label, name }));
    const added = [...this.added].filter((label) => label.toLowerCase().startsWith(words)).map((label) => ({ label, name: "" }));
    const options = [...matches, ...added].slice(0, MOST_OFFERED);
    return { start, options: [...options, ...this.#unknown(text.slice(start), options)] };
  }

  // A name with a capital letter that nobody knows can be made a chip: “– but nobody came” cannot.
  #unknown(written, options) {
    const label = written.trim();
    const isName = /^\p{Lu}[\p{L}\d&’' .-]{1,39}$/u.test(label);
    const isOffered = options.some((each) => each.label.toLowerCase() === label.toLowerCase());
    return isName && !isOffered && !this.byName.has(label.toLowerCase()) ? [{ label, isNew: true }] : [];
  }
}

// 0 where a short name starts so, 1 where the whole name does, 2 where a word of it does, 3 where nothing does.
function rank({ label, name, names }, words) {
  if ([label, ...names].some((each) => each.toLowerCase().startsWith(words))) return 0;
  if (name.toLowerCase().startsWith(words)) return 1;
  return name.toLowerCase().split(/\s+/).some((word) => word.startsWith(words)) ? 2 : 3;
}
