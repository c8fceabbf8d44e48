// Selected words of a statement go into its form, with their place in the text.

export function followSelection(bench) {
  document.addEventListener("selectionchange", () => {
    const chosen = selected(bench);
    const form = chosen?.card.querySelector('form[data-decision="add"]');
    if (form) fill(form, chosen);
  });
  bench.addEventListener("input", (event) => {
    // Typed words have no place yet: the server finds it.
    if (event.target.name === "words") event.target.form.elements.start.value = "";
  });
}

// The browser tells of a selection a moment late: a quick hand has pressed a key by then.
export function fill(form, chosen) {
  form.elements.words.value = chosen?.words ?? "";
  form.elements.start.value = chosen?.start ?? "";
}

export function selected(bench) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const text = element(range.startContainer)?.closest("[data-text]");
  if (!text || !bench.contains(text) || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  // The store counts characters, a browser counts halves of the rarer ones.
  return {
    card: text.closest("[data-card]"),
    words: range.toString(),
    start: [...before.toString()].length,
  };
}

function element(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
}
