import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from pilot import ddl

SAME_PILOT = """
  if new.replaces_id is not null
     and not exists (select 1 from pilot_journalentry where id = new.replaces_id and pilot_id = new.pilot_id) then
    raise exception 'a line replaces one of its own pilot' using errcode = 'check_violation';
  end if;
  return new;
"""
KEPT = (
    "create trigger append_only_all before truncate on pilot_journalentry "
    "for each statement execute function pilot_refuse()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("pilot", "0004_policy_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="phase",
            field=models.CharField(
                blank=True,
                choices=[
                    ("design", "Design"),
                    ("recruiting", "Recruit and select"),
                    ("training", "Train"),
                    ("evaluating", "Evaluate"),
                ],
                max_length=10,
                verbose_name="phase",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="pilot.journalentry",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="subject_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="subject_type",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("text", "reason", "alternatives", config="dutch"),
                name="journal_words",
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["pilot", "-id"], name="journal_pilot"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["subject_type", "subject_id"], name="journal_subject"),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("subject_id__isnull", True), ("subject_type", "")),
                    models.Q(models.Q(("subject_type", ""), _negated=True), ("subject_id__isnull", False)),
                    _connector="OR",
                ),
                name="journal_subject_has_type_and_id",
            ),
        ),
        # A line is kept as it was written; only a text that holds a name may become empty.
        ddl.only_emptied("pilot_journalentry", "text", "reason", "alternatives"),
        migrations.RunSQL(KEPT, "drop trigger if exists append_only_all on pilot_journalentry"),
        ddl.trigger("journal_same_pilot", "pilot_journalentry", "insert", SAME_PILOT),
    ]
