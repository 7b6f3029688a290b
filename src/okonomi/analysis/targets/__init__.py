"""What can we ask for, and what may we walk away from? A target per placement, with its worth."""
