"""Signatures of what a browser carries: those of itsdangerous, made with less work."""

from __future__ import annotations

import time

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from consult.forms.signing import Signer

SECRET = "a secret that nobody knows, of more than thirty letters"


class TestSigner:
    def test_signs_as_the_library_does(self):
        ours, theirs = Signer(SECRET, salt="form"), TimestampSigner(SECRET, salt="form")

        assert theirs.unsign(ours.sign("a form")) == b"a form"
        assert ours.unsign(theirs.sign("a form")) == b"a form"

    @pytest.mark.parametrize(("secret", "salt"), [(SECRET, "another form"), (SECRET + "!", "form")])
    def test_refuses_what_was_signed_by_another_key(self, secret, salt):
        forged = TimestampSigner(secret, salt=salt).sign("a form")

        for _ in range(2):
            with pytest.raises(BadSignature):
                Signer(SECRET, salt="form").unsign(forged)

    def test_refuses_what_was_changed(self):
        signer = Signer(SECRET, salt="form")
        signed = signer.sign("a form")

        with pytest.raises(BadSignature):
            signer.unsign(signed.replace(b"a form", b"b form"))

    def test_refuses_what_is_too_old(self):
        signer = Signer(SECRET, salt="form")
        signed = signer.sign("a form")

        with pytest.raises(SignatureExpired):
            signer.unsign(signed, max_age=-1)


class TestSession:
    VALUES = (
        {"text": "ŵ <b>", "number": 3, "yes": True, "nothing": None, "list": ["a", ["b", 1]]},
        {"_flashes": [("success", "Kept.")], "invited": {"slug": "token"}, "when": (1, 2)},
        {"raw": b"bytes", " t": "a name that looks like a tag"},
    )

    @pytest.mark.parametrize("value", VALUES)
    def test_is_read_by_flask_and_reads_what_flask_wrote(self, app, value):
        ours = app.session_interface.get_signing_serializer(app)
        theirs = SecureCookieSessionInterface().get_signing_serializer(app)

        assert theirs.loads(ours.dumps(value)) == value
        assert ours.loads(theirs.dumps(value)) == value

    def test_is_refused_when_too_old_or_changed(self, app):
        ours = app.session_interface.get_signing_serializer(app)
        written = ours.dumps({"_user_id": "1"})

        with pytest.raises(BadSignature):
            ours.loads(written[:-2] + ("AA" if written[-2:] != "AA" else "BB"))
        with pytest.raises(SignatureExpired):
            ours.loads(written, max_age=-1)
        assert ours.loads(written, max_age=int(time.time())) == {"_user_id": "1"}
