"""Addresses. They are a contract: links of others depend on them."""

from django.urls import path

from . import views

# In English too, under /en/.
pages = [
    path("", views.home, name="home"),
    path("interventies/", views.intervention_list, name="intervention-list"),
    path("interventies/<slug:slug>/", views.intervention, name="intervention"),
    path("interventies/<slug:slug>/versies/", views.version_list, name="version-list"),
    path(
        "interventies/<slug:slug>/versies/<int:number>/", views.version, name="version"
    ),
    path("interventies/<slug:slug>/melden/", views.correction, name="correction"),
    path("matrix/", views.matrix, name="matrix"),
    path("kaart/", views.map_page, name="map"),
    path("gemeenten/", views.city_list, name="city-list"),
    path("gemeenten/<slug:slug>/", views.city, name="city"),
    path("organisaties/", views.organisation_list, name="organisation-list"),
    path("organisaties/<slug:slug>/", views.organisation, name="organisation"),
    path("aanpakken/", views.approach_type_list, name="approach-type-list"),
    path("aanpakken/<slug:slug>/", views.approach_type, name="approach-type"),
    path("velden/", views.field_list, name="field-list"),
    path("cijfers/", views.figures, name="figures"),
    path("begrippen/", views.glossary, name="glossary"),
    path("over/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("selectie/", views.selection, name="selection"),
    path("wegwijzer/", views.guide, name="guide"),
]

IN_ENGLISH = {page.name for page in pages}

# For machines, and links that editors send: one language.
others = [
    path("interventies/export.<str:format>", views.export, name="export"),
    path("interventies/feed.atom", views.feed, name="feed"),
    path("interventies/<slug:slug>/feed.atom", views.entry_feed, name="entry-feed"),
    path("interventies/<slug:slug>/citaat.txt", views.citation, name="citation"),
    path("selectie/export.xlsx", views.selection_export, name="selection-export"),
    path("matrix/export.csv", views.matrix_export, name="matrix-export"),
    path("voorbeeld/<str:token>/", views.preview, name="preview"),
    path("bevestigen/<str:token>/", views.confirm, name="confirm"),
    path("velden/schema.json", views.field_schema, name="field-schema"),
    path("velden/sjabloon.csv", views.template_csv, name="template-csv"),
    path("velden/sjabloon.xlsx", views.template_xlsx, name="template-xlsx"),
    path("velden/sjabloon.yaml", views.template_yaml, name="template-yaml"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
