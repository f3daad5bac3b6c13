"""What an application counts for in the choice, kept with what was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("applications", "0005_names_for_lists")]

    operations = [migrations.AddField("submission", "selection", models.JSONField(default=dict))]
