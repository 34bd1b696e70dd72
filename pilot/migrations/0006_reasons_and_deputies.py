"""Reasons of choices are fixed with their version and count as a change of it; a deputy signs on behalf of an owner."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pilot import ddl

FROZEN = """
  if tg_op <> 'INSERT' then
    select state into now from pilot_policy where id = old.policy_id for no key update;
    if now <> 'draft' then
      raise exception 'a policy that was offered does not change' using errcode = 'check_violation';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select state into now from pilot_policy where id = new.policy_id for no key update;
    if now <> 'draft' then
      raise exception 'a policy that was offered does not change' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  return old;
"""
COUNT = """
  update pilot_policy set choice_changes = choice_changes + 1
   where id = case when tg_op = 'DELETE' then old.policy_id else new.policy_id end;
  return null;
"""
# Whoever is a deputy only says for which owner; whoever signs in an own right says nothing.
BEHALF = """
  today := (new.at at time zone 'Europe/Amsterdam')::date;
  select pilot_id into place from pilot_policy where id = new.policy_id;
  stands_in := exists (
    select 1 from pilot_assignment a
     where a.user_id = new.by_id and a.pilot_id = place and a.fund_id = new.fund_id and a.role = 'owner'
       and a.deputy and a.start <= today and a."end" >= today);
  if new.on_behalf_of_id is null then
    if stands_in and not exists (
         select 1 from pilot_assignment a
          where a.user_id = new.by_id and a.fund_id = new.fund_id and not a.deputy
            and (a.role = 'management' or (a.role = 'owner' and a.pilot_id = place))
            and a.start <= today and (a."end" is null or a."end" >= today)) then
      raise exception 'a deputy signs on behalf of an owner' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if not stands_in or not exists (
       select 1 from pilot_assignment a
        where a.user_id = new.on_behalf_of_id and a.pilot_id = place and a.fund_id = new.fund_id
          and a.role = 'owner' and not a.deputy
          and a.start <= today and (a."end" is null or a."end" >= today)) then
    raise exception 'only a deputy of this owner signs on behalf of this owner' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilot", "0005_journal_for_good"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChoiceReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("occupation", "bottleneck occupation"),
                            ("regions", "regions"),
                            ("sub_branches", "sub-branches"),
                            ("source_sectors", "source sectors"),
                            ("with_stoof", "co-operation with STOOF"),
                        ],
                        max_length=14,
                        verbose_name="choice",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="reason")),
            ],
            options={
                "verbose_name": "reason of a choice",
                "verbose_name_plural": "reasons of choices",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PolicyPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="nl", max_length=2, verbose_name="language")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="signoff",
            name="on_behalf_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="on behalf of",
            ),
        ),
        migrations.AddField(
            model_name="choicereason",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reasons", to="pilot.policy"
            ),
        ),
        migrations.AddField(
            model_name="policypaper",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="policy_paper", to="pilot.document"
            ),
        ),
        migrations.AddField(
            model_name="policypaper",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="pilot.policy"
            ),
        ),
        migrations.AddConstraint(
            model_name="choicereason",
            constraint=models.UniqueConstraint(fields=("policy", "choice"), name="choice_reason_once_per_choice"),
        ),
        migrations.AddConstraint(
            model_name="choicereason",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="choice_reason_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="policypaper",
            constraint=models.UniqueConstraint(fields=("policy", "language"), name="policy_paper_once_per_language"),
        ),
        ddl.trigger(
            "choice_reason_frozen", "pilot_choicereason", "insert or update or delete", FROZEN, declare="now text;"
        ),
        ddl.trigger("choice_reason_counted", "pilot_choicereason", "insert or update or delete", COUNT, timing="after"),
        ddl.trigger(
            "signature_on_behalf",
            "pilot_signoff",
            "insert",
            BEHALF,
            declare="today date; place bigint; stands_in boolean;",
        ),
    ]
