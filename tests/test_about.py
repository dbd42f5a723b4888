"""Pages about the catalogue: that what they promise is so."""

import html
import re

import pytest
from django.core.management import call_command

PAGES = ["over", "privacy", "toegankelijkheid"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_they_have_a_title_one_heading_and_links_that_work(client, name, prefix):
    call_command("load_first_catalogue")
    response = client.get(f"{prefix}/{name}/")
    content = response.content.decode()
    main = content.partition("<main")[2].partition("</main>")[0]
    assert len(re.findall(r"<h1[ >]", main)) == 1
    heading = re.search(r"<h1>(.*?)</h1>", main)[1]
    assert f"<title>{heading} – Interventiewijzer</title>" in content
    for address in re.findall(r'href="(/[^"]*)"', main):
        found = client.get(html.unescape(address))
        found.getvalue()  # to the end, which closes a file
        assert found.status_code == 200, address


@pytest.mark.django_db
def test_the_licence_names_itself_and_the_address_to_credit(client):
    content = client.get("/en/over/", HTTP_HOST="localhost").content.decode()
    assert "https://creativecommons.org/licenses/by/4.0/" in content
    assert "“Interventiewijzer, http://localhost/”" in content
    for source in ["GeoNames, CC BY 4.0", "TOOI", "Natural Earth"]:
        assert source in content


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_they_take_one_statement(client, django_assert_num_queries, name):
    with django_assert_num_queries(1):
        client.get(f"/{name}/")


@pytest.mark.django_db
def test_privacy_no_page_sets_a_cookie_or_asks_another_website(client):
    call_command("load_first_catalogue")
    asks = re.compile(
        r'<(?:script|img|iframe|link|source|object|form)[^>]*(?:src|href|action)="(?:https?:)?//'
    )
    for address in [
        *(f"/{name}/" for name in PAGES),
        *("/", "/interventies/?zoek=straat&leeftijd=15", "/gemeenten/utrecht/"),
        *("/cijfers/", "/begrippen/", "/interventies/sms-bom/melden/"),
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies, address
        assert not asks.search(response.content.decode()), address
