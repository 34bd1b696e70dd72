from django.db import migrations

from pilot import ddl

RESULT = """
  if (select i.course <> c.course from candidates_interview i join candidates_candidate c on c.id = i.candidate_id
       where i.id = new.interview_id) then
    raise exception 'a result is of the present course of a candidate' using errcode = 'check_violation';
  end if;
  return new;
"""
# Two records of one person become one: their rows move to the one that stays, and are numbered on end.
KEPT = """
  if tg_op = 'DELETE'
     or to_jsonb(new) - array['candidate_id', 'number'] <> to_jsonb(old) - array['candidate_id', 'number'] then
    raise exception 'an earlier course is kept as it ended' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0022_courses")]

    operations = [
        ddl.trigger("result_of_this_course", "candidates_result", "insert", RESULT),
        ddl.trigger("earlier_course_kept", "candidates_earliercourse", "update or delete", KEPT),
    ]
