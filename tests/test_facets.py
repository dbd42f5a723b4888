"""The numbers beside the values of a facet."""

from datetime import date, timedelta
from unittest import mock

from django.db.models import Count, Q
from django.http import QueryDict
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from catalogue import indexing
from catalogue.changes import catalogue_change
from catalogue.choices import Kind, Province, Publication, Scope, Sort, Status
from catalogue.facets import NO_TERMS
from catalogue.filters import InterventionFilterSet
from catalogue.models import (
    City,
    Delivery,
    Intervention,
    Involvement,
    Organisation,
    Phase,
    Recognition,
    Revision,
    Theme,
)
from catalogue.views import listing
from catalogue.views.map import read_spots

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_term,
)
from .list_page import answer, facet, names, values_of


class CountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        utrecht = make_city("Utrecht")
        zwolle = make_city("Zwolle", province=Province.OVERIJSSEL)
        street, online = make_term(Theme, "Straat"), make_term(Theme, "Online")
        both = make_intervention("Beide", themes=[street, online], cities=[utrecht])
        make_delivery(both, cities=[utrecht], status=Status.PILOT)
        make_delivery(both, cities=[zwolle], status=Status.PILOT)
        make_delivery(make_intervention("Regio"), cities=[utrecht, zwolle])
        make_intervention("Straat", themes=[street], kind=Kind.ACTION)
        make_delivery(make_intervention("Land"), scope=Scope.NATIONAL)
        make_intervention("Concept", publication=Publication.DRAFT, cities=[zwolle])

    def facet(self, key, query=""):
        return facet(self.client, key, query)

    def test_they_count_entries_not_deliveries_and_no_drafts(self):
        assert self.facet("gemeente") == {
            "utrecht": 2,
            "zwolle": 2,
            "onbekend": 1,
            "landelijk": 1,
        }
        counts = self.facet("provincie", "?toon=provincie")
        assert {slug: n for slug, n in counts.items() if n} == {
            "overijssel": 2,
            "utrecht": 2,
            "onbekend": 1,
        }
        assert self.facet("status") == {
            "in-voorbereiding": 0,
            "pilot": 1,
            "actief": 3,
            "gepauzeerd": 0,
            "gestopt": 0,
            "onbekend": 1,
        }

    def test_a_facet_ignores_its_own_selection(self):
        assert self.facet("thema", "?thema=online") == {
            "straat": 2,
            "online": 1,
            "onbekend": 2,
        }
        assert self.facet("gemeente", "?gemeente=zwolle") == self.facet("gemeente")

    def test_a_facet_heeds_the_other_selections(self):
        assert self.facet("soort", "?thema=straat")["actie"] == 1
        assert self.facet("soort", "?thema=straat")["programma"] == 1
        assert self.facet("soort", "?thema=online")["actie"] == 0

    def test_place_and_status_count_one_and_the_same_delivery(self):
        # "Beide" is active in Utrecht only, and a pilot in both.
        assert self.facet("gemeente", "?status=actief") == {
            "utrecht": 2,
            "zwolle": 1,
            "landelijk": 1,
        }
        assert self.facet("status", "?gemeente=zwolle")["pilot"] == 1
        assert self.facet("status", "?gemeente=zwolle")["actief"] == 1

    def test_an_organisation_with_two_roles_counts_once(self):
        police = make_organisation("Politie")
        entry = Intervention.objects.get(slug="straat")
        make_involvement(entry, police, role="regie")
        make_involvement(entry, police, role="partner")
        assert self.facet("organisatie") == {"politie": 1, "onbekend": 3}

    def test_a_term_has_its_new_name_on_the_next_request(self):
        def labels():
            found = {each["key"]: each for each in answer(self.client)["facets"]}
            return {each["label"] for each in values_of(found["thema"])}

        assert labels() == {"Online", "Straat", "Onbekend"}
        with catalogue_change("test", "rename") as change:
            term = Theme.objects.get(slug="online")
            term.name = "internet"
            term.save()
            change.touch(term)
        assert labels() == {"Internet", "Straat", "Onbekend"}

    def test_a_catalogue_that_nobody_changed_yet_has_a_next_day_too(self):
        Intervention.objects.all().delete()
        Revision.objects.all().delete()
        with mock.patch.object(indexing, "today", return_value=date(2031, 1, 1)):
            assert names(self.client) == []
        with mock.patch.object(indexing, "today", return_value=date(2031, 1, 2)):
            assert names(self.client) == []

    def test_how_many_have_no_known_age(self):
        make_intervention("Met leeftijd", age_from=12)
        for query in ["", "?leeftijd=13", "?leeftijdOnbekend=nee"]:
            assert answer(self.client, query)["unknown_ages"] == 4

    def test_a_region_over_a_border_is_in_each_city_with_each_province(self):
        for query, found in {
            "gemeente=utrecht&provincie=overijssel": ["Regio"],
            "gemeente=zwolle&provincie=utrecht": ["Regio"],
            "gemeente=utrecht&provincie=utrecht": ["Beide", "Regio"],
            "gemeente=utrecht&provincie=overijssel&status=pilot": [],
        }.items():
            assert names(self.client, f"?{query}") == found
            qs = InterventionFilterSet(QueryDict(query)).qs
            assert [each.name for each in qs] == found


# Small on purpose: few values meet often.
CITIES = ["ede", "urk", "epe"]
PROVINCES = [Province.GELDERLAND, Province.FLEVOLAND, Province.GELDERLAND]
TERMS = ["a", "b"]
ORGANISATIONS = ["o", "p"]
OUTCOMES = ["goed-onderbouwd", "niet-erkend", "niet-gevonden"]
STATUSES = ["actief", "gestopt", "onbekend"]


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


deliveries = st.lists(
    st.tuples(
        st.sampled_from([Scope.CITY, Scope.REGION, Scope.NATIONAL, Scope.UNKNOWN]),
        st.sampled_from(STATUSES),
        st.permutations(CITIES),
        st.sampled_from([None, date(2020, 12, 31), date(2021, 1, 1)]),
        st.sampled_from([1, 1, 2, 3]),  # that many alike
    ),
    max_size=3,
)
entries = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["programma", "actie"]),
        "voluntariness": st.sampled_from(["drang", "onbekend"]),
        "public": st.sampled_from([True, True, True, False]),
        "ages": st.sampled_from([(None, None), (12, 18), (16, None)]),
        "checked": st.sampled_from([None, date(2025, 5, 1), date(2025, 6, 1)]),
        "phases": some(TERMS),
        "themes": some(TERMS),
        "organisations": some(ORGANISATIONS),
        "recognitions": st.lists(
            st.tuples(st.sampled_from(OUTCOMES), st.booleans()), max_size=2
        ),
        "deliveries": deliveries,
    }
)
selections = st.fixed_dictionaries(
    {},
    optional={
        "fase": some([*TERMS, "onbekend"]),
        "thema": some([*TERMS, "onbekend"]),
        "soort": some(["programma", "actie"]),
        "kader": some(["drang", "onbekend"]),
        "organisatie": some([*ORGANISATIONS, "onbekend"]),
        "erkenning": some([*OUTCOMES, "verlopen", "onbekend"]),
        "gemeente": some([*CITIES, "onbekend", "landelijk"]),
        "provincie": some(["gelderland", "flevoland", "onbekend"]),
        "status": some(STATUSES),
        "leeftijd": st.sampled_from([["11"], ["17"]]),
        "leeftijdOnbekend": st.just(["nee"]),
        "gecontroleerdSinds": st.just(["2025-06-01"]),
    },
)


def fill(rows):
    with catalogue_change("test", "fill") as change:
        cities = {
            slug: City.objects.create(
                slug=slug, name=slug, code=f"900{n}", province=PROVINCES[n]
            )
            for n, slug in enumerate(CITIES)
        }
        terms = {
            model: {t: model.objects.create(slug=t, name=t) for t in TERMS}
            for model in (Phase, Theme)
        }
        organisations = {
            slug: Organisation.objects.create(slug=slug, name=slug, type="stichting")
            for slug in ORGANISATIONS
        }
        for number, row in enumerate(rows):
            entry = Intervention.objects.create(
                slug=f"e{number}",
                name=f"E{number}",
                kind=row["kind"],
                voluntariness=row["voluntariness"],
                age_from=row["ages"][0],
                age_to=row["ages"][1],
                publication="gepubliceerd" if row["public"] else "concept",
                checked_on=row["checked"],
            )
            entry.phases.set(terms[Phase][term] for term in row["phases"])
            entry.themes.set(terms[Theme][term] for term in row["themes"])
            for scope, status, order, started, times in row["deliveries"]:
                used = {Scope.CITY: 1, Scope.REGION: 2}.get(scope, 0)
                for _ in range(times):
                    delivery = Delivery.objects.create(
                        intervention=entry,
                        scope=scope,
                        status=status,
                        started=started,
                        started_precision="dag" if started else "",
                        region="R" if scope == Scope.REGION else "",
                        stop_reason="Klaar." if status == "gestopt" else "",
                    )
                    delivery.cities.set(cities[slug] for slug in order[:used])
            for slug in row["organisations"]:
                for role in ("uitvoerder", "partner"):
                    Involvement.objects.create(
                        intervention=entry, organisation=organisations[slug], role=role
                    )
            for index, (outcome, ended) in enumerate(row["recognitions"]):
                today = timezone.localdate()
                last_day = today - timedelta(days=1) if ended else today
                Recognition.objects.create(
                    intervention=entry,
                    slug=f"r{number}-{index}",
                    databank="NJi",
                    outcome=outcome,
                    dated=today - timedelta(days=9 + index),
                    valid_until=last_day if outcome == "goed-onderbouwd" else None,
                )
            change.touch(entry)


def facets_of(client, query):
    return {
        each["key"]: each for each in answer(client, f"?{query.urlencode()}")["facets"]
    }


def number_of_rows(query):
    found = InterventionFilterSet(query)
    assert found.is_valid(), found.form.errors
    return found.qs.count()


class EveryCountTests(HypothesisTestCase):
    def setup_example(self):
        super().setup_example()
        indexing.held = None  # the numbers of revisions begin anew
        read_spots.cache_clear()

    @settings(
        max_examples=15,
        deadline=None,
        # Not Step.shrink: the catalogues are small, and it would take minutes.
        phases=[Step.explicit, Step.reuse, Step.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(rows=st.lists(entries, min_size=2, max_size=6), selection=selections)
    def test_the_page_is_what_the_filterset_means(self, rows, selection):
        fill(rows)
        query = QueryDict(mutable=True)
        for key, values in selection.items():
            query.setlist(key, values)
        self.check(query)
        # The index takes in an edit, a new name first of all, and a removal. Of the others
        # one loses a delivery, of which it may have several, and one is no longer public.
        with catalogue_change("test", "edit") as change:
            first, second, *others = Intervention.objects.order_by("pk")
            change.touch(first, second, *others[:2])
            if others and (delivery := others[0].deliveries.first()):
                delivery.delete()
            if others[1:]:
                others[1].publication = "concept"
                others[1].save()
            first.delete()
            second.name = "A"
            second.kind = "actie"
            second.checked_on = date(2026, 1, 1)
            second.save()
            second.themes.clear()
            second.deliveries.all().delete()
        self.check(query)

    def check(self, query):
        for sort in Sort:
            asked = query.copy()
            asked["sorteer"] = sort
            found = InterventionFilterSet(query)
            assert found.is_valid(), found.form.errors
            assert names(self.client, f"?{asked.urlencode()}") == list(
                found.sorted_by(sort).values_list("name", flat=True)
            )
        asked["toon"] = "provincie"
        context = answer(self.client, f"?{asked.urlencode()}")
        assert context["number"] == number_of_rows(query)
        for shown in context["facets"]:
            for value in values_of(shown):
                alone = query.copy()
                alone.setlist(shown["key"], [value["slug"]])
                assert value["count"] == number_of_rows(alone), alone.urlencode()
        self.check_long_lists(query)
        self.check_map(query)
        query = query.copy()
        query.setlist("status", STATUSES[:2])
        self.check_map(query)
        self.check_starts()

    def check_long_lists(self, query):
        """Of cities and organisations only the values that are shown are counted."""
        in_full = query.copy()
        in_full.setlist("toon", listing.LONG_FACETS)
        whole = facets_of(self.client, in_full)
        with (
            mock.patch.object(listing, "FULL_FACET", -len(NO_TERMS)),
            mock.patch.object(listing, "SHOWN_VALUES", 2),
        ):
            short = facets_of(self.client, query)
        for key in listing.LONG_FACETS:
            values = values_of(whole[key])
            chosen = [value for value in values if value["selected"]]
            others = [value for value in values if not value["selected"]]
            others.sort(key=lambda value: -value["count"])
            kept = [*chosen, *others[: max(2 - len(chosen), 0)]]
            expected = [value for value in values if value in kept]
            assert values_of(short[key]) == expected, query.urlencode()
            assert short[key]["total"] == len(values), query.urlencode()

    def check_map(self, query):
        """It counts deliveries, of which one entry may have several in one city."""
        found = InterventionFilterSet(query)
        assert found.is_valid()
        given = found.form.cleaned_data
        asked = Q(deliveries__intervention__in=found.qs)
        if given["status"]:
            asked &= Q(deliveries__status__in=given["status"])
        cities = City.objects.filter(asked).annotate(number=Count("deliveries"))
        if given["gemeente"]:
            cities = cities.filter(slug__in=given["gemeente"])
        if given["provincie"]:
            cities = cities.filter(province__in=given["provincie"])
        expected = cities.order_by("-number", "sort_key").values_list("name", "number")
        page = self.client.get(f"/kaart/?{query.urlencode()}")
        shown = [(city.name, number) for city, number in page.context["cities"]]
        assert shown == list(expected), query.urlencode()

    def check_starts(self):
        public = Delivery.objects.filter(
            intervention__in=Intervention.objects.published()
        )
        rows = public.order_by().values_list("started__year", "status")
        assert indexing.current().starts == {
            (year and f"{year}", status): number
            for year, status, number in rows.annotate(number=Count("pk"))
        }


def test_the_list_shows_as_many_rows_as_were_counted(db, client):
    city = make_city("Ede")
    for name in ["A", "B", "C"]:
        make_intervention(name, cities=[city])
    make_intervention("D")
    count = facet(client, "gemeente")["ede"]
    assert count == len(names(client, "?gemeente=ede")) == 3
