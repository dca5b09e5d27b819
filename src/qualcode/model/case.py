"""The units that a study compares: persons, groups, districts, with their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualcode.model.diagnostic import Location


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its attributes as written; a cell with several values holds them apart by semicolons."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    where: Location | None = field(default=None, compare=False, repr=False)

    def values(self, attribute: str) -> tuple[str, ...]:
        """Give the values of an attribute: ``강북구; 노원구`` are two, a missing one none."""
        cell = self.attributes.get(attribute, "")
        return tuple(dict.fromkeys(value for part in cell.split(";") if (value := part.strip())))
