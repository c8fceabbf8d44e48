// Shows of the question's form only what its kind of answer has. Without this script all stands there.
// Whoever writes many questions by keyboard need not walk through each field to the button.
const type = document.getElementById("question_type");

function show() {
  for (const part of document.querySelectorAll("[data-types]")) {
    part.hidden = !part.dataset.types.split(" ").includes(type.value);
  }
}

if (type) {
  type.addEventListener("change", show);
  show();

  const { form } = type;
  document.getElementById("by-keys").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[type=submit]"));
    }
  });
}
