"""How long a speaker's notes take to say.

Slow speech, as on a stage and to people whose first language is another, is about 130 words a minute.
That is an estimate and no rehearsal: it catches a slide that has twice the words of its minutes.
"""

import re

# Words a minute, unless the talk says another number.
RATE = 130
# What part of a slide's time its words and pauses may take.
LEAST, MOST = 0.75, 1.1
# And what part of the whole talk's.
LEAST_IN_ALL = 0.9


def seconds(notes, rate=RATE):
    """Seconds for the words of a text in Markdown."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", notes)
    words = re.findall(r"[^\W_](?:[\w'’.,×-]*[^\W_])?", plain)
    return 60 * len(words) / rate


def fault(spoken, given, least=LEAST):
    """What is wrong with so many seconds of words in so many seconds of time, or nothing."""
    if least * given <= spoken <= MOST * given:
        return None
    few = "few" if spoken < given else "many"
    return f"{few} words: they take {spoken:.0f} s, there are {given:.0f} s"
