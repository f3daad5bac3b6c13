"""An expense names the approved people it was for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("finance", "0001_initial")]

    operations = [
        migrations.AddField(model_name="expense", name="persons", field=models.JSONField(default=list)),
    ]
