"""Compiles one pybind11 module in this folder: python build_pybind11.py MODULE [C++ compiler flag …]"""

import sys

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

module, *flags = sys.argv[1:]
setup(
    name=module,
    ext_modules=[Pybind11Extension(module, [module + ".cpp"], cxx_std=17, extra_compile_args=flags)],
    script_args=["build_ext", "--inplace"],
)
