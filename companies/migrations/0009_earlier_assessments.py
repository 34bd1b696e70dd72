from django.db import migrations

#: What was written about the learning environment in a commitment stays readable, as a note of the case.
KEEP = """
insert into companies_note (participation_id, by_id, kind, text, at)
  select participation_id, recorded_by_id, 'fact', 'Leeromgeving, bij de commitment: ' || learning_environment,
         recorded_at
    from companies_commitment where learning_environment <> '' order by id
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_notes_of_cases")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
