"""What changed since last month's drop, and what does it do to the year?"""
