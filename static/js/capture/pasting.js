// What several lines are: the points of a list, without the marks that only open them.

const BULLET = /^\s*[•·▪◦●○■□➢✓]\s*/;
const DASH = /^\s*[*+–—-]\s+/;
const NUMBER = /^\s*\(?(\d{1,2})[.)]\s+/;

/** Return the points of a text, one a line, and the same lines as they were written. */
export function points(text) {
  const written = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  const marks = marksIn(written);
  const bare = written.map((line) => marks.reduce((rest, mark) => (rest === line ? line.replace(mark, "") : rest), line).trim());
  const kept = bare.map((line, index) => line || written[index]);
  return { lines: kept, written, isBare: kept.every((line, index) => line === written[index]) };
}

// A dash or a number opens a line of a list only where the lines around it say so: “3. Bundesliga” alone is words.
function marksIn(lines) {
  const marks = [BULLET, DASH, NUMBER];
  if (lines.length < 2) return [];
  if (lines.every((line) => marks.some((mark) => mark.test(line)))) return marks;
  const numbers = lines.map((line) => NUMBER.exec(line)?.[1]).filter(Boolean).map(Number);
  const isCounting = numbers.length > 1 && numbers.every((number, index) => index === 0 || number === numbers[index - 1] + 1);
  const dashes = lines.filter((line) => DASH.test(line)).length;
  return [BULLET, ...(dashes > 1 ? [DASH] : []), ...(isCounting ? [NUMBER] : [])];
}
