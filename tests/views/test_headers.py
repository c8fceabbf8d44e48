"""What every reply carries, and what the web process must not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from consult.models.accounts import RoleName


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page", "/staff", "/health"])
def test_every_page_is_protected(client, path):
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_only_scripts_in_files_of_ours_run(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy


def test_a_script_reads_an_error_as_problem_details(client):
    reply = client.get("/no-such-page", headers={"Accept": "application/json"})

    assert reply.content_type == "application/problem+json"
    assert reply.json["status"] == 404


def test_the_web_process_loads_no_analysis_and_no_drawing():
    code = (
        "import sys; from consult import create_app; from consult.config import Config; "
        "app = create_app(Config(database_url='sqlite://', secret_key='k' * 40)); "
        "app.test_client().get('/sign-in'); "
        "print(sorted({'sklearn', 'nltk', 'matplotlib', 'pandas', 'numpy', 'scipy', 'analysis'} "
        "& set(sys.modules)))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert child.stdout.strip() == "[]"


def test_a_form_that_is_too_large_is_refused_in_words(client):
    reply = client.post("/sign-in", data={"email": "x" * 2_200_000})

    assert reply.status_code == 413
    assert "too large" in reply.text


def test_a_number_that_no_table_can_hold_is_an_address_of_nothing(client_of):
    reply = client_of(RoleName.OFFICER).get(f"/staff/strategy/{2**31}")

    assert reply.status_code == 404
