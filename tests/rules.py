"""What the tests of the tables' rules share."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase


def complaints(row):
    """What an editor reads when saving `row`."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.messages


class RuleTestCase(TestCase):
    def refused(self, row, message):
        """The form says why, and the table refuses what goes past the form."""
        assert message in complaints(row)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
