"""Compiles one Cython module in this folder: python build_cython.py MODULE [C compiler flag …]"""

import sys

from Cython.Build import cythonize
from setuptools import Extension, setup

module, *flags = sys.argv[1:]
setup(
    name=module,
    ext_modules=cythonize(
        [
            Extension(
                module,
                [module + ".pyx"],
                extra_compile_args=flags,
                extra_link_args=[flag for flag in flags if flag == "-fopenmp"],
            )
        ],
        language_level=3,
    ),
    script_args=["build_ext", "--inplace"],
)
