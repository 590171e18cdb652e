"""Built-in localities and national rule sets; guests that use public names only."""
