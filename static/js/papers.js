// Puts a chosen figure where the cursor is, without a round trip. Without this the button sends the
// form, and the figure comes at the end of the words.
const words = document.querySelector("#text");
const chooser = document.querySelector("[data-figures]");

if (words && chooser) {
  chooser.querySelector('button[value="insert"]').addEventListener("click", (event) => {
    event.preventDefault();
    const subject = chooser.querySelector("#figure").value;
    const measure = chooser.querySelector("#measure").value;
    insert(words, `{${subject}.${measure}}`);
  });
}

function insert(area, reference) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? " " : "";
  area.setRangeText(gap + reference, start, end, "end");
  area.focus();
}
