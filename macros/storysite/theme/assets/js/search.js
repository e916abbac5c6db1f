/* Search: fetched when a reader first reaches for it.  Pagefind finds the records; what is typed is read here: small
   words left out, other names put back, misspelt words mended. */

const root = new URL("../../", import.meta.url);
const index = new URL("search/", root).href;
const PAGE = 8;
const MANY = 200; // a word with more hits than this says little by itself
const FOREIGN = /[^\x00-\u024f]/;
const SMALL = new Set(`a about all an and any are as at be been between by can compare could did difference do does
  explain find for from give had has have he her his how i in into is it its list many me much my number of on or our
  please she should show so than that the their them there these they this those to us was we were what when where
  which who whom whose why will with would you your
  dr mr mrs ms prof`.split(/\s+/));
const ranking = {
  termSimilarity: 6, pageLength: 0.6, termSaturation: 1.6, termFrequency: 1, diacriticSimilarity: 0,
  metaWeights: { title: 0, url: 0, kind: 0.1, where: 0, when: 0.5, around: 0, source: 0.05, also: 1.5, aka: 2, forms: 0.5,
    proof: 0.05, id: 0.1, asof: 5, day: 9,
    name1: 1, name2: 2, name3: 3, name4: 4, name5: 5, name6: 6, name7: 7, name8: 8, name9: 9 },
};

let ready;
/* Pagefind, and what a reader's words are held against; asked for again where it did not come. */
function load() {
  ready ??= Promise.all([engine(), known()]).catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}
async function engine() {
  const early = document.createElement("link");
  Object.assign(early, { rel: "preload", as: "fetch", crossOrigin: "", href: `${index}wasm.en.pagefind` });
  document.head.append(early);
  const pagefind = await import(`${index}pagefind.js`);
  await pagefind.options({ basePath: index, baseUrl: root.pathname, noWorker: true, excerptLength: 26, ranking });
  await pagefind.init();
  return pagefind;
}
async function known() {
  const { names, words } = await (await fetch(`${index}words.json`)).json();
  return { names: Object.entries(names), words: words.split(" ") };
}

// --- what was typed ----------------------------------------------------------------------------

/* A text without what readers may type otherwise, as macros/site/folding.py has it for what is found. */
export const fold = (text) => (
  text.replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    .normalize("NFKC").toLowerCase().normalize("NFKC").replace(/ß/g, "ss").replace(/ς/g, "σ").replace(/’/g, "'")
);
const plain = (text) => fold(text).replace(/(?<=\d)[,' ](?=\d{3}(?!\d))/g, "").replace(/\s+/g, " ").trim();
const telling = (text) => {
  const words = text.split(" ").map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter(Boolean);
  const kept = words.filter((word) => !SMALL.has(word));
  return kept.length ? kept : words;
};
const stem = (word) => word.replace(/(?<=....)(?:ations?|ions?|ing|ed|es|s|ers?|ly|al|e|'s|’s)$/, "");

/* Whether two names in a script without spaces have a part in common. */
const alike = (one, other) => (
  FOREIGN.test(other) && (other.includes(one) || one.includes(other) || one.slice(0, 2) === other.slice(0, 2))
);

/* A word with those parts mended that the site does not have: a sign between two letters parts a word there, too. */
const PART = /[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)?/gu;
const isKnown = (part, words) => (
  part.length < 2 || /\d/.test(part) || FOREIGN.test(part)
  || (part.length < 4 ? words.includes(part) : words.some((other) => other.startsWith(stem(part))))
);
const mended = (word, words) => (
  word.replace(PART, (part) => (part.length < 4 || isKnown(part, words) ? part : nearest(part, words) || part))
);
const allKnown = (word, words) => word.match(PART)?.every((part) => isKnown(part, words));

/* The word of the site that one is nearest to; nothing where none is near. */
function nearest(word, words) {
  let best = "";
  let least = word.length < 8 ? 1.5 : 2.5;
  const letters = (text) => [...text].sort().join();
  for (const other of words) {
    // Of four letters, one that differs makes another word.
    if (word.length === 4 && other.length === 4 && letters(other) !== letters(word)) continue;
    const far = Math.abs(other.length - word.length) < least ? distance(word, other, least) : least;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

/* How many letters to change, add, leave out or swap; a first letter that differs counts half more. */
function distance(a, b, most) {
  let before = [], last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) >= most) return most;
    [before, last] = [last, row];
  }
  return last[b.length] + (a[0] === b[0] ? 0 : 0.4);
}

/* The same, with those set back that hold a short word as the beginning of another alone: AI is not aimed. */
async function whole(hits, words) {
  const short = words.filter((word) => /^[a-z\d]{1,3}$/.test(word)).map((word) => new RegExp(`\\b${word}\\b`, "i"));
  if (!short.length) return hits;
  const top = await Promise.all(hits.slice(0, 3 * PAGE).map(async (hit) => {
    const { content, meta } = await hit.data();
    const text = `${meta.title} ${meta.aka} ${meta.also} ${content}`;
    return { ...hit, score: short.every((word) => word.test(text)) ? hit.score : hit.score / 4 };
  }));
  return [...top.sort((one, other) => other.score - one.score), ...hits.slice(3 * PAGE)];
}

/* Dates as they are typed, and the digits by which what happened then is found. */
const MONTH = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DAY = "(\\d\\d?)(?:st|nd|rd|th)?";
const DATES = [
  [`(?:${DAY} (?:of )?)?${MONTH},? (\\d{4})`, ([day, month, year]) => [year, month, day]],
  [`${MONTH} ${DAY},? (\\d{4})`, ([month, day, year]) => [year, month, day]],
  ["(\\d{4})-(\\d\\d?)(?:-(\\d\\d?))?", (parts) => parts],
  ["(\\d{4})年 ?(\\d\\d?)月(?: ?(\\d\\d?)日)?", (parts) => parts],
].map(([form, order]) => [new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, "u"), order]);
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

function dated(query) {
  for (const [form, order] of DATES) {
    const match = form.exec(query);
    if (!match) continue;
    const [year, month, day] = order(match.slice(1));
    const number = MONTHS.indexOf(month.slice(0, 3)) + 1 || Number(month);
    if (number < 1 || number > 12) continue;
    const digits = `0${year}${String(number).padStart(2, "0")}${day ? day.padStart(2, "0") : ""}`;
    return telling(`${query.slice(0, match.index)} ${digits} ${query.slice(match.index + match[0].length)}`).join(" ");
  }
  return "";
}

/* All that matches, best first: by the words as typed, by the titles that other names stand for, by the date, and, where
   little matches all words, by some of them. */
export async function find(typed) {
  const [pagefind, { names, words }] = await load();
  const query = plain(typed);
  const given = telling(query);
  const all = await Promise.all(given.map((word) => parted(pagefind, mended(word, words))));
  const typedWords = all.flat();
  // What the site does not have is asked all the same; where it finds nothing, it is left out, and the answer says so.
  const isBeginning = (word, at) => at === typedWords.length - 1 && words.some((other) => other.startsWith(word));
  const there = await Promise.all(typedWords.map((word, at) => (
    allKnown(word, words) || isBeginning(word, at) || stands(pagefind, word)
  )));
  const own = typedWords.filter((_, at) => there[at]);
  const others = byOtherNames(names, query, own);
  const found = await asked(pagefind, [own.join(" "), ...others], query);
  if (found.size < PAGE && own.length > 1) await addParts(pagefind, own, found);
  const hits = await whole([...found.values()].sort((one, other) => other.score - one.score), own);
  return { hits, given: given.join(" "), own: own.join(" ") || others[0] || typedWords.join(" ") };
}

/* What is typed with the titles that other names in it stand for. */
function byOtherNames(names, query, own) {
  const texts = [];
  for (const [name, title] of names) {
    const at = ` ${query} `.indexOf(` ${name} `);
    if (at >= 0) texts.push(telling(`${query.slice(0, at)}${title}${query.slice(at + name.length)}`).join(" "));
    else if (FOREIGN.test(query) && own.some((word) => alike(word, name))) texts.push(telling(title).join(" "));
  }
  return texts;
}

/* A word with signs in it in one piece, as `mid-term` stands in the index; in parts where it stands nowhere so. */
async function parted(pagefind, word) {
  const parts = word.match(PART) ?? [word];
  if (parts.length < 2 || (await stands(pagefind, word))) return [word];
  return telling(parts.join(" "));
}

/* Whether a word stands in what it finds: Pagefind takes the beginning of one that it does not have. */
async function stands(pagefind, word) {
  const { results: [best] } = await pagefind.search(word);
  if (!best) return false;
  const { content, meta } = await best.data();
  const text = fold(Object.values(meta).concat(content).join(" "));
  return text.includes(word) || text.includes(word.match(PART)?.join("") ?? word);
}

async function asked(pagefind, texts, query) {
  const found = new Map();
  const answers = await Promise.all([...new Set(texts)].filter(Boolean).map((text) => pagefind.search(text)));
  for (const { results } of answers) add(found, results, 1);
  const date = dated(query);
  if (date) add(found, (await pagefind.search(date)).results, 3);
  return found;
}

function add(found, results, share) {
  for (const result of results) {
    const before = found.get(result.id);
    const score = result.score * share;
    if (!before || before.score < score) found.set(result.id, { ...result, score });
  }
}

/* What matches some of the words, the more of them the better. */
async function addParts(pagefind, own, found) {
  const parts = await Promise.all(own.map((word) => pagefind.search(word)));
  const some = new Map();
  for (const { results } of parts.filter((part) => part.results.length < MANY)) {
    for (const result of results) {
      const sum = some.get(result.id) ?? { ...result, score: 0, matched: 0 };
      some.set(result.id, { ...sum, score: sum.score + result.score, matched: sum.matched + 1 });
    }
  }
  for (const result of some.values()) add(found, [result], 0.5 * (result.matched / own.length) ** 2);
}

// --- the dialog --------------------------------------------------------------------------------

const element = (name, className, ...parts) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...parts);
  return made;
};
const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");

/* The words around what matches, with that marked; the source, where nothing else matches. */
function excerpt({ excerpt: text, plain_excerpt: bare, content, locations, meta }, matched = []) {
  const onlySource = !locations.length && matched.includes("source") && !matched.includes("also");
  if (onlySource) return [`Source: ${meta.source}`];
  const parts = text.split(/<mark>(.*?)<\/mark>/).map(unescaped).map((part, at) => (at % 2 ? element("mark", "", part) : part));
  const [from, to] = [content.startsWith(unescaped(bare)), content.endsWith(unescaped(bare))];
  return [...(from ? [] : ["… "]), ...parts, ...(to ? [] : [" …"])];
}

async function item(hit) {
  const data = await hit.data();
  const { title, kind, when, around, where, url } = data.meta;
  const link = element("a", "", title);
  link.href = new URL(url, root);
  const about = [kind, when ?? around, where].filter(Boolean).join(" · ");
  return element("li", "", link, element("p", "about", about), element("p", "", ...excerpt(data, hit.matchedMetaFields)));
}

const counted = (number) => (number === 1 ? "1 result" : `${number} results`);
function told({ hits, given, own }, typed) {
  if (!given) return typed && `No result for “${typed}”: search knows words and numbers.`;
  if (!hits.length) return `No result for “${given}”.`;
  return own === given ? counted(hits.length) : `Nothing is spelt “${given}” here. ${counted(hits.length)} for “${own}”.`;
}

const attached = new WeakSet();

/* Make a dialog answer; `instead` leads to where everything is listed. */
export function attach(dialog, instead) {
  if (attached.has(dialog)) return;
  attached.add(dialog);
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  let turn = 0;
  let shown = Promise.resolve();
  let wait;

  async function show(typed, mine) {
    const found = typed.trim() ? await find(typed) : { hits: [], given: "", own: "" };
    let rest = found.hits;
    const items = async () => {
      const next = rest.slice(0, PAGE);
      rest = rest.slice(PAGE);
      return Promise.all(next.map(item));
    };
    const first = await items();
    if (mine !== turn) return;
    const more = element("button", "", "More results");
    more.type = "button";
    more.addEventListener("click", async () => {
      const next = await items();
      more.parentElement.before(...next);
      next[0]?.querySelector("a").focus();
      if (!rest.length) more.parentElement.remove();
    });
    if (typed.trim() && !first.length && instead) {
      const link = element("a", "", "Look through the reference");
      link.href = instead;
      first.push(element("li", "", link));
    }
    list.replaceChildren(...first, ...(rest.length ? [element("li", "", more)] : []));
    list.scrollTop = 0;
    status.textContent = told(found, typed.trim());
    dialog.dataset.shown = typed;
  }

  const start = () => {
    turn += 1;
    shown = show(input.value, turn).catch(() => {
      status.textContent = "Search could not be loaded: try again.";
    });
  };
  const go = async () => {
    if (dialog.dataset.shown !== input.value) start();
    await shown;
    list.querySelector("a")?.click();
  };

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(start, input.value.length > 1 ? 60 : 0);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [input, ...list.querySelectorAll("a, button")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[Math.min(links.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
    } else if (event.key === "Enter" && at === 0) {
      event.preventDefault();
      go();
    } else if (event.key.length === 1 && event.key !== " " && at > 0) {
      input.focus();
    }
  });
  dialog.addEventListener("click", (event) => {
    const followed = event.target.closest("a") && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (event.target === dialog || followed) dialog.close();
  });
  load().catch(() => {});
  if (input.value) start();
  if (dialog.entered) go();
}
