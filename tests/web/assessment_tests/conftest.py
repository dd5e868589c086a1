"""The company with a test office, as the pages of assessment share it."""

from tests.web.assessment.conftest import filled, office

__all__ = ["filled", "office"]
