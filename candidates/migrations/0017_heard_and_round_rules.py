from django.db import migrations

from pilot import ddl

HEARD = """
  if tg_op = 'DELETE' then
    raise exception 'what a candidate heard is kept' using errcode = 'check_violation';
  end if;
  -- It moves along when two records turn out to be one person, and its words go when somebody is erased.
  if new.text not in (old.text, '')
     or to_jsonb(new) - array['candidate_id', 'text'] <> to_jsonb(old) - array['candidate_id', 'text'] then
    raise exception 'what a candidate heard is kept as it was' using errcode = 'check_violation';
  end if;
  return new;
"""
ROUND = """
  if tg_op = 'DELETE' then
    raise exception 'a round of selection is kept' using errcode = 'check_violation';
  end if;
  if to_jsonb(new) - array['version', 'state', 'talked_on', 'present', 'went_well', 'went_wrong', 'agreed']
     <> to_jsonb(old) - array['version', 'state', 'talked_on', 'present', 'went_well', 'went_wrong', 'agreed'] then
    raise exception 'the figures of a closed round do not change' using errcode = 'check_violation';
  end if;
  if old.state = 'discussed' and to_jsonb(new) - 'version' <> to_jsonb(old) - 'version' then
    raise exception 'a talk that is on record does not change' using errcode = 'check_violation';
  end if;
  return new;
"""
# What people heard before this was kept: the clock begins with that, not with the day of this migration.
BEFORE = """
insert into candidates_heard (candidate_id, at, how, what, text, by_id)
select c.id, e.at,
       case when e.action in ('session_attended', 'interview') then 'meeting' else 'mail' end,
       case e.action when 'invite_session' then 'session' when 'session_attended' then 'session'
            when 'invite' then 'invited' when 'drop' then 'out' else e.action end,
       '', e.actor_id
  from pilot_auditevent e join candidates_candidate c on c.id = e.subject_id
 where e.subject_type = 'candidates.candidate' and e.actor_id is not null
   and e.action in ('invite_session', 'session_attended', 'invite', 'interview', 'drop');
insert into candidates_heard (candidate_id, at, how, what, text, until)
select i.candidate_id, now(), 'mail', 'planned', '', i.at
  from candidates_interview i where i.state = 'planned' and i.at > now();
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0016_heard_and_rounds")]

    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        ddl.trigger("candidates_heard_kept", "candidates_heard", "update or delete", HEARD),
        ddl.trigger("candidates_round_kept", "candidates_selectionround", "update or delete", ROUND),
        ddl.bump_version("candidates_selectionround"),
    ]
