/* Check my proposal: what has become of the links and figures of ours in a text or a document.  Everything happens here:
   the one file that is asked for is the site's own list, and no word of the text leaves the browser.
   The rules are those of `storysite check-links`, held to the same cases. */
(() => {
  const form = document.querySelector("form.check");
  if (!form) return;
  const [text, file, day, results] = ["textarea", "[type=file]", "[type=date]", "output"].map((name) => form.querySelector(name));
  const inside = /^(word|ppt|xl|docProps)\/.*\.(xml|rels)$/;
  const largest = 50e6;
  let data;

  const element = (name, attributes, ...parts) => {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    made.append(...parts);
    return made;
  };
  const filled = (words, names) => words.replace(/\{([\w-]+)\}/g, (_, name) => names[name]);
  const inWords = (date) => {
    const [year, month, number] = date.split("-");
    return filled(data.words.day, { year, month: data.words.months.split(" | ")[month - 1], day: Number(number) });
  };

  // --- documents: ZIP files with markup in them -------------------------------------------------

  /* Unpacks up to so many bytes, whatever size the document states. */
  async function inflated(bytes, most) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const held = [];
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(held).arrayBuffer());
      most -= value.length;
      if (most < 0) {
        await reader.cancel();
        throw new Error("too large");
      }
      held.push(value);
    }
  }

  async function* parts(buffer) {
    const view = new DataView(buffer);
    let end = buffer.byteLength - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new Error("no ZIP");
    let at = view.getUint32(end + 16, true);
    let left = largest;
    for (let count = view.getUint16(end + 10, true); count; count -= 1) {
      const [way, packed] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
      const [name, extra, remark] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
      const title = new TextDecoder().decode(new Uint8Array(buffer, at + 46, name));
      const start = view.getUint32(at + 42, true);
      at += 46 + name + extra + remark;
      if (!inside.test(title)) continue;
      const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      const bytes = new Uint8Array(buffer, from, packed);
      const unpacked = way ? await inflated(bytes, left) : bytes;
      left -= unpacked.length;
      if (left < 0) throw new Error("too large");
      yield [title, new TextDecoder().decode(unpacked)];
    }
  }

  const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  const unescaped = (words) => words.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) =>
    (name ? NAMED[name] ?? whole : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number))));

  function wordsOf(markup) {
    const links = [...markup.matchAll(/\b(?:Target|r:id|w:instr)="([^"]*)"/g)].map((one) => one[1]).join(" ");
    const lines = markup.replace(/<\/(?:w:p|a:p|si|c|Relationship|text:p)>|<(?:w:br|w:tab|a:br|Relationship)\b/g, "\n<");
    return unescaped(`${lines.replace(/<[^>]*>/g, "")}\n${links}`);
  }

  async function read(document) {
    if (document.size > largest) throw new Error("too large");
    if (!/\.(docx|pptx|xlsx)$/i.test(document.name)) return [await document.text(), ""];
    const texts = [];
    let written = "";
    for await (const [name, markup] of parts(await document.arrayBuffer())) {
      if (name === "docProps/core.xml") {
        written = [...markup.matchAll(/<dcterms:(?:modified|created)[^>]*>(\d{4}-\d{2}-\d{2})/g)].map((one) => one[1]).sort().at(-1) ?? "";
      } else texts.push(wordsOf(markup));
    }
    return [texts.join("\n"), written];
  }

  // --- the rules --------------------------------------------------------------------------------

  function* links(words) {
    for (let at = words.indexOf(data.site); at >= 0; at = words.indexOf(data.site, at + data.site.length)) {
      yield [at, words.slice(at).match(/^[^\s"'<>)\]}|\\^`]*/)[0].replace(/[.,;:!?]+$/, "")];
    }
  }

  function keyOf(link) {
    let address = link.slice(data.site.length - 1);
    try {
      address = decodeURIComponent(address);
    } catch { /* what cannot be read is looked for as it stands */ }
    const [before, after = ""] = address.split(/#(.*)/s);
    let path = before.split("?")[0];
    const fragment = after.split("?")[0];
    const id = path.match(/^\/id\/([^/]*)\/$/);
    if (id) path = id[1];
    else if (Object.hasOwn(data.links, fragment)) path = fragment;
    if (!Object.hasOwn(data.links, path)) path = data.leads[path] ?? "";
    return Object.hasOwn(data.links, path) ? path : "";
  }

  function verdict(found, key, day, oneOf) {
    const { words } = data;
    const entry = key && data.links[key];
    if (!entry) return { found, about: "", lines: [words.unknown], changed: true };
    const told = entry.told.filter(([on, , left]) => !day || ((on ?? "9") > day && !(left && left <= day)));
    const names = { day: day && inWords(day), first: entry.first && inWords(entry.first), state: entry.state, sentence: entry.sentence };
    const lines = oneOf ? [words["one-of"]] : [];
    if (!entry.first) lines.push(words.unreleased);
    else if (told.length) {
      lines.push(filled(words[day ? "since" : "ever"], names));
      lines.push(...told.map(([on, what]) => `${on ? inWords(on) : words.waiting}. ${what}`));
    } else lines.push(filled(words[day ? "same" : "same-ever"], names));
    if (entry.state) lines.push(filled(words.state, names));
    if (told.length && !key.startsWith("/")) lines.push(entry.sentence ? filled(words.replace, names) : words.gone);
    const newer = entry.newer && data.links[entry.newer];
    if (newer) lines.push(filled(words.newer, newer));
    return { found, about: filled(data.words.about, { what: `${entry.what[0].toUpperCase()}${entry.what.slice(1)}`, title: entry.title }), lines, changed: told.length > 0, key };
  }

  const parent = (id) => id.slice(0, Math.max(0, id.lastIndexOf(".")));

  function checked(words, day) {
    words = words.split(/\s+/).filter(Boolean).join(" ");
    const linked = new Set();
    const found = new Map();
    for (const [at, link] of links(words)) {
      const key = keyOf(link);
      linked.add(key).add(parent(key));
      if (!found.has(link)) found.set(link, [at, verdict(link, key, link.match(/[?&]as-of=(\d{4}-\d{2}-\d{2})/)?.[1] ?? day)]);
    }
    for (const [figure, ids] of Object.entries(data.figures)) {
      const form = new RegExp(`(?<![\\p{L}\\p{N}_.,])${figure.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}_]|[.,]\\d)`, "u");
      const at = words.search(form);
      if (at < 0 || ids.some((id) => linked.has(id) || linked.has(parent(id)))) continue;
      for (const id of ids) found.set(`${figure} ${id}`, [at, verdict(figure, id, day, ids.length > 1)]);
    }
    return [...found.values()].sort((one, other) => one[0] - other[0]).map(([, one]) => one);
  }

  // --- the page ---------------------------------------------------------------------------------

  async function load() {
    data ??= globalThis.checkData ?? await (await fetch(form.dataset.list)).json();
  }

  function shown(one) {
    const link = one.about && one.found.startsWith("http") ? element("a", { href: one.found }, one.found) : element("span", {}, one.found);
    return element("li", one.changed ? { class: "changed" } : {}, element("p", {}, element("strong", {}, one.about || link.textContent),
      ...(one.about ? [" ", link] : [])), element("ul", {}, ...one.lines.map((line) => element("li", {}, line))));
  }

  async function check() {
    try {
      await load();
      results.replaceChildren(element("p", {}, data.words.reading));
      const found = [];
      for (const [words, written] of [[text.value, ""], ...await Promise.all([...file.files].map(read))]) {
        if (words.trim()) found.push(...checked(words, day.value || written));
      }
      const names = { all: found.length, changed: found.filter((one) => one.changed).length };
      const head = found.length ? filled(data.words[names.changed ? "changed-count" : "same-count"], names) : data.words.nothing;
      found.sort((one, other) => other.changed - one.changed);
      results.replaceChildren(element("p", {}, element("strong", {}, head)), element("ol", {}, ...found.map(shown)));
    } catch {
      results.replaceChildren(element("p", {}, data?.words.unreadable ?? ""));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  file.addEventListener("change", check);
  for (const kind of ["dragover", "drop"]) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (kind === "drop") {
        file.files = event.dataTransfer.files;
        check();
      }
    });
  }
  form.querySelector("fieldset").disabled = false;
})();
