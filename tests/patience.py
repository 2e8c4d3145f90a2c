"""How patient property tests are: machines are slow and shared, so no single example has a deadline."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
