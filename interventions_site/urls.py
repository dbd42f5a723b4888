from django.urls import include, path

from catalogue.admin import site

urlpatterns = [
    path("beheer/", site.urls),
    path("", include("catalogue.urls")),
]

handler400 = "catalogue.views.bad_request"
handler404 = "catalogue.views.page_not_found"
handler500 = "catalogue.views.server_error"
