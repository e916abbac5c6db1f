// Fills the form for a proposal with what a record says already: ?record=ID in the address names it.
const form = document.querySelector("form.propose");
const id = new URLSearchParams(location.search).get("record");
if (form && id) {
  const told = form.querySelector("output");
  fetch(form.dataset.records)
    .then((answer) => answer.json())
    .then((records) => {
      const said = Object.hasOwn(records, id) ? records[id] : null;
      for (const [name, text] of Object.entries(said ?? {})) {
        const field = form.elements.namedItem(name);
        if (field) field.value = text;
      }
      told.textContent = said ? "" : form.dataset.none;
    })
    .catch(() => {
      told.textContent = form.dataset.lost;
    });
}
