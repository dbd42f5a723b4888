"""Rules of the tables: what they refuse, and what an editor then reads."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase
from django.utils.translation import gettext as _

from catalogue import choices, models
from catalogue.choices import Role, Scope, Status
from catalogue.models import City, Delivery, Intervention, OldSlug, Organisation

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

DAY = date(2026, 3, 2)


def complaints(row):
    """What an editor reads when saving `row`."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.messages


class RuleTests(TestCase):
    def refused(self, row, message):
        """The form says why, and the table refuses what goes past the form."""
        assert message in complaints(row)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    def entry(self, **fields):
        values = {"name": "Voetbal", "slug": "voetbal", "kind": "actie"}
        values |= {"sentence": "Kort.", "summary": "Langer."}
        return Intervention(**values | fields)

    def test_reserved_slugs(self):
        message = _("This short name is reserved for filters. Choose another one.")
        for slug in ["onbekend", "landelijk"]:
            self.refused(self.entry(slug=slug), message)
            for name in [
                *("ApproachType", "TargetGroup", "Phase", "PreventionLevel"),
                *("Setting", "Theme", "ActiveIngredient"),
            ]:
                extra = {"people": "x"} if name == "Phase" else {}
                row = getattr(models, name)(name="x", slug=slug, **extra)
                self.refused(row, message)
            city = {"code": "0001", "official_name": "x", "province": "utrecht"}
            self.refused(City(name="x", slug=slug, **city), message)
            self.refused(Organisation(name="x", slug=slug, type="anders"), message)

    def test_of_an_entry(self):
        make_intervention("Boksen", source_key="K1")
        make_intervention("Leeg", source_key="")
        self.entry(source_key="").full_clean()
        self.refused(
            self.entry(source_key="K1"), _("Another entry has this key at the source.")
        )
        self.entry(age_from=12, age_to=12).full_clean()
        self.refused(
            self.entry(age_from=12, age_to=11), _("“Age to” is lower than “age from”.")
        )
        self.entry(publish_from=DAY, publish_until=DAY).full_clean()
        self.refused(
            self.entry(publish_from=DAY, publish_until=date(2026, 3, 1)),
            _("“Publish until” is before “publish from”."),
        )
        withdrawal = _(
            "Withdrawing needs a date and a reason. "
            "An entry that is not withdrawn has neither."
        )
        day, reason = {"withdrawn_on": DAY}, {"withdrawn_reason": "Dubbel."}
        for fields in [{}, day, reason]:
            self.refused(self.entry(publication="ingetrokken", **fields), withdrawal)
        self.entry(publication="ingetrokken", **day, **reason).full_clean()
        for fields in [day, reason, day | reason]:
            self.refused(self.entry(publication="gepubliceerd", **fields), withdrawal)
        self.entry(checked_on=DAY, check_again_on=date(2026, 3, 3)).full_clean()
        self.refused(
            self.entry(checked_on=DAY, check_again_on=DAY),
            _("“Check again on” must be later than “checked on”."),
        )

    def test_of_a_delivery(self):
        entry = make_intervention()

        def delivery(**fields):
            fields.setdefault("scope", Scope.UNKNOWN)
            return Delivery(intervention=entry, **fields)

        both = _("Give a date together with how precise it is, or leave both empty.")
        for name in ["started", "ended"]:
            self.refused(delivery(**{name: DAY}), both)
            self.refused(delivery(**{f"{name}_precision": "dag"}), both)
        self.refused(delivery(status=Status.STOPPED), _("Say why it stopped."))
        region = _("A region has a name; the other scopes have no region name.")
        self.refused(delivery(scope=Scope.REGION), region)
        self.refused(delivery(scope=Scope.CITY, region="Midden"), region)
        started = {"started": date(2020, 3, 12), "started_precision": "dag"}
        before = _("The end is before the start.")
        for ended, precision, allowed in [
            (date(2020, 3, 12), "dag", True),
            (date(2020, 3, 11), "dag", False),
            (date(2020, 3, 1), "maand", True),
            (date(2020, 2, 1), "maand", False),
            (date(2020, 1, 1), "jaar", True),
            (date(2019, 1, 1), "jaar", False),
        ]:
            row = delivery(**started, ended=ended, ended_precision=precision)
            if allowed:
                row.full_clean()
                row.save()
            else:
                self.refused(row, before)
        # Wrong by less than a month: the form knows, the table cannot.
        row = delivery(started=date(2020, 3, 1), started_precision="maand")
        row.ended, row.ended_precision = date(2020, 2, 1), "maand"
        assert complaints(row) == [before]

    def test_of_who_takes_part(self):
        entry = make_intervention(cities=[make_city()])
        here, body = entry.deliveries.get(), make_organisation()
        other = make_organisation("Ander")
        make_involvement(entry, body, role=Role.PARTNER)
        make_involvement(entry, body, role=Role.LEAD, delivery=here)

        def involvement(organisation, role, **fields):
            return models.Involvement(
                intervention=entry, organisation=organisation, role=role, **fields
            )

        twice = _("This organisation has this role already.")
        self.refused(involvement(body, Role.PARTNER), twice)
        self.refused(involvement(body, Role.LEAD, delivery=here), twice)
        self.refused(
            involvement(other, Role.LEAD, delivery=here),
            _("A delivery has one lead at most."),
        )
        involvement(other, Role.LEAD).save()
        self.refused(
            involvement(body, Role.LEAD), _("An intervention has one lead at most.")
        )
        elsewhere = make_delivery(make_intervention("Elders"))
        assert complaints(involvement(other, Role.PARTNER, delivery=elsewhere)) == [
            _("This delivery is of another intervention.")
        ]

    def test_of_figures_and_relations(self):
        entry = make_intervention()
        fields = {"intervention": entry, "measure": "groep", "value": Decimal(1)}
        day = {"reference_date": DAY, "reference_date_precision": "dag"}
        make_row(models.Figure, **fields, **day)
        once = _("This measure has a value on this date already.")
        self.refused(models.Figure(**fields, **day), once)
        models.Figure(**fields).full_clean()
        make_row(
            models.Relation,
            intervention=entry,
            kind="opvolger-van",
            other=make_intervention("B"),
        )
        pair = {"intervention": entry, "kind": "opvolger-van"}
        other = Intervention.objects.get(slug="b")
        self.refused(
            models.Relation(**pair, other=other), _("This relation is there already.")
        )
        self.refused(
            models.Relation(**pair, other=entry),
            _("An entry has no relation to itself."),
        )

    def test_of_evidence(self):
        of = {"intervention": make_intervention()}
        kind = {"approach_type": make_term(models.ApproachType, "Type")}
        level = {"slug": "r", "databank": "NJi", "dated": DAY, **of}
        self.refused(
            models.Recognition(
                **level, outcome="goed-onderbouwd", valid_until=date(2026, 3, 1)
            ),
            _("The recognition ends before it starts."),
        )
        self.refused(
            models.Recognition(**level, outcome="niet-erkend", valid_until=DAY),
            _("Only a recognition level has an end date."),
        )
        one = _("Choose an intervention or an approach type, not both.")
        study = {"slug": "s", "title": "S", "kind": "procesevaluatie"}
        appraisal = {"slug": "a", "title": "A", "kind": "prijs", "by": "Jury"}
        for fields in [{}, {**of, **kind}]:
            self.refused(models.Study(**study, **fields), one)
            self.refused(models.Appraisal(**appraisal, **fields), one)
        scale = _("Only an effect study has a strength, from 1 to 5.")
        self.refused(models.Study(**study, **of, strength=3), scale)
        effect = study | {"kind": "effectonderzoek"}
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Study(**effect, **of, strength=6).save()
        models.Study(**effect, **of, strength=5).full_clean()

    def test_of_places_and_words(self):
        city = {"name": "Ede", "slug": "ede", "code": "0228", "province": "gelderland"}
        city["official_name"] = "Ede"
        self.refused(
            City(**city, latitude=Decimal("52.0")),
            _("Give latitude and longitude, or neither."),
        )
        self.refused(
            City(**city, start_date=DAY, end_date=date(2026, 3, 1)),
            _("The end is before the start."),
        )
        assert complaints(City(**{**city, "code": "228"})) == [
            _("A CBS code is four digits, like 0344.")
        ]
        make_row(models.Synonym, word="a", finds="b")
        self.refused(
            models.Synonym(word="a", finds="b"),
            _("This pair of words is there already."),
        )
        make_intervention("Boksen")
        old = OldSlug(slug="boksen", intervention=make_intervention("Voetbal"))
        assert complaints(old) == [_("An entry has this address now.")]

    def test_there_is_one_revision(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Revision.objects.create(pk=2)


class KeepTests(TestCase):
    def test_what_others_rely_on_cannot_be_deleted(self):
        entry = make_intervention()
        body, source = make_organisation(), make_source()
        make_involvement(entry, body)
        make_delivery(entry, source=source)
        for row in [body, source]:
            with pytest.raises(ProtectedError):
                row.delete()

    def test_the_parts_of_an_entry_go_with_it(self):
        entry = make_intervention(cities=[make_city()])
        make_involvement(entry, make_organisation())
        entry.delete()
        assert Delivery.objects.count() == models.Involvement.objects.count() == 0
        assert City.objects.count() == Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("scope", "cities", "problem"),
    [
        (Scope.CITY, 0, "Choose exactly one city, or another scope."),
        (Scope.CITY, 1, ""),
        (Scope.CITY, 2, "Choose exactly one city, or another scope."),
        (Scope.REGION, 0, "Choose the cities of the region."),
        (Scope.REGION, 1, ""),
        (Scope.REGION, 9, ""),
        (Scope.NATIONAL, 0, ""),
        (Scope.NATIONAL, 1, "A national delivery has no cities."),
        (Scope.UNKNOWN, 0, ""),
        (Scope.UNKNOWN, 1, "The place is unknown, so choose no cities."),
    ],
)
def test_the_number_of_cities_goes_with_the_scope(scope, cities, problem):
    if not problem:
        Delivery.check_places(scope, cities)
        return
    with pytest.raises(ValidationError) as caught:
        Delivery.check_places(scope, cities)
    assert caught.value.message_dict == {"cities": [_(problem)]}


def test_recognition_levels_stand_from_low_to_high():
    assert choices.RECOGNITION_LEVELS == [
        "goed-beschreven",
        "goed-onderbouwd",
        "effectief-eerste-aanwijzingen",
        "effectief-goede-aanwijzingen",
        "effectief-sterke-aanwijzingen",
    ]
