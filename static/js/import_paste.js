// A paste from Word, Excel or a mail carries its tables and lists as markup: send that along.
// Whoever types in the box afterwards means the box, and the markup is forgotten.
const box = document.getElementById("pasted");
const markup = document.getElementById("markup");
const note = document.getElementById("paste-note");

const forget = () => {
  markup.value = "";
  note.textContent = "";
};

box.addEventListener("paste", (event) => {
  const pasted = event.clipboardData?.getData("text/html") ?? "";
  const isWhole = box.value.trim() === "" || box.selectionEnd - box.selectionStart === box.value.length;
  forget();
  if (!isWhole || !/<(table|li|p|h[1-6]|div)[\s>]/i.test(pasted)) return;
  // The event of the paste itself follows this one; only what is typed later counts as typing.
  setTimeout(() => {
    markup.value = pasted;
    note.textContent = "Tables, lists and headings of what you pasted are kept.";
  });
});

box.addEventListener("input", (event) => {
  if (event.inputType !== "insertFromPaste") forget();
});
