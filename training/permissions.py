"""Who may act in training. What is invisible answers 404 before this."""

from pilot.choices import Role
from pilot.models import Topic
from pilot.permissions import is_owner, owner_funds, provider_may


def appointed(user, pilot, *topics):
    """Works for a provider that the owners approved for one of these topics (advice 8.2-06, 8.2-10)."""
    return any(provider_may(user, pilot, topic) for topic in topics)


def may_see_classes(user, pilot):
    """Whoever runs the pilot, its trainers and its mentors; fund management reads figures only."""
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER, Role.TRAINER, Role.MENTOR)


def may_see_programmes(user, pilot):
    """Whoever runs the pilot, and trainers their own; programmes hold prices."""
    return pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER, Role.TRAINER)


def may_see_selection(user, pilot):
    """Type of candidate and who waits for a seat: for those who select and place."""
    return getattr(pilot, "pk", pilot) in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER)


def may_see_money(user, pilot):
    """Amounts at the seats: owners and the provider."""
    return getattr(pilot, "pk", pilot) in user.pilots(Role.OWNER, Role.PROVIDER)


def may_compose(user, pilot):
    """Owners, and the provider appointed for training, make programmes and classes (advice 8.3.4-11)."""
    return is_owner(user, pilot) or appointed(user, pilot, Topic.TRAINING)


def may_decide(user, pilot):
    """Owners confirm, reopen, cancel and finish a class: training is not handed over entirely (advice 8.3.4-12)."""
    return is_owner(user, pilot)


def small_funds(user, pilot):
    """Ids of the funds for which the user may decide to start a small class."""
    return owner_funds(user, pilot)


def guides(user, enrolment):
    """Is a mentor of this participant (``enrolment.guides`` read once)."""
    return enrolment.pilot_id in user.pilots(Role.MENTOR) and any(
        guide.mentor_id == user.pk for guide in enrolment.guides.all()
    )


def teaches(user, training_class):
    """Works for the trainer of this class."""
    programme = training_class.programme
    return programme.pilot_id in user.pilots(Role.TRAINER) and user.organisation_id == programme.trainer_id


def may_assign_mentor(user, pilot):
    """Owners, and the provider appointed for guidance, assign mentors (advice 8.3.4-09)."""
    return is_owner(user, pilot) or appointed(user, pilot, Topic.GUIDANCE)


def may_lead(user, pilot):
    """Owners, and the provider appointed for training or guidance: acquaintance, decision after it, leaving."""
    return is_owner(user, pilot) or appointed(user, pilot, Topic.TRAINING, Topic.GUIDANCE)


def may_report(user, enrolment):
    """The provider, the trainer of the class and the mentors report progress (advice 8.2-11, 8.3.4-10)."""
    return (
        appointed(user, enrolment.pilot_id, Topic.TRAINING, Topic.GUIDANCE)
        or teaches(user, enrolment.training_class)
        or guides(user, enrolment)
    )


def may_complete(user, enrolment):
    """Owners, the provider and the trainer record how the training ended."""
    return may_lead(user, enrolment.pilot_id) or teaches(user, enrolment.training_class)


def may_note_private(user, enrolment):
    """The mentor alone."""
    return guides(user, enrolment)


def may_see_flag(user, pilot):
    """Owners see that private circumstances play a part, and nothing more."""
    return is_owner(user, pilot)
