"""Terms with STOOF, UWV and other parties: the two funds agree with each other first, whatever the pilot."""

from datetime import date, timedelta
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pilot import audit, formats
from pilot.addresses import reverse
from pilot.choices import OrganisationKind, Role
from pilot.facts import METAL_FUNDS
from pilot.models import Organisation, Phase, Terms, TermsAgreement, TermsTopic, topics_of
from pilot.permissions import is_owner
from pilot.questions import question
from pilot.reminders import Reminder
from pilot.workflow import move, require_none

State = Terms.State
#: So long before terms stop holding, both funds hear of it; so long they have to agree to a version.
EXPIRY_NOTICE, AGREE_WITHIN = timedelta(days=60), timedelta(days=14)


def funds_to_agree(user):
    """A+O and OOM as far as the user acts for them (advice 8.2-21)."""
    acting = user.funds(Role.OWNER, Role.MANAGEMENT)
    return Organisation.objects.filter(kind=OrganisationKind.FUND, slug__in=METAL_FUNDS, pk__in=acting)


# --- writing ------------------------------------------------------------------------------------------------------


def write_blockers(party):
    """Say why no version of the terms with a party can be begun: one is being agreed already."""
    draft = Terms.objects.filter(party=party, state=State.DRAFT).first()
    if draft is None:
        return []
    return [
        _("Version %(number)d with %(party)s waits for the funds. Change or withdraw that one first.")
        % {"number": draft.number, "party": party}
    ]


@transaction.atomic
def write_terms(party, text="", *, by, topics=None, **fields):
    """Put a version of the terms with a party before both funds; the version before holds until they agreed.

    ``topics`` is a dict of text by topic: three with UWV (advice 8.2-18), four with STOOF (advice 8.2-20).
    """
    party = Organisation.objects.select_for_update().get(pk=party.pk)  # two writers get two numbers
    require_none(write_blockers(party))
    last = Terms.objects.filter(party=party).aggregate(last=Max("number"))["last"] or 0
    terms = Terms.objects.create(party=party, number=last + 1, text=text, **fields)
    _store_topics(terms, topics or {})
    audit.record(terms, "create", by=by)
    return terms


def _store_topics(terms, topics):
    terms.topics.all().delete()
    settled = [topic for topic in topics_of(terms.party) if topics.get(topic)]
    TermsTopic.objects.bulk_create(TermsTopic(terms=terms, topic=topic, text=topics[topic]) for topic in settled)


def edit_blockers(terms):
    """Say why a version cannot be changed: only while no fund agreed to it."""
    if terms.state != State.DRAFT:
        return [_("These terms are not open for agreement any more.")]
    if terms.agreements.exists():
        return [_("A fund agreed to this version already. Withdraw it and make a new one.")]
    return []


@transaction.atomic
def edit_terms(form, *, by):
    """Change a version that no fund agreed to yet; both funds read it anew."""
    terms = Terms.objects.select_for_update(of=("self",)).get(pk=form.instance.pk)
    require_none(edit_blockers(terms))
    terms = form.save(commit=False)
    # Offered anew: the version of the row moves on too when only the words of a topic changed.
    terms.offered_at = timezone.now()
    terms.save()
    _store_topics(terms, form.topics)
    audit.record(terms, "edit", by=by, fields=form.changed_data)
    return terms


class Change(NamedTuple):
    """What a version of the terms says differently from the one before."""

    label: str
    was: str
    becomes: str


def said(terms):
    """A version as lines of label and text: its topics, further agreements, experience, how long it holds."""
    texts = {topic.topic: topic.text for topic in terms.topics.all()}
    lines = [(topic.label, texts.get(topic, "")) for topic in topics_of(terms.party)]
    lines.append((_("Further agreements"), terms.text))
    lines.append((_("Experience of earlier projects"), terms.experience))
    lines.append((_("Holds from"), formats.day(terms.valid_from) if terms.valid_from else ""))
    lines.append((_("Holds until"), formats.day(terms.valid_until) if terms.valid_until else ""))
    return [(str(label), text) for label, text in lines]


def difference(before, terms):
    """Everything that reads differently in ``terms`` than in the version ``before`` it."""
    return [
        Change(label, was, becomes)
        for (label, was), (_label, becomes) in zip(said(before), said(terms), strict=True)
        if was != becomes
    ]


# --- agreeing -----------------------------------------------------------------------------------------------------


def missing_topics(terms):
    """Topics of the terms on which nothing was agreed yet (advice 8.2-18, 8.2-20)."""
    known = {topic.topic for topic in terms.topics.all() if topic.text.strip()}
    return [topic for topic in topics_of(terms.party) if topic not in known]


def agree_blockers(terms, fund, *, by, seen=None):
    """Say why this user cannot agree to the terms for this fund: once, by the fund itself, all topics settled.

    ``seen`` is the version of the row that was read (advice 8.2-18, 8.2-20, 8.2-21).
    """
    if terms.state != State.DRAFT:
        return [_("These terms are not open for agreement any more.")]
    if fund.slug not in METAL_FUNDS or fund.pk not in by.funds(Role.OWNER, Role.MANAGEMENT):
        return [_("Only an owner or the management of %(fund)s agrees for %(fund)s.") % {"fund": fund}]
    if terms.agreements.filter(fund=fund).exists():
        return [_("%(fund)s has agreed already.") % {"fund": fund}]
    found = []
    if seen is not None and seen != terms.version:
        found.append(_("The terms were changed since you read them. Read them again."))
    if missing := missing_topics(terms):
        names = ", ".join(str(topic.label) for topic in missing)
        found.append(_("Nothing is agreed yet on: %(topics)s.") % {"topics": names})
    if terms.expired:
        found.append(_("The last day of these terms has passed."))
    return found


@transaction.atomic
def agree(terms, fund, *, by, seen=None):
    """Agree to terms for one fund; they count once A+O and OOM both did (advice 8.2-21).

    The version before holds until that moment, and is replaced then.
    """
    terms = Terms.objects.select_for_update(of=("self",)).select_related("party").get(pk=terms.pk)
    require_none(agree_blockers(terms, fund, by=by, seen=seen))
    agreement = TermsAgreement.objects.create(terms=terms, fund=fund, by=by)
    audit.record(agreement, "create", by=by)
    agreed = set(terms.agreements.filter(fund__slug__in=METAL_FUNDS).values_list("fund__slug", flat=True))
    if agreed == METAL_FUNDS:
        for before in Terms.objects.filter(party=terms.party, state=State.AGREED):
            move(before, "replace", by=by)
        move(terms, "agree", by=by)
    return agreement


@transaction.atomic
def drop_terms(terms, *, by, reason):
    """Withdraw a version that was not agreed by both funds; the one before goes on."""
    return move(terms, "drop", by=by, reason=reason)


@transaction.atomic
def end_terms(terms, *, by, reason):
    """End terms; no new contribution is made under them."""
    return move(terms, "end", by=by, reason=reason)


# --- what waits ---------------------------------------------------------------------------------------------------


def waiting(user):
    """Yield terms to agree to for each fund of the user, and agreed terms that stop holding soon; one query.

    Advice 8.2-21.
    """
    funds = {a.fund_id: a.fund for a in user.running if a.fund_id and a.fund.slug in METAL_FUNDS}
    if not funds:
        return
    for terms in _to_look_at(timezone.localdate() + EXPIRY_NOTICE):
        if terms.state == State.AGREED:
            yield _expiring(terms)
            continue
        for pk, fund in funds.items():
            if pk not in terms.agreed_by:
                yield _to_agree(terms, fund)


@question
def _to_look_at(soon: date):
    """Versions that wait for agreement, and agreed ones that stop holding."""
    agreed = TermsAgreement.objects.filter(terms=OuterRef("pk")).values("fund_id")
    rows = Terms.objects.filter(Q(state=State.DRAFT) | Q(state=State.AGREED, valid_until__lte=soon))
    return rows.annotate(agreed_by=ArraySubquery(agreed)).select_related("party").order_by("pk")


def _to_agree(terms, fund):
    due = timezone.localdate(terms.offered_at) + AGREE_WITHIN
    return Reminder(
        key=f"terms:{terms.pk}:{fund.pk}",
        due=due,
        text=_("Agree to the terms with %(party)s for %(fund)s") % {"party": terms.party, "fund": fund},
        act=_("Read"),
        url=reverse("terms"),
        mail_from=due,
    )


def _expiring(terms):
    return Reminder(
        key=f"terms-expire:{terms.pk}",
        due=terms.valid_until,
        text=_("The terms with %(party)s hold until %(day)s")
        % {"party": terms.party, "day": formats.day(terms.valid_until)},
        act=_("Make a new version"),
        url=f"{reverse('terms_new')}?party={terms.party_id}",
        mail_from=terms.valid_until - EXPIRY_NOTICE,
    )


def _agreed_by(rows):
    """The day by which the funds agree to the first of these that was put before them; none when none was."""
    offered = [
        timezone.localdate(terms.offered_at) for terms in rows if terms.state == State.DRAFT and terms.offered_at
    ]
    return min(offered) + AGREE_WITHIN if offered else None


def current(pilot):
    """Terms that hold or are being agreed; one query, read once for the page of a pilot (its ``Standing``)."""
    page = getattr(pilot, "_standing", None)
    if page is not None and hasattr(page, "terms"):
        return page.terms
    found = _current()
    if page is not None:
        page.terms = found
    return found


@question
def _current():
    return Terms.objects.filter(state__in=[State.DRAFT, State.AGREED]).select_related("party").order_by("pk")


def checklist(pilot, user):
    """For the owners: the general agreement with UWV, and earlier experience in the terms with STOOF; one query.

    Advice 8.2-18, 8.2-22.
    """
    if not is_owner(user, pilot):
        return
    rows = current(pilot)
    with_uwv = [terms for terms in rows if terms.party.kind == OrganisationKind.UWV]
    holds = any(terms.state == State.AGREED and not terms.expired for terms in with_uwv)
    yield {
        "label": _("General agreement with UWV"),
        "url": reverse("terms"),
        "phase": Phase.DESIGN,
        "status": "done" if holds else "busy" if with_uwv else "todo",
        "due": None if holds else _agreed_by(with_uwv),
        "note": _("How long the benefit goes on, the duty to apply, which training is possible."),
    }
    policy = pilot.policy_in_force
    if policy and policy.with_stoof:
        used = any(terms.party.slug == "stoof" and terms.experience.strip() for terms in rows)
        yield {
            "label": _("Experience of Flexwerkers Techniek 2012-2014 used in the terms with STOOF"),
            "url": reverse("terms"),
            "phase": Phase.DESIGN,
            "status": "done" if used else "todo",
        }
