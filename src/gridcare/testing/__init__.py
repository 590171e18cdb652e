"""The test kit for authors of plug-ins: strategies, conformance, synthetic registers."""
