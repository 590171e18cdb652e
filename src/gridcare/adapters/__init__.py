"""Doors to the outside, each behind an extra that `gridcare.errors.MissingExtra` names when it is missing."""
