"""What changed between two versions of a kit, in sentences; and the planned interviews that may take the newer one."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import notices
from candidates.competences import level_label
from candidates.models import Interview, Kit, Score
from pilot import audit
from pilot.workflow import NotNow, require_none

# ---- between two versions ----


def told(old, new):
    """Every difference between two versions, the older first: ``[{"label", "sentences"}]``, empty when they agree.

    An item is known by its line, so that another name is a change and not one item gone and another come.
    """
    found = []
    if old.occupation_id != new.occupation_id:
        words = {"was": old.occupation, "becomes": new.occupation}
        found.append({"label": _("Occupation"), "sentences": [_("From %(was)s to %(becomes)s.") % words]})
    if old.soft_weight != new.soft_weight:
        sentence = _stepped(old.soft_weight, new.soft_weight)
        found.append({"label": _("Weight of soft skills (percent)"), "sentences": [sentence]})
    before = {item.line: item for item in old.items.all()}
    after = {item.line: item for item in new.items.all()}
    found += [
        {"label": item.name, "sentences": [_("Added to the kit.")]}
        for line, item in after.items()
        if line not in before
    ]
    found += [
        {"label": item.name, "sentences": [_("Taken out of the kit.")]}
        for line, item in before.items()
        if line not in after
    ]
    for line, item in after.items():
        if line in before and (sentences := list(_of_item(before[line], item))):
            found.append({"label": item.name, "sentences": sentences})
    if moved := _moved(before, after):
        found.append({"label": _("Order"), "sentences": [moved]})
    return found


def _of_item(was, now):
    if was.name != now.name:
        yield _("Was called “%(was)s”.") % {"was": was.name}
    for name in ("element", "kind"):
        if getattr(was, name) != getattr(now, name):
            words = {key: getattr(one, f"get_{name}_display")() for key, one in (("was", was), ("becomes", now))}
            yield _("From %(was)s to %(becomes)s.") % words
    if was.weight != now.weight:
        yield _("Weight: %(sentence)s") % {"sentence": _stepped(was.weight, now.weight)}
    if was.required_level != now.required_level:
        words = {
            "was": level_label(was.required_level).lower() if was.required_level else _("none"),
            "becomes": level_label(now.required_level).lower() if now.required_level else _("none"),
        }
        yield _("Level asked: from %(was)s to %(becomes)s.") % words
    if was.level_reason != now.level_reason and now.level_reason:
        yield _("Why this level: “%(reason)s”") % {"reason": now.level_reason}
    if was.question != now.question:
        words = {"was": was.question, "becomes": now.question}
        yield _("The question was “%(was)s” and becomes “%(becomes)s”") % words
    for number, (one, other) in enumerate(zip(was.anchors, now.anchors, strict=True), start=1):
        if one != other:
            words = {"n": number, "was": one, "becomes": other}
            yield _("Answer %(n)s was “%(was)s” and becomes “%(becomes)s”") % words


def _stepped(was, becomes):
    words = {"was": was, "becomes": becomes, "by": abs(becomes - was)}
    if becomes > was:
        return _("Up by %(by)s, from %(was)s to %(becomes)s.") % words
    return _("Down by %(by)s, from %(was)s to %(becomes)s.") % words


def _moved(before, after):
    """Which order the items have now, when those of both versions stand in another one."""
    kept = [line for line in before if line in after]
    if kept == [line for line in after if line in before]:
        return ""
    return _("Now in this order: %(names)s.") % {"names": ", ".join(item.name for item in after.values())}


# ---- planned with an earlier version ----


def behind(pilot):
    """Interviews that are planned with an earlier kit than the one in use, the first one first, each with ``begun``."""
    written = Score.objects.filter(scorecard__interview=OuterRef("pk"))
    rows = Interview.objects.filter(candidate__pilot=pilot, state=Interview.State.PLANNED)
    rows = rows.exclude(kit__state=Kit.State.IN_USE).filter(kit__pilot=pilot)
    return rows.with_case().annotate(begun=Exists(written)).order_by("at", "pk")


def taking_blockers(interview, *, begun):
    """Why an interview keeps the kit it was planned with, as sentences; ``begun``: something was written already."""
    if interview.state != Interview.State.PLANNED:
        return [_("This interview is “%(state)s”.") % {"state": interview.get_state_display()}]
    if begun:
        return [_("Somebody wrote on a card already, so this interview keeps its version.")]
    if interview.at <= timezone.now():
        return [_("The moment of this interview has come, so it keeps its version.")]
    return []


@transaction.atomic
def take_newer(interviews, *, by):
    """Let planned interviews take the kit in use before they begin, and tell both interviewers; return them.

    All or none. Raises ``NotNow`` with what stands in the way of which.
    """
    rows = list(
        Interview.objects.select_for_update(of=("self",))
        .select_related("candidate__pilot", "kit")
        .filter(pk__in=[one.pk for one in interviews])
        .order_by("pk")
    )
    written = set(Score.objects.filter(scorecard__interview__in=rows).values_list("scorecard__interview", flat=True))
    require_none(
        f"{interview.candidate}: {why}"
        for interview in rows
        for why in taking_blockers(interview, begun=interview.pk in written)
    )
    for interview in rows:
        kit = interview.candidate.pilot.kits.in_use().first()
        if kit is None or kit.pk == interview.kit_id:
            raise NotNow(_("This interview has the kit in use already."))
        interview.kit = kit
        interview.save(update_fields=["kit"])
        audit.record(interview, "kit", by=by, fields=["kit"])
        for card in interview.scorecards.select_related("interviewer"):
            notices.other_kit(interview, card)
    return rows
