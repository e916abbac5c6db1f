/* On every page, after the first paint: the button for day and night, and the ways to what is fetched when a reader
   reaches for it. */
{
  const here = new URL(document.querySelector("[data-late]").dataset.late.match(/\S*site\.js/)[0], document.baseURI);
  // A page older than the site finds the file under its plain name.
  const get = (file) => import(new URL(file, here)).catch(() => import(new URL(`../../assets/js/${file}`, here)));
  const element = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    made.append(...inside);
    return made;
  };
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

  // What is folded is open where a link leads into it; most browsers see to that themselves.
  const unfold = () => {
    const found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = found && found.parentElement.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    found.scrollIntoView();
  };
  unfold();
  addEventListener("hashchange", unfold);

  // A link that carries the day on which it was made: what has changed since is told.
  if (new URLSearchParams(location.search).has("as-of")) get("as-of.js");

  // Search: the dialog opens at once and takes what is typed; what answers comes after it.
  const link = document.querySelector("#find");
  let dialog;
  let loaded;
  const load = () => {
    if (!loaded) {
      // Asked for together with what asks for it: one wait less before the first results.
      document.head.append(element("link", { rel: "modulepreload", href: new URL("../../search/pagefind.js", here) }));
    }
    loaded ??= get("search.js").catch(() => {
      loaded = undefined;
      const tell = () => {
        dialog.querySelector("[role=status]").textContent = "Search could not be loaded: try again.";
      };
      return { attach: tell };
    });
    return loaded;
  };
  const make = () => {
    const id = "finder-words";
    dialog = element("dialog", { class: "finder", "aria-label": "Search" },
      element("div", { role: "search" }, element("label", { for: id }, "Search this site"), " ",
        element("input", { id, type: "search", autocomplete: "off", autocapitalize: "none", spellcheck: false, enterkeyhint: "go", autofocus: "" }), " ",
        element("button", { type: "button" }, "Close")),
      element("p", { role: "status" }), element("ol", {}));
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
    const button = element("button", { type: "button", class: link.className, "aria-haspopup": "dialog", "aria-keyshortcuts": "/ Control+K" }, ...link.childNodes);
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
      if (term && (kind === "pointerover" || term.matches(":focus-visible"))) get("terms.js").then(({ reach }) => reach(term));
    });
  }

  // Scenes: what marks the current step is fetched when a reader comes near.
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      get("scene.js").then(({ follow }) => follow(target));
    }
  }, { rootMargin: "100%" });
  for (const scene of document.querySelectorAll(".scene")) near.observe(scene);

  // Cards of a trail: keys.
  const story = document.querySelector(".story");
  if (story) get("story.js").then(({ steer }) => steer(story));

  // Filters for the list of all events: fetched when they are opened, or when the address holds some.
  const strands = document.querySelector(".strands");
  const filter = () => get("filter.js");
  if (strands && /[?&](lane|from|to)=/.test(location.search)) filter();
  else strands?.addEventListener("toggle", filter, { once: true });

  // A proposal is checked by a script of its own.
  if (document.querySelector("form.check")) get("check.js");

  // Filters of the figures, and the comparison of two releases: fetched when they are opened, or when the address asks.
  const chooser = document.querySelector("details.choose");
  if (chooser) {
    for (const part of document.querySelectorAll(".choose")) part.hidden = false;
    const choose = () => get(chooser.dataset.script);
    if (/[?&](subject|state|age)=/.test(location.search)) choose();
    else chooser.addEventListener("toggle", choose, { once: true });
  }

  // Tables of three rows and more: the head of a column becomes a button; what sorts is fetched at the first press.
  for (const head of document.querySelectorAll(".scroll thead th[scope=col]")) {
    const words = head.firstChild;
    if (words?.nodeType !== Node.TEXT_NODE || head.closest("table").querySelectorAll("tbody th[scope=row]").length < 3) continue;
    const button = element("button", { type: "button", class: "sort" }, words.data.trim());
    button.addEventListener("click", () => get("sort.js").then(({ sort }) => sort(button)));
    words.replaceWith(button, " ");
  }

  // Taking away: the menu of a permanent link and the texts to cite, fetched when a reader reaches for one.
  const take = () => get("take.js");

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
