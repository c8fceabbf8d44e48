// The preview follows as soon as an answer changes; without this script a button does the same.
const answers = document.getElementById("answers");
const kept = "consult.preview.scroll";

answers.addEventListener("change", () => {
  sessionStorage.setItem(kept, String(window.scrollY));
  answers.requestSubmit();
});

const before = sessionStorage.getItem(kept);
if (before !== null) {
  sessionStorage.removeItem(kept);
  window.scrollTo(0, Number(before));
}
