// The preview follows as soon as an answer changes; without this script a button does the same.
// What belongs to the form that adds (corrected words, privacy) is not an answer to the reader.
const answers = document.getElementById("answers");
const kept = "consult.preview.scroll";

answers.addEventListener("change", (event) => {
  if (event.target.form !== answers) return;
  sessionStorage.setItem(kept, String(window.scrollY));
  answers.requestSubmit();
});

const before = sessionStorage.getItem(kept);
if (before !== null) {
  sessionStorage.removeItem(kept);
  window.scrollTo(0, Number(before));
}
