"""Keywords and words to suggestions, as pure functions: which analyser made the words is not this floor's business."""

from qualcode.match.word import Inflect, Word, Words

__all__ = ["Inflect", "Word", "Words"]
