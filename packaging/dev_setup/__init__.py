"""What packaging/dev.py stands on: the virtual environment, the system's libraries, the words.

Everything here is standard library only and parses on Python 3.8, so that a Python that is too old
is told so in a sentence.
"""
