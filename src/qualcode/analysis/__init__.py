"""From codings to tables: pure functions of a Project."""
