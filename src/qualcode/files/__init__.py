"""A study's folder to values and back: the only floor that knows its layout, paths, YAML, JSON Lines and CSV."""
