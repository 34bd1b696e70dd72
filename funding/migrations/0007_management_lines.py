"""The management budget is planned by kind of cost; a posting says the day the money was spent."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from pilot import ddl

# The day of a posting that was booked before is the day of booking; the ledger is closed to changes otherwise.
DAYS = """
alter table funding_posting disable trigger user;
update funding_posting set "on" = (at at time zone 'Europe/Amsterdam')::date;
alter table funding_posting enable trigger user;
"""
# At commit: lines stand on a management budget and add up to it, to the cent (advice 8.3.5-15).
LINES = """
  budget_key := (to_jsonb(case tg_op when 'DELETE' then old else new end)
                 ->>(case tg_table_name when 'funding_budget' then 'id' else 'budget_id' end))::bigint;
  select amount, kind into budget from funding_budget where id = budget_key;
  select count(*) as n, coalesce(sum(planned), 0) as planned into lines from funding_budgetline
   where budget_id = budget_key;
  if lines.n > 0 and budget.kind <> 'management' then
    raise exception 'only a management budget has lines' using errcode = 'check_violation';
  end if;
  if lines.n > 0 and lines.planned <> budget.amount then
    raise exception 'the lines of a budget add up to it' using errcode = 'check_violation';
  end if;
  return null;
"""
DECLARE = "budget_key bigint; budget record; lines record;"


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0006_amount_or_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="budget",
            name="line_changes",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="posting",
            name="on",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reserved", "Reserved for training"),
                            ("released", "Released again"),
                            ("counter", "Counter-posting"),
                            ("hours", "Hours of the pilot owner"),
                            ("meetings", "Meetings and consultation"),
                            ("promotion", "Promotion"),
                            ("selector", "Selector"),
                            ("specialist", "Branch specialist"),
                            ("website", "Website of the pilot"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("planned", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="planned (EUR)")),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funding.budget"
                    ),
                ),
            ],
            options={
                "verbose_name": "budget line",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "kind"), name="budget_line_once"),
                    models.CheckConstraint(condition=models.Q(("planned__gte", 0)), name="budget_line_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["hours", "meetings", "promotion", "selector", "specialist", "website", "other"],
                            )
                        ),
                        name="budget_line_is_of_managing",
                    ),
                ],
            },
        ),
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
        ddl.trigger(
            "budget_lines_add_up",
            "funding_budgetline",
            "insert or update or delete",
            LINES,
            declare=DECLARE,
            deferred=True,
        ),
        ddl.trigger("budget_is_its_lines", "funding_budget", "update", LINES, declare=DECLARE, deferred=True),
    ]
