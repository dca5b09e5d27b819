"""The command line: parse, open the session, one core call, a view, an exit code."""
