"""The company with a test office that the pages of assessment share."""

from tests.web.assessment.conftest import filled, office  # noqa: F401  (fixtures)
