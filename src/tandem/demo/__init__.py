"""Plays a rulebook's story through the operations, with a fixed seed and its own date."""


def links() -> list[tuple[str, str, str]]:
    """(person, what they would do today, address) of the cast, for the console; empty before the story was played."""
    from django.conf import settings
    from django.urls import reverse

    from tandem.core.values.text import pick
    from tandem.demo.models import CastMember

    return [
        (member.person.name, pick(member.today, "en"), settings.TANDEM_URL + reverse("demo-as", args=[member.key]))
        for member in CastMember.objects.select_related("person")
    ]
