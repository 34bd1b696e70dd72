"""From chosen to committed: learning environment assessed, forms and costs told, paper made, signed, recorded.

Every step is a row of its own that is kept as it was written, so that a yes never stands before what it rests on.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import signed
from companies.basis import Basis
from companies.models import Commitment, CommitmentPaper, LearningEnvironment, Participation, SignedCopy, Told
from companies.permissions import may_assess, may_commit, may_recruit
from companies.standing import blockers
from pilot import attachments, audit, documents, formats, uploads
from pilot.workflow import NotNow, move, require_none

State = Participation.State
#: From here on there is something to assess and to tell: the company said that it is interested.
TALKING = frozenset({State.INTERESTED, State.INTERVIEWED, State.SELECTED, State.COMMITTED})


def require_talking(participation):
    """Raise ``NotNow`` before the company is interested, and after it stopped."""
    if participation.state not in TALKING:
        raise NotNow(_("This is done once the company has said that it is interested."), code="state")


@transaction.atomic
def assess(participation, *, by, **seen):
    """Record the learning environment as the provider assessed it, apart from the interview; return the row.

    ``seen`` are the fields of ``LearningEnvironment``: ``hours`` of guidance a week, ``variety`` 1–5, ``months`` until
    somebody works alone. Only the provider that recruits does this (advice 8.3.1-07, -08). Raises ``NotNow``.
    """
    if not may_assess(by, participation.pilot):
        raise NotNow(
            _("The learning environment is assessed by the provider that recruits the companies."), code="actor"
        )
    require_talking(participation)
    environment = LearningEnvironment.objects.create(participation=participation, by=by, **seen)
    audit.record(participation, "assess", by=by)
    for vacancy in participation.vacancies.select_for_update().filter(workplace_trainer="").order_by("pk"):
        vacancy.workplace_trainer = environment.trainer
        vacancy.save(update_fields=["workplace_trainer"])
        audit.record(vacancy, "edit", by=by, fields=["workplace_trainer"])
    company = participation.company
    if company.recognised != environment.recognised:
        company.recognised = environment.recognised
        company.save(update_fields=["recognised"])
        audit.record(company, "edit", by=by, fields=["recognised"])
    return environment


@transaction.atomic
def tell(participation, *, by, **said):
    """Record which training forms and which costs for one participant (EUR) a company was told, when and by whom.

    ``said`` are the fields of ``Told``; before this there is no yes (advice 8.3.1-14, 8.3.1-16). Raises ``NotNow``.
    """
    if not may_recruit(by, participation.pilot):
        raise NotNow(_("This is told by who recruits the companies."), code="actor")
    require_talking(participation)
    told = Told.objects.create(participation=participation, by=by, **said)
    audit.record(participation, "tell", by=by)
    return told


@transaction.atomic
def make_paper(participation, *, by, hours):
    """Ask for the commitment as PDF, made from what is on record now; return it.

    ``hours`` are hours of guidance a week as agreed. Raises ``NotNow`` while something is missing that the company has
    to know, or that has to be known of it, before its yes (advice 8.3.1-07, -16).
    """
    if not may_commit(by, participation.pilot):
        raise NotNow(_("The commitment is recorded by the provider that recruits the companies."), code="actor")
    type(participation)._base_manager.select_for_update(of=("self",)).get(pk=participation.pk)
    basis = Basis(participation)
    require_none(blockers(participation, "paper", basis))
    title = _("Commitment: %(company)s") % {"company": participation}
    paper = CommitmentPaper.objects.create(
        participation=participation,
        hours=hours,
        told=basis.told,
        environment=basis.environment,
        vacancies=basis.snapshot,
        document=documents.ask(participation.pilot, "commitment", title=title[:160], by=by),
        by=by,
    )
    audit.record(participation, "paper", by=by)
    return paper


@transaction.atomic
def receive(paper, name, content, *, by):
    """Keep the signed copy of a paper and return it; an earlier one that was not recorded goes.

    Only a PDF, PNG or JPG, by its content, with nothing in it that runs; else ``NotNow`` with the reason.
    """
    if not may_commit(by, paper.participation.pilot):
        raise NotNow(_("The signed copy is kept by the provider that recruits the companies."), code="actor")
    kind = signed.kind_of(name, content)
    CommitmentPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    require_none(_recorded(paper))
    for earlier in paper.copies.order_by("pk"):
        _take_away(earlier, by=by)
    copy = SignedCopy.objects.create(
        paper=paper, name=attachments.bare(name), kind=kind, size=len(content), blob=uploads.keep(content), by=by
    )
    audit.record(copy, "create", by=by)
    return copy


@transaction.atomic
def drop(copy, *, by):
    """Take a copy away that was not recorded yet; return its paper."""
    paper = CommitmentPaper.objects.select_for_update(of=("self",)).get(pk=copy.paper_id)
    require_none(_recorded(paper))
    _take_away(copy, by=by)
    return paper


def _recorded(paper):
    if Commitment.objects.filter(paper=paper).exists():
        yield _("This commitment was recorded: its signed copy stays.")


def _take_away(copy, *, by):
    audit.record(copy, "delete", by=by)
    sha256 = copy.blob_id
    copy.delete()
    uploads.forget_blob(sha256)


@transaction.atomic
def commit(participation, *, by, signed_by, signed_on, paper_kept=""):
    """Record that a company signed: from now on it is bound, and candidates can be proposed (advice 8.3.1-12).

    With the signed copy that was received, or with ``paper_kept``: where the signed paper lies (advice 8.3.6-26). It
    does not change afterwards; a company that already was committed signs again for more vacancies or places. Raises
    ``NotNow``.
    """
    if not may_commit(by, participation.pilot):
        raise NotNow(_("The commitment is recorded by the provider that recruits the companies."), code="actor")
    type(participation)._base_manager.select_for_update(of=("self",)).get(pk=participation.pk)
    basis = Basis(participation)
    require_none(blockers(participation, "commit", basis))
    paper = basis.paper
    copy = paper.copies.last()
    require_none(_unsigned(paper, copy, signed_on, paper_kept))
    commitment = Commitment.objects.create(
        participation=participation,
        paper=paper,
        copy=copy,
        paper_kept="" if copy else paper_kept.strip(),
        hours=paper.hours,
        signed_by=signed_by,
        signed_on=signed_on,
        recorded_by=by,
    )
    if participation.state == State.COMMITTED:
        audit.record(participation, "recommit", by=by)
    else:
        move(participation, "commit", by=by)
    return commitment


def _unsigned(paper, copy, signed_on, paper_kept):
    if copy is None and not paper_kept.strip():
        yield _("Upload the signed commitment first, or write down where the signed paper is kept.")
    if signed_on > timezone.localdate():
        yield _("This day has not come yet.")
    made = timezone.localdate(paper.at)
    if signed_on < made:
        yield _("The commitment was made on %(day)s: it cannot have been signed before that day.") % {
            "day": formats.day(made)
        }


def signed_places(vacancy):
    """How many places of this vacancy the binding commitment names, or ``None`` where nothing says so."""
    return Basis(vacancy.participation).signed_for(vacancy)
