"""Addresses. They are a contract: links of others depend on them."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("interventies/", views.intervention_list, name="intervention-list"),
    path("interventies/<slug:slug>/", views.intervention, name="intervention"),
    path("gemeenten/", views.city_list, name="city-list"),
    path("gemeenten/<slug:slug>/", views.city, name="city"),
    path("organisaties/", views.organisation_list, name="organisation-list"),
    path("organisaties/<slug:slug>/", views.organisation, name="organisation"),
    path("aanpakken/", views.approach_type_list, name="approach-type-list"),
    path("aanpakken/<slug:slug>/", views.approach_type, name="approach-type"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
