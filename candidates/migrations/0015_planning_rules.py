from django.db import migrations

from pilot import ddl

INTERVIEW_DURING = """
  new.during := case when new.state = 'planned'
                     then tstzrange(new.at, new.at + new.minutes * interval '1 minute') end;
  return new;
"""
CARDS_FOLLOW = """
  update candidates_scorecard set during = new.during where interview_id = new.id and during is distinct from new.during;
  return null;
"""
CARD_DURING = """
  select during into busy from candidates_interview where id = new.interview_id;
  new.during := busy;
  return new;
"""
HELD = """
  if new.state = 'held' and old.state <> 'held' and (
       select count(*) from candidates_scorecard
        where interview_id = new.id and submitted_at is not null) < 2 then
    raise exception 'an interview is held once both cards are in' using errcode = 'check_violation';
  end if;
  return new;
"""
CARD = """
create or replace function scorecard_sealed() returns trigger language plpgsql as $body$
declare unused int;
begin
  if old.interview_id is null and (tg_op = 'DELETE'
       or to_jsonb(new) - array['during', 'version'] <> to_jsonb(old) - array['during', 'version']) then
    raise exception 'the card of somebody who was replaced does not change' using errcode = 'check_violation';
  end if;
  if tg_op = 'DELETE' then
    if old.submitted_at is not null then
      raise exception 'a submitted card is kept' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  if new.interview_id is null and new.was_of_id is distinct from coalesce(old.interview_id, old.was_of_id) then
    raise exception 'a card stays with its interview' using errcode = 'check_violation';
  end if;
  -- Serialises the two cards of one interview.
  perform 1 from candidates_interview where id = new.interview_id for update;
  if old.submitted_at is not null and new.submitted_at is null and exists (
       select 1 from candidates_scorecard
        where interview_id = old.interview_id and id <> old.id and submitted_at is not null) then
    raise exception 'both cards are in: neither goes back' using errcode = 'check_violation';
  end if;
  if old.submitted_at is not null
     and to_jsonb(new) - array['submitted_at', 'during', 'version']
         <> to_jsonb(old) - array['submitted_at', 'during', 'version'] then
    raise exception 'a submitted card does not change' using errcode = 'check_violation';
  end if;
  if old.submitted_at is not null and new.submitted_at is not null and old.submitted_at <> new.submitted_at then
    raise exception 'a submitted card does not change' using errcode = 'check_violation';
  end if;
  if old.submitted_at is null and new.submitted_at is not null and exists (
       select 1 from candidates_kititem k join candidates_interview i on i.kit_id = k.kit_id
        where i.id = new.interview_id and (new.part = 'selector' or k.kind = 'hard')
          and not exists (select 1 from candidates_score s
                           where s.scorecard_id = new.id and s.item_id = k.id and s.value is not null)) then
    raise exception 'a card is submitted with every item of its part scored' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
SCORE = """
create or replace function score_sealed() returns trigger language plpgsql as $body$
declare sealed boolean;
begin
  if tg_op = 'INSERT' then
    select submitted_at is not null or interview_id is null into sealed
      from candidates_scorecard where id = new.scorecard_id for share;
    if sealed then
      raise exception 'a submitted card does not change' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  select submitted_at is not null or interview_id is null into sealed
    from candidates_scorecard where id = old.scorecard_id for share;
  if not sealed then
    return coalesce(new, old);
  end if;
  if tg_op = 'DELETE' or new.scorecard_id <> old.scorecard_id or new.item_id <> old.item_id
     or new.value is distinct from old.value
     or new.situation not in (old.situation, '') or new.task not in (old.task, '')
     or new.action not in (old.action, '') or new.result not in (old.result, '') then
    raise exception 'a submitted card does not change' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
CARD_OF_ABSTAINER = """
  if (tg_op = 'INSERT' or new.interviewer_id <> old.interviewer_id or new.submitted_at is not null)
     and new.interview_id is not null and exists (
       select 1 from candidates_abstention a join candidates_interview i on i.candidate_id = a.candidate_id
        where i.id = new.interview_id and a.person_id = new.interviewer_id) then
    raise exception 'somebody who abstained scores nothing of this candidate' using errcode = 'check_violation';
  end if;
  return new;
"""
SCORE_OF_ABSTAINER = """
  if exists (select 1 from candidates_scorecard c
               join candidates_interview i on i.id = c.interview_id
               join candidates_abstention a on a.candidate_id = i.candidate_id and a.person_id = c.interviewer_id
              where c.id = new.scorecard_id) then
    raise exception 'somebody who abstained scores nothing of this candidate' using errcode = 'check_violation';
  end if;
  return new;
"""
ABSTENTION = """
  if new.candidate_id <> (select candidate_id from candidates_interview where id = new.interview_id) then
    raise exception 'an abstention is about the candidate of the interview' using errcode = 'check_violation';
  end if;
  -- A score that is written at this moment waits here, or is seen here.
  perform 1 from candidates_scorecard
    where interview_id = new.interview_id and interviewer_id = new.person_id for update;
  if not found then
    raise exception 'who abstains holds a card of the interview' using errcode = 'check_violation';
  end if;
  if exists (select 1 from candidates_score s join candidates_scorecard c on c.id = s.scorecard_id
              where c.interview_id = new.interview_id and c.interviewer_id = new.person_id
                and (s.value is not null or s.situation || s.task || s.action || s.result <> '')) then
    raise exception 'who abstains has scored nothing yet' using errcode = 'check_violation';
  end if;
  return new;
"""
# Two records of one person become one: their rows move to the one that stays.
KEPT = """
  if tg_op = 'DELETE' or to_jsonb(new) - 'candidate_id' <> to_jsonb(old) - 'candidate_id' then
    raise exception 'an abstention is kept' using errcode = 'check_violation';
  end if;
  return new;
"""
SEATS = """
  if new.state in ('invited', 'waiting', 'attended') and (tg_op = 'INSERT' or old.state <> new.state) then
    select capacity, state into room, stands from candidates_informationsession where id = new.session_id for update;
    if stands = 'cancelled' then
      raise exception 'nobody is invited to a cancelled session' using errcode = 'check_violation';
    end if;
    if new.state = 'invited' and (
         select count(*) from candidates_attendance
          where session_id = new.session_id and id <> new.id and state in ('invited', 'attended', 'absent')) >= room then
      raise exception 'every place of this session is taken' using errcode = 'check_violation';
    end if;
  end if;
  return new;
"""
ROOM = """
  if new.capacity < old.capacity and new.capacity < (
       select count(*) from candidates_attendance
        where session_id = new.id and state in ('invited', 'attended', 'absent')) then
    raise exception 'more people are invited than that' using errcode = 'check_violation';
  end if;
  return new;
"""
# What was planned before this rule and clashes keeps no time, and so stands in nobody's way.
FILL = """
do $body$
declare one record;
begin
  for one in select id from candidates_interview where state = 'planned' order by id loop
    begin
      update candidates_interview set state = state where id = one.id;
    exception when exclusion_violation then null;
    end;
  end loop;
end $body$
"""
# A range of one number stands for the number itself, so that no extension is needed.
BUSY = """
alter table candidates_scorecard add constraint interviewer_at_one_interview
  exclude using gist (int8range(interviewer_id, interviewer_id, '[]') with &&, during with &&)
"""
ROOM_BUSY = """
alter table candidates_interview add constraint room_holds_one_interview
  exclude using gist (
    int8range(hashtextextended(lower(place || '|' || room), 0), hashtextextended(lower(place || '|' || room), 0), '[]')
      with &&, during with &&)
  where (room <> '')
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0014_planning")]

    operations = [
        # Triggers of one event fire by name: the time is written before the version is counted.
        ddl.trigger("a_interview_during", "candidates_interview", "insert or update", INTERVIEW_DURING),
        ddl.trigger("interview_cards_follow", "candidates_interview", "update", CARDS_FOLLOW, timing="after"),
        ddl.trigger(
            "a_scorecard_during", "candidates_scorecard", "insert or update", CARD_DURING, declare="busy tstzrange;"
        ),
        ddl.trigger("interview_held_by_two", "candidates_interview", "update", HELD),
        migrations.RunSQL([CARD, SCORE], migrations.RunSQL.noop),
        ddl.trigger("scorecard_not_of_abstainer", "candidates_scorecard", "insert or update", CARD_OF_ABSTAINER),
        ddl.trigger("score_not_of_abstainer", "candidates_score", "insert or update", SCORE_OF_ABSTAINER),
        ddl.trigger("abstention_before_scoring", "candidates_abstention", "insert", ABSTENTION),
        ddl.trigger("abstention_kept", "candidates_abstention", "update or delete", KEPT),
        ddl.trigger(
            "attendance_has_a_seat",
            "candidates_attendance",
            "insert or update",
            SEATS,
            declare="room int; stands text;",
        ),
        ddl.trigger("session_keeps_its_guests", "candidates_informationsession", "update", ROOM),
        migrations.RunSQL(
            [BUSY, ROOM_BUSY],
            [
                "alter table candidates_interview drop constraint room_holds_one_interview",
                "alter table candidates_scorecard drop constraint interviewer_at_one_interview",
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
