"""What is done: workflows, cases and campaigns, observation, gradings, gates."""
