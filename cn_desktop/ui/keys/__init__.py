"""The keys of the commands: which there are, and how a person changes them."""
