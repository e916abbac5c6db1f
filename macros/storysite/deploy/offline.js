/* The offline edition's own script: day and night, and search by plain words against the records, which lie beside it.
   A page that was opened from a disk may load scripts, but neither fetch files nor import modules: so those of the site
   stay away. */
{
  const here = document.currentScript.src;
  const root = new URL("../", here);
  const page = document.documentElement;

  // --- day and night ---------------------------------------------------------------------------

  const scheme = document.querySelector("#scheme");
  const night = matchMedia("(prefers-color-scheme: dark)");
  const isNight = () => (page.dataset.scheme ? page.dataset.scheme === "night" : night.matches);
  const press = () => scheme?.setAttribute("aria-pressed", isNight());
  press();
  night.addEventListener("change", press);
  scheme?.addEventListener("click", () => {
    page.dataset.scheme = isNight() ? "day" : "night";
    try {
      localStorage.setItem("scheme", page.dataset.scheme);
    } catch {
      // A reader who lets nothing be stored has the choice for this page.
    }
    press();
  });

  // What the site's first paint does without: on a disk nothing is waited for.
  for (const part of document.querySelectorAll(".act, .sources")) part.style.contentVisibility = "visible";

  // --- search ----------------------------------------------------------------------------------

  const MOST = 40;
  const WORTH = { page: 3, term: 3, event: 2, fact: 2, matrix: 2, cycle: 2, cell: 0.5, source: 0.5 };
  let dialog;
  let records;

  const load = () => {
    records ??= new Promise((found, failed) => {
      const script = document.createElement("script");
      script.src = new URL("offline-records.js", here);
      script.onload = () => found(window.offlineRecords.map(prepared));
      script.onerror = failed;
      document.head.append(script);
    });
    return records;
  };
  /* A text without what readers may type otherwise, as in `search.js`. */
  const fold = (text) => (
    text.replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
      .normalize("NFKC").toLowerCase().normalize("NFKC").replace(/ß/g, "ss").replace(/ς/g, "σ").replace(/’/g, "'")
  );
  const plain = (text) => fold(text).replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  const prepared = ([address, kind, title, about, text, names, proof]) => {
    const name = plain(`${title} ${names}`);
    return { address, kind, title, about, text, name, all: plain(`${name} ${about} ${text} ${proof}`) };
  };

  /* How well a record answers: every word must stand in it, best at the start of a word of its name. */
  function score(record, words) {
    let sum = WORTH[record.kind] ?? 1;
    for (const word of words) {
      const whole = new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");
      if (whole.test(record.name)) sum += 10;
      else if (record.name.includes(word)) sum += 4;
      else if (whole.test(record.all)) sum += 2;
      else if (record.all.includes(word)) sum += 1;
      else return 0;
    }
    return sum - record.name.length / 200;
  }

  async function show(typed) {
    const words = plain(typed).split(/[\s,;:!?“”"()]+/).filter(Boolean);
    const status = dialog.querySelector("[role=status]");
    const list = dialog.querySelector("ol");
    const all = words.length ? await load() : [];
    const found = all.map((record) => [score(record, words), record]).filter(([worth]) => worth > 0);
    if (typed !== dialog.querySelector("input").value) return;
    found.sort(([one], [other]) => other - one);
    list.replaceChildren(...found.slice(0, MOST).map(([, record]) => item(record)));
    const count = found.length === 1 ? "1 result" : `${found.length} results`;
    if (!words.length) status.textContent = "";
    else if (!found.length) status.textContent = `No result for “${typed.trim()}”.`;
    else status.textContent = found.length > MOST ? `${count}, the first ${MOST} of them here.` : `${count}.`;
  }

  function item({ address, title, about, text }) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(address, root);
    link.textContent = title;
    const small = document.createElement("p");
    small.className = "about";
    small.textContent = about;
    const words = document.createElement("p");
    words.textContent = text.length > 160 ? `${text.slice(0, 160).replace(/\s\S*$/, "")} …` : text;
    entry.append(link, small, words);
    return entry;
  }

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  function make() {
    dialog = document.createElement("dialog");
    dialog.className = "finder";
    dialog.setAttribute("aria-label", "Search");
    const parts = [
      element("label", { for: "finder-words" }, "Search the records of this copy"), " ",
      element("input", { id: "finder-words", type: "search", autocomplete: "off", spellcheck: false, autofocus: "" }), " ",
      element("button", { type: "button" }, "Close"),
    ];
    dialog.append(element("div", { role: "search" }, ...parts), element("p", { role: "status" }), element("ol", {}));
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    dialog.querySelector("input").addEventListener("input", (event) => show(event.target.value));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      const links = [dialog.querySelector("input"), ...dialog.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        links[Math.min(links.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
      } else if (event.key === "Enter" && at === 0) {
        event.preventDefault();
        links[1]?.click();
      }
    });
    document.body.append(dialog);
  }
  function open() {
    if (!dialog) make();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  }

  const link = document.querySelector("#find");
  if (link) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-haspopup", "dialog");
    button.append(...link.childNodes);
    button.addEventListener("click", open);
    link.replaceWith(button);
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if ((event.key !== "/" || typing) && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);
}
