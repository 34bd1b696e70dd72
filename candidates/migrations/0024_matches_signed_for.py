from django.db import migrations

from pilot import ddl

#: A commitment binds for what stands on it: a vacancy, or a place, that came later is signed for first, both before
#: somebody is proposed and before somebody is placed (advice 8.3.6-26).
SIGNED = """
  if tg_op = 'UPDATE' and old.vacancy_id = new.vacancy_id and (new.state <> 'placed' or old.state = 'placed') then
    return new;
  end if;
  -- Nobody adds a place, or takes one out of the vacancy, between this look and the commit.
  select places, companies_places_signed(id) as signed into vacancy
    from companies_vacancy where id = new.vacancy_id for no key update;
  if vacancy.signed is null or vacancy.places <= vacancy.signed then
    return new;
  end if;
  if tg_op = 'INSERT' or old.vacancy_id <> new.vacancy_id then
    raise exception 'the commitment does not name this vacancy with all of its places' using errcode = 'check_violation';
  end if;
  if new.state = 'placed' and (select count(*) from candidates_match
       where vacancy_id = new.vacancy_id and state = 'placed' and id <> new.id) >= vacancy.signed then
    raise exception 'this place was not signed for' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0023_course_rules"), ("companies", "0012_places_signed_for")]

    operations = [
        ddl.trigger(
            "match_for_what_was_signed", "candidates_match", "insert or update", SIGNED, declare="vacancy record;"
        )
    ]
