// Dragging a statement onto a theme of the codebook; "Add or move" on the card does the same.

export function prepareDrag(bench, addTheme) {
  let dragged = null;
  for (const grip of bench.querySelectorAll("[data-grip]")) grip.hidden = false;
  bench.addEventListener("dragstart", (event) => {
    if (!event.target.closest?.("[data-grip]")) return;
    dragged = event.target.closest("[data-card]");
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
    event.dataTransfer.setDragImage(dragged, 10, 10);
  });
  bench.addEventListener("dragend", () => { dragged = null; mark(bench, null); });
  bench.addEventListener("dragover", (event) => {
    const theme = event.target.closest?.("[data-theme]");
    mark(bench, dragged && theme);
    if (dragged && theme) event.preventDefault();
  });
  bench.addEventListener("drop", (event) => {
    const theme = event.target.closest?.("[data-theme]");
    if (!dragged || !theme) return;
    event.preventDefault();
    addTheme(dragged, theme.dataset.theme);
  });
}

function mark(bench, theme) {
  for (const each of bench.querySelectorAll("[data-theme]")) {
    each.classList.toggle("app-wb-list__item--drop", each === theme);
  }
}
