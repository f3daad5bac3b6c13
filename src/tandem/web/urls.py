"""Addresses of the installation itself."""

from django.urls import URLPattern, path

from tandem.web import language, setup, styleguide, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("set-up/", setup.set_up, name="set-up"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("me/", views.me, name="me"),
    path("styleguide/", styleguide.index, name="styleguide"),
    path("styleguide/<slug:page>/", styleguide.page, name="styleguide-page"),
    path("language/", language.switch, name="set_language"),
]
