"""The words of the field as immutable values: sources, turns, codes, cases, codings, projects. Standard library only."""
