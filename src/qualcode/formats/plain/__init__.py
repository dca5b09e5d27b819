"""Interviews in plain text and Markdown: :data:`PLAIN` reads files, :func:`read_text` what other readers have made text of."""

from qualcode.formats.plain.paragraphs import Margin, Paragraph, read_paragraphs
from qualcode.formats.plain.reader import LAYOUTS, PLAIN, Plain, UnknownLayout, read_text

__all__ = ["LAYOUTS", "PLAIN", "Margin", "Paragraph", "Plain", "UnknownLayout", "read_paragraphs", "read_text"]
