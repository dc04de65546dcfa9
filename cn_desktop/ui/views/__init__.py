"""Views of a dataset: which columns, in which order, sorted how; remembered, and saved by name."""
