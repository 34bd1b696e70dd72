"""Parties around a pilot with their contacts; terms get versions, topics and a last day; a pilot says what it repeats."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from pilot import ddl

RENUMBER = """
update pilot_terms t set number = n.number
  from (select id, row_number() over (partition by party_id order by id) as number from pilot_terms) n where n.id = t.id
"""
# Agreed versions older than the newest agreed one of a party no longer hold.
ONE_AGREED = """
update pilot_terms t set state = 'replaced' where state = 'agreed' and exists (
  select 1 from pilot_terms o where o.party_id = t.party_id and o.state = 'agreed' and o.id > t.id)
"""
TERMS = """
create or replace function terms_need_both_funds() returns trigger language plpgsql as $body$
begin
  if old.state = 'draft' and new.state = 'agreed'
     and (select count(*) from pilot_termsagreement where terms_id = new.id) < 2 then
    raise exception 'terms are agreed by both funds' using errcode = 'check_violation';
  end if;
  if (new.text, new.party_id, new.number, new.experience, new.valid_from, new.valid_until)
     is distinct from (old.text, old.party_id, old.number, old.experience, old.valid_from, old.valid_until)
     and (old.state <> 'draft' or exists (select 1 from pilot_termsagreement where terms_id = new.id)) then
    raise exception 'terms that a fund agreed to do not change' using errcode = 'check_violation';
  end if;
  return new;
end $body$
"""
TOPIC = """
  select t.state into now from pilot_terms t
   where t.id = case when tg_op = 'DELETE' then old.terms_id else new.terms_id end for no key update;
  if now <> 'draft' or exists (select 1 from pilot_termsagreement a
       where a.terms_id = case when tg_op = 'DELETE' then old.terms_id else new.terms_id end) then
    raise exception 'terms that a fund agreed to do not change' using errcode = 'check_violation';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
"""
# A contact stays as it was written; only what becomes of the agreed step is added, and words may be emptied.
KEPT = """
  if tg_op = 'DELETE' then
    raise exception 'a contact is kept' using errcode = 'check_violation';
  end if;
  if (new.party_id, new."on", new.channel, new.follow_up, new.follow_up_on, new.by_id, new.at)
     is distinct from (old.party_id, old."on", old.channel, old.follow_up, old.follow_up_on, old.by_id, old.at)
     or new.text not in (old.text, '') or new.with_whom not in (old.with_whom, '') then
    raise exception 'a contact stays as it was written' using errcode = 'check_violation';
  end if;
  return new;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pilot", "0006_reasons_and_deputies"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartyContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("on", models.DateField(default=django.utils.timezone.localdate, verbose_name="when")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "By telephone"),
                            ("meeting", "In a meeting"),
                            ("video", "By video call"),
                            ("mail", "By e-mail"),
                            ("other", "Otherwise"),
                        ],
                        default="phone",
                        max_length=7,
                        verbose_name="how",
                    ),
                ),
                (
                    "with_whom",
                    models.CharField(
                        blank=True,
                        help_text="The function, for example regional adviser. No name.",
                        max_length=120,
                        verbose_name="with whom",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="what was said")),
                ("follow_up", models.CharField(blank=True, max_length=200, verbose_name="agreed step")),
                ("follow_up_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "state",
                    models.CharField(
                        choices=[("noted", "Noted"), ("open", "Step agreed"), ("done", "Done"), ("dropped", "Dropped")],
                        default="noted",
                        editable=False,
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "contact with a party",
                "verbose_name_plural": "contacts with parties",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PilotParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="For example the branch in your region. Empty: the name in the list.",
                        max_length=120,
                        verbose_name="name in this pilot",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("uwv", "UWV"),
                            ("stoof", "STOOF"),
                            ("association", "Trade association of the occupation"),
                            ("sending", "Sector that people come from"),
                            ("trainer", "Trainer"),
                            ("provider", "Provider"),
                            ("supplier", "Preferred supplier"),
                            ("platform", "Platform"),
                            ("fund", "Other training fund"),
                            ("partner", "Regional partner"),
                            ("other", "Other party"),
                        ],
                        max_length=11,
                        verbose_name="role",
                    ),
                ),
                (
                    "rhythm",
                    models.PositiveSmallIntegerField(
                        help_text="After this many days of silence the product reminds you.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="contact at least every",
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="name of the contact")),
                (
                    "contact_function",
                    models.CharField(blank=True, max_length=120, verbose_name="function of the contact"),
                ),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address at work")),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="telephone at work")),
                (
                    "state",
                    models.CharField(
                        choices=[("involved", "Involved"), ("ended", "Ended")],
                        default="involved",
                        editable=False,
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "since",
                    models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name="since"),
                ),
                ("ended_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "party",
                "verbose_name_plural": "parties",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TermsTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("benefit", "How long the WW benefit goes on"),
                            ("search", "The duty to apply for jobs"),
                            ("allowed", "Which training is possible"),
                            ("recruitment", "Recruitment"),
                            ("selection", "Selection, with the competences asked"),
                            ("training", "Training"),
                            ("contribution", "Conditions and contribution"),
                        ],
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what was agreed")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="pilot",
            name="copied_from",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="pilot.pilot",
                verbose_name="copied from",
            ),
        ),
        migrations.AddField(
            model_name="terms",
            name="experience",
            field=models.TextField(
                blank=True,
                help_text="What you take over, for example from Flexwerkers Techniek 2012-2014.",
                max_length=2000,
                verbose_name="experience of earlier projects",
            ),
        ),
        migrations.AddField(
            model_name="terms",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="terms",
            name="valid_from",
            field=models.DateField(blank=True, null=True, verbose_name="holds from"),
        ),
        migrations.AddField(
            model_name="terms",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="holds until"),
        ),
        migrations.AlterField(
            model_name="terms",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("agreed", "Agreed"),
                    ("replaced", "Replaced"),
                    ("dropped", "Withdrawn"),
                    ("ended", "Ended"),
                ],
                default="draft",
                editable=False,
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="terms",
            name="text",
            field=models.TextField(blank=True, max_length=8000, verbose_name="further agreements"),
        ),
        migrations.RunSQL(RENUMBER, migrations.RunSQL.noop),
        migrations.RunSQL(ONE_AGREED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.UniqueConstraint(fields=("party", "number"), name="terms_number_once_per_party"),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "agreed")), fields=("party",), name="terms_one_agreed_version_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="terms_end_after_they_begin",
                violation_error_message="The last day comes after the first.",
            ),
        ),
        migrations.AddField(
            model_name="partycontact",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pilotparty",
            name="keeper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who keeps the contact",
            ),
        ),
        migrations.AddField(
            model_name="pilotparty",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pilot.organisation",
            ),
        ),
        migrations.AddField(
            model_name="pilotparty",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pilot.party",
                verbose_name="party",
            ),
        ),
        migrations.AddField(
            model_name="pilotparty",
            name="pilot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="pilot.pilot"
            ),
        ),
        migrations.AddField(
            model_name="pilotparty",
            name="sector",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pilot.sourcesector",
                verbose_name="source sector",
            ),
        ),
        migrations.AddField(
            model_name="partycontact",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="pilot.pilotparty"
            ),
        ),
        migrations.AddField(
            model_name="termstopic",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="pilot.terms"
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("party__isnull", False),
                    ("organisation__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="pilot_party_is_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotparty",
            constraint=models.CheckConstraint(
                condition=models.Q(("rhythm__range", (1, 365))), name="pilot_party_rhythm_within_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state", "ended")),
                    models.Q(("ended_on__isnull", True), ("state", "involved")),
                    _connector="OR",
                ),
                name="pilot_party_ended_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotparty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "involved")),
                fields=("pilot", "role", "party", "organisation", "name"),
                name="pilot_party_once_per_role",
                nulls_distinct=False,
                violation_error_message="This party is in this pilot already, in the same role.",
            ),
        ),
        migrations.AddIndex(
            model_name="partycontact",
            index=models.Index(fields=["party", "-on", "-id"], name="party_contact_latest"),
        ),
        migrations.AddConstraint(
            model_name="partycontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("follow_up", ""), ("follow_up_on__isnull", True), ("state", "noted")),
                    models.Q(
                        models.Q(("follow_up", ""), _negated=True),
                        ("follow_up_on__isnull", False),
                        models.Q(("state", "noted"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="party_contact_step_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="partycontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follow_up_on__isnull", True), ("follow_up_on__gte", models.F("on")), _connector="OR"
                ),
                name="party_contact_step_comes_after",
                violation_error_message="The step comes after the contact.",
            ),
        ),
        migrations.AddConstraint(
            model_name="termstopic",
            constraint=models.UniqueConstraint(fields=("terms", "topic"), name="terms_topic_once"),
        ),
        ddl.bump_version("pilot_pilotparty", "pilot_partycontact"),
        # The way back keeps this one: it holds the same rules as before, and more.
        migrations.RunSQL(TERMS, migrations.RunSQL.noop),
        ddl.trigger("terms_topic_fixed", "pilot_termstopic", "insert or update or delete", TOPIC, declare="now text;"),
        ddl.trigger("party_contact_kept", "pilot_partycontact", "update or delete", KEPT),
    ]
