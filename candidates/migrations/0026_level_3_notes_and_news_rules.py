from django.db import migrations

from pilot import ddl

LEVEL_3 = """
  if new.qualified and new.level_3 is not true and trim(new.level_3_reason) = '' then
    raise exception 'qualified without a clear yes to level 3 needs a reason' using errcode = 'check_violation';
  end if;
  return new;
"""
NOTES_IN_ORDER = """
  select c.* into card from candidates_scorecard c
    where c.id = (select scorecard_id from candidates_score where id = new.score_id) for update;
  if card.interview_id is null or (select count(*) from candidates_scorecard
       where interview_id = card.interview_id and submitted_at is not null) < 2 then
    raise exception 'notes are corrected once both cards are in' using errcode = 'check_violation';
  end if;
  if new.by_id <> card.interviewer_id then
    raise exception 'only the interviewer corrects the notes of a card' using errcode = 'check_violation';
  end if;
  if trim(new.reason) = '' then
    raise exception 'a correction has a reason' using errcode = 'check_violation';
  end if;
  if exists (select 1 from candidates_interview i join candidates_candidate c on c.id = i.candidate_id
              where i.id = card.interview_id and c.erased_at is not null) then
    raise exception 'nothing is written about somebody who was erased' using errcode = 'check_violation';
  end if;
  select coalesce(max(number), 1) + 1 into next from candidates_notecorrection where score_id = new.score_id;
  select * into was from (
    select number, situation, task, action, result from candidates_notecorrection where score_id = new.score_id
    union all
    select 1, situation, task, action, result from candidates_score where id = new.score_id
  ) versions order by number desc limit 1;
  if new.number <> next or (was.situation, was.task, was.action, was.result)
       is not distinct from (new.situation, new.task, new.action, new.result) then
    raise exception 'a correction of notes follows the notes that count and changes them'
      using errcode = 'check_violation';
  end if;
  return new;
"""
HEARD = """
  if tg_op = 'DELETE' then
    raise exception 'what a candidate heard is kept' using errcode = 'check_violation';
  end if;
  -- It moves along when two records turn out to be one person, and its words go when somebody is erased; and once it
  -- may turn out that somebody was not at a meeting after all.
  if new.text not in (old.text, '')
     or new.mistaken_at is distinct from old.mistaken_at and (old.mistaken_at is not null or old.how <> 'meeting')
     or to_jsonb(new) - array['candidate_id', 'text', 'mistaken_at']
        <> to_jsonb(old) - array['candidate_id', 'text', 'mistaken_at'] then
    raise exception 'what a candidate heard is kept as it was' using errcode = 'check_violation';
  end if;
  return new;
"""
HEARD_BEFORE = """
  if tg_op = 'DELETE' then
    raise exception 'what a candidate heard is kept' using errcode = 'check_violation';
  end if;
  if new.text not in (old.text, '')
     or to_jsonb(new) - array['candidate_id', 'text'] <> to_jsonb(old) - array['candidate_id', 'text'] then
    raise exception 'what a candidate heard is kept as it was' using errcode = 'check_violation';
  end if;
  return new;
"""
FUNCTION = "create or replace function candidates_heard_kept() returns trigger language plpgsql as $body$ begin {} end $body$"
EMPTIED = (
    "create trigger only_emptied before update or delete on candidates_result "
    "for each row execute function pilot_only_emptied({})"
)


class Migration(migrations.Migration):
    dependencies = [("candidates", "0025_level_3_notes_and_news")]

    operations = [
        # On insert only: what was decided before this was asked stays, and erasure empties the reason afterwards.
        ddl.trigger("result_level_3_has_a_reason", "candidates_result", "insert", LEVEL_3),
        migrations.RunSQL(
            ["drop trigger only_emptied on candidates_result", EMPTIED.format("'type_reason', 'reason', 'level_3_reason'")],
            ["drop trigger only_emptied on candidates_result", EMPTIED.format("'type_reason', 'reason'")],
        ),
        ddl.trigger(
            "note_correction_in_order",
            "candidates_notecorrection",
            "insert",
            NOTES_IN_ORDER,
            declare="card candidates_scorecard; next int; was record;",
        ),
        ddl.only_emptied("candidates_notecorrection", "situation", "task", "action", "result", "reason"),
        migrations.RunSQL(FUNCTION.format(HEARD), FUNCTION.format(HEARD_BEFORE)),
    ]
