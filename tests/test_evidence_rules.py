"""What a recognition, a study and an appraisal may be."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalogue import choices, models

from .builders import make_intervention, make_row, make_term
from .rules import RuleTestCase, complaints

DAY = date(2026, 3, 2)


class EvidenceRuleTests(RuleTestCase):
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
        end = _("A recognition level has an end date. Give “valid until”.")
        for outcome in choices.RECOGNITION_LEVELS:
            self.refused(models.Recognition(**level, outcome=outcome), end)
        for outcome in ["niet-erkend", "niet-beoordeeld", "niet-gevonden"]:
            models.Recognition(**level, outcome=outcome).full_clean()
        make_row(models.Recognition, **level, outcome="niet-erkend")
        again = level | {"slug": "r2"}
        self.refused(
            models.Recognition(**again, outcome="niet-beoordeeld"),
            _("This databank has an outcome on this date already."),
        )
        for fields in [{"databank": "Loket"}, {"dated": date(2026, 3, 1)}]:
            models.Recognition(**again | fields, outcome="niet-erkend").full_clean()
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

    def test_a_level_is_valid_for_as_long_as_its_scheme_says(self):
        entry = make_intervention()
        five_years, three_years = date(2025, 2, 28), date(2023, 2, 28)
        for outcome, years, last, too_late in [
            ("goed-beschreven", 3, three_years, date(2023, 3, 1)),
            ("goed-onderbouwd", 5, five_years, date(2025, 3, 1)),
            ("effectief-eerste-aanwijzingen", 5, five_years, date(2025, 3, 1)),
            ("effectief-goede-aanwijzingen", 5, five_years, date(2025, 3, 1)),
            ("effectief-sterke-aanwijzingen", 5, five_years, date(2025, 3, 1)),
        ]:
            row = models.Recognition(intervention=entry, slug="r", databank="NJi")
            row.outcome, row.dated = outcome, date(2020, 2, 29)
            row.valid_until = last
            row.full_clean()
            row.valid_until = too_late
            message = _("This level is valid for at most %(years)d years.")
            assert complaints(row) == [message % {"years": years}]


def test_recognition_levels_stand_from_low_to_high():
    assert choices.RECOGNITION_LEVELS == [
        "goed-beschreven",
        "goed-onderbouwd",
        "effectief-eerste-aanwijzingen",
        "effectief-goede-aanwijzingen",
        "effectief-sterke-aanwijzingen",
    ]
