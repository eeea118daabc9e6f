"""Prints this Python's version, then one line for each package named: its name, then its version if it is there."""

import sys
from importlib.metadata import PackageNotFoundError, version

print(sys.implementation.cache_tag, sys.version.split()[0])
for package in sys.argv[1:]:
    try:
        print(package, version(package))
    except PackageNotFoundError:
        print(package)
