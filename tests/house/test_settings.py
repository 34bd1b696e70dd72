"""Settings that must hold in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_deploy_checks_are_clean():
    env = {
        # The suite's own switch for driving a browser; never set in production.
        **{k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DJANGO_DEBUG": "0",
        "SECRET_KEY": "x" * 25 + "y1!" + "abcdefghijklmnopqrstuvwxyz0123456789",
        "ALLOWED_HOSTS": "overstap.test",
    }
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_production_does_not_start_without_a_key():
    env = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"} | {"DJANGO_DEBUG": "0"}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "SECRET_KEY" in run.stderr


def test_the_policy_of_content_has_no_unsafe_source():
    said = str(settings.CONTENT_SECURITY_POLICY)
    assert "unsafe" not in said and "*" not in said


@pytest.mark.django_db
def test_every_answer_carries_the_policy_of_content(client):
    assert "default-src 'none'" in client.get("/account/login/").headers["Content-Security-Policy"]
