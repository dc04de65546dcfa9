"""What is wrong with what was typed, who else has a number, and how old the data is."""
