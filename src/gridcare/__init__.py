"""See to it that no household is missed: registers, workflows, coverage and reports of a grid of small places."""
