from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pilot", "0009_provider_rules")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(condition=~models.Q(from_state=""), fields=["pilot_id", "-id"], name="audit_moves"),
        ),
    ]
