"""Nobody waits longer than fourteen days without hearing where they stand: the clock, the message, who must call.

What counts: a mail that left, a call or a meeting on record; an appointment somebody knows of counts until its moment.
What the product sends by itself counts twice in a row: after the second such mail without anything from a person and
without a step forward it goes on writing, and a person has to call: who selects first, then the owner of the pilot.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from candidates import letters, recruiting
from candidates.models import Candidate, EarlierCourse, Heard, Match, OutReason, Visit
from pilot import audit, formats
from pilot.models import Mail, Pilot
from pilot.workflow import NotNow

STATE = Candidate.State
#: The longest that somebody waits without hearing where they stand.
WITHIN = timedelta(days=14)
#: From then on the product tells by itself where somebody stands; two missed nights later it is still in time.
BY_ITSELF = timedelta(days=11)
#: From then on somebody who cannot be mailed stands in *My work*, to be called.
CALL_FROM = timedelta(days=7)
#: So many messages in a row that the product sent by itself are news; then a person calls, within so long.
BY_ITSELF_MOST = 2
CALL_WITHIN = timedelta(days=7)
BATCH = 200
#: Before the interview whoever recruits tells people; after it that is for who was there.
EARLY = Q(state__in=[STATE.REGISTERED, STATE.INFORMED, STATE.INVITED]) | Q(
    state=STATE.OUT, out_stage__in=[STATE.REGISTERED, STATE.INFORMED, STATE.INVITED]
)
#: Who waits for something in selection or matching; placed people are guided, and hear from their mentor.
WAITING = (STATE.REGISTERED, STATE.INFORMED, STATE.INVITED, STATE.INTERVIEWED, STATE.QUALIFIED)
#: Who ended it themselves need not be told that it ended.
TOLD_US = (OutReason.WITHDREW, OutReason.OTHER_JOB)


def _last():
    return Heard.objects.reached().filter(candidate=OuterRef("pk")).order_by("-at", "-pk")


def with_since(people):
    """Annotate ``since``: the moment from which somebody waits, an appointment they know of included.

    Falling out does not begin the clock anew: who waited ten days hears within four that it ended.
    Also ``last_mail``, the state of the last mail to them, and ``told_out``: heard something since falling out.
    """
    # Who comes back hears that at once: the days count from then on.
    back = EarlierCourse.objects.filter(candidate=OuterRef("pk")).order_by("-pk").values("returned_at")[:1]
    known = _last().annotate(known=Greatest("at", "until")).values("known")[:1]
    mails = Heard.objects.filter(candidate=OuterRef("pk"), how=Heard.How.MAIL).order_by("-at", "-pk")
    return people.annotate(
        since=Greatest("created_at", "told_at", Subquery(known), Subquery(back), output_field=DateTimeField()),
        last_mail=Subquery(mails.values("mail__state")[:1]),
        told_out=Exists(Heard.objects.reached().filter(candidate=OuterRef("pk"), at__gte=OuterRef("out_at"))),
    )


def with_alone(people):
    """Annotate ``alone_since``: when the second message in a row went out that only repeats where somebody stands.

    And ``alone``: whether somebody has to be called for that; for people ``with_since``.
    Whoever hears from a person, has an appointment, was at a meeting or a company, goes a step further or comes back
    begins anew.
    Empty for who did not get two such messages.
    """
    # An automatic message about another state is a step further, so that is news too.
    repeats = Q(how=Heard.How.MAIL, what__in=Heard.BY_ITSELF, by__isnull=True, stage=F("candidate__state"))
    here = {"candidate": OuterRef(OuterRef("pk"))}
    news = Heard.objects.reached().filter(~repeats, **here).order_by("-at").values("at")[:1]
    back = EarlierCourse.objects.filter(**here).order_by("-pk").values("returned_at")[:1]
    # At a company, or a match that began, was placed or ended: that was no machine either.
    moved = Greatest("proposed_at", "placed_at", "ended_at")
    match = Match.objects.filter(**here).annotate(moved=moved).order_by("-moved").values("moved")[:1]
    visit = Visit.objects.filter(**here).annotate(day=Cast("on", DateTimeField())).order_by("-on").values("day")[:1]
    moments = (Subquery(rows) for rows in (news, back, match, visit))
    begun = Greatest(OuterRef("created_at"), *moments, output_field=DateTimeField())
    row = Heard.objects.reached().filter(repeats, candidate=OuterRef("pk"), at__gt=begun).order_by("at", "pk")
    people = people.annotate(alone_since=Subquery(row.values("at")[BY_ITSELF_MOST - 1 : BY_ITSELF_MOST]))
    return people.annotate(alone=ExpressionWrapper(alone(), output_field=BooleanField()))


def waits():
    """Who waits for news, of people ``with_since``: in selection, or qualified and not placed yet."""
    return Q(state__in=WAITING) & ~Q(Exists(Match.objects.filter(candidate=OuterRef("pk"), state=Match.State.PLACED)))


def fell_out_untold():
    """Who fell out and did not hear so yet; that is told by a person, never by itself."""
    return Q(state=STATE.OUT, told_out=False) & ~Q(out_reason__in=TOLD_US)


def by_mail():
    """Whom a mail reaches."""
    return ~Q(email="") & (Q(last_mail__isnull=True) | ~Q(last_mail=Mail.State.FAILED))


def to_call(now=None):
    """Of people ``with_since``: who has to be called, since no mail reaches them or a rejection was not told."""
    now = now or timezone.now()
    return waits() & ~by_mail() & Q(since__lte=now - CALL_FROM) | fell_out_untold()


def alone():
    """Of people ``with_since`` and ``with_alone``: who has to be called, since only the product writes to them.

    Without those for whom a match is on its way, and those who are ``to_call`` already.
    """
    talking = Match.objects.open().filter(candidate=OuterRef("pk"))
    return waits() & by_mail() & Q(alone_since__isnull=False) & ~Q(Exists(talking))


def of_running(pilots=None):
    """People of running pilots, whose data were not erased, ``with_since`` and ``with_alone``."""
    inside = Q() if pilots is None else Q(pilot__in=pilots)
    people = Candidate.objects.filter(inside, pilot__state=Pilot.State.RUNNING, erased_at__isnull=True)
    return with_alone(with_since(people))


def hears_by(person):
    """The last day on which this person has to hear something, or ``None``; ``with_since``."""
    untold = person.state == STATE.OUT and not person.told_out and person.out_reason not in TOLD_US
    if person.erased_at or not (person.state in WAITING or untold):
        return None
    return timezone.localdate(person.since + WITHIN)


# ---- the message ----


def status_text(candidate, *, now=None):
    """Where somebody stands and what comes next, in Dutch; also proposed to whoever tells it in person."""
    hears = formats.day(timezone.localdate((now or timezone.now()) + WITHIN))
    with override(settings.LANGUAGE_CODE):
        return "\n\n".join(
            [
                _("You take part in the selection for %(pilot)s. Here is where you stand.")
                % {"pilot": candidate.pilot.public_title},
                _where_you_stand(candidate),
                _("You need not do anything now. You hear from us again on %(day)s at the latest, also without news.")
                % {"day": hears},
                _("Do you not want to go on? Let us know, then we note it."),
                letters.where_to_ask(candidate.pilot),
            ]
        )


def _where_you_stand(candidate):
    return {
        STATE.REGISTERED: _(
            "You are registered. The next step is an information session about what the work is really like. You get "
            "an invitation with the day and the place."
        ),
        STATE.INFORMED: _(
            "You know what the work is like. The next step is an interview with two people. We invite people in turn, "
            "and you have not been forgotten."
        ),
        STATE.INVITED: _(
            "You are invited for an interview with two people. We look for a day on which both of them can be there."
        ),
        STATE.INTERVIEWED: _(
            "You had your interview. The two people you spoke weigh what they heard. People decide, not a computer, "
            "and you hear the outcome from them."
        ),
        STATE.QUALIFIED: _(
            "You came through the selection. We look for a company where you would be in the right place. You hear it "
            "as soon as a company wants to meet you."
        ),
    }[candidate.state]


@transaction.atomic
def tell(candidate, text, *, by):
    """Mail somebody where they stand, in the words of ``by``; raises ``NotNow`` without an address."""
    if not candidate.email:
        raise NotNow(_("There is no e-mail address: call this person."))
    letters.status(candidate, text, by=by)
    audit.record(candidate, "status", by=by)
    return candidate


@transaction.atomic
def called(candidate, text, *, by):
    """Note that somebody was told by telephone where they stand, and what was said."""
    Heard.objects.create(candidate=candidate, how=Heard.How.CALL, what="call", text=text, by=by)
    audit.record(candidate, "status", by=by)
    return candidate


def met(candidate, what, at):
    """Note that somebody was there at a session or interview: they heard then what comes next."""
    return Heard.objects.create(candidate=candidate, how=Heard.How.MEETING, what=what, at=at)


# ---- by itself, at night ----


def send_due(now=None):
    """Tell everybody who waited eleven days where they stand, and return how many; a second run finds nobody.

    Only who waits is told by itself; that somebody fell out, never. Who does not know yet of being recorded hears that.
    """
    now = now or timezone.now()
    due = of_running().filter(waits() & by_mail(), since__lte=now - BY_ITSELF).order_by("pk")
    count, last = 0, 0
    while numbers := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Looked at again under the lock: another run may have told some of them.
            list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk").values("pk"))
            people = list(due.filter(pk__in=numbers).select_related("pilot", "channel"))
            untold = [person for person in people if person.told_at is None]
            recruiting.tell_recorded(untold, by=None)
            for person in people:
                if person.told_at is not None:
                    letters.status(person, status_text(person, now=now))
            audit.record_many([person for person in people if person not in untold], "status", by=None)
        count, last = count + len(people), numbers[-1]
    return count
