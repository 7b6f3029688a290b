"""Which bevillinger are to be discussed? One rådgiver's or team's cases, overdue ones first."""
