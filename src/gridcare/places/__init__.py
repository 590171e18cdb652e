"""Where: administrative units, how they change, and counts that add up the tree."""
