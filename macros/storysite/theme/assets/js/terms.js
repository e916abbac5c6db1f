/* Explanations of terms, shown on hover and on focus too; a press opens them without this script. */

let dismissed; // the term whose explanation was closed under the pointer
let leaving;

// However it was opened: it stays closed until the pointer has left.
document.addEventListener("beforetoggle", ({ target, newState }) => {
  const button = newState === "closed" && document.querySelector(`.term[popovertarget="${CSS.escape(target.id)}"]:hover`);
  if (!button) return;
  dismissed = button;
  button.addEventListener("pointerleave", () => { dismissed = undefined; }, { once: true });
}, true);

export function reach(button) {
  const box = document.getElementById(button.getAttribute("popovertarget"));
  const held = () => button.matches(":hover, :focus-visible");
  // This script may have come when the reader has moved on.
  if (!box?.showPopover || button === dismissed || box.matches(":popover-open") || !held()) return;
  clearTimeout(leaving);
  box.showPopover({ source: button });

  // What follows is for an explanation that opened by itself, until it closes or a press keeps it.
  const kept = new AbortController();
  const { signal } = kept;
  const leave = () => { leaving = setTimeout(() => { if (!signal.aborted && !held() && !box.matches(":hover")) box.hidePopover(); }, 250); };
  button.addEventListener("pointerleave", leave, { signal });
  box.addEventListener("pointerleave", leave, { signal });
  // Focus that moves on must not find what it moves to covered.
  button.addEventListener("blur", () => { if (!box.matches(":hover")) box.hidePopover(); }, { signal });
  button.addEventListener("click", (event) => { event.preventDefault(); kept.abort(); }, { signal });
  box.addEventListener("beforetoggle", ({ newState }) => { if (newState === "closed") kept.abort(); }, { signal });
}
