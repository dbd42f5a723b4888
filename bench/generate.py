"""A catalogue of any size, the same for the same seed: Dutch-like text, all relations.
Words, cities, terms and organisations follow Zipf's law: the r-th is used 1/r as often.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.text import slugify

from catalogue.changes import catalogue_change
from catalogue.choices import (
    YEARS_VALID,
    AppraisalKind,
    Kind,
    OrganisationType,
    Precision,
    Province,
    Publication,
    RecognitionOutcome,
    RelationKind,
    Role,
    Scope,
    Status,
    StudyKind,
    Voluntariness,
)
from catalogue.models import (
    Appraisal,
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Organisation,
    Recognition,
    Relation,
    Source,
    Study,
)
from catalogue.models.fields import years_later

SEED = 2026
BATCH = 5_000
WORDS_OF_THE_FIELD = [
    "jongeren",
    "begeleiding",
    "gezin",
    "coach",
    "straat",
    "gemeente",
    "wijk",
    "politie",
    "school",
    "ouders",
    "hulp",
    "vertrouwen",
    "training",
    "contact",
    "aanpak",
    "perspectief",
    "werk",
    "criminaliteit",
    "preventie",
    "netwerk",
    "gesprek",
    "team",
    "drugs",
    "overlast",
    "veiligheid",
    "reclassering",
    "mentor",
    "buurt",
    "traject",
    "samenwerking",
]
ONSETS = [
    "b",
    "bl",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "sch",
    "sl",
    "sp",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "aa", "e", "ee", "i", "ie", "o", "oe", "oo", "u", "ui", "ij", "ou", "eu"]
CODAS = ["", "", "k", "l", "n", "nd", "ng", "p", "r", "rt", "s", "st", "t"]
Row = TypeVar("Row", bound=models.Model)


class Zipf:
    """Draws from `values`, the r-th in proportion to 1/r."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self.weights = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))

    def draw(self, luck: random.Random, number: int) -> list[Any]:
        return luck.choices(self.values, cum_weights=self.weights, k=number)

    def some(self, luck: random.Random, most: int) -> list[Any]:
        return list(dict.fromkeys(self.draw(luck, luck.randint(0, most))))


def words(luck: random.Random, number: int) -> list[str]:
    made = dict.fromkeys(WORDS_OF_THE_FIELD)
    while len(made) < number:
        syllables = luck.choice([1, 2, 2, 3, 3, 4])
        parts = (
            luck.choice(ONSETS) + luck.choice(VOWELS) + luck.choice(CODAS)
            for _ in range(syllables)
        )
        made.setdefault("".join(parts))
    return list(made)


def generate(size: int, seed: int = SEED) -> None:
    """Add `size` interventions to a database that has the fixtures' cities and terms."""
    luck = random.Random(seed)
    with catalogue_change("bench", f"generate {size}") as change:
        Generator(luck, size).write()
        change.touch_all()


class Generator:
    def __init__(self, luck: random.Random, size: int) -> None:
        self.luck, self.size = luck, size
        self.words = Zipf(words(luck, 20_000))
        self.terms = {
            name: Zipf(list(rows_of(getattr(Intervention, name).rel.model)))
            for name in Intervention.VOCABULARIES
        }
        cities = list(City.objects.order_by("code"))
        luck.shuffle(cities)
        self.cities = Zipf(cities)
        self.neighbours = {
            province: [city for city in cities if city.province == province]
            for province in Province.values
        }

    def text(self, number: int) -> str:
        return " ".join(self.words.draw(self.luck, number)).capitalize() + "."

    def key(self) -> UUID:
        return UUID(int=self.luck.getrandbits(128), version=4)

    def day(self) -> date:
        return date(2015, 1, 1) + timedelta(days=self.luck.randrange(4_000))

    def chance(self, share: float) -> bool:
        return self.luck.random() < share

    def write(self) -> None:
        organisations = self.save(Organisation, self.organisations())
        sources = self.save(Source, self.sources())
        self.organisation, self.source = Zipf(organisations), Zipf(sources)
        entries = self.save(Intervention, self.entries())
        for name in [*Intervention.VOCABULARIES, "sources"]:
            self.relate(entries, name)
        deliveries = self.save(Delivery, self.deliveries(entries))
        self.place(deliveries)
        self.save(Involvement, self.involvements(entries))
        self.save(Figure, self.figures(entries))
        self.save(Recognition, self.recognitions(entries))
        self.save(Study, self.studies(entries))
        self.save(Appraisal, self.appraisals(entries))
        self.save(Relation, self.relations(entries))

    def save(self, model: type[Row], rows: Iterator[Row]) -> list[Row]:
        return list(model._default_manager.bulk_create(rows, batch_size=BATCH))

    def organisations(self) -> Iterator[Organisation]:
        for number in range(max(self.size // 50, 20)):
            name = f"Stichting {self.text(2)[:-1]} {number}"
            yield Organisation(
                name=name,
                slug=slugify(name),
                type=self.luck.choice(OrganisationType.values),
                city=self.cities.draw(self.luck, 1)[0] if self.chance(0.6) else None,
            )

    def sources(self) -> Iterator[Source]:
        for number in range(max(self.size // 10, 20)):
            title = f"{self.text(5)[:-1]} {number}"
            publisher = self.text(2)[:-1]
            yield Source(title=title, slug=slugify(title), publisher=publisher)

    def entries(self) -> Iterator[Intervention]:
        for number in range(self.size):
            name = f"{self.text(self.luck.randint(2, 4))[:-1]} {number}"
            ages = sorted(self.luck.sample(range(8, 28), 2))
            known = self.chance(0.6)
            checked = self.day() if self.chance(0.7) else None
            sections = {
                section: self.text(self.luck.randint(15, 60))
                for section in Intervention.SECTIONS
                if self.chance(0.6)
            }
            moment = datetime.combine(self.day(), datetime.min.time(), AMSTERDAM)
            yield Intervention(
                uuid=self.key(),
                slug=slugify(name),
                name=name,
                other_names=self.text(2) if self.chance(0.2) else "",
                kind=self.luck.choice(Kind.values),
                sentence=self.text(12)[:160],
                summary=self.text(self.luck.randint(30, 70)),
                age_from=ages[0] if known else None,
                age_to=ages[1] if known and self.chance(0.8) else None,
                voluntariness=self.luck.choice(Voluntariness.values),
                publication=Publication.PUBLISHED,
                checked_on=checked,
                created=moment,
                modified=moment,
                **sections,
            )

    def relate(self, entries: list[Intervention], name: str) -> None:
        through: Any = getattr(Intervention, name).through
        other = getattr(Intervention, name).rel.model._meta.model_name
        drawn = self.source if name == "sources" else self.terms[name]
        links = (
            through(intervention_id=entry.pk, **{f"{other}_id": row.pk})
            for entry in entries
            for row in drawn.some(self.luck, 3)
        )
        through.objects.bulk_create(links, batch_size=BATCH)

    def deliveries(self, entries: list[Intervention]) -> Iterator[Delivery]:
        scopes = {Scope.CITY: 88, Scope.REGION: 5, Scope.NATIONAL: 2, Scope.UNKNOWN: 5}
        for entry in entries:
            for _ in range(self.luck.choice([0, 1, 1, 1, 1, 2, 2, 3])):
                scope = self.luck.choices(list(scopes), list(scopes.values()))[0]
                status = self.luck.choice(Status.values)
                started = self.day() if self.chance(0.5) else None
                yield Delivery(
                    uuid=self.key(),
                    intervention=entry,
                    scope=scope,
                    region=self.text(2) if scope == Scope.REGION else "",
                    status=status,
                    started=started,
                    started_precision=Precision.DAY if started else "",
                    stop_reason=self.text(6) if status == Status.STOPPED else "",
                    note=self.text(10) if self.chance(0.3) else "",
                )

    def place(self, deliveries: list[Delivery]) -> None:
        through = Delivery.cities.through
        links = (
            through(delivery_id=delivery.pk, city_id=city.pk)
            for delivery in deliveries
            for city in self.cities_of(Scope(delivery.scope))
        )
        through.objects.bulk_create(links, batch_size=BATCH)

    def cities_of(self, scope: Scope) -> list[City]:
        if scope not in (Scope.CITY, Scope.REGION):
            return []
        city = self.cities.draw(self.luck, 1)[0]
        if scope == Scope.CITY:
            return [city]
        near = self.neighbours[city.province]
        return list(dict.fromkeys([city, *self.luck.sample(near, min(5, len(near)))]))

    def involvements(self, entries: list[Intervention]) -> Iterator[Involvement]:
        for entry in entries:
            roles = list(Role)
            for organisation in self.organisation.some(self.luck, 3):
                role = self.luck.choice(roles)
                if role == Role.LEAD:
                    roles.remove(role)  # an entry has one lead at most
                yield Involvement(
                    uuid=self.key(),
                    intervention=entry,
                    organisation=organisation,
                    role=role,
                )

    def figures(self, entries: list[Intervention]) -> Iterator[Figure]:
        for entry in entries:
            if self.chance(0.3):
                yield Figure(
                    uuid=self.key(),
                    intervention=entry,
                    measure=self.text(2)[:100],
                    value=self.luck.randrange(1, 500),
                    unit="jongeren",
                    reference_date=self.day(),
                    reference_date_precision=Precision.DAY,
                )

    def recognitions(self, entries: list[Intervention]) -> Iterator[Recognition]:
        for entry in entries:
            if self.chance(0.15):
                outcome = self.luck.choice(RecognitionOutcome.values)
                dated = self.day()
                years = YEARS_VALID.get(outcome)
                yield Recognition(
                    intervention=entry,
                    slug=f"erkenning-{entry.slug}"[:200],
                    databank="Databank Effectieve Jeugdinterventies",
                    outcome=outcome,
                    dated=dated,
                    valid_until=years_later(dated, years) if years else None,
                )

    def studies(self, entries: list[Intervention]) -> Iterator[Study]:
        for entry in entries:
            if self.chance(0.1):
                kind = self.luck.choice(StudyKind.values)
                effect = kind == StudyKind.EFFECT
                yield Study(
                    intervention=entry,
                    slug=f"onderzoek-{entry.slug}"[:200],
                    title=self.text(6),
                    kind=kind,
                    strength=self.luck.randint(1, 5) if effect else None,
                    finding=self.text(20),
                )

    def appraisals(self, entries: list[Intervention]) -> Iterator[Appraisal]:
        for entry in entries:
            if self.chance(0.05):
                yield Appraisal(
                    intervention=entry,
                    slug=f"waardering-{entry.slug}"[:200],
                    kind=self.luck.choice(AppraisalKind.values),
                    title=self.text(4),
                    by=self.text(2),
                )

    def relations(self, entries: list[Intervention]) -> Iterator[Relation]:
        related = set()
        for entry in entries:
            other = self.luck.choice(entries)
            # Not back again: of two, one is not lighter and the other neither.
            if self.chance(0.1) and other != entry and (other, entry) not in related:
                related.add((entry, other))
                yield Relation(
                    uuid=self.key(),
                    intervention=entry,
                    kind=self.luck.choice(RelationKind.values),
                    other=other,
                )


AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def rows_of(model: Any) -> Any:
    return model._default_manager.order_by("pk")
