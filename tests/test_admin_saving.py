"""Rows of one page that depend on each other are saved in the order that works."""

from .admin_pages import with_row
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

    def test_a_delivery_moves_to_other_cities_in_one_go(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        delivery = intervention.deliveries.get()
        for fields in [
            {"scope": "regio", "region": "Midden"},
            {"scope": "landelijk", "region": ""},
            {"scope": "gemeente"},
        ]:
            cities = {"regio": [self.utrecht.pk, self.zwolle.pk], "landelijk": []}
            changes = {f"deliveries-0-{name}": value for name, value in fields.items()}
            changes["deliveries-0-cities"] = cities.get(
                fields["scope"], [self.zwolle.pk]
            )
            data = self.form(intervention) | changes
            assert self.send(intervention, data) == {}
        delivery.refresh_from_db()
        assert delivery.place == "Zwolle"

    def test_two_outcomes_of_one_databank_on_one_day_are_refused(self):
        intervention = make_intervention("Nachtvoetbal")
        data = self.form(intervention)
        for slug in ["een", "twee"]:
            data = with_row(
                data,
                "recognitions",
                slug=slug,
                databank="NJi",
                outcome="niet-erkend",
                dated="2024-01-01",
            )
        assert self.send(intervention, data).keys() == {"recognitions"}
