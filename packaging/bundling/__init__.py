"""The bundle: the program with its own Python, Qt and libraries, in a folder that needs nothing."""
