/* A link may carry the day on which it was made, ?as-of=2026-11-20: the page's head then says what has changed since.
   What is said stands in the page's own dated list; here it is only held against the day. */

const asked = new URLSearchParams(location.search).get("as-of") ?? "";
const time = new Date(`${asked}T00:00:00Z`);
const isDay = /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(asked);
const list = document.querySelector("[data-published]");

const inWords = (day) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/* The entries that came after a day: those of later days, and those that no release has yet; none about what was
   gone from the page by then. */
function since(day) {
  return [...list.querySelectorAll("li")].filter((entry) => {
    const time = entry.querySelector("time");
    return (!time || time.dateTime > day) && !(entry.dataset.left && entry.dataset.left <= day);
  });
}

function element(name, ...inside) {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
}

/* What a link says of its day, and the day from which on changes are told. */
function opening() {
  const { published, what } = list.dataset;
  const first = `${what} was first published on ${inWords(published)}`;
  if (!isDay) {
    return [`“${asked.slice(0, 20)}” in this link is no day: a day is written as year, month and day, such as 2026-11-20. ${first[0].toUpperCase()}${first.slice(1)}.`, ""];
  }
  const today = [list.dataset.read ?? "", new Date().toISOString().slice(0, 10)].sort().at(-1);
  if (asked > today) return [`This link carries the day ${inWords(asked)}, which is still to come.`, ""];
  if (published > asked) return [`This link carries the day ${inWords(asked)}; ${first}.`, published];
  return [`This link was made on ${inWords(asked)}.`, asked];
}

function notice() {
  const { what } = list.dataset;
  const [words, day] = opening();
  if (!day) return [element("p", words)];
  const entries = since(day);
  const then = day === asked ? "then" : "that day";
  if (!entries.length) return [element("p", `${words} Nothing on ${what} has changed since ${then}.`)];
  return [element("p", `${words} Since ${then} on ${what}:`), element("ul", ...entries.map((entry) => entry.cloneNode(true)))];
}

if (list) {
  const told = element("section", ...notice());
  told.className = "since";
  told.setAttribute("role", "status");
  document.querySelector("article").prepend(told);
}
