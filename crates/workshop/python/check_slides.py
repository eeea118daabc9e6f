"""Looks at decks in a real browser without a window: does all fit, is all inside, can all be read?

usage: check_slides --pictures FOLDER [--pdf] DECK.html…
(lines of JSON: `missing` without a browser, `problem` with what is wrong and on which page,
`seen` for each deck, `pdf` for each file written)
"""

import argparse
import json
import os
import re
import tempfile
from pathlib import Path

from browser import FLAGS, find_browser
from playwright.sync_api import sync_playwright

# Each size in one colour: what fits in one fits in the other.
VIEWS = ((1280, 720, "light"), (1920, 1080, "dark"))
# Contrast of words against paper that WCAG 2.1 asks for (1.4.3).
CONTRAST = 4.5

# What is wrong on the page that is shown; lengths are those of the page, 1280 × 720.
FAULTS = """(contrast) => {
  const faults = [];
  const page = document.querySelector("section.present:not(.stack) .page, section.present section.present .page");
  if (!page) return ["there is no page"];
  const scale = Reveal.getScale(), frame = page.getBoundingClientRect();
  const far = (box) => Math.max(box.right - frame.right, box.bottom - frame.bottom, frame.left - box.left, frame.top - box.top) / scale;
  for (const element of page.querySelectorAll("h1,h2,h3,p,li,pre,td,th,img,svg,mjx-container")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const over = far(box);
    if (over > 1.5) faults.push(`<${element.localName.toLowerCase()}> ends ${Math.round(over)} px outside: ${(element.textContent || element.alt || "").trim().slice(0, 40)}`);
    if (element.localName === "pre" && element.scrollWidth > element.clientWidth + 1) faults.push(`code is cut off at its right: ${element.textContent.trim().slice(0, 40)}`);
  }
  // Parts stand below each other and do not lie on each other.
  let above = null;
  for (const part of page.querySelectorAll(".words, pre, .output")) {
    if (part.parentElement.closest(".words, .output")) continue;
    const box = part.getBoundingClientRect(), inner = part.firstElementChild?.getBoundingClientRect();
    if (!box.height) continue;
    if (above && box.top < above.bottom - 2 * scale) faults.push(`a part lies on the one above it: ${part.textContent.trim().slice(0, 40)}`);
    above = {bottom: Math.max(box.bottom, part.classList.contains("grows") ? inner.bottom : box.bottom)};
  }
  for (const image of page.querySelectorAll("img")) {
    if (!(image.alt || "").trim()) faults.push("a picture without alt text");
    if (!image.naturalWidth) faults.push("a picture that does not show");
    const box = image.getBoundingClientRect();
    if (box.height / scale < 120 && image.naturalHeight > 200) faults.push(`a picture is left ${Math.round(box.height / scale)} px of height`);
  }
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const number = document.querySelector(".slide-number")?.getBoundingClientRect();
  if (number?.height && above?.bottom > number.top + 2 && !page.matches(".title, .statement")) faults.push("the last part lies on the number of the page");
  const seen = new Set();
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("svg, mjx-container, script, style")) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < contrast && !seen.has(element.className)) {
      seen.add(element.className);
      faults.push(`contrast ${ratio.toFixed(1)}: ${element.textContent.trim().slice(0, 30)}`);
    }
  }
  return faults;
}"""
# Every page in the order of the keys, each with all its fragments.
FORWARD = """() => {
  const at = JSON.stringify(Reveal.getIndices());
  for (let step = 0; step < 100 && JSON.stringify((({h, v}) => ({h, v}))(Reveal.getIndices())) === window.shown; step++) Reveal.next();
  window.shown = JSON.stringify((({h, v}) => ({h, v}))(Reveal.getIndices()));
  document.querySelectorAll("section.present .fragment").forEach((one) => one.classList.add("visible"));
  return JSON.stringify(Reveal.getIndices()) !== at;
}"""


def tell(event, message, **fields):
    print(json.dumps({"event": event, "message": message, **fields}), flush=True)


def open_deck(browser, deck, size, query=""):
    """The deck in a browser of this size, ready, and the list of what it asks a network for."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    asked = []
    page.on("request", lambda one: asked.append(one.url) if not one.url.startswith(("file:", "data:", "blob:")) else None)
    page.goto(deck.resolve().as_uri() + query)
    page.wait_for_function("window.Reveal && Reveal.isReady() && (!window.MathJax?.startup || MathJax.startup.promise)")
    page.evaluate("() => window.MathJax?.startup?.promise?.then(() => Reveal.layout())")
    page.add_style_tag(content="* { transition: none !important; }")
    page.evaluate("() => { Reveal.slide(0, 0); window.shown = JSON.stringify({h: 0, v: 0}); }")
    return page, asked


def look(browser, deck, pictures):
    """Walks through a deck at each size and in each colour; the number of pages, and of problems."""
    problems = pages = 0
    for width, height, colour in VIEWS:
        page, asked = open_deck(browser, deck, (width, height), f"?{colour}")
        number, has_next = 1, True
        page.evaluate('() => document.querySelectorAll("section.present .fragment").forEach((one) => one.classList.add("visible"))')
        while has_next:
            where = f"{deck.stem}, page {number}"
            for fault in page.evaluate(FAULTS, CONTRAST):
                problems += 1
                tell("problem", f"{where} at {width} × {height}, {colour}: {fault}")
            page.screenshot(path=pictures / f"{deck.stem}-{number:02}-{colour}.png")
            has_next = page.evaluate(FORWARD)
            number += 1
        pages = number - 1
        for url in asked:
            problems += 1
            tell("problem", f"{deck.stem} asks a network for {url}")
        page.close()
    tell("seen", f"{deck.stem}: {pages} pages, {problems} problems", pages=pages, problems=problems)


def pdf(browser, deck):
    """The deck as PDF beside it: a page for each slide."""
    page = browser.new_page()
    # Reveal lays out its pages in an animation frame, which a browser that prints does not always draw.
    page.add_init_script("window.requestAnimationFrame = (f) => setTimeout(() => f(performance.now()), 0)")
    page.goto(deck.resolve().as_uri() + "?print-pdf&light")
    page.wait_for_selector(".pdf-page", state="attached")
    page.wait_for_function("!window.MathJax?.startup || document.querySelector('mjx-container')")
    expected = page.evaluate("() => document.querySelectorAll('.pdf-page').length")
    target = deck.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(dir=deck.parent) as folder:
        made = Path(folder) / "deck.pdf"
        page.pdf(path=made, prefer_css_page_size=True, print_background=True)
        pages = len(re.findall(rb"/Type\s*/Page\b", made.read_bytes()))
        os.replace(made, target)
    page.close()
    if pages != expected:
        tell("problem", f"{deck.stem}: {expected} slides, {pages} pages of PDF")
    tell("pdf", f"{target}: {pages} pages", path=str(target), pages=pages)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--pdf", action="store_true")
    parser.add_argument("decks", type=Path, nargs="+")
    args = parser.parse_args()
    browser_path = find_browser()
    if browser_path is None:
        tell("missing", "no Chromium or Chrome was found")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for deck in args.decks:
            if args.pictures:
                args.pictures.mkdir(parents=True, exist_ok=True)
                look(browser, deck, args.pictures)
            if args.pdf:
                pdf(browser, deck)
        browser.close()


if __name__ == "__main__":
    main()
