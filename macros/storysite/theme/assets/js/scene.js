// A scene: while a step stands in the middle of the window, the parts of the picture that it is about stand out.
const parts = (stage, id) =>
  [...stage.querySelectorAll(`[id="${id}"], [href$="#${id}"], [href$="id/${id}/"]`)].map((one) => one.closest("tr, li, svg a, .d-pin") ?? one);

export const follow = (scene) => {
  const stage = scene.querySelector(".stage");
  const beats = [...scene.querySelectorAll(".beats > li")];
  const shown = beats.map((beat) => new Set(beat.dataset.shows.split(" ").flatMap((id) => parts(stage, id))));
  const seen = new Set();
  let current = -1;
  const show = (at) => {
    if (at === current) return;
    beats[current]?.removeAttribute("aria-current");
    beats[at]?.setAttribute("aria-current", "step");
    for (const part of stage.querySelectorAll(".is-shown")) part.classList.remove("is-shown");
    for (const part of shown[at] ?? []) part.classList.add("is-shown");
    stage.classList.toggle("is-telling", at >= 0);
    current = at;
  };
  const look = () => {
    const at = beats.findLastIndex((beat) => seen.has(beat));
    if (at >= 0) show(at);
    else if (beats[0].getBoundingClientRect().top > innerHeight / 2) show(-1);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
    look();
  }, { rootMargin: "-55% 0px -30%" });
  for (const beat of beats) observer.observe(beat);
  scene.addEventListener("focusin", ({ target }) => {
    const at = beats.indexOf(target.closest(".beats > li"));
    if (at >= 0 && target.matches(":focus-visible")) show(at);
  });
};
