"""Everything the window can do or go to, found by typing a part of its name."""
