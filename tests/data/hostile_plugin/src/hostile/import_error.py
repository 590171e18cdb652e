"""It cannot be imported."""

raise RuntimeError("the database of the street office is closed")
