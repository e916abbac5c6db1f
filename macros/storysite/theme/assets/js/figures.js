/* Filters the page of all figures by subject, by the state of each, and by how old its newest value is. The choice lives in the
   address (?subject=…&state=…&age=…), so that a link keeps it. */
const list = document.querySelector(".register.figures");
const figures = [...list.querySelectorAll("[data-states]")];
const subjects = [...list.querySelectorAll("details.subject")];
const named = (subject) => subject.querySelector("summary strong").textContent;
const OLD = ["overtaken", "due for review", "replaced"];
const states = [...new Set(figures.flatMap((figure) => figure.dataset.states.split("; ")))].sort();

const choice = (name, words, options) => {
  const field = Object.assign(document.createElement("select"), { name });
  for (const [value, text] of options) field.append(new Option(text, value));
  const label = document.createElement("label");
  label.append(`${words} `, field);
  return label;
};

const form = Object.assign(document.createElement("form"), { className: "filter" });
form.setAttribute("aria-label", "Filter the figures");
const said = document.createElement("p");
said.setAttribute("role", "status");
form.append(
  choice("subject", "Subject", [["", "any"], ...subjects.map((subject) => [named(subject), named(subject)])]), " ",
  choice("state", "State", [["", "any"], ["old", "out of date"], ...states.map((state) => [state, state === "current" ? "newest that we hold" : state])]), " ",
  choice("age", "Newest value", [["", "of any age"], ...[1, 2, 5, 10].map((years) => [String(years), `older than ${years === 1 ? "a year" : `${years} years`}`])]),
  said,
);

function filter() {
  const { subject, state, age } = Object.fromEntries(new FormData(form));
  const day = new Date(`${list.dataset.read}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() - Number(age));
  const before = day.toISOString().slice(0, 10);
  let shown = 0;
  for (const figure of figures) {
    const held = figure.dataset.states.split("; ");
    const about = !subject || named(figure.closest("details")) === subject;
    const fits = !state || (state === "old" ? held.some((one) => OLD.includes(one)) : held.includes(state));
    figure.hidden = !(about && fits && (!age || figure.dataset.time < before));
    shown += !figure.hidden;
  }
  const filtered = Boolean(subject || state || age);
  for (const part of subjects) {
    const found = part.querySelectorAll("[data-states]:not([hidden])").length;
    part.hidden = !found;
    if (filtered) part.open = true;
    part.querySelector(".count").textContent = found === 1 ? "1 figure" : `${found} figures`;
  }
  said.textContent = filtered ? `${shown} of ${figures.length} figures.` : "";
  const address = new URL(location.href);
  for (const [name, value] of [["subject", subject], ["state", state], ["age", age]]) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, "", address);
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());
const block = document.querySelector("details.choose");
block.append(form);
if ([...form.elements].some((field) => field.value)) {
  block.open = true;
  filter();
}
