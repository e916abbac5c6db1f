// Checks what is typed: what a record can know of itself is said at its field, before anything is saved.
(() => {
  const form = document.querySelector("form[action$='save']");
  if (!form || !form.elements.kind) return;
  let asked = 0;
  form.addEventListener("change", async () => {
    const mine = ++asked;
    const answer = await fetch(form.action.replace(/save$/, "check"), {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
    if (!answer.ok || mine !== asked) return;
    const told = await answer.json();
    for (const place of form.querySelectorAll("[id^='wrong.']")) {
      const name = place.id.slice("wrong.".length);
      const typed = [...form.elements].some((field) => (field.name === `f.${name}` || field.name.startsWith(`f.${name}.`)) && field.value);
      place.textContent = typed ? told[name] || "" : "";
    }
  });
})();
