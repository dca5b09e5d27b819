"""Text to words with true offsets: Kiwi for Korean, rules for other scripts, or a spaCy pipeline that the study names.

Importing this package loads no analyser; the first text does.
"""
