// Adds to a survey's page what is handier with a script; every answer can be given without it.

// A sentence of the page’s language with what its names in braces stand for.
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A ranking: buttons that move a thing up and down beside the numbered lists, which stay in step.
function startRanking(box) {
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "govuk-visually-hidden";
  box.append(said);

  const items = () => [...box.querySelectorAll(".app-ranking__item")];
  const place = (item) => Number(item.querySelector("select").value) || Infinity;
  const name = (item) => item.querySelector("label").lastChild.textContent.trim();

  function number(all) {
    items().forEach((item, at) => {
      if (all) item.querySelector("select").value = String(at + 1);
      const [up, down] = item.querySelectorAll("button");
      up.disabled = at === 0;
      down.disabled = at === items().length - 1;
    });
  }

  function arrange() {
    items().sort((a, b) => place(a) - place(b)).forEach((item) => box.insertBefore(item, said));
    number(false);
  }

  function move(item, by) {
    const list = items();
    const to = list.indexOf(item) + by;
    if (to < 0 || to >= list.length) return;
    box.insertBefore(item, by < 0 ? list[to] : list[to].nextSibling);
    number(true);
    said.textContent = filled(box.dataset.said, { name: name(item), place: to + 1, count: list.length });
    const [up, down] = item.querySelectorAll("button");
    (by < 0 ? (up.disabled ? down : up) : (down.disabled ? up : down)).focus();
  }

  for (const item of items()) {
    const moves = document.createElement("div");
    moves.className = "app-ranking__moves";
    for (const [sign, words, by] of [["↑", box.dataset.up, -1], ["↓", box.dataset.down, 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "app-ranking__move";
      button.textContent = sign;
      button.setAttribute("aria-label", filled(words, { name: name(item) }));
      button.addEventListener("click", () => move(item, by));
      moves.append(button);
    }
    item.append(moves);
    item.querySelector("select").addEventListener("change", () => number(false));
  }
  arrange();
}

// A place: a tap on a square of the map chooses it in the list, and the list shows on the map.
function startPlace(box) {
  const list = box.querySelector("select");
  const squares = [...box.querySelectorAll("[data-square]")];
  const show = () => {
    for (const each of squares) {
      each.classList.toggle("app-map__square--chosen", each.dataset.square === list.value);
    }
  };
  for (const each of squares) {
    each.addEventListener("click", () => {
      list.value = list.value === each.dataset.square ? "" : each.dataset.square;
      show();
    });
  }
  list.addEventListener("change", show);
  box.classList.add("app-place--live");
}

// What excludes the others takes their ticks away, and they take its tick away.
function startExclusive(box) {
  box.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const excludes = target.dataset.behaviour === "exclusive";
    for (const each of box.querySelectorAll("input[type=checkbox]")) {
      if (each !== target && (excludes || each.dataset.behaviour === "exclusive")) each.checked = false;
    }
  });
}

document.querySelectorAll("[data-ranking]").forEach(startRanking);
document.querySelectorAll("[data-place]").forEach(startPlace);
document.querySelectorAll(".govuk-checkboxes").forEach(startExclusive);
