// The line that says which round is on: it goes by this device's clock, for it decides nothing.

import { counted, element } from "./words.js";

const EVERY_MS = 20000;

/** Keep the line up to date; day is { on, rounds: [{ starts, ends, asks }] } or null. */
export function showDay(place, day) {
  if (!day?.rounds.length) return;
  const show = () => place.replaceChildren(...line(day, new Date()));
  show();
  setInterval(show, EVERY_MS);
}

function line({ on, rounds }, now) {
  const at = (time) => new Date(`${on}T${time}`);
  const isOn = rounds.find(({ starts, ends }) => at(starts) <= now && now < at(ends));
  const next = rounds.find(({ starts }) => at(starts) > now);
  const isToday = at("00:00") <= now && now - at("00:00") < 86400000;
  if (!isToday || !(isOn || next)) return [];
  const left = (time) => counted(Math.max(1, Math.ceil((at(time) - now) / 60000)), "minute");
  const then = isOn && next ? `; then ${next.asks}` : "";
  const when = isOn ? `until ${isOn.ends}, ${left(isOn.ends)} left${then}` : `starts at ${next.starts}, in ${left(next.starts)}`;
  const words = [element("strong", { className: "app-round__asks" }, (isOn ?? next).asks), " ", element("span", { className: "app-round__time" }, when)];
  return [element("p", { className: "app-round" }, ...words)];
}
