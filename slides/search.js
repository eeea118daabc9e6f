// Search in all lessons, without a server: `places` holds the text below each heading.
const box = document.getElementById("search"), list = document.getElementById("found");
const MOST = 12;

// Every word must occur at the beginning of some word; in a heading it counts more.
function rank(place, words) {
  let score = 0;
  for (const word of words) {
    const at = new RegExp("(^|[^\\p{L}\\p{N}])" + word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");
    if (at.test(place.heading)) score += 10;
    else if (at.test(place.text)) score += 1;
    else return 0;
  }
  return score;
}

function show() {
  const words = box.value.split(/\s+/).filter((word) => word.length > 1);
  const ranked = words.length === 0 ? [] : places
    .map((place) => [rank(place, words), place])
    .filter(([score]) => score > 0)
    .sort((a, b) => b[0] - a[0]);
  list.replaceChildren(...ranked.slice(0, MOST).map(([, place]) => {
    const entry = document.createElement("li"), link = document.createElement("a");
    link.href = place.address;
    link.textContent = `${place.lesson} › ${place.heading}`;
    entry.append(link);
    return entry;
  }));
  if (words.length > 0 && ranked.length === 0) {
    const entry = document.createElement("li");
    entry.textContent = "Nothing found.";
    list.append(entry);
  }
  list.hidden = words.length === 0;
}

box.addEventListener("input", show);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") list.querySelector("a")?.click();
  if (event.key === "Escape") { box.value = ""; show(); }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea");
  if (event.key === "/" && !typing) { event.preventDefault(); box.focus(); }
});
list.addEventListener("click", () => { list.hidden = true; });
