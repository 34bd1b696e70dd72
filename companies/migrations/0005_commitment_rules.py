from django.db import migrations

from pilot import ddl

COMMITTED = """
  if new.state = 'committed' and (tg_op = 'INSERT' or old.state <> 'committed') and not exists (
       select 1 from companies_commitment where participation_id = new.id) then
    raise exception 'committed only with a commitment on record' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0004_notes_and_commitments")]

    operations = [
        ddl.trigger("participation_committed_on_record", "companies_participation", "insert or update", COMMITTED),
    ]
