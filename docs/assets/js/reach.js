/* Waits for a reader to reach for a permanent link or a text to cite; what answers is fetched only then. */
{
  const here = document.currentScript.src;
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
