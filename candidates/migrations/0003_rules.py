from django.db import migrations

from pilot import ddl

KIT_ITEM = """
  if tg_op <> 'INSERT' then
    select state into now from candidates_kit where id = old.kit_id for share;
    if now <> 'draft' then
      raise exception 'a kit in use does not change' using errcode = 'check_violation';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select state into now from candidates_kit where id = new.kit_id for share;
    if now <> 'draft' then
      raise exception 'a kit in use does not change' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  return old;
"""
KIT = """
  if old.state <> 'draft'
     and to_jsonb(new) - array['state', 'version'] <> to_jsonb(old) - array['state', 'version'] then
    raise exception 'a kit in use does not change' using errcode = 'check_violation';
  end if;
  if new.state = 'in_use' and old.state <> 'in_use' and (
       select count(distinct element) from candidates_kititem
        where kit_id = new.id and element in ('motivation', 'knowledge', 'experience')) < 3 then
    raise exception 'a kit has motivation, technical knowledge and experience' using errcode = 'check_violation';
  end if;
  return new;
"""
CARD = """
  if tg_op = 'DELETE' then
    if old.submitted_at is not null then
      raise exception 'a submitted card is kept' using errcode = 'check_violation';
    end if;
    return old;
  end if;
  -- Serialises the two cards of one interview.
  perform 1 from candidates_interview where id = new.interview_id for update;
  if old.submitted_at is not null and new.submitted_at is null and exists (
       select 1 from candidates_scorecard
        where interview_id = old.interview_id and id <> old.id and submitted_at is not null) then
    raise exception 'both cards are in: neither goes back' using errcode = 'check_violation';
  end if;
  if old.submitted_at is not null
     and to_jsonb(new) - array['submitted_at', 'version'] <> to_jsonb(old) - array['submitted_at', 'version'] then
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
"""
SCORE = """
  if tg_op = 'INSERT' then
    select submitted_at is not null into sealed from candidates_scorecard where id = new.scorecard_id for share;
    if sealed then
      raise exception 'a submitted card does not change' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  select submitted_at is not null into sealed from candidates_scorecard where id = old.scorecard_id for share;
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
"""
BOTH_IN = """
  if (select count(*) from candidates_scorecard
       where interview_id = new.interview_id and submitted_at is not null) < 2 then
    raise exception 'only once both cards are in' using errcode = 'check_violation';
  end if;
  return new;
"""
MATCH = """
  if tg_op = 'INSERT' then
    select p.state into now from companies_vacancy v join companies_participation p on p.id = v.participation_id
      where v.id = new.vacancy_id;
    if now <> 'committed' then
      raise exception 'no match without a binding commitment' using errcode = 'check_violation';
    end if;
    if (select state from candidates_candidate where id = new.candidate_id) <> 'qualified' then
      raise exception 'only a qualified candidate is matched' using errcode = 'check_violation';
    end if;
    if (select c.pilot_id from candidates_candidate c where c.id = new.candidate_id) <> (
         select p.pilot_id from companies_vacancy v join companies_participation p on p.id = v.participation_id
          where v.id = new.vacancy_id) then
      raise exception 'a match stays within one pilot' using errcode = 'check_violation';
    end if;
  end if;
  if new.state in ('introduced', 'agreed', 'placed') and (
       new.shared_agreed_on is null
       or not exists (select 1 from candidates_closingconversation where candidate_id = new.candidate_id)) then
    raise exception 'no introduction before the closing conversation' using errcode = 'check_violation';
  end if;
  if new.state in ('agreed', 'placed') and (tg_op = 'INSERT' or old.state <> new.state) and (
       select count(*) from candidates_agreement where match_id = new.id and withdrawn_at is null) < 2 then
    raise exception 'both sides have to say yes first' using errcode = 'check_violation';
  end if;
  if new.state = 'placed' and (tg_op = 'INSERT' or old.state <> 'placed' or old.vacancy_id <> new.vacancy_id) then
    select places into room from companies_vacancy where id = new.vacancy_id for update;
    if (select count(*) from candidates_match
         where vacancy_id = new.vacancy_id and state = 'placed' and id <> new.id) >= room then
      raise exception 'every place of this vacancy is taken' using errcode = 'check_violation';
    end if;
  end if;
  return new;
"""
PLACES = """
  if new.places < old.places and new.places < (
       select count(*) from candidates_match where vacancy_id = new.id and state = 'placed') then
    raise exception 'more people are placed than that' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0002_initial"), ("pilot", "0002_rules"), ("companies", "0003_rules")]

    operations = [
        ddl.bump_version(
            "candidates_candidate",
            "candidates_informationsession",
            "candidates_kit",
            "candidates_kititem",
            "candidates_interview",
            "candidates_scorecard",
            "candidates_score",
            "candidates_visit",
            "candidates_closingconversation",
            "candidates_match",
            "candidates_introduction",
            "candidates_employment",
        ),
        ddl.trigger(
            "kit_item_frozen_in_use", "candidates_kititem", "insert or update or delete", KIT_ITEM, declare="now text;"
        ),
        ddl.trigger("kit_frozen_in_use", "candidates_kit", "update", KIT),
        ddl.trigger("scorecard_sealed", "candidates_scorecard", "update or delete", CARD),
        ddl.trigger(
            "score_sealed", "candidates_score", "insert or update or delete", SCORE, declare="sealed boolean;"
        ),
        ddl.trigger("consensus_after_both", "candidates_consensus", "insert", BOTH_IN),
        ddl.only_emptied("candidates_consensus", "reason"),
        ddl.trigger("result_after_both", "candidates_result", "insert", BOTH_IN),
        ddl.only_emptied("candidates_result", "type_reason"),
        ddl.trigger(
            "match_in_order", "candidates_match", "insert or update", MATCH, declare="now text; room int;"
        ),
        ddl.trigger("vacancy_keeps_its_placed", "companies_vacancy", "update", PLACES),
    ]
