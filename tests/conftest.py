"""
How Hypothesis searches here: `dev` by default, `quick` and `ci` repeatable, `thorough` when a law has been touched.

Choose with ``pytest --hypothesis-profile=thorough``. No profile has a deadline: the machines are shared, and a
slow minute is no broken law.
"""

from hypothesis import settings

settings.register_profile("dev", deadline=None)
settings.register_profile("quick", deadline=None, derandomize=True, database=None, max_examples=5)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("dev")
