"""The direction of the house: ``domain ← storage | nlp | formats ← operations ← ui, cli``."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QT = {"PySide6", "shiboken6", "qtawesome", "qtpy"}
SQL = {"sqlmodel", "sqlalchemy", "alembic", "sqlite3"}
SPACY = {"spacy", "thinc", "onnxruntime", "tokenizers"}
BASE = {
    "annotator.errors",
    "annotator.domain",
    "annotator.assets",
    "annotator.settings",
    "annotator.__init__",
}
ALLOWED = {
    "annotator.domain": {"annotator.domain", "annotator.errors"},
    "annotator.storage": {"annotator.storage", *BASE},
    "annotator.nlp": {"annotator.nlp", *BASE},
    "annotator.formats": {"annotator.formats", *BASE},
    "annotator.operations": {
        "annotator.operations",
        "annotator.storage",
        "annotator.nlp",
        "annotator.formats",
        *BASE,
    },
    "annotator.cli": {"annotator.cli", "annotator.operations", *BASE},
    "ui": {"ui", "annotator.operations", *BASE},
}


def modules():
    for folder in ("annotator", "ui"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path):
    """Yield (module, at module level, only for type checking)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for node in ast.walk(block)
    }
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield name, id(node) in top, id(node) in typing_only


def layer_of(name):
    return next((layer for layer in ALLOWED if name == layer or name.startswith(f"{layer}.")), None)


def starts(name, allowed):
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in allowed)


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_imports_follow_the_direction(path):
    name = name_of(path)
    layer = layer_of(name)
    for imported, _, typing_only in imports(path):
        package = imported.partition(".")[0]
        if package in ("annotator", "ui") and layer and not typing_only:
            assert starts(imported, ALLOWED[layer]) or imported in ("annotator", "annotator.__version__"), (
                f"{name} imports {imported}"
            )
        if name.startswith("annotator"):
            assert package not in QT, f"{name} imports {imported}: annotator knows no Qt"
        if package in SQL:
            assert layer == "annotator.storage", f"{name} imports {imported}: only storage knows SQL"


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_spacy_stays_in_its_package(path):
    """Formats may call spaCy's own writer inside a function; nothing else outside nlp may."""
    name = name_of(path)
    for imported, top, _ in imports(path):
        if imported.partition(".")[0] in SPACY and layer_of(name) != "annotator.nlp":
            assert name.startswith("annotator.formats.docbin"), f"{name} imports {imported}"
            assert not top, f"{name} imports {imported} at module level"


def loaded_by(statement):
    code = f"import sys; {statement}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_annotator_loads_nothing_heavy():
    assert not loaded_by("import annotator") & (QT | SPACY | {"sqlmodel", "sqlalchemy"})


def test_the_command_line_loads_no_qt_and_its_help_no_spacy_or_sql():
    loaded = loaded_by("from annotator.cli.run import run; run(['--help'])")
    assert not loaded & (QT | SPACY | {"sqlmodel", "sqlalchemy"})


def test_packaging_is_no_package():
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would shadow the library of that name"


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, f"{path.name} has more than 400 lines: split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            assert lines <= 45, f"{path.name}: {node.name} has {lines} lines"
