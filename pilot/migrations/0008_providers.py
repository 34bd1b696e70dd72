"""Frameworks and proposals by topic with their rounds and attachments, succession, periodic reports."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import pilot.models.appointments

#: Where the proposal of a topic stands, by the state of the appointment it was part of.
STANDS = {
    "invited": "open",
    "proposed": "handed_in",
    "changes": "changes",
    "approved": "accepted",
    "refused": "handed_in",
    "ended": "accepted",
}


def keep_proposals(apps, schema_editor):
    """One text for everything becomes a text for every topic; who acts, acts since the day of the approval."""
    Appointment, Proposal = apps.get_model("pilot", "Appointment"), apps.get_model("pilot", "Proposal")
    for appointment in Appointment.objects.order_by("pk"):
        Proposal.objects.bulk_create(
            Proposal(appointment=appointment, topic=topic, text=appointment.proposal, state=STANDS[appointment.state])
            for topic in appointment.scope
        )
        if appointment.state == "approved":
            Appointment.objects.filter(pk=appointment.pk).update(starts_on=appointment.since)


class Migration(migrations.Migration):
    dependencies = [
        ("pilot", "0007_parties_and_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word (.docx)"),
                            ("xlsx", "Excel (.xlsx)"),
                            ("png", "PNG"),
                            ("jpg", "JPG"),
                        ],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size (bytes)")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "verbose_name": "attachment",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FrameworkText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("recruitment", "Recruitment"),
                            ("selection", "Selection"),
                            ("secondment", "Secondment"),
                            ("training", "Training"),
                            ("guidance", "Guidance"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="framework")),
            ],
            options={
                "verbose_name": "framework",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("recruitment", "Recruitment"),
                            ("selection", "Selection"),
                            ("secondment", "Secondment"),
                            ("training", "Training"),
                            ("guidance", "Guidance"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="topic",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=8000, verbose_name="proposal")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be written"),
                            ("handed_in", "Handed in"),
                            ("changes", "Changes asked"),
                            ("accepted", "Accepted"),
                        ],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProviderReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="number",
                    ),
                ),
                ("first", models.DateField(verbose_name="from")),
                ("last", models.DateField(verbose_name="until")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("texts", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("handed_in", "Handed in"), ("read", "Read by the owner")],
                        default="handed_in",
                        editable=False,
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                ("remark", models.TextField(blank=True, editable=False, max_length=2000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "report",
                "ordering": ["-number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handed_in", "Handed in"),
                            ("changes", "Changes asked"),
                            ("accepted", "Accepted"),
                            ("framework", "Framework changed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="framework",
            name="framework_once_per_topic",
        ),
        migrations.AddField(
            model_name="appointment",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="proposal due on"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="ends_on",
            field=models.DateField(editable=False, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="partnership",
            field=models.CharField(blank=True, max_length=200, verbose_name="which partnership"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="preferred_supplier",
            field=models.BooleanField(
                default=False, verbose_name="preferred supplier that forms a regional partnership of companies"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="recruits",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("companies", "Companies"), ("candidates", "Candidates")], max_length=10
                ),
                blank=True,
                default=pilot.models.appointments.both,
                help_text="Counts when recruitment is part of the scope.",
                size=None,
                verbose_name="recruits",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="report_every",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Every month"), (2, "Every two months"), (3, "Every quarter")],
                default=1,
                verbose_name="reports",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="starts_on",
            field=models.DateField(editable=False, null=True, verbose_name="acts since"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="succeeds",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="pilot.appointment",
                verbose_name="takes over",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="work_at_end",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="framework",
            name="at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name="framework",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope__contains", ["recruitment"]), _negated=True),
                    ("recruits__len__gt", 0),
                    _connector="OR",
                ),
                name="appointment_recruits_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("report_every__range", (1, 3))), name="appointment_reports_regularly"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="appointment_ends_after_start",
                violation_error_message="The last day comes after the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.UniqueConstraint(
                fields=("appointment", "topic", "number"), name="framework_once_per_number"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="blob",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilot.blob"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="frameworktext",
            name="pilot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="framework_texts", to="pilot.pilot"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="pilot.appointment"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="pilot.proposal"
            ),
        ),
        migrations.AddField(
            model_name="providerreport",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="pilot.appointment"
            ),
        ),
        migrations.AddField(
            model_name="providerreport",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="providerreport",
            name="read_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="framework",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilot.framework"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="pilot.proposal"
            ),
        ),
        migrations.AddConstraint(
            model_name="frameworktext",
            constraint=models.UniqueConstraint(fields=("pilot", "topic"), name="framework_text_once_per_topic"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("appointment", "topic"), name="proposal_once_per_topic"),
        ),
        migrations.AddConstraint(
            model_name="providerreport",
            constraint=models.UniqueConstraint(
                fields=("appointment", "number"), name="provider_report_once_per_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="providerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="provider_report_period_in_order"
            ),
        ),
        migrations.RunPython(keep_proposals, migrations.RunPython.noop),
        # What was written just now is checked before the table changes.
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RunSQL("set constraints all deferred", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="appointment",
            name="proposal",
        ),
    ]
