"""What happened, who did it, when. No content and no labels: erasing a person never touches this table."""

from django.apps import apps

from pilot.models.record import AuditEvent, Reason


def record(obj, action, *, by, from_state="", to_state="", fields=(), reason=""):
    """Write one event about ``obj`` by ``by`` (``None`` for the product itself, named in ``action``) and return it."""
    event = AuditEvent.objects.create(
        actor=by if getattr(by, "pk", None) else None,
        action=action,
        subject_type=obj._meta.label_lower,
        subject_id=obj.pk,
        pilot_id=_pilot_of(obj),
        from_state=from_state,
        to_state=to_state,
        fields=list(fields),
    )
    if reason:
        Reason.objects.create(event=event, text=reason)
    return event


def record_many(objects, action, *, by, fields=(), each=None):
    """Write one event for each object in one statement (imports and bulk acts).

    ``each`` has the names of fields by id of the object, where they differ from one to the next.
    """
    return AuditEvent.objects.bulk_create(
        AuditEvent(
            actor=by,
            action=action,
            subject_type=obj._meta.label_lower,
            subject_id=obj.pk,
            pilot_id=_pilot_of(obj),
            fields=list(fields if each is None else each[obj.pk]),
        )
        for obj in objects
    )


def seen(obj, *, by):
    """Note that ``by`` looked at personal data of ``obj`` (the one thing a GET may write)."""
    return record(obj, "seen", by=by)


def refused(request):
    """Note a refused request by its path and method; called outside any transaction of the view."""
    user = request.user if request.user.is_authenticated else None
    return AuditEvent.objects.create(
        actor=user, action="refused", subject_type="path", path=f"{request.method} {request.path}"[:200]
    )


def history(obj):
    """Return the events about ``obj``, newest first, with their reasons and actors."""
    return (
        AuditEvent.objects.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)
        .exclude(action="seen")
        .select_related("actor", "reason")
        .order_by("-pk")
    )


def subject(event):
    """Return the object an event is about, or ``None`` for paths and for rows that are gone."""
    if event.subject_type == "path":
        return None
    return apps.get_model(event.subject_type)._base_manager.filter(pk=event.subject_id).first()


def _pilot_of(obj):
    if obj._meta.label_lower == "pilot.pilot":
        return obj.pk
    return getattr(obj, "pilot_id", None)
