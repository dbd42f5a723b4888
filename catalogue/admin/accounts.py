from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from .site import site

admin.register(User, site=site)(UserAdmin)
admin.register(Group, site=site)(GroupAdmin)
