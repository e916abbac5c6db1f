// Cards of a trail: arrow keys lead from one to the next, Escape leaves them, and the address follows what is read.
export const steer = (story) => {
  const cards = [...story.querySelectorAll(".card")];
  const at = () => Math.max(0, cards.findLastIndex((card) => card.getBoundingClientRect().top < innerHeight / 2));
  const isTall = (card) => card.offsetHeight > innerHeight + 1;
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (target.closest("input, textarea, select, [contenteditable], dialog, .scroll, :popover-open")) return;
    if (key === "Escape") {
      if (!document.querySelector(":popover-open, dialog[open]")) location.href = story.querySelector(".leave").href;
      return;
    }
    const here = at();
    let to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: cards.length - 1 }[key];
    if (key.startsWith("Page") && !isTall(cards[here])) to = here + (key === "PageDown" ? 1 : -1); // what a presenter's remote sends
    if (to === undefined || !cards[to]) return;
    event.preventDefault();
    location.hash = cards[to].id;
    cards[to].querySelector("h1, h2").focus({ preventScroll: true });
  });
  story.dataset.keys = "";
  let waiting;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const hash = `#${cards[at()].id}`;
      if (location.hash !== hash && (location.hash || at())) history.replaceState(history.state, "", hash);
    }, 200);
  }, { passive: true });
};
