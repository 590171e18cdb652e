"""
Ready workflows for the cases that stand beside a screening: leads, tips, services, relief, venues, inspections.

Each is a function of what a locality states (a deadline, a number of attempts) and returns a `Workflow` to be used as
it is or changed. Where a locality states no deadline it gives ``NOT_STATED``. They are guests: they use public names
only, and a locality that works otherwise writes its own.
"""
