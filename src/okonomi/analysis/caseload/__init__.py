"""How heavy is the load? Cases per årsværk, seniority, vacancies, complaints and next steps."""
