/* Explanations of terms, shown on hover and on focus too; a press opens them without this script. */

const opened = new WeakSet();
const dismissed = new WeakSet();
let leaving;

const explanation = (button) => document.getElementById(button.getAttribute("popovertarget"));

export function reach(button) {
  const box = explanation(button);
  // This script may have come when the reader has moved on.
  if (!box?.showPopover || dismissed.has(button) || box.matches(":popover-open") || !button.matches(":hover, :focus-visible")) return;
  clearTimeout(leaving);
  box.showPopover({ source: button });
  opened.add(box);
  const leave = () => { leaving = setTimeout(() => { if (opened.has(box) && !box.matches(":hover") && !button.matches(":hover, :focus-visible")) box.hidePopover(); }, 250); };
  button.addEventListener("pointerleave", leave, { once: true });
  // Focus that moves on must not find what it moves to covered.
  button.addEventListener("blur", () => { if (opened.has(box) && !box.matches(":hover")) box.hidePopover(); }, { once: true });
  box.addEventListener("pointerleave", leave, { once: true });
  // The press that follows the hover keeps it open instead of closing it.
  button.addEventListener("click", (event) => { if (opened.has(box)) { event.preventDefault(); opened.delete(box); } }, { once: true });
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed") return;
    opened.delete(box);
    if (!button.matches(":hover")) return;
    // Closed under the pointer: it stays so until the pointer has left.
    dismissed.add(button);
    button.addEventListener("pointerleave", () => dismissed.delete(button), { once: true });
  });
}
