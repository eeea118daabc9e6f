"""Looks at the site in a real browser without a window: does it work from the file system, can everybody read it?

usage: check_book --axe FOLDER SITE   (lines of JSON: `missing` without a browser, `problem`, `seen`)

Each page is audited by axe-core in light and dark, at the width of a telephone and of a screen.
"""

import argparse
import html
import json
from pathlib import Path
from urllib.parse import unquote

from browser import FLAGS, find_browser
from playwright.sync_api import sync_playwright

VIEWS = ((1280, 900, "light"), (400, 800, "dark"))


def tell(event, message, **fields):
    print(json.dumps({"event": event, "message": message, **fields}), flush=True)


def opened(browser, file, view):
    """The page, and the list of what it asks for outside of its folder."""
    page = browser.new_page(viewport={"width": view[0], "height": view[1]}, color_scheme=view[2])
    asked = []
    inside = file.parent.resolve().as_uri()
    page.on("request", lambda one: asked.append(one.url) if not one.url.startswith((inside, "data:", "blob:")) else None)
    page.goto(file.resolve().as_uri())
    page.evaluate("() => window.MathJax?.startup?.promise")
    return page, asked


def audit(page, axe):
    """What axe finds, in words: the rule, and the first place."""
    page.add_script_tag(path=str(axe))
    # Pictures are audited where they are drawn: by the words beside them.
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], exclude: [['mjx-container']]})")
    return [f"{one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def width(page):
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} px wider than the window"] if wide > 1 else []


def keyboard(page):
    """From the address to the text and to a place that was searched for, without a mouse."""
    found = []
    page.keyboard.press("Tab")
    if page.evaluate("() => document.activeElement.className") != "skip":
        found.append("the first Tab does not lead to “To the text”")
    page.keyboard.press("Enter")
    if page.evaluate("() => document.activeElement.id") != "main":
        found.append("“To the text” does not lead to the text")
    page.keyboard.press("/")
    page.keyboard.type("median")
    if page.locator("#found a").count() == 0:
        found.append("a search for “median” finds nothing")
        return found
    if "median" not in page.locator("#found span").first.inner_text().lower():
        found.append("a place that was found is shown without the words around it")
    here = page.url
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    if page.url == here:
        found.append("Enter on a place that was found, and reached by the arrow, does not go there")
    return found


def links(page, file):
    """Links inside of the site that lead nowhere."""
    addresses = page.evaluate("() => [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))")
    broken = []
    for address in addresses:
        name, _, place = address.partition("#")
        if ":" in name:
            continue
        target = file.parent / name if name else file
        if not target.exists():
            broken.append(f"a link to {name}, which is not there")
            continue
        # As browsers do: an id as it is written, else decoded.
        text = html.unescape(target.read_text(encoding="utf-8"))
        if place and not any(f'id="{one}"' in text for one in (place, unquote(place))):
            broken.append(f"a link to {address}: no such place on that page")
    return sorted(set(broken))


def look(browser, file, axe):
    problems = []
    for view in VIEWS:
        page, asked = opened(browser, file, view)
        said = audit(page, axe) + width(page)
        if view == VIEWS[0]:
            said += links(page, file)
            page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
            said += keyboard(page) if file.name == "index.html" else []
        said += [f"asks for {url}" for url in asked]
        problems += [f"{file.name}, {view[0]} px, {view[2]}: {one}" for one in said]
        page.close()
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--axe", type=Path, required=True)
    parser.add_argument("site", type=Path)
    args = parser.parse_args()
    program = find_browser()
    if program is None:
        tell("missing", "no Chromium or Chrome")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for file in sorted(args.site.glob("*.html")):
            problems = look(browser, file, args.axe / "axe.min.js")
            for problem in problems:
                tell("problem", problem)
            tell("seen", f"{file.name}: {len(problems)} problems")
        browser.close()


if __name__ == "__main__":
    main()
