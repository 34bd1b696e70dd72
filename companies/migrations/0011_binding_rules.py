from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from pilot import ddl

#: A row is kept as it was written; it may move along with a case that turns out to be another, and a name may go.
KEPT = """
  if tg_op = 'DELETE' then
    raise exception '% is kept for good', tg_table_name using errcode = 'check_violation';
  end if;
  was := to_jsonb(old) - 'participation_id'; becomes := to_jsonb(new) - 'participation_id';
  foreach col in array array['trainer', 'to', 'vacancies'] loop
    if was ? col and becomes->>col in ('', '[]') then
      was := was - col; becomes := becomes - col;
    end if;
  end loop;
  if was <> becomes then
    raise exception '% does not change afterwards', tg_table_name using errcode = 'check_violation';
  end if;
  return new;
"""
#: The yes comes after what it rests on (advice 8.3.1-07, -08, -12, -14, -16, 8.3.6-26).
RESTS = """
  select p.participation_id, t.on as told_on, t.accepts_split, e.learnable into paper
    from companies_commitmentpaper p
    join companies_told t on t.id = p.told_id
    join companies_learningenvironment e on e.id = p.environment_id
   where p.id = new.paper_id;
  if not found or paper.participation_id <> new.participation_id then
    raise exception 'a commitment has its paper' using errcode = 'check_violation';
  end if;
  if paper.told_on > new.signed_on or not paper.accepts_split then
    raise exception 'training forms and costs are told before the yes' using errcode = 'check_violation';
  end if;
  if not paper.learnable then
    raise exception 'the trade can be learned there' using errcode = 'check_violation';
  end if;
  if new.copy_id is not null
     and (select paper_id from companies_signedcopy where id = new.copy_id) <> new.paper_id then
    raise exception 'the signed copy is of this paper' using errcode = 'check_violation';
  end if;
  return new;
"""
#: Told, assessment and paper of one case.
ONE_CASE = """
  if (select participation_id from companies_told where id = new.told_id) <> new.participation_id
     or (select participation_id from companies_learningenvironment where id = new.environment_id)
        <> new.participation_id then
    raise exception 'a paper is of one company' using errcode = 'check_violation';
  end if;
  return new;
"""
#: What excludes a company cannot be chosen away (advice 8.3.1-10, -11, -13).
CHOSEN = """
  if new.state in ('selected', 'committed') and old.state <> new.state then
    select id into held from companies_companyinterview
      where participation_id = new.id and state = 'held' order by at desc, id desc limit 1;
    if held is null or (select count(*) from companies_finding where interview_id = held
         and criterion in ('vacancy', 'hiring', 'sector') and score >= 3) < 3 then
      raise exception 'selected only after an interview without a knock-out' using errcode = 'check_violation';
    end if;
  end if;
  return new;
"""
COMMITTED = """
create or replace function participation_committed_on_record() returns trigger language plpgsql as $body$
begin
  if new.state = 'withdrawn' and (tg_op = 'INSERT' or old.state <> 'withdrawn')
     and (tg_op = 'INSERT' or new.withdrawn_at is not distinct from old.withdrawn_at) then
    new.withdrawn_at := clock_timestamp();
  end if;
  if new.state = 'committed' and (tg_op = 'INSERT' or old.state <> 'committed') and not exists (
       select 1 from companies_commitment where participation_id = new.id
          and recorded_at > coalesce(new.withdrawn_at, '-infinity')) then
    raise exception 'committed only with a commitment on record' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
BEFORE = """
create or replace function participation_committed_on_record() returns trigger language plpgsql as $body$
begin
  if new.state = 'committed' and (tg_op = 'INSERT' or old.state <> 'committed') and not exists (
       select 1 from companies_commitment where participation_id = new.id) then
    raise exception 'committed only with a commitment on record' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
#: Who withdrew before this was kept: when the audit says so, else now.
SINCE = """
update companies_participation p set withdrawn_at = coalesce(
  (select max(at) from pilot_auditevent where subject_type = 'companies.participation' and subject_id = p.id
      and action = 'withdraw'), now())
 where state = 'withdrawn'
"""


def kept(table):
    """Keep rows of a table as they were written."""
    declare = "was jsonb; becomes jsonb; col text;"
    return ddl.trigger(f"{table}_kept", table, "update or delete", KEPT, declare=declare)


class Migration(migrations.Migration):
    dependencies = [("companies", "0010_commitment_and_what_it_rests_on")]

    operations = [
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
        kept("companies_learningenvironment"),
        kept("companies_told"),
        kept("companies_commitmentpaper"),
        ddl.trigger("paper_of_one_case", "companies_commitmentpaper", "insert", ONE_CASE),
        ddl.trigger(
            "signedcopy_kept",
            "companies_signedcopy",
            "update",
            "  raise exception 'a signed copy does not change' using errcode = 'check_violation';",
        ),
        ddl.trigger("commitment_rests_on_record", "companies_commitment", "insert", RESTS, declare="paper record;"),
        ddl.trigger(
            "participation_chosen_on_findings", "companies_participation", "update", CHOSEN, declare="held bigint;"
        ),
        migrations.RunSQL(COMMITTED, BEFORE),
        # Findings of interviews from before this are frozen without it.
        AddConstraintNotValid(
            model_name="finding",
            constraint=models.CheckConstraint(condition=~models.Q(source=""), name="finding_with_source"),
        ),
    ]
