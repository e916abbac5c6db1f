/* On every page, after the first paint: the button for day and night, and the ways to what is fetched when a reader
   reaches for it. */
{
  const here = document.currentScript.src;
  const page = document.documentElement;

  // Day and night: the system's choice until the reader makes one.  The first paint is the head's business.
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

  // The story's far acts, which the first paint did without: one in each frame, so that nobody waits for them.
  const far = [...document.querySelectorAll(".act, .home .sources")];
  const layOut = () => {
    far.shift()?.style.setProperty("content-visibility", "visible");
    if (far.length) requestAnimationFrame(() => setTimeout(layOut));
  };
  layOut();

  // A link that carries the day on which it was made: what has changed since is told.
  if (new URLSearchParams(location.search).has("as-of")) import(new URL("as-of.js", here));

  // Search: the dialog opens at once and takes what is typed; what answers comes after it.
  const link = document.querySelector("#find");
  let dialog;
  let loaded;
  const load = () => {
    if (!loaded) {
      // Asked for together with what asks for it: one wait less before the first results.
      const early = document.createElement("link");
      Object.assign(early, { rel: "modulepreload", href: new URL("../../search/pagefind.js", here) });
      document.head.append(early);
    }
    loaded ??= import(new URL("search.js", here)).catch(() => {
      loaded = undefined;
      const tell = () => {
        dialog.querySelector("[role=status]").textContent = "Search could not be loaded: try again.";
      };
      return { attach: tell };
    });
    return loaded;
  };
  const make = () => {
    dialog = document.createElement("dialog");
    dialog.className = "finder";
    dialog.setAttribute("aria-label", "Search");
    dialog.innerHTML = `<div role="search"><label for="finder-words">Search this site</label>
      <input id="finder-words" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="go"
        autofocus>
      <button type="button">Close</button></div><p role="status"></p><ol></ol>`;
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      dialog.entered = event.key === "Enter" && event.target.id === "finder-words";
      if (event.key === "Escape" && !event.isComposing) {
        event.preventDefault(); // which would only empty the field
        dialog.close();
      }
    });
    document.body.append(dialog);
  };
  const open = () => {
    if (!dialog) make();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
    load().then(({ attach }) => attach(dialog, link?.href));
  };
  if (link) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-keyshortcuts", "/ Control+K");
    button.append(...link.childNodes);
    button.addEventListener("click", open);
    button.addEventListener("pointerenter", load, { once: true });
    const held = document.activeElement === link;
    link.replaceWith(button);
    if (held) button.focus();
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const chord = event.ctrlKey || event.metaKey;
    const asked = chord ? event.key === "k" && !event.shiftKey : event.key === "/" && !typing;
    if (!asked || event.altKey) return;
    event.preventDefault();
    open();
  });

  // Explanations open on hover and on focus too; a press opens them without any script.
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const term = event.pointerType !== "touch" && event.target.closest?.(".term");
      if (term && (kind === "pointerover" || term.matches(":focus-visible"))) import(new URL("terms.js", here)).then(({ reach }) => reach(term));
    });
  }

  // Filters for the list of all events: fetched when they are opened, or when the address holds some.
  const strands = document.querySelector(".strands");
  const filter = () => import(new URL("filter.js", here));
  if (strands && /[?&](lane|from|to)=/.test(location.search)) filter();
  else strands?.addEventListener("toggle", filter, { once: true });

  // Tables of three rows and more: the head of a column becomes a button; what sorts is fetched at the first press.
  for (const head of document.querySelectorAll(".scroll thead th[scope=col]")) {
    const words = head.firstChild;
    if (words?.nodeType !== Node.TEXT_NODE || head.closest("table").querySelectorAll("tbody th[scope=row]").length < 3) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = words.data.trim();
    button.addEventListener("click", () => import(new URL("sort.js", here)).then(({ sort }) => sort(button)));
    words.replaceWith(button, " ");
  }

  // Taking away: the menu of a permanent link and the texts to cite, fetched when a reader reaches for one.
  const take = () => import(new URL("take.js", here));

  for (const link of document.querySelectorAll("a.permalink")) link.setAttribute("aria-haspopup", "dialog");

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.permalink");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    take().then((found) => found.open(link)).catch(() => location.assign(link.href));
  });

  document.addEventListener("toggle", (event) => {
    const block = event.target;
    if (block.matches?.("details.take") && block.open) take().then((found) => found.addButtons(block)).catch(() => {});
  }, true);
}
