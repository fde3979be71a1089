"""What the interview, the reports and the commands need alike to put something before a person."""
