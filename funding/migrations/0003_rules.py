from django.db import migrations

from pilot import ddl

# Runs at commit for the plan that a row belongs to; the plan itself, its costs and its contributions share it.
BALANCE = """
  plan_key := case tg_table_name when 'funding_plan' then (case tg_op when 'DELETE' then old.id else new.id end)
              else (case tg_op when 'DELETE' then (to_jsonb(old)->>'plan_id')::bigint
                                             else (to_jsonb(new)->>'plan_id')::bigint end) end;
  select p.state, e.candidate_id into plan from funding_plan p join training_enrolment e on e.id = p.enrolment_id
    where p.id = plan_key;
  if plan.state is null or plan.state = 'draft' then
    return null;
  end if;
  if coalesce((select sum(amount) from funding_cost where plan_id = plan_key), 0) <= 0
     or (select sum(amount) from funding_cost where plan_id = plan_key)
        is distinct from (select sum(amount) from funding_contribution where plan_id = plan_key) then
    raise exception 'contributions and costs of a plan are equal to the cent' using errcode = 'check_violation';
  end if;
  if plan.state not in ('proposed', 'approved') then
    return null;
  end if;
  if exists (select 1 from funding_contribution c where c.plan_id = plan_key and c.source = 'uwv' and not exists (
       select 1 from funding_uwvarrangement u
        where u.candidate_id = plan.candidate_id and u.state = 'agreed' and u.amount >= c.amount)) then
    raise exception 'UWV pays only by an arrangement that was agreed' using errcode = 'check_violation';
  end if;
  if exists (select 1 from funding_contribution where plan_id = plan_key and source = 'stoof') and not exists (
       select 1 from pilot_terms t join pilot_organisation o on o.id = t.party_id
        where t.state = 'agreed' and o.slug = 'stoof') then
    raise exception 'STOOF pays only by terms that both funds agreed' using errcode = 'check_violation';
  end if;
  return null;
"""
LINES = """
  if tg_op <> 'INSERT' then
    select state into now from funding_plan where id = old.plan_id for share;
    if now <> 'draft' then
      raise exception 'lines of a plan change only while it is a draft' using errcode = 'check_violation';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select state into now from funding_plan where id = new.plan_id for share;
    if now <> 'draft' then
      raise exception 'lines of a plan change only while it is a draft' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  return old;
"""
# The average is company money over participants: everybody on a seat counts (advice 8.3.5-02).
START = """
  if not (new.state = 'running' and old.state <> 'running') then
    return new;
  end if;
  select p.average_cap, p.class_min, p.class_max, p.pilot_id into policy from pilot_policy p
    join training_programme g on g.pilot_id = p.pilot_id
   where g.id = new.programme_id and p.state = 'in_force';
  if policy is null then
    raise exception 'no policy in force' using errcode = 'check_violation';
  end if;
  perform 1 from training_enrolment where training_class_id = new.id for update;
  select count(*) into seated from training_enrolment where training_class_id = new.id and seat is not null;
  if seated = 0 or seated > policy.class_max then
    raise exception 'the size of the class is outside the policy' using errcode = 'check_violation';
  end if;
  if seated < policy.class_min and exists (
       select 1 from pilot_pilotfund f where f.pilot_id = policy.pilot_id and not exists (
         select 1 from training_smallstart s where s.training_class_id = new.id and s.fund_id = f.fund_id)) then
    raise exception 'a small class starts on the reasoned decision of every owner' using errcode = 'check_violation';
  end if;
  if exists (select 1 from training_enrolment e where e.training_class_id = new.id and e.seat is not null and not exists (
       select 1 from funding_plan p where p.enrolment_id = e.id and p.state = 'approved')) then
    raise exception 'everybody on a seat needs an approved plan' using errcode = 'check_violation';
  end if;
  select coalesce(sum(c.amount), 0) into company from funding_contribution c
    join funding_plan p on p.id = c.plan_id and p.state = 'approved'
    join training_enrolment e on e.id = p.enrolment_id and e.seat is not null
   where e.training_class_id = new.id and c.source = 'company';
  if company > policy.average_cap * seated then
    raise exception 'companies pay more on average than the policy allows' using errcode = 'check_violation';
  end if;
  return new;
"""
APPROVE = """
  if not (new.state = 'approved' and old.state <> 'approved') then
    return new;
  end if;
  select t.id, t.state, g.pilot_id into class from training_enrolment e
    join training_trainingclass t on t.id = e.training_class_id
    join training_programme g on g.id = t.programme_id
   where e.id = new.enrolment_id for update of t;
  if class.state <> 'running' then
    return new;
  end if;
  select average_cap into cap from pilot_policy where pilot_id = class.pilot_id and state = 'in_force';
  select count(*) into seated from training_enrolment where training_class_id = class.id and seat is not null;
  select coalesce(sum(c.amount), 0) into company from funding_contribution c
    join funding_plan p on p.id = c.plan_id
    join training_enrolment e on e.id = p.enrolment_id and e.seat is not null
   where e.training_class_id = class.id and c.source = 'company'
     and (p.state = 'approved' and p.enrolment_id <> new.enrolment_id or p.id = new.id);
  if company > cap * seated then
    raise exception 'companies pay more on average than the policy allows' using errcode = 'check_violation';
  end if;
  return new;
"""
BUDGET = """
  select amount into room from funding_budget where id = new.budget_id for update;
  if coalesce((select sum(amount) from funding_posting where budget_id = new.budget_id), 0) + new.amount > room then
    raise exception 'the budget has no room for this' using errcode = 'check_violation';
  end if;
  return new;
"""
SHRINK = """
  if new.amount < old.amount and new.amount < (
       select coalesce(sum(amount), 0) from funding_posting where budget_id = new.id) then
    raise exception 'more is reserved than that' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_initial"), ("pilot", "0002_rules"), ("training", "0002_rules")]

    operations = [
        ddl.bump_version("funding_uwvarrangement", "funding_plan", "funding_budget"),
        ddl.append_only("funding_posting"),
        *[
            ddl.trigger(
                f"plan_adds_up_{part}",
                f"funding_{part}",
                "insert or update or delete",
                BALANCE,
                declare="plan_key bigint; plan record;",
                deferred=True,
            )
            for part in ("plan", "cost", "contribution")
        ],
        *[
            ddl.trigger(
                f"{part}_frozen", f"funding_{part}", "insert or update or delete", LINES, declare="now text;"
            )
            for part in ("cost", "contribution")
        ],
        ddl.trigger(
            "class_starts_within_the_policy",
            "training_trainingclass",
            "update",
            START,
            declare="policy record; seated int; company numeric;",
        ),
        ddl.trigger(
            "plan_keeps_the_average",
            "funding_plan",
            "update",
            APPROVE,
            declare="class record; cap numeric; seated int; company numeric;",
        ),
        ddl.trigger("posting_within_budget", "funding_posting", "insert", BUDGET, declare="room numeric;"),
        ddl.trigger("budget_covers_its_postings", "funding_budget", "update", SHRINK),
    ]
