"""Pages that are not there, requests that cannot be read, and our own faults."""

from unittest import mock

from django.db import DatabaseError
from django.test import TestCase

from .builders import make_intervention


class NotFoundTests(TestCase):
    def test_it_is_a_404_that_searches_for_the_words_of_the_address(self):
        for path, words in [
            ("/interventies/straatcoaches-arnem/", "straatcoaches arnem"),
            ("/gemeenten/nergens/", "nergens"),
            ("/organisaties/niemand/", "niemand"),
            ("/aanpakken/niets/", "niets"),
            ("/wat/is_dit.html", "is dit html"),
            ("/%22%3E%3Cscript%3E/", "script"),
        ]:
            response = self.client.get(path)
            assert response.status_code == 404, path
            assert response.context["words"] == words, path
            self.assertContains(response, f'value="{words}"', status_code=404)
            self.assertNotContains(response, "<script>", status_code=404)
            self.assertContains(response, "Interventiewijzer", status_code=404)

    def test_a_long_address_is_not_repeated_in_full(self):
        response = self.client.get(f"/{'x' * 3000}/")
        assert response.status_code == 404
        assert len(response.context["words"]) == 60

    def test_an_address_without_its_last_stroke_leads_to_the_page(self):
        for path in ["/interventies", "/gemeenten", "/organisaties", "/aanpakken"]:
            response = self.client.get(path)
            assert (response.status_code, response["Location"]) == (301, f"{path}/")


class BadRequestTests(TestCase):
    def check(self, response):
        assert response.status_code == 400
        page = response.content.decode()
        assert "Interventiewijzer" in page
        assert "<h1>" in page
        for trace in ["Traceback", "DisallowedHost", "evil.example", "ALLOWED_HOSTS"]:
            assert trace not in page
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_a_strange_host_gets_a_page_of_the_site_without_details(self):
        with self.assertLogs("django.security.DisallowedHost", "ERROR"):
            self.check(
                self.client.get("/interventies/", headers={"host": "evil.example"})
            )

    def test_more_values_than_we_read(self):
        query = "&".join(["thema=online"] * 20_001)
        # Anybody can send so many: no traceback for each.
        with self.assertNoLogs("django.security", "ERROR"):
            self.check(self.client.get(f"/interventies/?{query}"))


class ServerErrorTests(TestCase):
    def test_our_fault_is_a_page_of_the_site_without_details(self):
        self.client.raise_request_exception = False
        with (
            mock.patch(
                "catalogue.views.home.cards", side_effect=ZeroDivisionError("x17")
            ),
            self.assertLogs("django.request", "ERROR"),
        ):
            make_intervention()
            response = self.client.get("/")
        assert response.status_code == 500
        page = response.content.decode()
        assert "Interventiewijzer" in page
        assert "<h1>" in page
        for trace in ["Traceback", "ZeroDivisionError", "x17"]:
            assert trace not in page
        assert "default-src 'none'" in response["Content-Security-Policy"]


class HealthTests(TestCase):
    def test_the_process_answers_without_the_database(self):
        with self.assertNumQueries(0):
            response = self.client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok\n")

    def test_the_database_answers_too(self):
        response = self.client.get("/readyz")
        assert (response.status_code, response.content) == (200, b"ready\n")

    def test_no_database_is_a_503_that_says_no_more(self):
        with mock.patch(
            "django.db.models.query.QuerySet.exists",
            side_effect=DatabaseError("secret"),
        ):
            response = self.client.get("/readyz")
        assert (response.status_code, response.content) == (503, b"no database\n")

    def test_neither_answer_is_kept(self):
        for path in ["/healthz", "/readyz"]:
            assert "no-store" in self.client.get(path)["Cache-Control"]
            assert self.client.get(path)["Content-Type"].startswith("text/plain")


class MethodTests(TestCase):
    def test_pages_are_only_read(self):
        make_intervention("Boksen")
        for path in ["/", "/interventies/", "/interventies/boksen/", "/healthz"]:
            for method in (self.client.post, self.client.put, self.client.delete):
                with self.assertLogs("django.request", "WARNING"):
                    assert method(path).status_code == 405, path
            assert self.client.head(path).status_code == 200
