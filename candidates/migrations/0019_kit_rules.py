from django.db import migrations

from pilot import ddl

KIT = """
create or replace function kit_frozen_in_use() returns trigger language plpgsql as $body$
declare unused int;
begin
  if old.state <> 'draft'
     and to_jsonb(new) - array['state', 'version'] <> to_jsonb(old) - array['state', 'version'] then
    raise exception 'a kit in use does not change' using errcode = 'check_violation';
  end if;
  if (old.state <> 'draft' and new.state = 'draft') or (old.state = 'retired' and new.state <> 'retired') then
    raise exception 'a kit in use does not change back into a draft' using errcode = 'check_violation';
  end if;
  if new.state = 'in_use' and old.state <> 'in_use' and (
       select count(distinct element) from candidates_kititem
        where kit_id = new.id and element in ('motivation', 'knowledge', 'experience')) < 3 then
    raise exception 'a kit has motivation, technical knowledge and experience' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
KIT_GONE = """
  if old.state <> 'draft' then
    raise exception 'a kit that was in use is kept' using errcode = 'check_violation';
  end if;
  return old;
"""
INTERVIEW_KIT = """
  if new.kit_id = old.kit_id then
    return new;
  end if;
  if old.state <> 'planned' or new.state <> 'planned' then
    raise exception 'only a planned interview takes another kit' using errcode = 'check_violation';
  end if;
  -- A score that is written at this moment waits here, or is seen here.
  perform 1 from candidates_scorecard where interview_id = new.id for update;
  if exists (select 1 from candidates_score s join candidates_scorecard c on c.id = s.scorecard_id
              where c.interview_id = new.id) then
    raise exception 'an interview that has begun keeps its kit' using errcode = 'check_violation';
  end if;
  if not exists (select 1 from candidates_kit k join candidates_candidate c on c.pilot_id = k.pilot_id
                  where k.id = new.kit_id and c.id = new.candidate_id and k.state = 'in_use') then
    raise exception 'an interview takes the kit in use of its own pilot' using errcode = 'check_violation';
  end if;
  return new;
"""
SCORE_KIT = """
  if tg_op = 'UPDATE' and new.item_id = old.item_id and new.scorecard_id = old.scorecard_id then
    return new;
  end if;
  -- The interview cannot take another kit before this score is written.
  perform 1 from candidates_scorecard where id = new.scorecard_id for share;
  if exists (select 1 from candidates_scorecard c
               join candidates_interview i on i.id = coalesce(c.interview_id, c.was_of_id)
               join candidates_kititem k on k.id = new.item_id
              where c.id = new.scorecard_id and k.kit_id <> i.kit_id) then
    raise exception 'a score is about an item of the kit of its interview' using errcode = 'check_violation';
  end if;
  return new;
"""
ASKED = """
  if tg_op = 'DELETE' or new.said_by not in (old.said_by, '')
     or to_jsonb(new) - array['participation_id', 'said_by'] <> to_jsonb(old) - array['participation_id', 'said_by'] then
    raise exception 'what a company asked is kept as it was said' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0018_kit_lines_and_levels")]

    operations = [
        migrations.RunSQL(KIT, migrations.RunSQL.noop),
        ddl.trigger("kit_in_use_kept", "candidates_kit", "delete", KIT_GONE),
        ddl.trigger("interview_keeps_its_kit", "candidates_interview", "update", INTERVIEW_KIT),
        ddl.trigger("score_of_its_kit", "candidates_score", "insert or update", SCORE_KIT),
        ddl.trigger("level_asked_kept", "candidates_levelasked", "update or delete", ASKED),
    ]
