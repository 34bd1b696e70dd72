"""The worker is killed (``kill -9``) at each named point of making a sheet, ten times each: nothing lost or twice."""

import os
import signal

import pytest

from pilot import documents
from pilot.models import AuditEvent, Blob, Document
from tests import factories

pytestmark = [pytest.mark.faults]
POINTS = ["document.leased", "document.rendered", "document.stored"]
TIMES = 10


@pytest.mark.parametrize("point", POINTS)
def test_a_sheet_survives_ten_kills_of_its_worker(site, point, capsys):
    pilot = factories.running_pilot()
    owner = factories.owner(pilot)
    site.start("worker", "sweeper")
    struck, sweepers = [], 0
    for number in range(TIMES):
        site.set_trap(point)
        paper = documents.ask(pilot, "company_sheet", title=f"Sheet {number}", by=owner)
        pid = site.caught(point)
        state_when_struck = Document.objects.get(pk=paper.pk).state
        os.kill(pid, signal.SIGKILL)
        site.clear_trap(point)
        if pid == site.processes["sweeper"].pid:
            # The worker was not back within three seconds, so the sweeper had taken the sheet.
            sweepers += 1
            site.processes.pop("sweeper").wait()
            site.start("sweeper")
        # The lease runs out; the sweeper needs no wait of 25 s here.
        Document.objects.filter(pk=paper.pk, state="working").update(leased_until=factories.days_ago(0))
        site.wait(
            lambda pk=paper.pk: Document.objects.filter(pk=pk, state="done").exists(),
            seconds=60,
            what="the sheet is made",
        )
        paper.refresh_from_db()
        struck.append((pid, state_when_struck, paper.attempts))
        assert paper.blob is not None and paper.error == ""
    with capsys.disabled():
        print(
            f"\n{point}: {len(struck)} kills (SIGKILL), {sweepers} of a sweeper, pids {[s[0] for s in struck]}, "
            f"state when struck {sorted({s[1] for s in struck})}, attempts {[s[2] for s in struck]}"
        )
    assert sweepers < TIMES - 2, "the worker itself was to be struck"
    assert Document.objects.filter(state="done").count() == TIMES
    assert AuditEvent.objects.filter(subject_type="pilot.document", action="ask").count() == TIMES
    # What was stored is stored once: as many blobs as different contents.
    assert Blob.objects.count() == Document.objects.values("blob").distinct().count()
    expected = {"document.stored": "done"}.get(point, "working")
    assert {s[1] for s in struck} == {expected}
