/* Taking away: the menu of a permanent link, and buttons that copy.  Fetched when a reader first reaches for it.
   All texts are made at build and come with the item (`item.json`) or stand in the page; nothing is composed here. */

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.take-menu { position: absolute; inset: auto; margin: 0; width: min(23rem, calc(100vw - 2rem)); padding: 1rem; border: 1px solid var(--line-strong);
  border-radius: var(--round); background: var(--paper-2); color: var(--ink); font: 400 var(--step--1)/1.5 var(--sans); text-align: left;
  box-shadow: 0 .5rem 2rem #0006; }
.take-menu h2 { font: 600 var(--step-0)/1.3 var(--serif); margin: 0 0 .5rem; padding-right: 2.2rem; }
.take-menu ul { list-style: none; margin: 0; padding: 0; }
.take-menu button, .take-copy { font: inherit; color: var(--blue); background: none; border: 1px solid var(--line-strong); border-radius: var(--round);
  min-height: 2.25rem; padding: .2rem .8rem; cursor: pointer; }
.take-menu li button { width: 100%; text-align: left; margin-bottom: .35rem; }
.take-menu button:hover, .take-copy:hover { text-decoration: underline; }
.take-menu .take-close { position: absolute; top: .6rem; right: .6rem; width: 2.25rem; padding: 0; }
.take-menu summary { min-height: 2.25rem; align-content: center; cursor: pointer; }
.take-menu pre, .take-menu dl { margin: 0 0 .4rem; white-space: pre-wrap; overflow-wrap: anywhere; font: var(--step--2)/1.5 var(--mono); }
.take-menu dt { font-family: var(--sans); font-weight: 600; }
.take-menu dd { margin: 0 0 .6rem; }
.take-menu p { margin: .3rem 0; }
.take-menu p a { display: inline-block; padding: .2rem .3rem; }
.take-menu .take-not { list-style: disc; padding-left: 1.2em; margin-bottom: .4rem; }
.take-said { min-height: 1.5em; color: var(--beacon); font-weight: 600; }
.take-copy { margin: .3rem 0; font-size: var(--step--2); min-height: 1.75rem; }
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...inside);
  return made;
}

// --- copying -----------------------------------------------------------------------------------

/* Puts a text on the clipboard, as rich text too where there is any; whether it worked. */
export async function copy(text, html = "") {
  const forms = { "text/plain": new Blob([text], { type: "text/plain" }) };
  if (html) forms["text/html"] = new Blob([html], { type: "text/html" });
  try {
    await navigator.clipboard.write([new ClipboardItem(forms)]);
    return true;
  } catch {
    return copyByEvent(text, html);
  }
}

/* For browsers without rich text on the clipboard, and for pages without https. */
function copyByEvent(text, html) {
  let done = false;
  const fill = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
    done = true;
  };
  document.addEventListener("copy", fill, true);
  try {
    document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", fill, true);
  }
  return done;
}

function say(status, words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 60); // so that the same words are spoken again
}

function copyButton(words, status, text, html, attributes = {}) {
  const what = words.replace(/^Copy ?/, "");
  const onclick = async () => {
    const done = await copy(text, html);
    say(status, done ? `Copied${what && `: ${what}`}.` : "This browser does not let a page copy: select the text and copy it.");
  };
  return element("button", { type: "button", ...attributes, onclick }, words);
}

/* Gives each text of a block that is there to be copied its button. */
export function addButtons(block) {
  if (block.querySelector(".take-copy")) return;
  const status = element("p", { role: "status", class: "take-said" });
  const shown = block.previousElementSibling; // the page of a record shows how it is cited: as plain text, and as HTML
  if (shown?.matches(".cited")) {
    shown.after(copyButton("Copy", status, shown.textContent, shown.innerHTML, { class: "take-copy", "aria-label": "Copy the citation" }));
  }
  for (const text of block.querySelectorAll("pre")) {
    const name = text.closest("dd")?.previousElementSibling?.textContent ?? "text";
    text.after(copyButton("Copy", status, text.textContent, "", { class: "take-copy", "aria-label": `Copy ${name}` }));
  }
  for (const text of block.querySelectorAll("dd > p")) {
    text.after(copyButton("Copy", status, text.textContent, text.innerHTML, { class: "take-copy", "aria-label": "Copy the sentence" }));
  }
  block.append(status);
}

// --- the menu ----------------------------------------------------------------------------------

let menu;

/* Opens the menu of a permanent link. */
export async function open(link) {
  const again = menu?.isConnected && menu.link === link;
  menu?.remove();
  if (again) {
    menu = undefined;
    link.focus();
    return;
  }
  const answer = await fetch(new URL("item.json", link.href)).catch(() => undefined);
  menu = built(link, answer?.ok ? await answer.json() : undefined);
  document.body.append(menu);
  link.setAttribute("aria-expanded", "true");
  menu.showPopover({ source: link });
  place(menu, link);
  menu.querySelector("li button").focus({ preventScroll: true });
}

function built(link, item) {
  const name = item?.title ?? link.getAttribute("aria-label");
  const address = item?.address ?? link.href;
  const status = element("p", { role: "status", class: "take-said" });
  const buttons = [copyButton("Copy link", status, address)];
  const read = document.querySelector("[data-read]")?.dataset.read;
  if (read) buttons.push(copyButton("Copy dated link", status, `${address}?as-of=${read}`));
  if (item) {
    buttons.push(copyButton("Copy for a proposal", status, item.proposal.text, item.proposal.html));
    if (item.table) buttons.push(copyButton("Copy as a table", status, item.table.text, item.table.html));
    if (item.table) buttons.push(copyButton("Copy as Markdown", status, item.table.markdown));
  }
  const made = element(
    "div", { class: "take-menu", popover: "auto", role: "dialog", "aria-label": `Copy or download: ${name}` },
    element("h2", {}, name),
    element("ul", {}, ...buttons.map((button) => element("li", {}, button))),
    status,
    ...(item?.not_to_claim ? [refused(item.not_to_claim)] : []),
    ...(item ? [cited(item, status)] : []),
    ...(item?.files ? [element("p", {}, "Files: ", ...links(item.files))] : []),
    element("p", {}, element("a", { href: link.href }, "Its own page"), ...(item?.edit ? [" ", element("a", { href: item.edit }, "Edit this record")] : [])),
    element("button", { type: "button", class: "take-close", "aria-label": "Close", onclick: () => made.hidePopover() }, "×"),
  );
  made.link = link;
  made.addEventListener("toggle", (event) => {
    if (event.target !== made || event.newState !== "closed") return;
    link.removeAttribute("aria-expanded");
    made.remove();
    if (menu === made) menu = undefined;
  });
  return made;
}

function refused(told) {
  const list = element("ul", { class: "take-not" }, ...told.map((one) => element("li", {}, one)));
  return element("details", {}, element("summary", {}, "What you must not claim with it"), list);
}

function cited(item, status) {
  const forms = [["In words", item.cite.text, item.cite.html], ["Markdown", item.cite.markdown, ""], ["HTML", item.cite.html, ""]];
  const list = forms.flatMap(([name, text, html]) => [
    element("dt", {}, name),
    element("dd", {}, element("pre", {}, text), copyButton("Copy", status, text, html, { "aria-label": `Copy: ${name}` })),
  ]);
  return element("details", {}, element("summary", {}, "Cite"), element("dl", {}, ...list));
}

/* Files lie on this site, whatever host it is seen at: only the last part of their address is taken. */
function links(files) {
  const root = new URL("../../", import.meta.url);
  return Object.entries(files).flatMap(([name, address], at) => [
    ...(at ? [" · "] : []), element("a", { href: new URL(`data/${address.split("/").at(-1)}`, root).href }, name),
  ]);
}

/* Below the link, or above it where there is no room, and inside the window. */
function place(made, link) {
  const at = link.getBoundingClientRect();
  const { width, height } = made.getBoundingClientRect();
  const left = Math.max(16, Math.min(at.left, document.documentElement.clientWidth - width - 16));
  const below = at.bottom + 6;
  const top = below + height > innerHeight && at.top - height - 6 > 0 ? at.top - height - 6 : below;
  made.style.left = `${left + scrollX}px`;
  made.style.top = `${Math.max(8, top) + scrollY}px`;
}
