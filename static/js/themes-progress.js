// Keeps the bar of a running analysis up to date, and shows the page anew when it is over.

const EVERY_MS = 1500;

export function watchProgress(box) {
  const timer = setInterval(async () => {
    try {
      const reply = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!reply.ok) return;
      const job = await reply.json();
      if (job.state === "done" || job.state === "failed") {
        clearInterval(timer);
        location.reload();
        return;
      }
      draw(box, job);
    } catch {
      // No connection: the next turn tries again.
    }
  }, EVERY_MS);
}

function draw(box, job) {
  const percent = job.total ? Math.min(Math.floor((job.progress / job.total) * 100), 100) : 0;
  const track = box.querySelector('[role="progressbar"]');
  track.setAttribute("aria-valuenow", job.progress);
  track.setAttribute("aria-valuemax", job.total);
  track.firstElementChild.className = `app-progress__bar bar-${percent}`;
  const label = box.querySelector(".app-progress__label");
  label.firstChild.textContent = `${job.message || "Waiting to start"} `;
  const [done, total] = [job.progress, job.total].map((count) => count.toLocaleString("en-GB"));
  label.querySelector(".app-progress__count").textContent = `${done} of ${total}`;
}
