/* On the page of an address that has moved: on to the new one, with the part of the page that the link was for. */

const name = decodeURIComponent(location.hash.slice(1));
const entry = name && document.getElementById(name);
const link = entry && entry.id !== "content" ? entry.querySelector("a") : document.getElementById("moved-to");
if (link) {
  const target = new URL(link.href);
  if (name && !(entry && entry.contains(link)) && !target.hash) target.hash = location.hash;
  target.search = location.search;
  location.replace(target);
}
