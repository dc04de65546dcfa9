"""What is shown of a dataset: quick filter, conditions, lists of values, states, find."""
