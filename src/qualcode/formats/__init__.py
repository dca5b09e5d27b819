"""Files as teams have them to values, and tables to files: one module a format, reading and writing side by side."""
