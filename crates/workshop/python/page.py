"""A cell as parts of a slide: words, code, and what it gave."""

import re

from lesson import tags
from nbconvert.filters import ansi2html, markdown2html_mistune
from picture import built_up
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# Lines of code that fit beside a heading at each size.
ROOMY, DENSE = 16, 21
# Lines of code that leave no room for a picture.
CROWDED = 11
# A deck is one file: the glossary does not go with it.
GLOSSARY = re.compile(r'<a href="GLOSSARY\.md[^"]*">(.*?)</a>', re.DOTALL)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def code(text, language):
    """Code with its words marked for the theme."""
    lines = text.rstrip("\n").split("\n")
    # 1150 pixels hold so many characters at 20 pixels a line.
    count = sum(1 + len(line) // 96 for line in lines)
    size = "" if count <= ROOMY else "dense" if count <= DENSE else "tiny"
    formatter = HtmlFormatter(nowrap=True)
    marked = highlight("\n".join(lines), get_lexer_by_name(language), formatter)
    return f'<pre class="{size}"><code>{marked}</code></pre>'


def words(text):
    """Markdown as HTML; its blocks of code as the cells' own."""
    blocks = []

    def keep(match):
        blocks.append(code(match[2], match[1]))
        return f"\n\nBLOCK-OF-CODE-{len(blocks) - 1}\n\n"

    page = GLOSSARY.sub(r"\1", markdown2html_mistune(FENCE.sub(keep, text)))
    for number, block in enumerate(blocks):
        page = page.replace(f"<p>BLOCK-OF-CODE-{number}</p>", block)
    return f'<div class="words">{page}</div>'


def output(one):
    """What a cell gave, as HTML, and whether it takes the room there is."""
    if one.output_type == "stream":
        return printed(one.text), False
    if one.output_type == "error":
        return printed("\n".join(one.traceback)), False
    page = one.data.get("text/html")
    if page is None:
        return printed(one.data.get("text/plain", "")), False
    return page, True


def printed(text):
    lines = text.rstrip("\n").split("\n")
    size = "" if len(lines) <= ROOMY else "dense" if len(lines) <= DENSE else "tiny"
    return f'<pre class="printed {size}">{ansi2html(chr(10).join(lines))}</pre>'


def outputs(cell):
    """All that a cell gave; its bars one by one where its tag says so."""
    given = []
    for one in cell.outputs:
        page, grows = output(one)
        if "bar-by-bar" in tags(cell):
            page = built_up(page)
        given.append(boxed(page, grows))
    return given


def boxed(page, grows):
    return f'<div class="output{" grows" if grows else ""}"><div>{page}</div></div>'


def content(cell):
    """A cell as parts of a page; two of them where the picture needs a page of its own."""
    if cell.cell_type == "markdown":
        return [words(cell.source)]
    shown = [] if "hide-input" in tags(cell) else [code(cell.source, "rust")]
    given = outputs(cell)
    has_picture = any("<img" in part for part in given)
    if shown and has_picture and cell.source.count("\n") >= CROWDED:
        return [together(shown), together(given)]
    return [together(shown + given)]


def together(parts):
    if any('class="output grows"' in part for part in parts) and len(parts) > 1:
        return f'<div class="grows">{"".join(parts)}</div>'
    return "".join(parts)


def fragment(part):
    """A part that comes at the next key."""
    grows = " grows" if 'class="output grows"' in part or 'class="grows"' in part else ""
    return f'<div class="fragment{grows}">{part}</div>'
