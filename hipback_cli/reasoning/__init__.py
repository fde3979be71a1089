"""Pure functions: belief, next screen, urgency, primary region, explanation."""
