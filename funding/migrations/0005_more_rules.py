from importlib import import_module

from django.db import migrations

from pilot import ddl

before = import_module("funding.migrations.0003_rules")

# Everybody on a seat has a plan by then, so participants and plans in force are equally many (advice 8.3.5-02).
START = before.START.replace("p.state = 'approved'", "p.state in ('approved', 'settled')")
APPROVE = before.APPROVE.replace("p.state = 'approved'", "p.state in ('approved', 'settled')")
# What a plan is about never changes; once approved it only goes on to its end, and nobody rewrites who proposed it.
DECIDED = """
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'a plan that was proposed is kept' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if new.enrolment_id <> old.enrolment_id or new.number <> old.number or new.made_by_id <> old.made_by_id
     or new.match_id is distinct from old.match_id then
    raise exception 'a plan stays with its participant' using errcode = 'check_violation';
  end if;
  if new.state <> old.state and not (
       old.state = 'draft' and new.state = 'proposed'
       or old.state = 'proposed' and new.state in ('draft', 'approved')
       or old.state = 'approved' and new.state in ('replaced', 'settled', 'ended')) then
    raise exception 'a plan does not go from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  if old.state not in ('draft', 'proposed')
     and to_jsonb(new) - array['state', 'version'] <> to_jsonb(old) - array['state', 'version'] then
    raise exception 'an approved plan does not change' using errcode = 'check_violation';
  end if;
  if old.state = 'proposed' and new.state <> 'draft' and new.proposed_by_id <> old.proposed_by_id then
    raise exception 'a proposal keeps its proposer' using errcode = 'check_violation';
  end if;
  return new;
"""
LEDGER = """
  select amount, kind, pilot_id into budget from funding_budget where id = new.budget_id for update;
  select coalesce(sum(amount), 0) + new.amount into total from funding_posting where budget_id = new.budget_id;
  if total > budget.amount then
    raise exception 'the budget has no room for this' using errcode = 'check_violation';
  end if;
  if total < 0 then
    raise exception 'no more is given back than was taken' using errcode = 'check_violation';
  end if;
  if new.plan_id is not null then
    if budget.kind <> 'training' or not exists (
         select 1 from funding_plan p join training_enrolment e on e.id = p.enrolment_id
           join training_trainingclass t on t.id = e.training_class_id
           join training_programme g on g.id = t.programme_id
          where p.id = new.plan_id and g.pilot_id = budget.pilot_id) then
      raise exception 'a plan takes from a training budget of its own pilot' using errcode = 'check_violation';
    end if;
    if (select coalesce(sum(amount), 0) + new.amount from funding_posting
         where budget_id = new.budget_id and plan_id = new.plan_id) < 0 then
      raise exception 'no more is given back than was taken' using errcode = 'check_violation';
    end if;
  end if;
  if new.counters_id is not null and not exists (
       select 1 from funding_posting o
        where o.id = new.counters_id and o.budget_id = new.budget_id and o.amount = -new.amount
          and o.plan_id is not distinct from new.plan_id and o.counters_id is null) then
    raise exception 'a counter-posting undoes one posting exactly' using errcode = 'check_violation';
  end if;
  return new;
"""
ARRANGEMENT = """
  if new.state = 'agreed' and (tg_op = 'INSERT' or old.state <> 'agreed')
     and '' in (new.benefit_terms, new.search_duty, new.allowed_training) then
    raise exception 'an arrangement with UWV says all three terms' using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;
  if new.candidate_id <> old.candidate_id then
    raise exception 'an arrangement stays with its candidate' using errcode = 'check_violation';
  end if;
  if new.state <> old.state and not (
       old.state = 'asked' and new.state in ('agreed', 'refused') or old.state = 'agreed' and new.state = 'ended') then
    raise exception 'an arrangement does not go from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  terms := array['state', 'version', 'benefit_terms', 'search_duty', 'allowed_training'];
  if old.state <> 'asked' and (
       to_jsonb(new) - terms <> to_jsonb(old) - terms
       or new.benefit_terms not in (old.benefit_terms, '') or new.search_duty not in (old.search_duty, '')
       or new.allowed_training not in (old.allowed_training, '')) then
    raise exception 'an answered arrangement does not change' using errcode = 'check_violation';
  end if;
  return new;
"""


def dropped(operation):
    """The trigger that an earlier operation made is taken away; going back makes it again."""
    return migrations.RunSQL(operation.reverse_sql, operation.sql)


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_placements_and_counter_postings")]

    operations = [
        dropped(
            ddl.trigger(
                "class_starts_within_the_policy",
                "training_trainingclass",
                "update",
                before.START,
                declare="policy record; seated int; company numeric;",
            )
        ),
        ddl.trigger(
            "class_starts_within_the_policy",
            "training_trainingclass",
            "update",
            START,
            declare="policy record; seated int; company numeric;",
        ),
        dropped(
            ddl.trigger(
                "plan_keeps_the_average",
                "funding_plan",
                "update",
                before.APPROVE,
                declare="class record; cap numeric; seated int; company numeric;",
            )
        ),
        ddl.trigger(
            "plan_keeps_the_average",
            "funding_plan",
            "update",
            APPROVE,
            declare="class record; cap numeric; seated int; company numeric;",
        ),
        dropped(
            ddl.trigger("posting_within_budget", "funding_posting", "insert", before.BUDGET, declare="room numeric;")
        ),
        ddl.trigger(
            "posting_within_budget", "funding_posting", "insert", LEDGER, declare="budget record; total numeric;"
        ),
        ddl.trigger("plan_keeps_what_was_decided", "funding_plan", "update or delete", DECIDED),
        ddl.trigger(
            "arrangement_keeps_its_terms",
            "funding_uwvarrangement",
            "insert or update",
            ARRANGEMENT,
            declare="terms text[];",
        ),
    ]
