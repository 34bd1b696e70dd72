"""Progress by month: reports typed in or uploaded as a file, and which months still lack them."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot import audit
from pilot.choices import Role
from pilot.formats import day
from pilot.importing import Column, cells
from pilot.importing.kinds import ImportKind, Present
from pilot.models import Topic
from pilot.wording import fold
from pilot.workflow import NotNow, require_none

from .models import Enrolment, Report, TrainingClass
from .permissions import appointed

FIGURES = ("attendance", "study", "work", "motivation", "remark")
#: Day of the next month by which the reports of a month should be in.
DUE_DAY = 8


# ---- months ----


def month_name(month):
    """A month as people write it: oktober 2026."""
    return date_format(month, "F Y")


def first_of(date_):
    """First day of the month of a day."""
    return date_.replace(day=1)


def next_month(month):
    """First day of the month after ``month``."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_due(training_class, today):
    """First days of the months that a class should have reported by ``today``: from its start, full months only."""
    month, last = first_of(training_class.start), first_of(min(today, next_month(first_of(training_class.end))))
    months = []
    while month < last:
        months.append(month)
        month = next_month(month)
    return months


def due_on(month):
    """The day by which the reports of a month should be in."""
    return next_month(month).replace(day=DUE_DAY)


# ---- one report ----


def report_blockers(enrolment, month):
    """Sentences that say why there can be no report of this month for this participant."""
    training_class = enrolment.training_class
    if training_class.state not in (TrainingClass.State.RUNNING, TrainingClass.State.FINISHED):
        yield _("%(name)s has not started.") % {"name": training_class.name}
        return
    if month > first_of(timezone.localdate()):
        yield _("%(month)s has yet to come.") % {"month": month_name(month)}
    if month < first_of(training_class.start):
        yield _("%(name)s starts on %(day)s, after that month.") % {
            "name": training_class.name,
            "day": day(training_class.start),
        }
    ended = enrolment.left_at or enrolment.completed_at
    if ended and month > first_of(timezone.localdate(ended)):
        yield _("%(name)s stopped or completed on %(day)s.") % {"name": enrolment.candidate.name, "day": day(ended)}


@transaction.atomic
def save_report(report, *, by, fields=()):
    """Store a report of one month; ``fields`` are the names of what changed in one stored before. Raises ``NotNow``."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=report.enrolment_id)
    require_none(report_blockers(report.enrolment, report.month))
    new = report.pk is None
    if new and report.enrolment.reports.filter(month=report.month).exists():
        raise NotNow(_("There is a report of %(month)s already.") % {"month": month_name(report.month)}, code="twice")
    if new:
        report.by = by
    report.save()
    audit.record(report, "create" if new else "edit", by=by, fields=sorted(fields))
    return report


# ---- a file ----


class ProgressImport(ImportKind):
    """A month's progress of many participants, from the provider or the trainer (advice 8.2-11)."""

    address = "voortgang"
    title = gettext_lazy("Upload progress")
    lead = gettext_lazy("One row for each participant and month. Never write about health or private matters.")
    key_columns = ("email", "class", "month")
    shown = ("name", "class", "month", "attendance", "study", "work", "motivation")
    figures = ("attendance", "study", "work", "motivation")
    personal = True
    may_undo = True

    def may(self, user):
        """The provider appointed for training or guidance, and trainers for their own classes."""
        return appointed(user, self.pilot, Topic.TRAINING, Topic.GUIDANCE) or self.pilot.pk in user.pilots(Role.TRAINER)

    def back(self):
        return reverse("training:classes", args=[self.pilot.slug])

    def back_label(self):
        return _("Classes")

    def columns(self):
        return [
            Column("name", _("Participant"), ("Deelnemer", "Naam"), required=True, parse=cells.text(210)),
            Column("email", _("E-mail address"), ("E-mailadres", "E-mail"), required=True, parse=cells.email),
            Column("class", _("Class"), ("Klas", "Groep"), required=True, parse=cells.text(60)),
            Column("month", _("Month"), ("Maand", "Periode"), required=True, parse=cells.month),
            Column("attendance", _("Attendance (%)"), ("Aanwezigheid",), required=True, parse=cells.percentage()),
            Column(
                "study", _("Study progress (1-5)"), ("Studievoortgang", "Studie"), required=True, parse=cells.score()
            ),
            Column(
                "work", _("Work at the company (1-5)"), ("Werk bij bedrijf", "Werk"), required=True, parse=cells.score()
            ),
            Column("motivation", _("Motivation (1-5)"), ("Motivatie",), required=True, parse=cells.score()),
            Column("remark", _("Remark"), ("Opmerking", "Toelichting"), parse=cells.text(2000, lines=True)),
        ]

    # Read once for a whole file: judge and key are asked for every row.

    @cached_property
    def _classes(self):
        """Names of the pilot's classes that this user may know of, folded, with the name as it is written."""
        classes = TrainingClass.objects.in_pilots([self.pilot.pk])
        if self.by is not None:
            classes = classes.visible_to(self.by)
        return {fold(name): name for name in classes.values_list("name", flat=True)}

    @cached_property
    def _participants(self):
        """Enrolments by folded class name and e-mail address; somebody who came back stands there as last enrolled."""
        enrolments = Enrolment.objects.in_pilots([self.pilot.pk]).with_case().order_by("pk")
        if self.by is not None:
            enrolments = enrolments.visible_to(self.by)
        return {
            (fold(enrolment.training_class.name), enrolment.candidate.email.lower()): enrolment
            for enrolment in enrolments
            if enrolment.candidate.email
        }

    def _enrolment(self, values):
        return self._participants.get((fold(values["class"]), values["email"]))

    def key(self, values):
        return fold(values["class"]), values["email"], values["month"]

    def judge(self, values):
        if fold(values["class"]) not in self._classes:
            yield "class", _("“%(name)s” is no class of this pilot") % {"name": values["class"]}
            return
        enrolment = self._enrolment(values)
        if enrolment is None:
            yield "email", _("nobody in %(class)s has this address") % {"class": values["class"]}
            return
        if fold(enrolment.candidate.name) != fold(values["name"]):
            yield "name", _("this address belongs to %(name)s") % {"name": enrolment.candidate.name}
        for sentence in report_blockers(enrolment, values["month"]):
            yield "month", sentence.rstrip(".")

    def present(self, keys):
        reports = self._reports({month for _class, _email, month in keys})
        found = {}
        for key in keys:
            enrolment = self._participants.get(key[:2])
            report = reports.get((enrolment.pk, key[2])) if enrolment else None
            if report is not None:
                found[key] = Present({name: getattr(report, name) for name in FIGURES})
        return found

    def _reports(self, months, lock=False):
        """Reports on record of these months, by enrolment and month."""
        ids = [enrolment.pk for enrolment in self._participants.values()]
        reports = Report.objects.filter(enrolment__in=ids, month__in=months).order_by("pk")
        if lock:
            reports = reports.select_for_update(of=("self",))
        return {(report.enrolment_id, report.month): report for report in reports}

    def store(self, upload, rows, *, by):
        """Write new reports and what changed in others; the values before are kept in the outcome for ``undo``."""
        reports = self._reports({row.values["month"] for row in rows}, lock=True)
        new, changed, replaced = [], [], {}
        for row in rows:
            enrolment = self._enrolment(row.values)
            if enrolment is None:
                raise NotNow(_("The classes changed since this file was checked. Check it again."), code="moved")
            report = reports.get((enrolment.pk, row.values["month"]))
            if report is None:
                report = Report(enrolment=enrolment, month=row.values["month"], upload=upload, by=by)
                for name in FIGURES:
                    setattr(report, name, row.values[name])
                new.append(report)
            elif row.changes:
                replaced[str(report.pk)] = {name: getattr(report, name) for name in FIGURES} | {
                    "upload": report.upload_id,
                    "by": report.by_id,
                }
                for name in row.changes:
                    setattr(report, name, row.values[name])
                report.enrolment, report.upload, report.by = enrolment, upload, by
                changed.append(report)
        Report.objects.bulk_create(new)
        Report.objects.bulk_update(changed, [*FIGURES, "upload", "by"])
        audit.record_many(new, "create", by=by)
        audit.record_many(changed, "edit", by=by, fields=FIGURES)
        written = [report.pk for report in [*new, *changed]]
        return {
            "new": len(new),
            "changed": len(changed),
            "created": [report.pk for report in new],
            "replaced": replaced,
            "versions": {str(pk): version for pk, version in _versions(written).items()},
        }

    def undo(self, upload, *, by):
        """Take the reports of this upload away and give those it replaced their values back (with who wrote them).

        Raises ``NotNow`` once somebody changed one of them afterwards.
        """
        versions = {int(pk): version for pk, version in upload.outcome["versions"].items()}
        reports = {
            report.pk: report
            for report in Report.objects.filter(pk__in=versions)
            .select_related("enrolment__candidate", "enrolment__training_class__programme")
            .select_for_update(of=("self",))
            .order_by("pk")
        }
        touched = [report for pk, report in reports.items() if report.version != versions[pk]]
        gone = len(versions) - len(reports)
        if touched or gone:
            raise NotNow(list(_touched(touched, gone)), code="edited")
        restored = []
        for pk, before in upload.outcome["replaced"].items():
            report = reports[int(pk)]
            for name in FIGURES:
                setattr(report, name, before[name])
            report.upload_id, report.by_id = before["upload"], before["by"]
            restored.append(report)
        Report.objects.bulk_update(restored, [*FIGURES, "upload", "by"])
        removed = [reports[pk] for pk in upload.outcome["created"]]
        audit.record_many(restored, "restore", by=by, fields=FIGURES)
        audit.record_many(removed, "remove", by=by)
        Report.objects.filter(pk__in=[report.pk for report in removed]).delete()


def _versions(ids):
    return dict(Report.objects.filter(pk__in=ids).values_list("pk", "version"))


def _touched(reports, gone):
    """Sentences that say which reports somebody changed since."""
    for report in reports[:5]:
        yield _("The report of %(name)s about %(month)s was changed afterwards.") % {
            "name": report.enrolment.candidate.name,
            "month": month_name(report.month),
        }
    more = max(len(reports) - 5, 0) + gone
    if more:
        yield ngettext("So was %(n)s other report.", "So were %(n)s other reports.", more) % {"n": more}
