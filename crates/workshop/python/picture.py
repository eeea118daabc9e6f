"""A chart that a cell drew, taken apart: the first bar at once, each further one at a key.

`show` puts each bar of a chart into a group `<g class='bar' aria-label='what it shows'>`.
"""

import base64
import html
import re

IMAGE = re.compile(r'<img alt="([^"]*)"([^>]*?)src="data:image/svg\+xml;base64,([^"]*)"\s*/?>')
BAR = re.compile(r"<g class='bar' aria-label='([^']*)'>.*?</g>\n?", re.DOTALL)
OPENING = re.compile(r"<svg[^>]*>")


def built_up(page):
    """The HTML of a cell's output with each chart of bars as layers that lie on each other."""
    return IMAGE.sub(lambda match: _layers(*match.groups()), page)


def pictures(page):
    """The pictures in the HTML of an output, one by one."""
    return [match[0] for match in re.finditer(r"<img[^>]*>", page)]


def _layers(alt, style, data):
    svg = base64.b64decode(data).decode("utf-8")
    bars = list(BAR.finditer(svg))
    if len(bars) < 2:
        return f'<img alt="{alt}"{style}src="data:image/svg+xml;base64,{data}"/>'
    later = bars[1:]
    first = svg
    for bar in reversed(later):
        first = first[: bar.start()] + first[bar.end() :]
    opening = OPENING.search(svg)[0]
    layers = [_image(first, alt, "")]
    layers += [_image(f"{opening}{bar[0]}</svg>", bar[1], ' class="fragment layer"') for bar in later]
    return f'<div class="layers">{"".join(layers)}</div>'


def _image(svg, alt, attributes):
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f'<img{attributes} alt="{html.escape(html.unescape(alt))}" src="data:image/svg+xml;base64,{data}"/>'
