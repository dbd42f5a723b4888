"""What is drawn in Python has no template to escape it."""

import pytest

from catalogue.models import ApproachType, Phase

from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_term,
)

MARKUP = '<b title="x">\'&amp;'


@pytest.mark.django_db
def test_no_text_of_an_editor_becomes_markup(client):
    city = make_city(f"Ede{MARKUP}", slug="ede")
    terms = {
        "phases": [make_term(Phase, f"risico{MARKUP}", slug="risico")],
        "approach_types": [make_term(ApproachType, f"coach{MARKUP}", slug="coach")],
    }
    sentence = f"Sport{MARKUP}"
    entry = make_intervention(
        f"Boksen{MARKUP}", slug="boksen", sentence=sentence, cities=[city], **terms
    )
    make_involvement(entry, make_organisation(f"Kans{MARKUP}", slug="kans"))
    for query in ["", "?zoek=boksen", "?fase=risico&gemeente=ede&toon=fase"]:
        page = client.get(f"/interventies/{query}").content.decode()
        assert "<b title" not in page
        for name in ["Boksen", "Sport", "Ede", "Risico", "risico", "coach", "Kans"]:
            assert f"{name}&lt;b title=&quot;x&quot;&gt;&#x27;&amp;amp;" in page, name
