"""An address of every kind of page, and a catalogue that shows all a page can have."""

from datetime import date

from django.core.management import call_command

from catalogue.choices import Status
from catalogue.models import Intervention, Recognition, Relation, Study

from .builders import make_delivery, make_intervention, make_row, make_source

FIVE = [
    "sms-bom",
    "casustafel-doorgroeiers",
    "straatcoaches-arnhem",
    "eervolle-uitweg",
    "rijk-gevuld",
]
PAGES = [
    "/nergens/",  # a 404, of which the browser complains
    "/",
    "/interventies/",
    "/interventies/?zoek=straatkoach",
    "/interventies/?zoek=straat&fase=doorgroeier&fase=uitstapper",
    "/interventies/?gemeente=utrect",
    "/interventies/casustafel-doorgroeiers/",
    "/interventies/credible-messengers-adamas/",
    "/interventies/integrale-familieaanpak-tilburg/",
    "/interventies/sms-bom/",
    "/gemeenten/",
    "/gemeenten/utrecht/",
    "/gemeenten/aalten/",
    "/organisaties/",
    "/organisaties/politie/",
    "/aanpakken/",
    "/aanpakken/credible-messengers/",
    "/velden/",
    "/selectie/",
    "/selectie/?i=sms-bom&i=casustafel-doorgroeiers&i=rijk-gevuld",
    "/selectie/?" + "&".join(f"i={slug}" for slug in FIVE),
    "/interventies/?i=sms-bom",
    "/wegwijzer/",
    "/wegwijzer/?leeftijd=16&fase=doorgroeier&thema=drugscriminaliteit&gemeente=utrecht",
    "/wegwijzer/?leeftijd=abc",
    "/matrix/",
    "/matrix/?rijen=gemeente&kolommen=status&fase=doorgroeier",
    "/kaart/",
    "/kaart/?zoek=straat",
    "/cijfers/",
    "/begrippen/",
    "/over/",
    "/privacy/",
    "/toegankelijkheid/",
    "/interventies/sms-bom/versies/",
    "/interventies/sms-bom/melden/",
    "/interventies/rijk-gevuld/",
    "/interventies/?zoek=rijk",
    "/interventies/ingetrokken/",  # a 410, of which it complains too
]


def fill_catalogue() -> None:
    """The first catalogue, and what no programme of it has yet."""
    call_command("load_first_catalogue")
    entry = make_intervention("Rijk gevuld", age_from=12, age_to=18)
    for status in [Status.PREPARING, Status.PILOT, Status.ACTIVE, Status.PAUSED]:
        make_delivery(entry, status=status, capacity=20, contact_address="info@x.nl")
    make_delivery(entry, status=Status.STOPPED, stop_reason="Het geld was op.")
    source = make_source("Rapport", accessed_on=date(2026, 3, 1))
    own = {"intervention": entry, "source": source}
    outcomes = {"niet-erkend": 2023, "niet-beoordeeld": 2024, "niet-gevonden": 2025}
    for outcome, year in outcomes.items():
        databank, day = f"Databank {year}", date(year, 1, 1)
        given = {"databank": databank, "outcome": outcome, "dated": day}
        make_row(Recognition, slug=outcome, **given, **own)
    study = {"title": "Effectstudie", "kind": "effectonderzoek", "strength": 3}
    make_row(Study, slug="studie", finding="Minder delicten.", **study, **own)
    other = Intervention.objects.get(slug="sms-bom")
    make_row(Relation, intervention=entry, kind="afgeleid-van", other=other)
    make_intervention(
        "Ingetrokken",
        publication="ingetrokken",
        withdrawn_on=date(2026, 3, 1),
        withdrawn_reason="Dubbel opgenomen.",
    )
