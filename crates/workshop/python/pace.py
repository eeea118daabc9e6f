"""How long a speaker's notes take to say.

Slow speech, as on a stage and to people whose first language is another, is about 130 words a minute.
That is an estimate and no rehearsal: it catches a slide that has twice the words of its minutes.
"""

import re

# Words a minute, unless the talk says another number.
RATE = 130
# What part of a slide's time its words and pauses may take.
LEAST, MOST = 0.75, 1.1


def seconds(notes, rate=RATE):
    """Seconds for the words of a text in Markdown."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", notes)
    words = re.findall(r"[^\W_](?:[\w'’.,×-]*[^\W_])?", plain)
    return 60 * len(words) / rate


def fault(spoken, given):
    """What is wrong with so many seconds of words in so many seconds of time, or nothing."""
    if LEAST * given <= spoken <= MOST * given:
        return None
    few = "few" if spoken < given else "many"
    return f"{few} words: they take {spoken:.0f} s, the slide has {given:.0f} s"
