"""Redis is stopped during twenty POSTs: no POST fails, and every effect is there within a minute of its return."""

import os
import time
import uuid

import pytest
from django.urls import reverse

from deploy import embedded
from pilot.models import Document
from tests import factories
from tests.stack import Stack, Visitor

pytestmark = [pytest.mark.faults]
POSTS = 20


@pytest.fixture
def redis():
    """A Redis of this test alone, so that stopping it disturbs nobody."""
    with embedded.throwaway(given={"DATABASE_URL": os.environ["DATABASE_URL"]}) as servers:
        yield servers


def test_twenty_posts_without_redis_all_succeed_and_take_effect(tmp_path, django_db_blocker, redis, capsys):
    name = f"pilot_fault_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock(), Stack(name, tmp_path, redis_url=redis["REDIS_URL"]) as site:
        pilot = factories.running_pilot()
        visitor = Visitor(site, factories.owner(pilot))
        site.start("web", "worker", "sweeper")
        url = reverse("desk:document_ask", args=[pilot.slug])
        struck = redis.redis.pid
        redis.redis.stop()
        assert not redis.redis.answers()
        took, codes = [], []
        for _number in range(POSTS):
            began = time.monotonic()
            codes.append(visitor.send(url, {}))
            took.append(time.monotonic() - began)
        away = not redis.redis.answers()
        redis.redis.start()
        back = time.monotonic()
        site.wait(
            lambda: Document.objects.filter(state="done").count() == POSTS, seconds=60, what="every sheet is made"
        )
        recovered = time.monotonic() - back
        with capsys.disabled():
            print(
                f"\nredis {struck} stopped during {POSTS} POSTs: codes {sorted(set(codes))}, "
                f"slowest {max(took):.2f} s, all effects {recovered:.1f} s after its return"
            )
        assert away, "Redis was to be away during all POSTs"
        assert codes == [302] * POSTS
        assert Document.objects.count() == POSTS
