"""Information measures and losses, as close to their formulas as speed and safety allow."""
