"""What a commitment rests on, each part read once: what was told, learning environment, paper, what was signed."""

from functools import cached_property

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from companies.models import Commitment, SignedCopy, Vacancy
from pilot.models import AuditEvent, Document, Policy

#: Of a vacancy: the places that its company signed for, null where nothing says so.
SIGNED = Func(F("pk"), function="companies_places_signed", output_field=IntegerField())


class Basis:
    """All that decides what is left until a company is bound; every part is asked of the database once.

    ``vacancies`` are those of the case with their occupation, where somebody has read them already.
    """

    def __init__(self, participation, vacancies=None):
        self.participation, self._vacancies = participation, vacancies

    @cached_property
    def vacancies(self):
        """The vacancies of the company in this pilot, with their occupation."""
        if self._vacancies is not None:
            return self._vacancies
        return list(self.participation.vacancies.select_related("occupation").order_by("pk"))

    @cached_property
    def told(self):
        return self.participation.told_last

    @cached_property
    def environment(self):
        return self.participation.environment

    @cached_property
    def commitment(self):
        return self.participation.commitment

    @cached_property
    def has_profile(self):
        return hasattr(self.participation, "profile")

    @cached_property
    def paper(self):
        """The paper made last that was not recorded and did not fail, also when overtaken; ``has_copy`` says more."""
        rows = self.participation.papers.filter(commitment__isnull=True).exclude(document__state=Document.State.FAILED)
        signed = SignedCopy.objects.filter(paper=OuterRef("pk"))
        return rows.select_related("document", "told", "environment").annotate(has_copy=Exists(signed)).last()

    @property
    def policy(self):
        return self.participation.pilot.policy_in_force

    @property
    def snapshot(self):
        """The vacancies as they stand on a commitment that is made now; the same whatever language somebody reads."""
        return [
            {
                "id": vacancy.pk,
                "title": vacancy.title,
                "occupation": vacancy.occupation_id,
                "places": vacancy.places,
                "trainer": vacancy.workplace_trainer,
            }
            for vacancy in self.vacancies
        ]

    @property
    def overtaken(self):
        """Whether the paper says something else than what is on record now: it would bind to what is no longer so."""
        return (
            self.told is None
            or self.environment is None
            or (self.told.pk, self.environment.pk) != (self.paper.told_id, self.paper.environment_id)
            or self.snapshot != self.paper.vacancies
        )

    @property
    def open_paper(self):
        """The paper that can be signed as it is, or ``None``."""
        return None if self.paper is None or self.overtaken else self.paper

    @property
    def uncovered(self):
        """Vacancies, or places of them, that the binding commitment does not name; none before there is one."""
        return [row for row in self.vacancies if (signed := self.signed_for(row)) is not None and row.places > signed]

    def signed_for(self, vacancy):
        """Places of a vacancy that the binding commitment names; ``None`` where nothing says so: not signed yet, or
        signed before there was a paper. The database reads it the same way (``companies_places_signed``).
        """
        if self.commitment is None or self.commitment.paper is None:
            return None
        return self.commitment.paper.places.get(vacancy.pk, 0)

    @cached_property
    def unsigned_since(self):
        """The moment from which a company that committed itself has something to sign for anew."""
        return (
            type(self.participation).objects.filter(pk=self.participation.pk).values_list(since_unsigned("pk")).get()[0]
        )


def unsigned(vacancies):
    """Those of ``vacancies`` with more places than the last commitment of their company names (advice 8.3.6-26)."""
    return vacancies.annotate(signed=SIGNED).filter(places__gt=F("signed"))


def since_unsigned(participation):
    """When the last vacancy or place was added that is not signed for, else when the commitment was recorded.

    An expression for a query of participations; ``participation`` is the path to its id there.
    """
    later = unsigned(Vacancy.objects.filter(participation=OuterRef(OuterRef(participation)))).order_by().values("pk")
    added = AuditEvent.objects.filter(
        ~Q(action="edit") | Q(fields__contains=["places"]), subject_type="companies.vacancy", subject_id__in=later
    )
    recorded = Commitment.objects.filter(participation=OuterRef(participation)).order_by("-pk")
    return Coalesce(Subquery(added.order_by("-pk").values("at")[:1]), Subquery(recorded.values("recorded_at")[:1]))


def told_gaps(told):
    """Say what has to be told before a company can say yes (advice 8.3.1-14, 8.3.1-16)."""
    if told is None:
        yield _("The company has not been told the training forms and the costs for one participant yet.")
    elif not told.accepts_split:
        yield _(
            "The company does not accept that general skills are learned in training and special ones at work. "
            "Without that it does not take part."
        )


def environment_gaps(environment, policy):
    """Say why the trade cannot be learned there, as the provider assessed it (advice 8.3.1-07, 8.3.1-08)."""
    if environment is None:
        yield _("The provider has not assessed the learning environment yet.")
        return
    if not environment.learnable:
        yield _("The trade cannot be learned there in fairly short time, as the provider assessed it.")
    if policy and policy.stance == Policy.Stance.CERTIFIED and not environment.recognised_now:
        yield _("The pilot trains for a diploma: the company must be a recognised work placement company first.")
