"""The rows that an entry has several of; its lines of evidence stand in `evidence`."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..choices import Referrals, RelationKind, Role, Scope, Status
from ..models import (
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Organisation,
    Relation,
    Source,
)
from .about import CBS, ISO_DATE, Record, field
from .dates import Day, PartialDay
from .stored import (
    DayColumn,
    DeliveryColumn,
    KeyColumn,
    ListColumn,
    NumberColumn,
    PartialDayColumns,
    RowColumn,
    RowsColumn,
)
from .values import Line, Names, Number, OneOf, Text, Uuid, Whole, YesNo


class DeliveryRecord(Record):
    table = Delivery
    key = ("bereik", "regio", "gemeenten")

    uuid: Uuid = field(
        KeyColumn("uuid"),
        _("Our own key. Needed only where an entry runs twice in one place."),
        "a1ab537c-f6e6-581a-bf9a-1a8beafc568e",
        "RFC 9562",
    )
    bereik: Annotated[str | None, OneOf(Scope)] = field(
        "scope",
        _(
            "How far this delivery reaches. May be left out where “regio” or "
            "“gemeenten” says it."
        ),
        "gemeente",
    )
    regio: Line = field("region", _("The name of the region."), "Regio Midden")
    gemeenten: Names = field(
        RowsColumn("cities", City),
        _(
            "The city, or the cities of the region: by name, short name or code. "
            "None for the whole country, or where the place is not known."
        ),
        ["tilburg"],
        CBS,
    )
    status: Annotated[str | None, OneOf(Status)] = field(
        "status", _("Whether it runs."), "actief"
    )
    gestart_op: PartialDay = field(
        PartialDayColumns("started"),
        _("When it started: the day, the month or the year, as much as is known."),
        "2020-03",
        ISO_DATE,
    )
    geeindigd_op: PartialDay = field(
        PartialDayColumns("ended"), _("When it ended."), "2023", ISO_DATE
    )
    waarom_gestopt: Text = field(
        "stop_reason",
        _("Why it stopped. Needed when the status is “gestopt”, and only then."),
        "De subsidie liep af.",
    )
    wijken: Names = field(
        ListColumn("neighbourhoods", separator=", "),
        _("The neighbourhoods. Mind small groups: they can point at persons."),
        ["Malburgen", "Presikhaaf"],
    )
    aantal_plekken: Whole = field(
        "capacity", _("How many can take part at a time."), 20
    )
    verwijzen_mogelijk: Annotated[str | None, OneOf(Referrals)] = field(
        "referrals", _("Whether professionals can refer somebody."), "ja"
    )
    contact_rol: Line = field(
        "contact_role",
        _("Whom to ask: a role, never the name of a person."),
        "procesregisseur",
    )
    contact_organisatie: Line = field(
        RowColumn("contact_organisation", Organisation),
        _("Whom to ask: the organisation, by name or short name."),
        "gemeente-tilburg",
    )
    contact_adres: Line = field(
        "contact_address",
        _("A general mail address, telephone number or page. No mobile numbers."),
        "veiligheid@gemeente.example",
    )
    toelichting: Text = field("note", _("What is special here."), "Begon als proef.")
    bron: Line = field(
        RowColumn("source", Source),
        _("The short name of the source."),
        "ccv-interventies-gezin",
    )


class InvolvementRecord(Record):
    table = Involvement
    key = ("organisatie", "rol", "uitvoering")

    organisatie: Line = field(
        RowColumn("organisation", Organisation),
        _("The organisation, by name or short name."),
        "politie",
    )
    rol: Annotated[str | None, OneOf(Role)] = field(
        "role", _("What it is in this intervention."), "partner"
    )
    uitvoering: Line = field(
        DeliveryColumn("delivery"),
        _(
            "Only in this delivery: its city, its region, “landelijk” or “onbekend”. "
            "Empty: wherever the intervention runs."
        ),
        "utrecht",
    )
    toelichting: Line = field(
        "note", _("What it does, in a few words."), "verstuurt de sms"
    )


class FigureRecord(Record):
    table = Figure
    key = ("wat_is_geteld", "peildatum", "uitvoering")

    wat_is_geteld: Line = field("measure", _("What was counted."), "gezinnen")
    waarde: Number = field(NumberColumn("value"), _("How many."), 13)
    eenheid: Line = field("unit", _("Of what."), "gezinnen")
    ongeveer: YesNo = field("approximate", _("Whether the source says “about”."), False)
    peildatum: PartialDay = field(
        PartialDayColumns("reference_date"),
        _("When the number was true. Another date is another figure."),
        "2021-04",
        ISO_DATE,
    )
    uitvoering: Line = field(
        DeliveryColumn("delivery"),
        _("Only of this delivery, named as under “organisaties”."),
        "tilburg",
    )
    bron: Line = field(
        RowColumn("source", Source),
        _("The short name of the source."),
        "omroepbrabant-3370119",
    )


class SourceRecord(Record):
    table = Source
    key = ("korte_naam",)

    korte_naam: Line = field(
        "slug", _("The key. Left out: made of the title."), "ccv-interventies-gezin"
    )
    titel: Line = field("title", _("The title."), "Interventies gezin")
    uitgever: Line = field("publisher", _("Who published it."), "het CCV")
    adres: Line = field(
        "url",
        _("The address of the page. Empty when it is not known for certain."),
        "https://hetccv.nl/",
    )
    gepubliceerd_op: PartialDay = field(
        PartialDayColumns("published_on"), _("When it came out."), "2022", ISO_DATE
    )
    geraadpleegd_op: Day = field(
        DayColumn("accessed_on"),
        _("When somebody last read it for this catalogue."),
        "2026-11-02",
        ISO_DATE,
    )


class RelationRecord(Record):
    table = Relation
    key = ("soort", "andere_interventie")

    soort: Annotated[str | None, OneOf(RelationKind)] = field(
        "kind", _("Read as a sentence: this entry … the other one."), "lichter-dan"
    )
    andere_interventie: Line = field(
        RowColumn("other", Intervention),
        _("The short name of the other entry."),
        "eervolle-uitweg",
    )
    toelichting: Line = field("note", _("A few words."), "Voor jongere deelnemers.")
