"""Two providers at most that share no topic; approval of every topic; what was sent, handed in or reported stays."""

from django.db import migrations

from pilot import ddl

PROVIDERS = """
  if new.state in ('refused', 'ended') then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if new.state = 'approved' and old.state in ('invited', 'proposed', 'changes') and exists (
         select 1 from unnest(new.scope) asked(name) where not exists (
           select 1 from pilot_proposal p
            where p.appointment_id = new.id and p.topic = asked.name and p.state = 'accepted')) then
      raise exception 'a provider is approved when every topic is accepted' using errcode = 'check_violation';
    end if;
    if new.state = old.state and new.scope = old.scope and new.recruits = old.recruits
       and new.pilot_id = old.pilot_id and new.succeeds_id is not distinct from old.succeeds_id then
      return new;
    end if;
  end if;
  -- Two invitations of one pilot wait for each other.
  perform 1 from pilot_pilot where id = new.pilot_id for no key update;
  if exists (
       select 1 from pilot_appointment o
        where o.pilot_id = new.pilot_id and o.id <> new.id and o.state not in ('refused', 'ended')
          -- Whoever takes over may be invited while the other still works; they never both act.
          and ((new.state = 'approved' and o.state = 'approved')
               or (o.id is distinct from new.succeeds_id and o.succeeds_id is distinct from new.id))
          and ((array_remove(o.scope, 'recruitment') && array_remove(new.scope, 'recruitment'))
               or ('recruitment' = any(o.scope) and 'recruitment' = any(new.scope) and o.recruits && new.recruits))) then
    raise exception 'every topic has one provider' using errcode = 'check_violation';
  end if;
  select count(*) into others from pilot_appointment o
   where o.pilot_id = new.pilot_id and o.id <> new.id and o.state not in ('refused', 'ended')
     and o.id is distinct from new.succeeds_id and o.succeeds_id is distinct from new.id
     and not exists (
       select 1 from pilot_appointment s
        where s.succeeds_id = o.id and s.id <> new.id and s.state not in ('refused', 'ended'));
  if others >= 2 then
    raise exception 'a pilot has two providers at most' using errcode = 'check_violation';
  end if;
  return new;
"""
PROPOSAL = """
  if tg_op = 'DELETE' then
    raise exception 'a proposal is kept' using errcode = 'check_violation';
  end if;
  if new.text <> old.text and old.state not in ('open', 'changes') then
    raise exception 'a proposal that was handed in does not change' using errcode = 'check_violation';
  end if;
  return new;
"""
ATTACHMENT = """
  select state into now from pilot_proposal
   where id = case when tg_op = 'DELETE' then old.proposal_id else new.proposal_id end for share;
  if tg_op = 'UPDATE' or now not in ('open', 'changes') then
    raise exception 'an attachment that was handed in stays' using errcode = 'check_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
"""
REPORT = """
  if tg_op = 'DELETE' then
    raise exception 'a report is kept' using errcode = 'check_violation';
  end if;
  if to_jsonb(new) - array['state', 'version', 'read_by_id', 'read_at', 'remark']
     <> to_jsonb(old) - array['state', 'version', 'read_by_id', 'read_at', 'remark'] or old.state = 'read' then
    raise exception 'a report that was handed in does not change' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("pilot", "0008_providers")]

    operations = [
        ddl.bump_version("pilot_frameworktext", "pilot_proposal", "pilot_providerreport"),
        ddl.append_only("pilot_framework", "pilot_round"),
        ddl.trigger(
            "providers_divide_the_topics", "pilot_appointment", "insert or update", PROVIDERS, declare="others int;"
        ),
        ddl.trigger("proposal_stands", "pilot_proposal", "update or delete", PROPOSAL),
        ddl.trigger(
            "attachment_stands", "pilot_attachment", "insert or update or delete", ATTACHMENT, declare="now text;"
        ),
        ddl.trigger("provider_report_stands", "pilot_providerreport", "update or delete", REPORT),
    ]
