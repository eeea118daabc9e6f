"""Runs one of several modules that come as a JSON object, name to text, on standard input.

usage: python -c THIS MODULE ARGUMENTS…   (so that no file has to be written and removed)
"""

import importlib.abc
import importlib.util
import json
import linecache
import sys


class Embedded(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules that were handed over."""

    def __init__(self, texts):
        self.texts = texts

    def find_spec(self, name, path=None, target=None):
        if name not in self.texts:
            return None
        return importlib.util.spec_from_loader(name, self, origin=f"workshop/{name}.py")

    def exec_module(self, module):
        text, file = self.texts[module.__name__], module.__spec__.origin
        # For the lines in a traceback.
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        exec(compile(text, file, "exec"), module.__dict__)


sys.meta_path.insert(0, Embedded(json.load(sys.stdin)))
importlib.import_module(sys.argv.pop(1)).main()
