from django.db import migrations

from pilot import ddl

FROZEN = """
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'a policy that was offered is kept' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if old.state <> 'draft' and new.state <> 'draft'
     and to_jsonb(new) - array['state', 'version'] <> to_jsonb(old) - array['state', 'version'] then
    raise exception 'a policy that was offered does not change' using errcode = 'check_violation';
  end if;
  if old.state = 'proposed' and new.state = 'draft'
     and exists (select 1 from pilot_signoff where policy_id = old.id) then
    raise exception 'a signed policy does not go back' using errcode = 'check_violation';
  end if;
  if old.state not in ('draft', 'proposed') and new.state in ('draft', 'proposed') then
    raise exception 'a signed policy does not go back' using errcode = 'check_violation';
  end if;
  if new.state = 'in_force' and old.state <> 'in_force' and exists (
       select 1 from pilot_pilotfund f where f.pilot_id = new.pilot_id and not exists (
         select 1 from pilot_signoff s
          where s.policy_id = new.id and s.fund_id = f.fund_id and s.digest = new.digest)) then
    raise exception 'a policy is in force only when every fund signed it' using errcode = 'check_violation';
  end if;
  return new;
"""
CHOICES = """
  if tg_op <> 'INSERT' then
    select state into now from pilot_policy where id = old.policy_id for share;
    if now <> 'draft' then
      raise exception 'a policy that was offered does not change' using errcode = 'check_violation';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select state into now from pilot_policy where id = new.policy_id for share;
    if now <> 'draft' then
      raise exception 'a policy that was offered does not change' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  return old;
"""
SIGNATURE = """
  select state, digest, pilot_id into was from pilot_policy where id = new.policy_id for share;
  if was.state <> 'proposed' or was.digest <> new.digest then
    raise exception 'only the version that is offered can be signed' using errcode = 'check_violation';
  end if;
  if not exists (select 1 from pilot_pilotfund where pilot_id = was.pilot_id and fund_id = new.fund_id) then
    raise exception 'this fund takes no part' using errcode = 'check_violation';
  end if;
  if not exists (
       select 1 from pilot_mandate m where m.id = new.mandate_id and m.fund_id = new.fund_id
         and m.user_id = new.by_id and m.start <= new.at::date and (m.end is null or m.end >= new.at::date)) then
    raise exception 'a signature needs a running mandate of the signer' using errcode = 'check_violation';
  end if;
  return new;
"""
THROUGH = ("pilot_policy_regions", "pilot_policy_sub_branches", "pilot_policy_source_sectors")


class Migration(migrations.Migration):
    dependencies = [("pilot", "0001_initial")]

    operations = [
        ddl.functions(),
        ddl.bump_version("pilot_pilot", "pilot_appointment", "pilot_terms", "pilot_policy", "pilot_upload"),
        ddl.append_only("pilot_auditevent", "pilot_signoff", "pilot_termsagreement"),
        ddl.only_emptied("pilot_reason", "text"),
        ddl.trigger("policy_offered_is_frozen", "pilot_policy", "update or delete", FROZEN),
        *[
            ddl.trigger(f"{table}_frozen", table, "insert or update or delete", CHOICES, declare="now text;")
            for table in THROUGH
        ],
        ddl.trigger("signature_fits", "pilot_signoff", "insert", SIGNATURE, declare="was record;"),
    ]
