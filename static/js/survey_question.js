// Shows of the question's form only what its kind of answer has. Without this script all stands there.
const type = document.getElementById("question_type");

function show() {
  for (const part of document.querySelectorAll("[data-types]")) {
    part.hidden = !part.dataset.types.split(" ").includes(type.value);
  }
}

if (type) {
  type.addEventListener("change", show);
  show();
}
