/* Sorts a table by a column: up, down, and back to the order of the page.  Fetched at the first press of a head. */

const NEXT = { ascending: "descending", descending: "none", none: "ascending" };

export function sort(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const heads = [...head.parentElement.cells];
  const way = NEXT[head.getAttribute("aria-sort") ?? "none"];
  for (const other of heads) other.removeAttribute("aria-sort");
  if (way !== "none") head.setAttribute("aria-sort", way);
  for (const body of table.tBodies) {
    // The head of a group stays above its rows.
    const rows = [...body.rows].filter((row) => row.cells.length === heads.length || row.matches(".fold"));
    rows.forEach((row, place) => { row.dataset.place ??= place; });
    body.append(...rows.sort(by(heads.indexOf(head), way)));
  }
  status(table).textContent = way === "none" ? "In the order of the page again." : `Sorted by “${button.textContent}”, ${way}.`;
}

/* Equal rows keep the order of the page, and empty cells come last whichever way. */
function by(column, way) {
  const sign = way === "descending" ? -1 : 1;
  return (one, other) => {
    const place = one.dataset.place - other.dataset.place;
    if (way === "none") return place;
    const [a, b] = [one, other].map((row) => key(row.cells[column]));
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined) || place;
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
    return sign * order || place;
  };
}

function key(cell) {
  if (!cell || cell.matches(".empty")) return undefined;
  const number = cell.dataset.order ?? cell.querySelector("data")?.value;
  if (number !== undefined) return Number(number);
  return (cell.querySelector(".level, .text") ?? cell.firstChild).textContent.trim();
}

function status(table) {
  const region = table.closest(".scroll");
  const next = region.nextElementSibling;
  if (next?.matches(".sorted")) return next;
  const made = document.createElement("p");
  made.className = "sorted";
  made.setAttribute("role", "status");
  region.after(made);
  return made;
}
