"""What is kept of guidance, and when it goes: at the end of guidance (domain 4). Figures of progress stay."""

from django.db import transaction

from pilot import audit
from pilot.models import Reason, Upload

from .models import Enrolment, PostSelection, PrivateMatter, Report

BATCH = 200


def forget_due():
    """Let go of what mentors noted and remarked about people whose guidance ended; return how many. May run twice."""
    ended = Enrolment.objects.filter(state__in=[Enrolment.State.LEFT, Enrolment.State.COMPLETED])
    return _forget_guidance(ended) + _forget_reasons(ended.filter(candidate__erased_at__isnull=False))


@transaction.atomic
def _forget_guidance(ended):
    matters = list(
        PrivateMatter.objects.select_for_update(of=("self",))
        .filter(enrolment__in=ended)
        .select_related("enrolment__training_class__programme")
        .order_by("pk")[:BATCH]
    )
    audit.record_many(matters, "forget", by=None)
    PrivateMatter.objects.filter(pk__in=[matter.pk for matter in matters]).delete()
    reports = list(
        Report.objects.select_for_update(of=("self",))
        .filter(enrolment__in=ended)
        .exclude(remark="")
        .select_related("enrolment__training_class__programme")
        .order_by("pk")[:BATCH]
    )
    audit.record_many(reports, "forget", by=None, fields=["remark"])
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(remark="")
    _forget_replaced({str(report.pk) for report in reports})
    decisions = PostSelection.objects.filter(enrolment__in=ended).exclude(reason="")
    return len(matters) + len(reports) + decisions.update(reason="")


def _forget_replaced(reports):
    """Empty the remarks that an upload keeps for its undo; that undo is no longer possible anyway."""
    uploads = Upload.objects.select_for_update().filter(kind="progress", outcome__replaced__has_any_keys=list(reports))
    for upload in uploads.order_by("pk"):
        for pk in reports & upload.outcome["replaced"].keys():
            upload.outcome["replaced"][pk]["remark"] = ""
        Upload.objects.filter(pk=upload.pk).update(outcome=upload.outcome)


def _forget_reasons(ended):
    """Empty the words with which people who were erased stopped; stage and kind of reason are figures and stay."""
    return (
        Reason.objects.filter(event__subject_type="training.enrolment", event__subject_id__in=ended.values("pk"))
        .exclude(text="")
        .update(text="")
    )
