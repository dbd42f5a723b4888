"""The catalogue, back in."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, transaction

from ..changes import catalogue_change
from ..models import Intervention, PersonWarning
from .folder import (
    CONTENTS,
    DERIVED,
    MODELS,
    OURS,
    RELATIONS,
    DumpError,
    file_of,
    migrations,
    read,
    read_contents,
)
from .writing import AT_ONCE, stored

MOST_PROBLEMS = 20
# What a value that fits no column makes a database raise, or Django on its way there.
REFUSALS = (DatabaseError, ArithmeticError)


def load(folder: Path) -> int:
    """Fill an empty database from `folder`, with all rows or none; return the entries.

    Rows keep the rules of `manage.py loaddata`. That would look up every key in the database
    and, for each file, all names in its folder; and of a row that stands twice take the last.
    """
    names = finished_dump(folder)
    with catalogue_change("load_catalogue", folder.resolve().name) as change:
        filled = [model for model in MODELS if model._default_manager.exists()]
        if filled:
            raise DumpError(
                f"The database has rows of {filled[0]._meta.model_name} already. "
                "Load into an empty one."
            )
        rows = Rows()
        for start in range(0, len(names), AT_ONCE):
            rows.save(folder, names[start : start + AT_ONCE])
        found = list(islice(problems(folder), MOST_PROBLEMS))
        if found:
            more = ["There may be more."] if len(found) == MOST_PROBLEMS else []
            raise DumpError("\n".join([*found, *more]))
        change.touch_all()
    return Intervention.objects.count()


def finished_dump(folder: Path) -> list[str]:
    """The files of the dump in `folder`, in the order to load them."""
    if not folder.is_dir():
        raise DumpError(f"There is no folder {folder}.")
    if not (folder / CONTENTS).exists():
        raise DumpError(
            f"{folder} is not a dump: there is no {CONTENTS}. "
            "Name a folder that dump_catalogue wrote."
        )
    contents = read_contents(folder)
    if contents.get("unfinished"):
        raise DumpError(
            f"The dump in {folder} is not finished. Run dump_catalogue again, "
            "or take an older dump."
        )
    migration = str(contents.get("migration"))
    if migration not in migrations():
        raise DumpError(
            f"The dump is of another version of this site, with migration {migration}. "
            "Load it with that version."
        )
    names = set(contents["files"])
    present = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.json")}
    present |= {path.name for path in folder.glob(RELATIONS)}
    if missing := names - present:
        raise DumpError(
            f"The dump is not whole, without {some(missing)}. Copy it again; "
            f"if they should not be there, take them out of {CONTENTS}."
        )
    if extra := {name for name in present - names if OURS.fullmatch(name)}:
        raise DumpError(f"{CONTENTS} does not list {some(extra)}. Add or remove them.")
    order = ["lists", "interventions", RELATIONS]
    return sorted(names, key=lambda name: (order.index(name.partition("/")[0]), name))


def some(names: set[str]) -> str:
    shown = sorted(names)[:3]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown) + more


class Rows:
    """The rows being saved, and the numbers that those of each key have got."""

    def __init__(self) -> None:
        self.numbers: dict[Any, dict[Any, int]] = {model: {} for model in MODELS}

    def save(self, folder: Path, names: list[str]) -> None:
        """Save those of some files, table by table."""
        waiting: dict[Any, list[tuple[str, Any]]] = {model: [] for model in MODELS}
        for name in names:
            for place, model, fields in rows_of(folder / name):
                waiting[model].append((place, fields))
        for model, found in waiting.items():
            made = [(place, self.make(model, place, fields)) for place, fields in found]
            insert(model, made)
            # To a warning nothing refers, and its key would cost a query.
            if hasattr(model, "natural_key") and model is not PersonWarning:
                keys = {row.natural_key(): row.pk for _, row in made}
                self.numbers[model].update(keys)
            for field in model._meta.many_to_many:
                through = field.remote_field.through
                own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
                through._default_manager.bulk_create(
                    through(**{f"{own}_id": row.pk, f"{other}_id": number})
                    for (place, fields), (_, row) in zip(found, made, strict=True)
                    for number in self.named(place, field, fields.get(field.name, []))
                )

    def make(self, model: Any, place: str, fields: dict[str, Any]) -> Any:
        """A row of `model` whose values are in order, each by itself."""
        known = {field.name: field for field in model._meta.fields}
        many = {field.name for field in model._meta.many_to_many}
        values = {}
        for name in sorted(fields.keys() - many):
            if name not in known or known[name].primary_key or name in DERIVED:
                raise DumpError(f"{place}: there is no field {name}.")
        for name, field in known.items():
            if name not in fields:
                continue
            value = fields[name]
            if field.is_relation:
                numbers = self.named(place, field, [] if value is None else [value])
                values[field.attname] = numbers[0] if numbers else None
                continue
            try:
                values[name] = field.to_python(value)
            except ValidationError as error:
                raise DumpError(f"{place}: {name}: {error.messages[0]}") from error
            except (TypeError, ArithmeticError) as error:
                raise DumpError(f"{place}: {name}: {error}") from error
        row = model(**values)
        # What it refers to is found, and the tables hold that it is there where it must.
        relations = {name for name in known if known[name].is_relation}
        for message in complaints(row.clean_fields, exclude=relations):
            raise DumpError(f"{place}: {message}")
        return row

    def named(self, place: str, field: Any, keys: Any) -> list[int]:
        """The numbers of the rows with these keys."""
        model = field.related_model
        if not isinstance(keys, list) or not all(isinstance(key, list) for key in keys):
            raise DumpError(f"{place}: {field.name}: this should be a key in brackets.")
        numbers = []
        for key in keys:
            number = self.numbers[model].get(tuple(map(str, key)))
            if number is None:
                name = f"{model._meta.model_name} “{', '.join(map(str, key))}”"
                raise DumpError(f"{place}: {field.name}: there is no {name}.")
            numbers.append(number)
        return list(dict.fromkeys(numbers))


def rows_of(path: Path) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Where each row of the file stands, its model and its fields."""
    models = {model._meta.label_lower: model for model in MODELS}
    rows = read(path)
    if not isinstance(rows, list):
        raise DumpError(f"{path} is not a list of rows.")
    for number, row in enumerate(rows, start=1):
        match row:
            case {"model": str(label), "fields": dict(fields)} if len(row) == 2:
                place = f"{path}, row {number} ({label.partition('.')[2]})"
                if label not in models:
                    raise DumpError(f"{place}: a dump has no table {label}.")
                yield place, models[label], fields
            case _:
                raise DumpError(
                    f"{path}, row {number} is not just a model and its fields."
                )


def insert(model: Any, rows: list[tuple[str, Any]]) -> None:
    """In a few statements; when the table refuses one of `rows`, say which."""
    try:
        with transaction.atomic():
            model._default_manager.bulk_create(row for _, row in rows)
    except REFUSALS:
        for place, row in rows:
            try:
                with transaction.atomic():
                    model._default_manager.bulk_create([row])
            except REFUSALS as error:
                message = "\n".join(complaints(row.full_clean)) or str(error)
                raise DumpError(f"{place}: {message}") from error
        raise


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the loaded rows together; the rest is refused already."""
    for model in MODELS:
        fields = {field.name for field in model._meta.fields}
        for row in stored(model).iterator(chunk_size=AT_ONCE):
            for message in complaints(
                row.full_clean,
                exclude=fields,
                validate_unique=False,
                validate_constraints=False,
            ):
                place = f"{folder / file_of(row)}: {model._meta.model_name}"
                yield f"{place} “{row}”: {message}"


def complaints(check: Callable[..., None], **options: Any) -> Iterator[str]:
    try:
        check(**options)
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            name = "" if field == NON_FIELD_ERRORS else f"{field}: "
            yield name + " ".join(messages)
