"""Who: the subjects of a register, and the teams that look after them."""
