"""Where a quotation lies in a text that has changed: nothing is lost, and nothing is silently put on other words."""

from qualcode.anchor.alignment import Alignment, align
from qualcode.anchor.compare import Run
from qualcode.anchor.settling import Adrift, settle

__all__ = ["Adrift", "Alignment", "Run", "align", "settle"]
