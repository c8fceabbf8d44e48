// Keeps the bar of a running analysis up to date, and shows the page anew when it is over: by itself
// where nobody has begun to work on it, else only when they ask for it, for they would lose their place.

const EVERY_MS = 1500;

export function watchProgress(box) {
  let isWorkedOn = false;
  for (const kind of ["focusin", "input", "submit"]) {
    document.addEventListener(kind, (event) => {
      isWorkedOn ||= kind !== "focusin" || Boolean(event.target.closest("[data-card]"));
    });
  }
  const timer = setInterval(async () => {
    try {
      const reply = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!reply.ok) return;
      const job = await reply.json();
      if (job.state === "done" || job.state === "failed") {
        clearInterval(timer);
        if (isWorkedOn) offer(box, job.state === "done");
        else location.reload();
        return;
      }
      draw(box, job);
    } catch {
      // No connection: the next turn tries again.
    }
  }, EVERY_MS);
}

function offer(box, isDone) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = location.href;
  link.textContent = isDone ? "Show what it found" : "Show what happened";
  const told = document.createElement("p");
  told.className = "govuk-body";
  told.setAttribute("role", "status");
  told.append(isDone ? "The machine has finished. " : "The machine has stopped. ", link);
  box.replaceChildren(told);
}

function draw(box, job) {
  const track = box.querySelector('[role="progressbar"]');
  if (!track) return;
  const percent = job.total ? Math.min(Math.floor((job.progress / job.total) * 100), 100) : 0;
  track.setAttribute("aria-valuenow", job.progress);
  track.setAttribute("aria-valuemax", job.total);
  track.firstElementChild.className = `app-progress__bar bar-${percent}`;
  const label = box.querySelector(".app-progress__label");
  label.firstChild.textContent = `${job.message || "Waiting to start"} `;
  const [done, total] = [job.progress, job.total].map((count) => count.toLocaleString("en-GB"));
  label.querySelector(".app-progress__count").textContent = `${done} of ${total}`;
}
