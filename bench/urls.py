"""The site, and beside it the peers it is compared with, behind the same middleware."""

from django.urls import path

from interventions_site.urls import urlpatterns as pages

from .changelist import site
from .constant import constant
from .ordinary import ordinary_list

urlpatterns = [
    path("peers/constant/", constant),
    path("peers/ordinary/", ordinary_list),
    path("peers/admin/", site.urls),
    *pages,
]
