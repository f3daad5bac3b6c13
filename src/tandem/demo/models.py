"""Who plays in the demo. Real installations have no rows here."""

from django.conf import settings
from django.db import models

from tandem.foundation.ids import new_id


class CastMember(models.Model):
    """One of the cast: what they would do today, in each language, and where."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(unique=True, max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    part = models.JSONField(default=dict)  # {language: who they are}
    today = models.JSONField(default=dict)  # {language: what they would do today}
    address = models.CharField(max_length=300, default="/")  # where they go after signing in
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place"]
