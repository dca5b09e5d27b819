"""The one writer: a study that is open, and what a person can decide about it."""

from qualcode.session.study import Session, open_study

__all__ = ["Session", "open_study"]
