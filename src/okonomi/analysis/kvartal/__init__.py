"""What the quarterly steering report asks beside the month's questions."""
