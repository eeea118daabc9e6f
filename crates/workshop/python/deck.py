"""Pages put into one HTML file, with all that it needs inside."""

import html
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Page:
    """One slide: its parts from above to below, what the speaker says, what it is."""

    parts: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    # `title` and `statement` have a look of their own.
    look: str = ""
    # Seconds that the speaker's view counts down, if the slide has any.
    seconds: float | None = None

    def html(self):
        aside = f'<aside class="notes">{"".join(self.notes)}</aside>' if self.notes else ""
        time = "" if self.seconds is None else f' data-timing="{self.seconds:.0f}"'
        look = f" {self.look}" if self.look else ""
        return f'<section{time}><div class="page{look}">{"".join(self.parts)}</div>{aside}</section>'


@dataclass
class Look:
    """Where the template, the theme and the libraries lie."""

    look: Path
    reveal: Path
    mathjax: Path

    def write(self, columns, title, path):
        """Puts the deck in place of the file, wholly or not at all; gives its size in bytes."""
        body = "\n".join(_column(column) for column in columns)
        page = _fill(
            (self.look / "deck.html").read_text(encoding="utf-8"),
            {
                "title": html.escape(title),
                "reveal_css": (self.reveal / "dist/reset.css").read_text() + (self.reveal / "dist/reveal.css").read_text(),
                "theme_css": (self.look / "theme.css").read_text(encoding="utf-8"),
                "slides": body,
                "mathjax": _mathematics(self.mathjax) if "$" in body or "\\(" in body else "",
                "reveal_js": _script(self.reveal / "dist/reveal.js"),
                "notes_js": _script(self.reveal / "plugin/notes/notes.js"),
            },
        )
        replace(path, page)
        return len(page.encode())


def _column(pages):
    """What reveal.js turns into a page, or into pages below each other."""
    made = "".join(page.html() for page in pages)
    return made if len(pages) == 1 else f"<section>{made}</section>"


def _mathematics(folder):
    settings = """<script>MathJax = {tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]]},
        options: {skipHtmlTags: ["script", "style", "textarea", "pre", "code"]}, svg: {fontCache: "global"}};</script>"""
    return f"{settings}<script>{_script(folder / 'es5/tex-svg-full.js')}</script>"


def _script(path):
    """A script that can stand inside an HTML file."""
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")


def _fill(template, values):
    return re.sub(r"{{ (\w+) }}", lambda match: values[match[1]], template)


def replace(path, text):
    """Puts the text in place of the file, wholly or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
