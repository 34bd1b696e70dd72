from django.db import migrations

from pilot import ddl

PLACED = """
  if not exists (
       select 1 from candidates_match m join candidates_candidate c on c.id = m.candidate_id
         join training_trainingclass t on t.id = new.training_class_id
         join training_programme p on p.id = t.programme_id
        where m.candidate_id = new.candidate_id and m.state = 'placed' and c.pilot_id = p.pilot_id) then
    raise exception 'a class is built out of placed candidates' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("pilot", "0002_rules"), ("candidates", "0003_rules")]

    operations = [
        ddl.bump_version(
            "training_programme",
            "training_trainingclass",
            "training_enrolment",
            "training_report",
            "training_privatematter",
        ),
        ddl.append_only("training_smallstart"),
        ddl.trigger("enrolment_of_a_placed_candidate", "training_enrolment", "insert", PLACED),
    ]
