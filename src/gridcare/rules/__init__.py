"""What holds: conditions and sums as data, step functions, and the papers that rules come from."""
