"""Hypothesis strategies for the public values of each room, named after the rooms."""
