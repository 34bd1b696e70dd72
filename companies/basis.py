"""What a commitment rests on, each part read once: what was told, learning environment, paper, what was signed."""

from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from companies.models import SignedCopy
from pilot.models import Document, Policy


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
        if self.commitment is None or self.commitment.paper is None:
            return []
        signed = self.commitment.paper.places
        return [row for row in self.vacancies if row.places > signed.get(row.pk, 0)]


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
