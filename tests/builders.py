"""Rows for tests, written the one way there is, so that search and counts know them."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.text import slugify

from catalogue.changes import catalogue_change
from catalogue.choices import (
    Kind,
    OrganisationType,
    Province,
    Publication,
    Role,
    Scope,
    Status,
)
from catalogue.models import (
    City,
    Delivery,
    Intervention,
    Involvement,
    Organisation,
    Phase,
    Source,
)

Row = TypeVar("Row", bound=Model)
MANY = [*Intervention.VOCABULARIES, "sources"]


def make_row(model: type[Row], **fields: Any) -> Row:
    with catalogue_change("test", f"make {model.__name__}") as change:
        row = model._default_manager.create(**fields)
        change.touch(row)
    return row


def make_term(model: type[Row], name: str, **fields: Any) -> Row:
    """A row of a vocabulary, such as ApproachType."""
    if model is Phase:
        fields.setdefault("people", f"jongeren in de fase {name.lower()}")
    return make_row(model, name=name, **{"slug": slugify(name), **fields})


def make_city(name: str = "Utrecht", **fields: Any) -> City:
    fields.setdefault("slug", slugify(name))
    fields.setdefault("official_name", name)
    fields.setdefault("code", str(9000 + City.objects.count()))
    fields.setdefault("province", Province.UTRECHT)
    return make_row(City, name=name, **fields)


def make_organisation(name: str = "Stichting Kans", **fields: Any) -> Organisation:
    fields.setdefault("slug", slugify(name))
    fields.setdefault("type", OrganisationType.FOUNDATION)
    return make_row(Organisation, name=name, **fields)


def make_source(title: str = "Interventies gezin", **fields: Any) -> Source:
    fields.setdefault("slug", slugify(title))
    fields.setdefault("publisher", "het CCV")
    return make_row(Source, title=title, **fields)


def make_intervention(
    name: str = "Nachtvoetbal",
    *,
    cities: Iterable[City] = (),
    status: Status = Status.ACTIVE,
    **fields: Any,
) -> Intervention:
    """A published entry, unless told otherwise, with a delivery in each of `cities`."""
    many = {field: fields.pop(field) for field in MANY if field in fields}
    fields.setdefault("slug", slugify(name))
    fields.setdefault("kind", Kind.PROGRAMME)
    fields.setdefault("sentence", "Houdt jongeren van de straat.")
    fields.setdefault("summary", "Jongeren sporten samen met een begeleider.")
    fields.setdefault("publication", Publication.PUBLISHED)
    with catalogue_change("test", f"make {name}") as change:
        intervention = Intervention.objects.create(name=name, **fields)
        for field, rows in many.items():
            getattr(intervention, field).set(rows)
        for city in cities:
            delivery = intervention.deliveries.create(scope=Scope.CITY, status=status)
            delivery.cities.add(city)
        change.touch(intervention)
    intervention.refresh_from_db()
    return intervention


def make_many_interventions(
    number: int,
    *,
    first: int = 0,
    cities: Iterable[City] = (),
    organisations: Iterable[Organisation] = (),
    **fields: Any,
) -> list[Intervention]:
    """“Nummer 000” and so on, in a few statements however many there are."""
    many = {field: fields.pop(field) for field in MANY if field in fields}
    rows = [
        Intervention(
            name=f"Nummer {index:03}",
            slug=f"nummer-{index:03}",
            kind=Kind.PROGRAMME,
            sentence="Houdt jongeren van de straat.",
            summary="Jongeren sporten samen.",
            publication=Publication.PUBLISHED,
            **fields,
        )
        for index in range(first, first + number)
    ]
    with catalogue_change("test", f"make {number} entries") as change:
        rows = Intervention.objects.bulk_create(rows)
        for field, terms in many.items():
            through = getattr(Intervention, field).through
            column = getattr(Intervention, field).field.m2m_reverse_field_name()
            through.objects.bulk_create(
                through(intervention=row, **{column: term})
                for row in rows
                for term in terms
            )
        for city in cities:
            deliveries = Delivery.objects.bulk_create(
                Delivery(intervention=row, scope=Scope.CITY, status=Status.ACTIVE)
                for row in rows
            )
            places = Delivery.cities.through
            places.objects.bulk_create(
                places(delivery=each, city=city) for each in deliveries
            )
        Involvement.objects.bulk_create(
            Involvement(intervention=row, organisation=each, role=Role.PROVIDER)
            for row in rows
            for each in organisations
        )
        change.touch(*rows)
    return rows


def make_delivery(
    intervention: Intervention, *, cities: Iterable[City] = (), **fields: Any
) -> Delivery:
    """In `cities`, of which one makes a city and more a region; or of unknown place."""
    cities = list(cities)
    scopes = {0: Scope.UNKNOWN, 1: Scope.CITY}
    fields.setdefault("scope", scopes.get(len(cities), Scope.REGION))
    fields.setdefault("status", Status.ACTIVE)
    if fields["scope"] == Scope.REGION:
        fields.setdefault("region", "Regio Midden")
    with catalogue_change("test", f"make a delivery of {intervention}") as change:
        delivery = Delivery.objects.create(intervention=intervention, **fields)
        delivery.cities.set(cities)
        change.touch(delivery)
    return delivery


def make_involvement(
    intervention: Intervention, organisation: Organisation, **fields: Any
) -> Involvement:
    fields.setdefault("role", Role.PROVIDER)
    return make_row(
        Involvement, intervention=intervention, organisation=organisation, **fields
    )


def make_superuser(username: str = "redactie") -> User:
    return User.objects.create_superuser(username, f"{username}@example.org", "geheim")
