"""`gemeente`, `provincie` and `status`: they speak of one and the same delivery."""

from django.test import TestCase

from catalogue.choices import Province, Scope, Status

from .builders import make_city, make_delivery, make_intervention
from .list_page import names


class DeliveryFilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        utrecht = make_city("Utrecht", code="0344")
        zwolle = make_city("Zwolle", code="0193", province=Province.OVERIJSSEL)
        make_city("Zeist", code="0355")
        both = make_intervention("Beide", cities=[utrecht])
        make_delivery(
            both, cities=[zwolle], status=Status.STOPPED, stop_reason="Geld op."
        )
        make_delivery(
            make_intervention("Land"), scope=Scope.NATIONAL, status=Status.PILOT
        )
        make_intervention("Nergens")
        make_delivery(
            make_intervention("Regio"), cities=[utrecht, zwolle], status=Status.PILOT
        )
        make_intervention("Stil", cities=[utrecht], status=Status.UNKNOWN)
        make_delivery(make_intervention("Zoek"), status=Status.ACTIVE)

    def names(self, query):
        return names(self.client, query)

    def test_a_city_finds_its_regions_too_but_nothing_national(self):
        assert self.names("?gemeente=utrecht") == ["Beide", "Regio", "Stil"]
        assert self.names("?gemeente=zwolle") == ["Beide", "Regio"]
        assert self.names("?gemeente=zeist") == []

    def test_national_comes_when_asked_for(self):
        assert self.names("?gemeente=landelijk") == ["Land"]
        assert self.names("?gemeente=zwolle&gemeente=landelijk") == [
            "Beide",
            "Land",
            "Regio",
        ]

    def test_a_city_is_known_by_its_code_too(self):
        for code in ["0344", "GM0344", "gm0344"]:
            assert self.names(f"?gemeente={code}") == ["Beide", "Regio", "Stil"]

    def test_unknown_place_is_no_delivery_or_one_of_unknown_place(self):
        assert self.names("?gemeente=onbekend") == ["Nergens", "Zoek"]
        assert self.names("?provincie=onbekend") == ["Nergens", "Zoek"]
        assert self.names("?gemeente=onbekend&gemeente=zwolle") == [
            "Beide",
            "Nergens",
            "Regio",
            "Zoek",
        ]

    def test_province(self):
        assert self.names("?provincie=overijssel") == ["Beide", "Regio"]
        assert self.names("?provincie=overijssel&provincie=utrecht") == [
            "Beide",
            "Regio",
            "Stil",
        ]

    def test_status(self):
        assert self.names("?status=gestopt") == ["Beide"]
        assert self.names("?status=pilot") == ["Land", "Regio"]
        assert self.names("?status=pilot&status=gestopt") == ["Beide", "Land", "Regio"]

    def test_unknown_status_is_no_delivery_or_one_of_unknown_status(self):
        assert self.names("?status=onbekend") == ["Nergens", "Stil"]

    def test_place_and_status_speak_of_one_and_the_same_delivery(self):
        assert self.names("?status=actief&gemeente=utrecht") == ["Beide"]
        assert self.names("?status=actief&gemeente=zwolle") == []
        assert self.names("?status=gestopt&provincie=overijssel") == ["Beide"]
        assert self.names("?status=gestopt&provincie=utrecht") == []
        # A region that lies in both is one delivery.
        assert self.names("?gemeente=utrecht&provincie=overijssel") == ["Regio"]

    def test_no_delivery_counts_only_when_every_key_asks_for_unknown(self):
        assert self.names("?gemeente=onbekend&status=onbekend") == ["Nergens"]
        assert self.names("?gemeente=onbekend&status=actief") == ["Zoek"]
        assert self.names("?gemeente=utrecht&status=onbekend") == ["Stil"]
