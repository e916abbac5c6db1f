// Leads from what a page shows to its form: "Edit" at each record, cell and paragraph, "Add" at each list.
(() => {
  const { own } = document.currentScript.dataset;
  const key = "preview-edit";

  const link = (words, name, query) => {
    const made = document.createElement("a");
    made.className = "preview-edit";
    made.href = `${own}edit?${new URLSearchParams({ ...query, back: location.pathname })}`;
    made.textContent = words;
    made.setAttribute("aria-label", `${words}: ${name}`);
    return made;
  };

  const inside = (place, made) => (place.closest("tr") && place.matches("tr") ? place.cells[0] : place).append(made);

  const show = (told) => {
    const shown = new Set();
    for (const [id, title] of Object.entries(told.edit)) {
      const place = document.getElementById(id);
      if (!place) continue;
      shown.add(place);
      inside(place, link("Edit", title, { id }));
      if (told.parts[id]) inside(place, link(`Add a ${told.parts[id]}`, title, { kind: told.parts[id], of: id }));
    }
    for (const { kind, below, of } of told.adds) {
      document.getElementById(below)?.append(link(`Add: ${kind}`, below, of ? { kind, of } : { kind }));
    }
    for (const words of document.querySelectorAll("article > p, article > ul, article > ol, article > blockquote")) {
      if (!words.id && !words.className && words.textContent.trim()) {
        words.append(link("Edit", "this paragraph", { page: told.page, words: words.textContent.trim().slice(0, 300) }));
      }
    }
  };

  const begin = async () => {
    const answer = await fetch(`${own}marks?path=${encodeURIComponent(location.pathname)}`);
    const told = answer.ok ? await answer.json() : {};
    if (!told.page) return;
    const bar = document.createElement("details");
    bar.id = "preview-bar";
    const summary = document.createElement("summary");
    summary.textContent = "Edit this page";
    bar.append(summary);
    const adds = document.createElement("p");
    adds.append("Add: ", ...told.kinds.flatMap((kind) => [link(kind, "a new one", { kind }), " "]));
    bar.append(adds, link("Title and description", "the page", { page: told.page, words: "" }));
    let made = false;
    const follow = () => {
      sessionStorage.setItem(key, bar.open ? "on" : "");
      document.documentElement.classList.toggle("preview-editing", bar.open);
      if (bar.open && !made) {
        made = true;
        show(told);
      }
    };
    bar.addEventListener("toggle", follow);
    document.body.append(bar);
    bar.open = sessionStorage.getItem(key) === "on";
  };
  begin();
})();
