// How numbers, times and names are written.

const number = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const year = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const DAY = 24 * 3600 * 1000;

/** How many tokens went in and came out; empty where nobody knows. */
export function tokens({ input, output, reasoning } = {}) {
  const said = [];
  if (input !== undefined) said.push(`${number.format(input)} in`);
  const thought = reasoning ? ` (${number.format(reasoning)} reasoning)` : "";
  if (output !== undefined) said.push(`${number.format(output)} out${thought}`);
  return said.length ? `tokens: ${said.join(", ")}` : "";
}

/** A duration of so many milliseconds. */
export function duration(ms) {
  if (ms === null || ms === undefined) return "";
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** US dollars. */
export const dollars = (cost) => (cost ? `$${cost.toPrecision(2)}` : "");

/** A time, with its day where that is not today, and its year where that is not this one. */
export function time(iso) {
  const when = new Date(iso);
  const now = new Date();
  if (startOfDay(when) === startOfDay(now)) return clock.format(when);
  const date = when.getFullYear() === now.getFullYear() ? day : year;
  return `${date.format(when)}, ${clock.format(when)}`;
}

/** A time to the second. */
export const exactly = (iso) => whole.format(new Date(iso));

/** Under which heading something of this time is listed. */
export function era(iso) {
  if (!iso) return "Older";
  const days = Math.round((startOfDay(new Date()) - startOfDay(new Date(iso))) / DAY);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return "The last 7 days";
  if (days < 31) return "The last 31 days";
  return "Older";
}

/** How many things there are. */
export const counted = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`;

/** The beginning of a text, in one line. */
export function beginning(text, length) {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= length ? flat : `${flat.slice(0, length - 1).trimEnd()}…`;
}

function startOfDay(when) {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate()).getTime();
}
