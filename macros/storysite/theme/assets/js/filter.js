/* Filters for the list of all events.  Their state lives in the address (?lane=…&from=…&to=…), so a link keeps it. */

const figure = document.querySelector(".timeline:has([data-lanes])");
const events = [...figure.querySelectorAll("[data-lanes]")];
// What is hidden is not counted: numbers stay those of the drawing.
events.forEach((event, at) => { event.value = at + 1; });
const strands = figure.querySelector(".strands");

const form = document.createElement("form");
form.className = "filter";
form.setAttribute("aria-label", "Filter the events");
const group = document.createElement("fieldset");
group.append(Object.assign(document.createElement("legend"), { textContent: "Strands" }));
for (const link of strands.querySelectorAll("[data-lane]")) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "lane", value: link.dataset.lane });
  label.append(box, " ", ...link.childNodes);
  group.append(label);
}
const year = (name, words) => {
  const label = document.createElement("label");
  const field = Object.assign(document.createElement("input"), { type: "number", name, inputMode: "numeric", min: "1800", max: "2100" });
  label.append(`${words} `, field);
  return label;
};
const years = document.createElement("fieldset");
years.append(Object.assign(document.createElement("legend"), { textContent: "Years" }), year("from", "from"), year("to", "to"));
const clear = Object.assign(document.createElement("button"), { type: "reset", textContent: "Show all" });
const said = document.createElement("p");
said.setAttribute("role", "status");
form.append(group, years, clear, said);

function show() {
  const chosen = new FormData(form);
  const lanes = chosen.getAll("lane");
  const from = Number(chosen.get("from")) || -Infinity;
  const to = Number(chosen.get("to")) || Infinity;
  let count = 0;
  for (const event of events) {
    const strand = !lanes.length || event.dataset.lanes.split(" ").some((lane) => lanes.includes(lane));
    const first = event.dataset.from ?? event.querySelector("time").dateTime.slice(0, 4);
    const seen = strand && Number(event.dataset.to ?? first) >= from && Number(first) <= to;
    event.hidden = !seen;
    count += seen;
  }
  const words = count === 1 ? "1 event" : `${count} events`;
  said.textContent = count === events.length ? `All ${words}.` : `${words} of ${events.length}.`;
}

function remember() {
  const address = new URL(location.href);
  for (const name of ["lane", "from", "to"]) address.searchParams.delete(name);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
  history.replaceState(null, "", address);
}

function recall() {
  const given = new URL(location.href).searchParams;
  for (const box of form.querySelectorAll("[name=lane]")) box.checked = given.getAll("lane").includes(box.value);
  for (const name of ["from", "to"]) form.elements[name].value = given.get(name) ?? "";
  show();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { show(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
addEventListener("popstate", recall);
// A link to an event that the filter hides shows it all the same.
addEventListener("hashchange", () => { const aim = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (aim?.hidden) { form.reset(); aim.scrollIntoView(); } });
strands.querySelector("nav").replaceWith(form);
strands.open = true;
recall();
if (location.hash) dispatchEvent(new Event("hashchange"));
