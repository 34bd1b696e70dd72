"""A change of a region, sub-branch or sector is a change of the policy; nobody supplies and selects; terms need both funds."""

from django.db import migrations

from pilot import ddl

# Counting locks the version first, so that two who choose at once wait for each other.
COUNT = """
  update pilot_policy set choice_changes = choice_changes + 1
   where id = case when tg_op = 'DELETE' then old.policy_id else new.policy_id end;
  return null;
"""
CHOICES = """
create or replace function {table}_frozen() returns trigger language plpgsql as $body$
declare now text;
begin
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
end $body$
"""
# A mandate holds by the calendar of the funds, not by that of Greenwich.
SIGNATURE = """
create or replace function signature_fits() returns trigger language plpgsql as $body$
declare was record; today date := (new.at at time zone 'Europe/Amsterdam')::date;
begin
  select state, digest, pilot_id into was from pilot_policy where id = new.policy_id for share;
  if was.state <> 'proposed' or was.digest <> new.digest then
    raise exception 'only the version that is offered can be signed' using errcode = 'check_violation';
  end if;
  if not exists (select 1 from pilot_pilotfund where pilot_id = was.pilot_id and fund_id = new.fund_id) then
    raise exception 'this fund takes no part' using errcode = 'check_violation';
  end if;
  if not exists (
       select 1 from pilot_mandate m where m.id = new.mandate_id and m.fund_id = new.fund_id
         and m.user_id = new.by_id and m.start <= today and (m."end" is null or m."end" >= today)) then
    raise exception 'a signature needs a running mandate of the signer' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
ASSIGNMENT = """
  if new.role not in ('provider', 'selector') then
    return new;
  end if;
  -- Two assignments of one person wait for each other.
  perform 1 from pilot_user where id = new.user_id for no key update;
  if exists (
       select 1 from pilot_assignment a
        where a.id <> new.id and a.user_id = new.user_id and a.pilot_id = new.pilot_id
          and a.role in ('provider', 'selector') and a.role <> new.role
          and a.start <= coalesce(new."end", 'infinity'::date) and new.start <= coalesce(a."end", 'infinity'::date))
     and not exists (
       select 1 from pilot_appointment p join pilot_user u on u.organisation_id = p.provider_id
        where u.id = new.user_id and p.pilot_id = new.pilot_id and p.also_selects
          and p.state not in ('refused', 'ended')) then
    raise exception 'nobody is provider and selector in one pilot' using errcode = 'check_violation';
  end if;
  return new;
"""
TERMS = """
  if old.state = 'draft' and new.state = 'agreed'
     and (select count(*) from pilot_termsagreement where terms_id = new.id) < 2 then
    raise exception 'terms are agreed by both funds' using errcode = 'check_violation';
  end if;
  if (new.text <> old.text or new.party_id <> old.party_id)
     and (old.state <> 'draft' or exists (select 1 from pilot_termsagreement where terms_id = new.id)) then
    raise exception 'terms that a fund agreed to do not change' using errcode = 'check_violation';
  end if;
  return new;
"""
THROUGH = ("pilot_policy_regions", "pilot_policy_sub_branches", "pilot_policy_source_sectors")


class Migration(migrations.Migration):
    dependencies = [("pilot", "0003_policy_dates_and_frameworks")]

    operations = [
        # The way back keeps these two: they hold the same rules as before.
        *[migrations.RunSQL(CHOICES.format(table=table), migrations.RunSQL.noop) for table in THROUGH],
        migrations.RunSQL(SIGNATURE, migrations.RunSQL.noop),
        *[
            ddl.trigger(f"{table}_counted", table, "insert or update or delete", COUNT, timing="after")
            for table in THROUGH
        ],
        ddl.trigger("assignment_supplies_or_selects", "pilot_assignment", "insert or update", ASSIGNMENT),
        ddl.trigger("terms_need_both_funds", "pilot_terms", "update", TERMS),
    ]
