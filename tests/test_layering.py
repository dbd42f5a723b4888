"""Each module of the app may import only those listed before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import catalogue

APP = Path(catalogue.__file__).parent
LAYERS = [
    "choices",
    "querysets",
    "prepared",
    "snapshots",
    "paths",
    "models",
    "roles",
    "accounts",
    "loading",
    "analyser",
    "bitmaps",
    "words",
    "search",
    "names",
    "facets",
    "crossing",
    "reading",
    "indexing",
    "ranking",
    "suggestions",
    "query_fields",
    "selection",
    "query_filters",
    "filters",
    "records",
    "record_loading",
    "old_texts",
    "guards",
    "signed_links",
    "keeping_versions",
    "history",
    "changes",
    "files",
    "checking",
    "exporting",
    "links",
    "work_list",
    "importing",
    "merging",
    "dumping",
    "views",
    "urls",
]
HEIGHTS = {name: height for height, name in enumerate(LAYERS)}
HEIGHTS["admin"] = HEIGHTS["views"]  # beside, not above
# Inside a package the same rule holds.
PACKAGES = {
    "records": [
        "values",
        "dates",
        "stored",
        "about",
        "parts",
        "evidence",
        "record",
        "shapes",
        "handbook",
        "schema",
    ],
    "files": [
        "rows",
        "cells",
        "reporting",
        "naming",
        "workbook_writing",
        "writing",
        "templates",
        "tables",
        "texts",
        "csv_files",
        "trees",
        "json_files",
        "yaml_files",
        "archives",
        "sheets",
        "workbooks",
        "fixtures",
        "reading",
    ],
    "models": [
        "fields",
        "vocabulary",
        "places",
        "interventions",
        "old_slugs",
        "relations",
        "deliveries",
        "involvements",
        "figures",
        "evidence",
        "editorial",
        "imports",
        "history",
        "corrections",
        "links",
        "accounts",
    ],
    "links": ["gathering", "reaching", "asking", "recording"],
    "dumping": ["folder", "writing", "restoring"],
    "importing": [
        "parsing",
        "plans",
        "matching",
        "references",
        "comparing",
        "rules",
        "warnings",
        "sources",
        "doubles",
        "newcomers",
        "planning",
        "applying",
        "keeping",
        "undoing",
        "reports",
    ],
    "merging": [
        "plans",
        "versions",
        "rows",
        "relations",
        "texts",
        "planning",
        "carrying_out",
    ],
    "views": [
        "errors",
        "caching",
        "plain",
        "cards",
        "evidence",
        "lineage",
        "detail",
        "similar",
        "left",
        "citation",
        "address",
        "sentence",
        "listing",
        "found",
        "strict",
        "feeds",
        "exports",
        "narrowed",
        "matrix",
        "map",
        "selection",
        "places",
        "gaps",
        "cities",
        "figures",
        "glossary",
        "about",
        "reasons",
        "guide",
        "home",
        "fields",
        "interventions",
        "receiving",
        "corrections",
        "preview",
        "confirm",
    ],
}
# Django loads these itself.
OUTSIDE = {"apps", "management", "migrations", "templatetags"}


def files_of(name: str) -> list[Path]:
    package = APP / name
    return sorted(package.rglob("*.py")) if package.is_dir() else [APP / f"{name}.py"]


def imports(tree: ast.AST, level: int) -> Iterator[str]:
    """The modules that relative imports with `level` dots name, those for types left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.level == level:
            names = [node.module] if node.module else [each.name for each in node.names]
            yield from (name.partition(".")[0] for name in names)
        yield from imports(node, level)


def imported_by(path: Path, *, within: Path = APP) -> set[str]:
    """What `path` imports from the folder `within`."""
    level = len(path.relative_to(within).parts)
    return set(imports(ast.parse(path.read_text(encoding="utf-8")), level))


def upward(name: str) -> dict[str, set[str]]:
    allowed = {each for each, height in HEIGHTS.items() if height < HEIGHTS[name]}
    found = {path.name: imported_by(path) - allowed for path in files_of(name)}
    return {path: names for path, names in found.items() if names}


@pytest.mark.parametrize("name", HEIGHTS)
def test_imports_point_down(name):
    assert upward(name) == {}


@pytest.mark.parametrize(
    ("package", "name"),
    [(package, name) for package, names in PACKAGES.items() for name in names],
)
def test_imports_inside_a_package_point_down(package, name):
    modules = PACKAGES[package]
    path = APP / package / f"{name}.py"
    found = imported_by(path, within=APP / package)
    assert found <= set(modules[: modules.index(name)])


def test_every_module_has_its_place():
    present = {path.stem for path in APP.glob("*.py")} - {"__init__"}
    present |= {path.parent.name for path in APP.glob("*/__init__.py")}
    assert present - OUTSIDE == set(HEIGHTS)


def test_the_app_imports_itself_by_dots():
    for name in HEIGHTS:
        for path in files_of(name):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                modules = []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    modules = [node.module or ""]
                elif isinstance(node, ast.Import):
                    modules = [each.name for each in node.names]
                assert not any(each.split(".")[0] == "catalogue" for each in modules), (
                    path
                )


def test_the_arrows_are_seen():
    # Otherwise the tests above would also pass if nothing were read.
    assert {"querysets", "choices"} <= imported_by(APP / "models" / "interventions.py")
    assert {"models", "words"} <= imported_by(APP / "changes.py")
    assert "models" not in imported_by(APP / "querysets.py")
    assert "views" in imported_by(APP / "urls.py")
