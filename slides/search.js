// Search in all lessons, without a server: `places` holds the text below each heading.
const box = document.getElementById("search"), list = document.getElementById("found");
const MOST = 12;
// Letters to the left and right of a word that was found.
const AROUND = 60;

// A word is found at the beginning of some word.
function beginning(word) {
  return new RegExp("(?<![\\p{L}\\p{N}])" + word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");
}

// Every word must occur; in a heading it counts more.
function rank(place, words) {
  let score = 0;
  for (const word of words) {
    const at = beginning(word);
    if (at.test(place.heading)) score += 10;
    else if (at.test(place.text)) score += 1;
    else return 0;
  }
  return score;
}

// Some of the text around the first word, cut between words.
function excerpt(text, words) {
  const at = Math.max(0, Math.min(...words.map((word) => text.search(beginning(word))).filter((at) => at >= 0), text.length));
  const from = at <= AROUND ? 0 : text.indexOf(" ", at - AROUND) + 1;
  const end = text.lastIndexOf(" ", at + AROUND);
  const to = at + AROUND >= text.length || end <= at ? text.length : end;
  return `${from > 0 ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
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
    const around = document.createElement("span");
    around.textContent = excerpt(place.text, words);
    entry.append(link, around);
    return entry;
  }));
  if (words.length > 0 && ranked.length === 0) {
    const entry = document.createElement("li");
    entry.textContent = "Nothing found. NumPy's words and their Rust: see the ";
    const link = document.createElement("a");
    link.href = "glossary.html";
    link.textContent = "glossary";
    entry.append(link, ".");
    list.append(entry);
  }
  list.hidden = words.length === 0;
}

box.addEventListener("input", show);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") list.querySelector("a")?.click();
  if (event.key === "Escape") { box.value = ""; show(); }
});
// Up and down go through the box and what was found.
document.querySelector("header").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [box, ...list.querySelectorAll("a")], here = stops.indexOf(document.activeElement);
  if (!step || here < 0 || list.hidden) return;
  event.preventDefault();
  stops[(here + step + stops.length) % stops.length].focus();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea");
  if (event.key === "/" && !typing) { event.preventDefault(); box.focus(); }
});
list.addEventListener("click", () => { list.hidden = true; });
