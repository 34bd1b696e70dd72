"""Questions that are put together once answer as the queryset does, for whoever asks and whenever."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, F, TextField, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from pilot.choices import Role
from pilot.models import Assignment, Document, Mandate, Pilot, User
from pilot.questions import Ids, question
from tests import factories as make

pytestmark = pytest.mark.django_db


@question
def seen(user: User):
    return Pilot.objects.visible_to(user).order_by("pk")


@question
def owners(pilots: Ids, day: date):
    return Assignment.objects.running(day).filter(pilot__in=pilots, role=Role.OWNER).select_related("pilot", "user")


def test_it_answers_as_the_queryset():
    pilot, other = make.running_pilot(), make.running_pilot()
    make.running_pilot()
    today = timezone.localdate()
    for _again in range(8):  # PostgreSQL keeps one plan for all values after the fifth
        for ids in ({pilot.pk}, {pilot.pk, other.pk}, set()):
            rows = Assignment.objects.running().filter(pilot__in=ids, role=Role.OWNER)
            assert owners(ids, today) == list(rows)


def test_rows_are_instances_with_what_hangs_on_them():
    pilot = make.running_pilot()
    row = owners([pilot.pk], timezone.localdate())[0]
    with CaptureQueriesContext(connection) as asked:
        assert (row.pilot, bool(row.user.name), row.get_role_display()) == (pilot, True, str(Role.OWNER.label))
    assert not asked.captured_queries


def test_nobody_gets_what_was_found_for_somebody_else():
    mine, theirs = make.running_pilot(), make.running_pilot(make.OOM)
    me, they = make.selector(mine), make.selector(theirs)
    nobody = make.UserFactory()
    for _again in range(3):
        assert seen(me) == [mine]
        assert seen(they) == [theirs]
        assert seen(nobody) == []


def test_what_changed_is_found_at_once():
    pilot = make.running_pilot()
    user = make.selector(pilot)
    assert seen(user) == [pilot]
    Assignment.objects.filter(user=user).update(end=timezone.localdate() - timedelta(days=1))
    assert seen(User.objects.get(pk=user.pk)) == []


def test_the_day_is_that_of_the_asking():
    pilot = make.running_pilot()
    ends = timezone.localdate() + timedelta(days=3)
    pilot.assignments.filter(role=Role.OWNER).update(end=ends)
    assert owners([pilot.pk], ends)
    assert not owners([pilot.pk], ends + timedelta(days=1))


def test_a_day_of_the_clock_in_the_question_is_refused():
    @question
    def today(pilots: Ids):
        return Assignment.objects.running().filter(pilot__in=pilots)

    @question
    def lately(pilots: Ids):
        return Document.objects.filter(pilot__in=pilots, done_at__gte=timezone.now())

    for wrong in (today, lately):
        with pytest.raises(TypeError, match="clock"):
            wrong([1])


def test_a_moment_is_compared_as_one():
    @question
    def until(now: datetime):
        return User.objects.filter(date_joined__lt=now - timedelta(days=1))

    user = make.UserFactory(date_joined=timezone.now() - timedelta(hours=30))
    assert user in until(timezone.now())
    assert user not in until(timezone.now() - timedelta(hours=7))


def test_who_sees_more_by_a_role_is_asked_another_question():
    """Management sees the lessons of its fund; somebody asked first must not open them to a selector."""

    @question
    def papers(user: User):
        return Document.objects.visible_to(user)

    @question
    def mandates(user: User):
        return Mandate.objects.visible_to(user)

    pilot = make.running_pilot()
    paper = Document.objects.create(pilot=pilot, kind="lessons", title="x", asked_by=make.owner(pilot))
    trainer, management, manager = make.person(Role.TRAINER, pilot), make.management(), make.manager()
    for _again in range(2):
        for user in (management, trainer, manager, make.owner(pilot)):
            assert papers(user) == list(Document.objects.visible_to(user))
            assert mandates(user) == list(Mandate.objects.visible_to(user))
    assert paper in papers(management)


def test_union_order_values_and_percent_signs():
    @question
    def told(pilots: Ids, name: str):
        rows = Pilot.objects.filter(pk__in=pilots).annotate(said=Value("100% 'zeker'", TextField()))
        named = Pilot.objects.filter(title=name).exclude(slug__contains="%s").annotate(said=F("title"))
        columns = ("said", "pk")
        return rows.order_by().values_list(*columns).union(named.order_by().values_list(*columns)).order_by("-said")

    pilot = make.running_pilot(title="Vijftig % van 'Oost'")
    for _again in range(2):
        assert told([pilot.pk], pilot.title) == [(pilot.title, pilot.pk), ("100% 'zeker'", pilot.pk)]
        assert told([], "niets") == []


def test_counted_rows_come_as_dictionaries_by_language():
    @question
    def counted(pilots: Ids):
        rows = Assignment.objects.filter(pilot__in=pilots).order_by().values("role")
        return rows.annotate(n=Count("pk")).order_by("role")

    pilot = make.running_pilot()
    make.selector(pilot)
    for language in ("nl", "en"):
        with override(language):
            assert {row["role"]: row["n"] for row in counted([pilot.pk])}["selector"] == 1


def test_it_is_one_query_that_shows_its_values():
    pilot = make.running_pilot()
    with CaptureQueriesContext(connection) as asked:
        owners([pilot.pk], timezone.localdate())
    assert len(asked) == 1
    assert f"{{{pilot.pk}}}" in asked[0]["sql"]


def test_what_can_find_nothing_is_not_asked():
    @question
    def none(pilots: Ids):
        return Pilot.objects.filter(pk__in=pilots).none()

    with CaptureQueriesContext(connection) as asked:
        assert none([1]) == []
    assert not asked.captured_queries


def test_what_is_not_known_yet_cannot_be_compared_or_looked_into():
    @question
    def compared(user: User):
        return Pilot.objects.filter(pk=1) if user.organisation_id == 1 else Pilot.objects.all()

    @question
    def looked_into(pilots: Ids):
        return Pilot.objects.filter(pk=1) if 1 in pilots else Pilot.objects.all()

    @question
    def named(user: User):
        return Pilot.objects.filter(title=user.name)

    with pytest.raises(TypeError, match="not known yet"):
        compared(make.UserFactory())
    with pytest.raises(AttributeError):
        named(make.UserFactory())
    with pytest.raises(TypeError):
        looked_into([1])
