"""What happened: facts, the journal that orders and merges them, and the questionnaires that shape answers."""
