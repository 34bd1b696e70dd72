"""What waits in the recruiting and selection of companies: lines for *My work* and for the pilot's checklist."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Least
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import recognition, silence
from companies.basis import SIGNED, since_unsigned, unsigned
from companies.models import (
    CommitmentPaper,
    CompanyInterview,
    LearningEnvironment,
    Participation,
    Profile,
    Told,
    Vacancy,
)
from companies.permissions import may_commit, may_see
from companies.standing import TO_APPROACH, TO_COMMIT, TO_DECIDE
from pilot import formats
from pilot.addresses import reverse
from pilot.choices import Recruiter, Role
from pilot.models import Assignment, Pilot, User
from pilot.questions import Ids, question
from pilot.reminders import Reminder

State = Participation.State
#: Days after which a mail reminds of an interview that was not closed, or of a decision or commitment that is late.
PATIENCE = timedelta(days=3)


def waiting(user, pilot=None):
    """Yield what waits for ``user`` with companies: from leads to commitments, silences, recognitions; one query.

    In one ``pilot`` or in all.
    """
    pilots = user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)
    if pilot is not None:
        pilots &= {pilot.pk}
    if not pilots:
        return
    for row in _rows(user, pilots, timezone.localdate()):
        where = Pilot(pk=row["pilot"], slug=row["pilot__slug"], title=row["pilot__title"])
        if row["kind"] == "lead":
            yield _leads(row, where)
        elif row["kind"] == "quiet":
            yield silence.line(row, where)
        elif row["kind"] == "interview":
            yield _interview(row, where)
        elif row["kind"].startswith("recognition:"):
            if ends := recognition.line(user, row, where):
                yield ends
        else:
            yield from _case(user, row, where)


@question
def _rows(user: User, pilots: Ids, day: date):
    """What waits in these pilots, as one question."""
    here = Q(pilot__in=pilots)
    rows = _leads_of(user, here).union(
        silence.by_pilot(user, day, here),
        _interviews(user, pilots),
        _cases(user, day, here),
        _columns(recognition.ending(user, day, here)),
        all=True,
    )
    return rows.order_by("first", "kind", "n")


def _columns(rows, path=""):
    """The columns of all questions that are asked in one: pilot, number, since when, whose, which kind."""
    names = [f"{path}pilot", f"{path}pilot__slug", f"{path}pilot__title"]
    return rows.order_by().annotate(every=NONE).values_list(*names, "n", "first", "name", "kind", "every")


def _interviews(user, pilots):
    """Interviews that the user holds; they stay until they are closed."""
    rows = CompanyInterview.objects.filter(
        Q(selector=user, participation__pilot__in=user.pilots(Role.SELECTOR))
        | Q(owner=user, participation__pilot__in=user.pilots(Role.OWNER)),
        participation__pilot__in=pilots,
        state=CompanyInterview.State.PLANNED,
    )
    told = rows.annotate(n=F("pk"), first=F("at"), name=F("participation__company__name"), kind=_kind("interview"))
    return _columns(told, "participation__")


#: Only a silence has a rhythm.
NONE = Value(0, PositiveSmallIntegerField())


def _kind(name):
    return Value(name, CharField())


def _interview(row, pilot):
    day = timezone.localdate(row["first"])
    return Reminder(
        key=f"company-interview:{row['n']}:{day}",
        due=day,
        text=_("Hold the interview with %(company)s") % {"company": row["name"]},
        act=_("Open"),
        url=reverse("companies:interview", args=[row["n"]]),
        pilot=pilot,
        context=formats.clock(row["first"]),
        mail_from=day + PATIENCE,
    )


def _mine(user, day):
    """Cases of the user's pilots: an owner those of the own fund, selectors and providers all."""
    owned = Assignment.objects.owned(user, day, "pilot", "company__fund")
    return Q(pilot__in=user.pilots(Role.SELECTOR, Role.PROVIDER)) | Exists(owned)


def _cases(user, day, here):
    """Companies that were interviewed and wait for a decision, a profile or the commitment; since the interview."""
    held = CompanyInterview.objects.filter(participation=OuterRef("pk"), state=CompanyInterview.State.HELD)
    mine = {"participation": OuterRef("pk")}
    papers = CommitmentPaper.objects.filter(**mine, commitment__isnull=True)
    more = unsigned(Vacancy.objects.filter(**mine))
    rows = (
        Participation.objects.inside()
        .filter(
            _mine(user, day) & Q(state__in=[State.INTERVIEWED, State.SELECTED])
            # Who signed before signs again for what came later, with the provider.
            | Q(Exists(more), state=State.COMMITTED, pilot__in=user.pilots(Role.PROVIDER)),
            here,
        )
        .annotate(
            n=F("pk"),
            first=Case(
                When(state=State.COMMITTED, then=since_unsigned("pk")),
                default=Coalesce(Subquery(held.order_by("-at").values("at")[:1]), "created_at"),
            ),
            name=F("company__name"),
            # What the case has already, as marks: the line it becomes is put together from them.
            kind=Concat(
                Value("case:"),
                "state",
                Value(":"),
                "recruited_by",
                Value(":"),
                _mark(Profile.objects.filter(**mine)),
                _mark(Told.objects.filter(**mine)),
                _mark(LearningEnvironment.objects.filter(**mine)),
                _mark(papers),
                _mark(papers.filter(copies__isnull=False)),
                output_field=CharField(),
            ),
        )
    )
    return _columns(rows)


def _mark(rows):
    return Case(When(Exists(rows), then=Value("1")), default=Value("0"), output_field=CharField())


def _case(user, row, pilot):
    """What a case asks of this user: to decide, the profile, what goes before a commitment, or that; or nothing."""
    _kind, state, recruited_by, marks = row["kind"].split(":")
    has = dict(zip(("profile", "told", "environment", "paper", "copy"), (mark == "1" for mark in marks), strict=True))
    if not (line := _line(user, pilot, state, recruited_by, has)):
        return
    code, text, act, name, days = line
    day = timezone.localdate(row["first"]) + days
    yield Reminder(
        key=f"company:{row['n']}:{code}:{day}",
        due=day,
        text=text % {"company": row["name"]},
        act=act,
        url=reverse(f"companies:{name}", args=[row["n"]]),
        pilot=pilot,
        mail_from=day + PATIENCE,
    )


def _line(user, pilot, state, recruited_by, has):
    """What this case asks of this user: code, sentence, verb, page, days after the interview; or nothing."""
    chooses = pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR)
    if state == State.INTERVIEWED:
        if chooses:
            return "select", _("Decide whether %(company)s takes part"), _("Decide"), "select", TO_DECIDE
        return None
    due, provides = TO_DECIDE + TO_COMMIT, may_commit(user, pilot)
    again = state == State.COMMITTED
    if again:
        due = TO_COMMIT
    tells = provides if recruited_by == Recruiter.PROVIDER else chooses
    beside = [
        (has["profile"], chooses, "profile", _("Draw up the profile of %(company)s"), _("Draw up"), "profile", due),
        (
            has["told"], tells, "tell", _("Tell %(company)s the training forms and what a participant costs"),
            _("Record"), "told", due,
        ),
        (
            has["environment"], provides, "assess", _("Assess the learning environment of %(company)s"), _("Record"),
            "environment", due,
        ),
    ]  # fmt: skip
    left = [row for row in beside if not row[0]]
    if left:
        return next((row[2:] for row in left if row[1]), None)
    if not provides:
        return None
    if not has["paper"]:
        text = (
            _("Make the commitment of %(company)s anew: not everything it offers was signed for")
            if again
            else _("Make the commitment that %(company)s signs")
        )
        return "paper", text, _("Make"), "paper", due
    if not has["copy"]:
        return "sign", _("Let %(company)s sign, and upload the signed commitment"), _("Upload"), "copy_new", due
    return "commit", _("Record the commitment of %(company)s"), _("Record"), "commit", due


def _leads_of(user, here):
    """Per pilot the leads that nobody approached yet, for the party that brought them in."""
    fund = Q(recruited_by__in=[Recruiter.FUND, Recruiter.COMPANY], pilot__in=user.pilots(Role.OWNER, Role.SELECTOR))
    provider = Q(recruited_by=Recruiter.PROVIDER, pilot__in=user.pilots(Role.PROVIDER))
    return (
        Participation.objects.inside()
        .filter(fund | provider, here, state=State.LEAD)
        .order_by()
        .values("pilot", "pilot__slug", "pilot__title")
        .annotate(n=Count("pk"), first=Min("created_at"), name=Min("company__name"), kind=_kind("lead"), every=NONE)
    )


def _leads(row, pilot):
    """Leads that nobody approached, for the party that brought them in."""
    url = reverse("companies:list", args=[pilot.slug])
    sentence = ngettext("Approach %(n)s company", "Approach %(n)s companies", row["n"])
    return Reminder(
        key=f"company-leads:{pilot.pk}:{timezone.localdate(row['first'])}",
        due=timezone.localdate(row["first"]) + TO_APPROACH,
        text=sentence % {"n": row["n"]},
        act=_("Open"),
        url=f"{url}?state=lead",
        pilot=pilot,
    )


@question
def _counts(pilot: int):
    """How many companies there are, how far they are, since when the first waits, their places; no row without any."""
    rows = Participation.objects.filter(pilot=pilot, outside="")
    planned = Exists(CompanyInterview.objects.filter(participation=OuterRef("pk"), state="planned"))
    past = [State.INTERVIEWED, State.SELECTED, State.COMMITTED]
    first = CompanyInterview.objects.filter(participation=OuterRef("pk"), state="planned").order_by("at").values("at")
    held = CompanyInterview.objects.filter(participation=OuterRef("pk"), state="held").order_by("-at").values("at")
    offered = Vacancy.objects.filter(participation=OuterRef("pk")).order_by().values("participation")
    # Of who signed, the places that it signed for.
    offered = Subquery(offered.annotate(n=Sum(Least("places", SIGNED))).values("n"))
    rows = rows.annotate(
        has_planned=planned,
        offered=offered,
        meets_at=Subquery(first[:1]),
        since=Coalesce(Subquery(held[:1]), "created_at"),
    )
    return (
        rows.order_by()
        .values("pilot")
        .annotate(
            all=Count("pk"),
            leads=Count("pk", filter=Q(state=State.LEAD)),
            planned=Count("pk", filter=Q(has_planned=True)),
            past=Count("pk", filter=Q(state__in=past)),
            selected=Count("pk", filter=Q(state=State.SELECTED)),
            places=Sum("offered", filter=Q(state=State.COMMITTED)),
            lead_at=Min("created_at", filter=Q(state=State.LEAD)),
            next_at=Min("meets_at"),
            selected_at=Min("since", filter=Q(state=State.SELECTED)),
        )
    )


def checklist(pilot, user):
    """Lines for the pilot's checklist: companies brought in, interviewed, committed with enough places; two queries."""
    counts = defaultdict(int, *_counts(pilot.pk))
    places = counts["places"] or 0
    policy = pilot.policy_in_force
    target = policy.class_target if policy else 0
    # Fund management reads the figures, not the list behind them.
    url = reverse("companies:list", args=[pilot.slug]) if may_see(user, pilot) else ""
    brought = _item(
        _("Companies brought in"),
        url,
        "todo" if not counts["all"] else "busy" if counts["leads"] else "done",
        str(counts["all"] or ""),
        ngettext("%(n)s has not been approached yet.", "%(n)s have not been approached yet.", counts["leads"])
        % {"n": counts["leads"]}
        if counts["leads"]
        else "",
        due=_after(counts["lead_at"], TO_APPROACH),
    )
    interviewed = _item(
        _("Companies interviewed by two people"),
        url and f"{url}?state=interested",
        "todo" if not counts["past"] and not counts["planned"] else "busy" if counts["planned"] else "done",
        str(counts["past"] or ""),
        ngettext("%(n)s interview is planned.", "%(n)s interviews are planned.", counts["planned"])
        % {"n": counts["planned"]}
        if counts["planned"]
        else "",
        who=_("selector and pilot owner"),
        due=_after(counts["next_at"]),
    )
    committed = _item(
        _("Companies committed, with their places"),
        url and f"{url}?state=committed",
        "todo" if not places else "done" if places >= target else "busy",
        _places(places, target),
        ngettext(
            "%(n)s selected company has not committed itself yet.",
            "%(n)s selected companies have not committed themselves yet.",
            counts["selected"],
        )
        % {"n": counts["selected"]}
        if counts["selected"]
        else "",
        who=_("the provider"),
        due=_after(counts["selected_at"], TO_DECIDE + TO_COMMIT),
    )
    return [brought | {"waits": list(waiting(user, pilot))}, interviewed, committed]


def _after(moment, days=timedelta()):
    """The day so long after a moment; none without one."""
    return timezone.localdate(moment) + days if moment else None


def _item(label, url, status, badge, note, *, who="", due=None):
    said = {"who": who} if who else {}
    return {"label": label, "url": url, "status": status, "badge": badge, "note": note, "why": "", "due": due, **said}


def _places(places, target):
    """How many places there are, against the aim for a class until that is reached."""
    if not target:
        return ""
    if places < target:
        return _("%(places)s of %(target)s places") % {"places": places, "target": target}
    return ngettext("%(n)s place", "%(n)s places", places) % {"n": places}
