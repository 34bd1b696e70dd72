from django.db import migrations

from pilot import ddl

DEVIATION = """
  if new.proposed is not null and new.proposed <> new.qualified and trim(new.reason) = '' then
    raise exception 'deciding otherwise than proposed needs a reason' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0004_result_basis")]

    operations = [
        # On insert only: erasure empties the reason afterwards.
        ddl.trigger("result_deviation_has_a_reason", "candidates_result", "insert", DEVIATION),
        migrations.RunSQL(
            "drop trigger only_emptied on candidates_result",
            "create trigger only_emptied before update or delete on candidates_result "
            "for each row execute function pilot_only_emptied('type_reason')",
        ),
        ddl.only_emptied("candidates_result", "type_reason", "reason"),
    ]
