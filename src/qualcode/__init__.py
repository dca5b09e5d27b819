"""qualcode: coding qualitative interviews in capacity-building studies, from the terminal, over plain files."""

__version__ = "0.1.0"
