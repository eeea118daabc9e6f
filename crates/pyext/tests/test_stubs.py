"""The type stubs say what the module has: the same functions, arguments and defaults."""

import ast
import inspect
from importlib import resources

import rung_kernels as kernels


def stubs():
    text = (resources.files("rung_kernels") / "__init__.pyi").read_text()
    return {node.name: node.args for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def test_every_function_has_its_stub():
    public = {name for name, value in vars(kernels).items() if callable(value) and name[0] != "_"}
    assert public == set(stubs()), "name each function of the module in rung_kernels.pyi, and no other"


def test_the_arguments_are_the_same():
    for name, args in stubs().items():
        found = inspect.signature(getattr(kernels, name)).parameters.values()
        by_place = [p for p in found if p.kind is p.POSITIONAL_OR_KEYWORD]
        by_name = [p for p in found if p.kind is p.KEYWORD_ONLY]
        assert len(by_place) + len(by_name) == len(found), name
        assert [p.name for p in by_place] == [a.arg for a in args.args], name
        assert [p.name for p in by_name] == [a.arg for a in args.kwonlyargs], name
        optional = [p.name for p in by_place if p.default is not p.empty]
        assert optional == [a.arg for a in args.args][len(args.args) - len(args.defaults):], name
        optional = [p.name for p in by_name if p.default is not p.empty]
        defaults = zip(args.kwonlyargs, args.kw_defaults)
        assert optional == [a.arg for a, default in defaults if default is not None], name


def test_every_function_says_what_it_does():
    for name in stubs():
        assert getattr(kernels, name).__doc__.strip(), name


def test_type_checkers_find_the_stubs():
    assert (resources.files("rung_kernels") / "py.typed").is_file()
