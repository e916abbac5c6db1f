/* A link may carry the day on which it was made, ?as-of=2026-11-20: the page's head then says what has changed since.
   What is said stands in the page's own dated list; here it is only held against the day. */

const asked = new URLSearchParams(location.search).get("as-of") ?? "";
const time = new Date(`${asked}T00:00:00Z`);
const isDay = /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(asked);
const list = document.querySelector("[data-published]");

const inWords = (day) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/* The entries that came after a day: those of later days, and those that no release has yet. */
function since(day) {
  return [...list.querySelectorAll("li")].filter((entry) => {
    const time = entry.querySelector("time");
    return !time || time.dateTime > day;
  });
}

function element(name, ...inside) {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
}

function notice(day) {
  const published = list.dataset.published;
  const what = list.dataset.what;
  if (published > day) return [element("p", `This link carries the day ${inWords(day)}; ${what} was first published on ${inWords(published)}.`)];
  const entries = since(day);
  if (!entries.length) return [element("p", `This link was made on ${inWords(day)}. Nothing on ${what} has changed since then.`)];
  const copies = entries.map((entry) => entry.cloneNode(true));
  return [element("p", `This link was made on ${inWords(day)}. Since then on ${what}:`), element("ul", ...copies)];
}

if (isDay && list) {
  const told = element("section", ...notice(asked));
  told.className = "since";
  told.setAttribute("role", "status");
  document.querySelector("article").prepend(told);
}
