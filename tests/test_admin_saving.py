"""Rows of one page that depend on each other are saved in the order that works."""

from .builders import make_intervention, make_involvement, make_organisation
from .test_admin_interventions import EditorTests as Editor


class OrderOfSavingTests(Editor):
    def test_a_removed_delivery_takes_an_edited_involvement_with_it(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        police = make_organisation("Politie")
        make_involvement(intervention, police, delivery=intervention.deliveries.get())
        changes = {"deliveries-0-DELETE": "on", "involvements-0-note": "Belt rond."}
        assert self.send(intervention, self.form(intervention, **changes)) == {}
        assert not intervention.deliveries.exists()
        assert not intervention.involvements.exists()


class SavingTests(Editor):
    def test_the_line_ends_of_a_browser_are_no_change(self):
        intervention = make_intervention("Nachtvoetbal", method="Een.\nTwee.")
        before = intervention.modified
        typed = self.form(intervention, method="Een.\r\nTwee.")
        assert self.send(intervention, typed) == {}
        intervention.refresh_from_db()
        assert (intervention.method, intervention.modified) == ("Een.\nTwee.", before)

    def test_a_day_of_checking_that_is_still_to_come_is_refused(self):
        intervention = make_intervention("Nachtvoetbal")
        errors = self.send(
            intervention, self.form(intervention, checked_on="01-01-2999")
        )
        assert errors["entry"].keys() == {"checked_on"}
