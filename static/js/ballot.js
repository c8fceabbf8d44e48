// Sends a press without a new page. Without this file the same forms do the same.

const ballot = document.getElementById("ballot");

ballot.addEventListener("submit", async (event) => {
  const form = event.target;
  const pressed = form.querySelector("button");
  event.preventDefault();
  // Read before anything is disabled: two quick presses are two requests for the same number.
  const sent = new URLSearchParams(new FormData(form));
  try {
    const reply = await fetch(form.action, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.getElementById("ballot");
    // A refusal stands at the top of its page, so that page is shown as it is.
    if (!reply.ok || !fresh || page.querySelector(".app-banner--error")) throw new Error("shown whole");
    ballot.replaceChildren(...fresh.childNodes);
    const same = document.getElementById(pressed.id);
    // A button that cannot be pressed now gives its place to the other one of its option.
    const other = document.getElementById(pressed.id.replace(/^\w+/, (what) => (what === "give" ? "back" : "give")));
    (same && !same.disabled ? same : other)?.focus();
  } catch {
    form.submit();
  }
});
