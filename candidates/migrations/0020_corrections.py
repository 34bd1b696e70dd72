import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pilot import ddl

IN_ORDER = """
  -- Serialises two corrections of one card, and a correction with taking the card back.
  select * into card from candidates_scorecard
    where id = (select scorecard_id from candidates_score where id = new.score_id) for update;
  if card.interview_id is null or (select count(*) from candidates_scorecard
       where interview_id = card.interview_id and submitted_at is not null) < 2 then
    raise exception 'a card is corrected once both cards are in' using errcode = 'check_violation';
  end if;
  if new.by_id <> card.interviewer_id then
    raise exception 'only the interviewer corrects a card' using errcode = 'check_violation';
  end if;
  if trim(new.reason) = '' then
    raise exception 'a correction has a reason' using errcode = 'check_violation';
  end if;
  if exists (select 1 from candidates_consensus c join candidates_score s on s.item_id = c.item_id
              where s.id = new.score_id and c.interview_id = card.interview_id) then
    raise exception 'an item that was settled together is not corrected' using errcode = 'check_violation';
  end if;
  select coalesce(max(number), 1) + 1 into next from candidates_correction where score_id = new.score_id;
  select coalesce((select value from candidates_correction where score_id = new.score_id order by number desc limit 1),
                  (select value from candidates_score where id = new.score_id)) into now_counts;
  if new.number <> next or now_counts is distinct from new.was then
    raise exception 'a correction follows the value that counts' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0019_kit_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('was', models.PositiveSmallIntegerField(verbose_name='former value')),
                ('value', models.PositiveSmallIntegerField(verbose_name='corrected value')),
                ('reason', models.TextField(max_length=2000, verbose_name='why it is corrected')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='candidates.score')),
            ],
            options={
                'verbose_name': 'correction',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('score', 'number'), name='correction_one_per_version'), models.CheckConstraint(condition=models.Q(('value__range', (1, 5))), name='correction_1_to_5'), models.CheckConstraint(condition=models.Q(('number__gte', 2)), name='correction_follows_the_sealed_score'), models.CheckConstraint(condition=models.Q(('was', models.F('value')), _negated=True), name='correction_changes_something')],
            },
        ),
        ddl.trigger(
            "correction_in_order",
            "candidates_correction",
            "insert",
            IN_ORDER,
            declare="card candidates_scorecard; next int; now_counts int;",
        ),
        ddl.only_emptied("candidates_correction", "reason"),
    ]
