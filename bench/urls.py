"""The site, and beside it the peers it is compared with, behind the same middleware."""

from django.urls import include, path

from .changelist import site
from .constant import constant
from .ordinary import ordinary_list

urlpatterns = [
    path("peers/constant/", constant),
    path("peers/ordinary/", ordinary_list),
    path("peers/admin/", site.urls),
    path("", include("interventions_site.urls")),
]
