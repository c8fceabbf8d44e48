// While a flood of answers comes in, a browser works for about a second before it sends: it looks
// for a number whose hash with the form's key begins with zero bits. Nothing is asked of a person,
// nothing is fetched, and a browser that cannot do it sends all the same: its answers are held.

const form = document.querySelector("form[data-work]");

async function beginsWithZeros(text, bits) {
  const bytes = new TextEncoder().encode(text);
  const digest = new DataView(await crypto.subtle.digest("SHA-256", bytes));
  return digest.getUint32(0) >>> (32 - bits) === 0;
}

async function work() {
  const bits = Number(form.dataset.bits);
  for (let number = 0; ; number += 1) {
    if (await beginsWithZeros(`${form.dataset.work}:${number}`, bits)) return number;
  }
}

if (form && globalThis.crypto?.subtle) {
  work().then((number) => {
    form.elements.namedItem("work").value = String(number);
  });
}
