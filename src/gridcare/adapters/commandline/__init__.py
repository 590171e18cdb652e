"""The command line: ``python -m gridcare``, in Chinese or in English; needs the extra ``cli``."""
