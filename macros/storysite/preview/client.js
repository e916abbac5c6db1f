// Follows the preview: loads the page again when it has changed, and shows what is wrong.
(() => {
  const { version, panel, events } = document.currentScript.dataset;
  const key = "preview-scroll";

  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  sessionStorage.removeItem(key);
  if (kept && kept.path === location.pathname) {
    addEventListener("load", () => scrollTo({ left: kept.left, top: kept.top, behavior: "instant" }));
  }

  // What the last edit changed is marked: what reads otherwise than when this tab showed the page before.
  const place = `preview-texts ${location.pathname}`;
  const before = JSON.parse(sessionStorage.getItem(place) || "null");
  const blocks = [...document.querySelectorAll("article :is(h1, h2, h3, p, li, dt, dd, td, th, figcaption, text)")];
  const words = (block) => block.textContent.replace(/\s+/g, " ").trim();
  const texts = [...new Set(blocks.map(words))];
  const same = before && texts.length === before.texts.length && texts.every((text, at) => text === before.texts[at]);
  const known = new Set(before ? before.texts : texts);
  const fresh = same ? before.fresh : texts.filter((text) => text && !known.has(text));
  const marked = new Set(fresh);
  for (const block of blocks) block.classList.toggle("preview-changed", marked.has(words(block)));
  try {
    sessionStorage.setItem(place, JSON.stringify({ texts, fresh }));
  } catch {
    sessionStorage.removeItem(place); // a page that is too long to be kept is not compared
  }

  // The list comes with the page, as a document: text that is made into HTML here would have to be trusted.
  const renew = () => {
    const asked = new XMLHttpRequest();
    asked.open("GET", location.pathname);
    asked.responseType = "document";
    asked.addEventListener("load", () => {
      const list = asked.response?.getElementById("preview-problems");
      if (list) document.getElementById("preview-problems").replaceWith(document.adoptNode(list));
    });
    asked.send();
  };

  let told = panel;
  const follow = (message) => {
    const now = JSON.parse(message.data);
    if (now.version !== version) {
      sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, left: scrollX, top: scrollY }));
      location.reload();
    } else if (now.panel !== told) {
      told = now.panel;
      renew();
    }
  };

  // Only the tab in view listens: a browser keeps six connections to a server, and more tabs would wait for ever.
  let stream;
  const listen = () => {
    stream?.close();
    stream = undefined;
    if (document.visibilityState === "visible") {
      stream = new EventSource(`${events}?path=${encodeURIComponent(location.pathname)}`);
      stream.onmessage = follow;
    }
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
})();
