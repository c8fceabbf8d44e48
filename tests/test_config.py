"""The settings: refused at the start with a sentence that names the setting."""

from __future__ import annotations

import pytest

from consult.config import BadConfig, Config, encoder_name


class TestEncoder:
    @pytest.mark.parametrize(
        ("environment", "name"),
        [({}, "static"), ({"CONSULT_ENCODER": " Better "}, "better")],
    )
    def test_is_static_unless_the_better_one_is_asked_for(self, environment, name):
        assert encoder_name(environment) == name

    def test_refuses_another_when_the_app_starts(self):
        environment = {"CONSULT_SECRET_KEY": "k" * 40, "CONSULT_ENCODER": "best"}

        with pytest.raises(BadConfig, match="CONSULT_ENCODER is “best”"):
            Config.from_environment(environment)
