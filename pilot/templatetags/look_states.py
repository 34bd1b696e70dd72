"""The colour of every state, said once: `ok`, `wait`, `late`, `info` or `off`, by model and value."""

KINDS = ("ok", "wait", "late", "info", "off")

ERRAND = {"asked": "wait", "working": "info", "done": "ok", "failed": "late"}

STATES = {
    "selectionround": {"closed": "wait", "discussed": "ok"},
    "pilot": {"design": "off", "agreed": "info", "running": "ok", "closed": "off", "stopped": "late"},
    "policy": {"draft": "wait", "proposed": "info", "in_force": "ok", "superseded": "off"},
    "appointment": {
        "invited": "info",
        "proposed": "wait",
        "changes": "wait",
        "approved": "ok",
        "refused": "late",
        "ended": "off",
    },
    "proposal": {"open": "off", "handed_in": "info", "changes": "wait", "accepted": "ok"},
    "providerreport": {"handed_in": "wait", "read": "ok"},
    "terms": {"draft": "wait", "agreed": "ok", "replaced": "off", "dropped": "off", "ended": "off"},
    "pilotparty": {"involved": "ok", "ended": "off"},
    "partycontact": {"noted": "off", "open": "wait", "done": "ok", "dropped": "off"},
    "participation": {
        "lead": "off",
        "approached": "info",
        "interested": "info",
        "interviewed": "wait",
        "selected": "wait",
        "committed": "ok",
        "declined": "off",
        "withdrawn": "off",
    },
    "candidate": {
        "registered": "info",
        "informed": "info",
        "invited": "wait",
        "interviewed": "wait",
        "qualified": "ok",
        "out": "late",
    },
    "companyinterview": {"planned": "info", "held": "ok", "cancelled": "off"},
    "attendance": {
        "waiting": "wait",
        "invited": "info",
        "attended": "ok",
        "absent": "late",
        "withdrawn": "off",
        "cancelled": "off",
    },
    "informationsession": {"planned": "info", "cancelled": "off"},
    "kit": {"draft": "wait", "in_use": "ok", "retired": "off"},
    "interview": {"planned": "info", "held": "ok", "no_show": "late", "cancelled": "off", "replanned": "wait"},
    "match": {
        "proposed": "info",
        "introduced": "wait",
        "agreed": "wait",
        "placed": "ok",
        "ended": "off",
        "declined": "off",
    },
    "trainingclass": {"forming": "wait", "confirmed": "info", "running": "ok", "finished": "off", "cancelled": "off"},
    "enrolment": {"enrolled": "info", "acquainted": "wait", "active": "ok", "completed": "ok", "left": "late"},
    "uwvarrangement": {"asked": "wait", "agreed": "ok", "refused": "late", "ended": "off"},
    "plan": {
        "draft": "off",
        "proposed": "wait",
        "approved": "ok",
        "replaced": "off",
        "settled": "ok",
        "ended": "off",
    },
    "partinvoice": {"draft": "off", "sent": "wait", "paid": "ok", "credited": "off"},
    "claim": {"open": "wait", "sent": "info", "granted": "ok", "refused": "late", "paid": "ok"},
    "application": {"open": "wait", "sent": "info", "granted": "ok", "refused": "late", "paid": "ok"},
    "mail": ERRAND,
    "document": ERRAND,
    "upload": ERRAND | {"checked": "info", "imported": "ok", "undone": "off", "refused": "late"},
    # Where a candidate stands, read from what was recorded (not a field of its own).
    "stage": {
        "registered": "info",
        "informed": "info",
        "invited": "wait",
        "interviewed": "wait",
        "qualified": "ok",
        "matched": "info",
        "placed": "ok",
        "in_training": "ok",
        "completed": "ok",
        "out": "late",
    },
}


def kind_of(value, model: str) -> str:
    """The kind of a state of a model; one that is not listed is shown as `off`."""
    return STATES.get(model, {}).get(str(value), "off")
