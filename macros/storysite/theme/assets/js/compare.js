/* Compares two releases: the changes of every release after the one and up to the other, brought together by id. */
const form = document.querySelector("form.compare");
const [from, to, section, words] = ["from", "to", "section", "words"].map((name) => form.elements[name]);
const results = form.querySelector("output");
const names = [...from.options].map((option) => option.value); // the newest first
const FIELDS = { title: "Name", says: "Text", when: "Date", note: "Note", figure: "Figure", state: "State", evidence: "Evidence", corrected: "Corrections" };
const read = new Map();

const element = (name, attributes, ...parts) => {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...parts);
  return made;
};

async function release(name) {
  if (!read.has(name)) read.set(name, fetch(new URL(`${name}.json`, new URL(form.dataset.releases, document.baseURI))).then((answer) => answer.json()));
  return read.get(name);
}

/* What one id was before all of these changes, and what it is after them. */
function together(releases) {
  const found = new Map();
  for (const { changes } of releases) {
    for (const change of changes) {
      const one = found.get(change.id) ?? { ...change, was: {}, now: {}, added: false, at: [] };
      if (change.change === "added") one.added = true;
      for (const [field, value] of Object.entries(change.was ?? {})) {
        if (!(field in one.was) && !(field in one.now)) one.was[field] = value;
      }
      Object.assign(one.now, change.now);
      Object.assign(one, { change: change.change, to: change.to, date: change.date, reason: change.reason, title: change.title });
      one.at = [...new Set([...one.at, ...change.at])];
      found.set(change.id, one);
    }
  }
  return [...found.values()].filter(told);
}

const text = (value) => [value ?? ""].flat().join("; ");
const differing = (one) => Object.keys(FIELDS).filter((field) => field in one.now && text(one.was[field]) !== text(one.now[field]));
const told = (one) => (one.change === "moved" || one.change === "withdrawn" ? !one.added : one.added || differing(one).length > 0);

function isAsked(one) {
  const asked = words.value.trim().toLowerCase();
  const inside = !section.value || one.at.some((place) => place.startsWith(section.value));
  return inside && (!asked || [one.id, one.title, ...one.at].some((name) => name.toLowerCase().includes(asked)));
}

function shown(one) {
  const what = `${one.what[0].toUpperCase()}${one.what.slice(1)} `;
  const link = element("a", { href: new URL(one.address, new URL(form.dataset.root, document.baseURI)) }, one.title);
  if (one.change === "moved") return element("li", {}, what, link, `: Moved to ${one.to}.`);
  if (one.change === "withdrawn") return element("li", {}, what, link, `: Withdrawn on ${one.date}: ${one.reason}`);
  if (one.added) return element("li", {}, what, link, `: Added${one.now.says ? `: ${one.now.says}` : "."}`);
  const lines = differing(one).map((field) => element("span", { class: "texts" },
    `${FIELDS[field]}, before: `, element("del", {}, text(one.was[field]) || "nothing"), " Now: ", element("ins", {}, text(one.now[field]) || "nothing")));
  return element("li", {}, what, link, ": ", ...lines);
}

async function compare() {
  let [older, newer] = [from, to].map((field) => names.indexOf(field.value));
  if (older < newer) [older, newer] = [newer, older];
  try {
    const found = together(await Promise.all(names.slice(newer, older).reverse().map(release))).filter(isAsked);
    const count = found.length === 1 ? "1 change" : `${found.length} changes`;
    const head = older === newer ? "These are the same release." : `${count} between ${names[older]} and ${names[newer]}.`;
    results.replaceChildren(element("p", {}, head), element("ul", {}, ...found.map(shown)));
  } catch {
    results.replaceChildren(element("p", {}, "The releases could not be loaded: try again."));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  compare();
});
