import doctest
import importlib
import importlib.metadata
import inspect
import pkgutil
import subprocess
import sys

import pytest

import crossentropy

PUBLIC = sorted(crossentropy.__all__)
CLASSES = [name for name in PUBLIC if inspect.isclass(getattr(crossentropy, name))]
METHODS = [
    f"{name}.{key}"
    for name in CLASSES
    for key, value in vars(getattr(crossentropy, name)).items()
    if inspect.isfunction(value) and not key.startswith("_")
]
MODULES = ["crossentropy", *(f"crossentropy.{module.name}" for module in pkgutil.iter_modules(crossentropy.__path__))]
INFORMATION_VALUED = {
    "self_information",
    "entropy",
    "binary_entropy",
    "cross_entropy",
    "kl_divergence",
    "jeffreys",
    "jensen_shannon",
    "jensen_shannon_distance",  # the root of one
    "joint_entropy",
    "conditional_entropy",
    "mutual_information",
    "information_gain",
    "normal_entropy",
    "normal_cross_entropy",
    "normal_kl_divergence",
    "density_entropy",
    "density_cross_entropy",
    "density_kl_divergence",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy_loss",
    "softmax_cross_entropy",
    "multilabel_cross_entropy",
    "focal_loss",
}


def test_the_public_surface_is_every_public_function_and_class_of_the_modules():
    found = set()
    for name in MODULES:
        if not name.split(".")[-1].startswith("_"):
            module = importlib.import_module(name)
            found |= {
                key
                for key, value in vars(module).items()
                if (inspect.isfunction(value) or inspect.isclass(value))
                and value.__module__ == name
                and not key.startswith("_")
            }
    assert found == set(PUBLIC)
    assert {"Neuron", "NGram"} <= set(CLASSES)


def test_the_version_is_that_of_the_distribution():
    assert crossentropy.__version__ == importlib.metadata.version("crossentropy")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_base_is_the_mark_of_a_function_whose_value_is_information(name):
    parameter = inspect.signature(getattr(crossentropy, name)).parameters.get("base")
    assert (parameter is not None) == (name in INFORMATION_VALUED)
    if parameter is not None:
        assert parameter.kind is parameter.KEYWORD_ONLY
        assert parameter.default is None


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_has_its_parts(name):
    documentation = inspect.getdoc(getattr(crossentropy, name))
    assert documentation.splitlines()[0].endswith(".")
    assert documentation.splitlines()[1] == ""
    assert documentation.count("$$") >= 2
    parts = ["Args:", "Returns:", "Raises:", "Examples:", "References:"]
    if name in CLASSES:
        parts.remove("Returns:")
    places = [documentation.index(f"\n{part}\n") for part in parts]
    assert places == sorted(places)
    assert "Derived on the page" in documentation
    for parameter in inspect.signature(getattr(crossentropy, name)).parameters:
        assert f"\n    {parameter}: " in documentation


@pytest.mark.parametrize("name", METHODS)
def test_a_docstring_of_a_method_has_its_parts(name):
    model, key = name.split(".")
    method = getattr(getattr(crossentropy, model), key)
    documentation = inspect.getdoc(method)
    assert documentation.splitlines()[0].endswith(".")
    assert documentation.splitlines()[1] == ""
    places = [documentation.index(f"\n{part}\n") for part in ("Args:", "Returns:", "Raises:")]
    assert places == sorted(places)
    for parameter in list(inspect.signature(method).parameters)[1:]:
        assert f"\n    {parameter}: " in documentation


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_has_an_example_that_runs(name):
    examples = doctest.DocTestFinder(recurse=False).find(getattr(crossentropy, name), name)
    assert sum(len(test.examples) for test in examples) > 0


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_right(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module)
    assert results.failed == 0
    assert results.attempted > 0 or name == "crossentropy" or "._" in name


def test_a_wrong_example_would_be_noticed():
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert doctest.DocTestRunner(verbose=False).run(wrong, out=lambda _: None).failed == 1


def test_the_library_imports_numpy_and_the_standard_library_only():
    code = "import numpy, sys; before = set(sys.modules); import crossentropy; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    packages = {name.split(".")[0] for name in run.stdout.split()}
    assert packages <= {"crossentropy", "numpy", *sys.stdlib_module_names}
