"""What programs write: JSON of turns, and of speech recognition."""
