"""Does what is posted agree with what is granted? Every øre of both in one category."""
