"""Who must do what by when: desk, reminders and calendars read this one table."""

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class Duty(OrganiserOwned):
    """Something a person, an organisation's people or a role must do by a day."""

    kind = models.CharField(max_length=60)  # registered in `duties.kinds`
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    organisation_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    office = models.ForeignKey("tenancy.Office", null=True, on_delete=models.CASCADE, related_name="+")  # of the role
    holder = models.CharField(max_length=60, editable=False)  # the three above as one word: unique where NULL is not
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    part = models.CharField(max_length=60, blank=True)  # tells duties of one kind about one subject apart
    values = models.JSONField(default=dict)  # names for the sentence; {language: text} allowed
    due_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "part", "holder"], name="duty_once")]
        indexes = [
            models.Index(
                fields=["organiser", "person", "due_at"], name="duty_person", condition=models.Q(done_at=None)
            ),
            models.Index(fields=["organiser", "role", "due_at"], name="duty_role", condition=models.Q(done_at=None)),
            models.Index(
                fields=["organisation_id", "due_at"], name="duty_organisation", condition=models.Q(done_at=None)
            ),
        ]
