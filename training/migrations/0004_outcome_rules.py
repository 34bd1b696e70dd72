from django.db import migrations

from pilot import ddl


class Migration(migrations.Migration):
    dependencies = [("training", "0003_participants_and_outcomes"), ("pilot", "0002_rules")]

    operations = [
        # What was decided stays; only the words may go when a person is erased.
        ddl.only_emptied("training_postselection", "reason"),
        ddl.append_only("training_certificate"),
    ]
