"""What waits in the recruiting and selection of companies: lines for *My work* and for the pilot's checklist."""

from datetime import timedelta

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, Subquery, Sum, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import silence
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
from pilot.choices import Recruiter, Role
from pilot.reminders import Reminder

State = Participation.State
#: Days after which a mail reminds of an interview that was not closed, or of a decision or commitment that is late.
PATIENCE = timedelta(days=3)


def waiting(user):
    """Yield what waits for ``user``: interviews to hold, decisions, profiles, commitments, leads to approach."""
    if not user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER):
        return
    yield from _interviews(user)
    yield from _cases(user)
    yield from _by_pilot(user)


def _interviews(user):
    """Interviews that the user holds; they stay until they are closed."""
    rows = CompanyInterview.objects.filter(
        Q(selector=user, participation__pilot__in=user.pilots(Role.SELECTOR))
        | Q(owner=user, participation__pilot__in=user.pilots(Role.OWNER)),
        state=CompanyInterview.State.PLANNED,
    )
    for interview in rows.select_related("participation__company", "participation__pilot").order_by("at", "pk"):
        day, pilot = timezone.localdate(interview.at), interview.participation.pilot
        yield Reminder(
            key=f"company-interview:{interview.pk}:{day}",
            due=day,
            text=_("Hold the interview with %(company)s") % {"company": interview.participation.company},
            act=_("Open"),
            url=interview.get_absolute_url(),
            pilot=pilot,
            context=formats.clock(interview.at),
            mail_from=day + PATIENCE,
        )


def _mine(user):
    """Cases of the user's pilots: an owner those of the own fund, selectors and providers all."""
    mine = Q(pilot__in=user.pilots(Role.SELECTOR, Role.PROVIDER))
    for assignment in user.running:
        if assignment.role == Role.OWNER:
            mine |= Q(pilot=assignment.pilot_id, company__fund=assignment.fund_id)
    return mine


def _cases(user):
    """Companies that were interviewed and wait for a decision, a profile or the commitment."""
    held = CompanyInterview.objects.filter(participation=OuterRef("pk"), state=CompanyInterview.State.HELD)
    mine = {"participation": OuterRef("pk")}
    papers = CommitmentPaper.objects.filter(**mine, commitment__isnull=True)
    rows = (
        Participation.objects.inside()
        .filter(_mine(user), state__in=[State.INTERVIEWED, State.SELECTED])
        .annotate(
            held_at=Subquery(held.order_by("-at").values("at")[:1]),
            has_profile=Exists(Profile.objects.filter(**mine)),
            has_told=Exists(Told.objects.filter(**mine)),
            has_environment=Exists(LearningEnvironment.objects.filter(**mine)),
            has_paper=Exists(papers),
            has_copy=Exists(papers.filter(copies__isnull=False)),
        )
        .select_related("company", "pilot")
        .order_by("pk")
    )
    for case in rows:
        if line := _line(user, case):
            code, text, act, name, days = line
            day = timezone.localdate(case.held_at or case.created_at) + days
            yield Reminder(
                key=f"company:{case.pk}:{code}:{day}",
                due=day,
                text=text % {"company": case.company},
                act=act,
                url=reverse(f"companies:{name}", args=[case.pk]),
                pilot=case.pilot,
                mail_from=day + PATIENCE,
            )


def _line(user, case):
    """What this case asks of this user: code, sentence, verb, page, days after the interview; or nothing."""
    chooses = case.pilot_id in user.pilots(Role.OWNER, Role.SELECTOR)
    if case.state == State.INTERVIEWED:
        if chooses:
            return "select", _("Decide whether %(company)s takes part"), _("Decide"), "select", TO_DECIDE
        return None
    due, provides = TO_DECIDE + TO_COMMIT, may_commit(user, case.pilot)
    tells = provides if case.recruited_by == Recruiter.PROVIDER else chooses
    beside = [
        (case.has_profile, chooses, "profile", _("Draw up the profile of %(company)s"), _("Draw up"), "profile", due),
        (
            case.has_told, tells, "tell", _("Tell %(company)s the training forms and what a participant costs"),
            _("Record"), "told", due,
        ),
        (
            case.has_environment, provides, "assess", _("Assess the learning environment of %(company)s"), _("Record"),
            "environment", due,
        ),
    ]  # fmt: skip
    left = [row for row in beside if not row[0]]
    if left:
        return next((row[2:] for row in left if row[1]), None)
    if not provides:
        return None
    if not case.has_paper:
        return "paper", _("Make the commitment that %(company)s signs"), _("Make"), "paper", due
    if not case.has_copy:
        return "sign", _("Let %(company)s sign, and upload the signed commitment"), _("Upload"), "copy_new", due
    return "commit", _("Record the commitment of %(company)s"), _("Record"), "commit", due


def _by_pilot(user):
    """One line for each pilot with leads that nobody approached yet, and with companies that heard nothing for long."""
    fund = Q(recruited_by__in=[Recruiter.FUND, Recruiter.COMPANY], pilot__in=user.pilots(Role.OWNER, Role.SELECTOR))
    provider = Q(recruited_by=Recruiter.PROVIDER, pilot__in=user.pilots(Role.PROVIDER))
    leads = (
        Participation.objects.inside()
        .filter(fund | provider, state=State.LEAD)
        .order_by()
        .values("pilot", "pilot__slug", "pilot__title")
        .annotate(n=Count("pk"), first=Min("created_at"), name=Min("company__name"), kind=Value("lead", CharField()))
    )
    for row in leads.union(silence.by_pilot(user), all=True).order_by("kind", "pilot"):
        yield silence.line(row) if row["kind"] == "quiet" else _leads(row)


def _leads(row):
    """Leads that nobody approached, for the party that brought them in."""
    url = reverse("companies:list", args=[row["pilot__slug"]])
    sentence = ngettext("Approach %(n)s company", "Approach %(n)s companies", row["n"])
    return Reminder(
        key=f"company-leads:{row['pilot']}:{timezone.localdate(row['first'])}",
        due=timezone.localdate(row["first"]) + TO_APPROACH,
        text=sentence % {"n": row["n"]},
        act=_("Open"),
        url=f"{url}?state=lead",
        context=row["pilot__title"],
    )


def checklist(pilot, user):
    """Lines for the pilot's checklist: companies brought in, interviewed, committed with enough places."""
    rows = Participation.objects.filter(pilot=pilot, outside="")
    planned = Exists(CompanyInterview.objects.filter(participation=OuterRef("pk"), state="planned"))
    past = [State.INTERVIEWED, State.SELECTED, State.COMMITTED]
    offered = Vacancy.objects.filter(participation=OuterRef("pk")).order_by().values("participation")
    offered = Subquery(offered.annotate(n=Sum("places")).values("n"))
    counts = rows.annotate(has_planned=planned, offered=offered).aggregate(
        all=Count("pk"),
        leads=Count("pk", filter=Q(state=State.LEAD)),
        planned=Count("pk", filter=Q(has_planned=True)),
        past=Count("pk", filter=Q(state__in=past)),
        selected=Count("pk", filter=Q(state=State.SELECTED)),
        places=Sum("offered", filter=Q(state=State.COMMITTED)),
    )
    places = counts["places"] or 0
    policy = pilot.policy_in_force
    target = policy.class_target if policy else 0
    # Fund management reads the figures, not the list behind them.
    url = reverse("companies:list", args=[pilot.slug]) if may_see(user, pilot) else ""
    return [
        _item(
            _("Companies brought in"),
            url,
            "todo" if not counts["all"] else "busy" if counts["leads"] else "done",
            str(counts["all"] or ""),
            ngettext("%(n)s has not been approached yet.", "%(n)s have not been approached yet.", counts["leads"])
            % {"n": counts["leads"]}
            if counts["leads"]
            else "",
        ),
        _item(
            _("Companies interviewed by two people"),
            url and f"{url}?state=interested",
            "todo" if not counts["past"] and not counts["planned"] else "busy" if counts["planned"] else "done",
            str(counts["past"] or ""),
            ngettext("%(n)s interview is planned.", "%(n)s interviews are planned.", counts["planned"])
            % {"n": counts["planned"]}
            if counts["planned"]
            else "",
            who=_("selector and pilot owner"),
        ),
        _item(
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
        ),
    ]


def _item(label, url, status, badge, note, who=""):
    said = {"who": who} if who else {}
    return {"label": label, "url": url, "status": status, "badge": badge, "note": note, "why": "", **said}


def _places(places, target):
    """How many places there are, against the aim for a class until that is reached."""
    if not target:
        return ""
    if places < target:
        return _("%(places)s of %(target)s places") % {"places": places, "target": target}
    return ngettext("%(n)s place", "%(n)s places", places) % {"n": places}
