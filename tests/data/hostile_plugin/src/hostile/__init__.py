"""Plug-ins that break every rule in turn."""
