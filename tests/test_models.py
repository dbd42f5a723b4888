"""Rules of the tables: what they refuse, and what an editor then reads."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase
from django.utils.translation import gettext as _

from catalogue import models
from catalogue.choices import Role
from catalogue.models import City, Delivery, Intervention, OldSlug, Organisation

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
)
from .rules import RuleTestCase, complaints

DAY = date(2026, 3, 2)


class RuleTests(RuleTestCase):
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
        self.entry(checked_on=DAY, checked_by="redactie").full_clean()
        self.entry(checked_on=DAY).full_clean()
        self.refused(
            self.entry(checked_by="redactie"), _("“Checked by” needs “checked on” too.")
        )

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

    def test_two_entries_do_not_stand_above_each_other(self):
        left, right = make_intervention("Boksen"), make_intervention("Voetbal")

        def relation(entry, kind, other):
            return models.Relation(intervention=entry, kind=kind, other=other)

        relation(left, "combineert-met", right).save()
        relation(right, "combineert-met", left).full_clean()
        for kind in ["afgeleid-van", "opvolger-van", "lichter-dan", "zwaarder-dan"]:
            relation(left, kind, right).save()
            message = _(
                "“%(name)s” has this relation to this entry already. "
                "Both cannot be true: change one of them."
            )
            assert complaints(relation(right, kind, left)) == [
                message % {"name": "Boksen"}
            ]
        models.Relation.objects.filter(kind="zwaarder-dan").delete()
        relation(right, "zwaarder-dan", left).full_clean()

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
        make_row(OldSlug, slug="dans", intervention=old.intervention)
        taken = _("Links to “%(name)s” still use this short name. Choose another one.")
        assert complaints(self.entry(slug="dans")) == [taken % {"name": "Voetbal"}]
        old.intervention.slug = "dans"
        old.intervention.full_clean()

    def test_there_is_one_revision(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Revision.objects.create(pk=2)


class OrderTests(TestCase):
    def test_parts_without_a_date_come_last(self):
        entry = make_intervention()
        of = {"intervention": entry}
        early, late = date(2020, 1, 1), date(2021, 1, 1)
        for number, day in enumerate([None, late, early]):
            slug, precision = f"r{number}", "dag" if day else ""
            make_delivery(entry, started=day, started_precision=precision)
            make_row(
                models.Figure,
                **of,
                measure="groep",
                value=1,
                reference_date=day,
                reference_date_precision=precision,
            )
            make_row(
                models.Study,
                **of,
                slug=slug,
                kind="anders",
                published_on=day,
                published_on_precision=precision,
            )
            make_row(
                models.Appraisal,
                **of,
                slug=slug,
                kind="prijs",
                dated=day,
                dated_precision=precision,
            )
        assert days(entry.deliveries, "started") == [early, late, None]
        assert days(entry.figures, "reference_date") == [early, late, None]
        assert days(entry.studies, "published_on") == [late, early, None]
        assert days(entry.appraisals, "dated") == [late, early, None]


def days(rows, name):
    return list(rows.values_list(name, flat=True))


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
