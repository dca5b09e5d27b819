"""What can go wrong between a study's folder and the program."""

from __future__ import annotations

from pathlib import Path

from qualcode.model.failure import QualcodeError


class NoStudy(QualcodeError):
    """There is no study at or above a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no study here: {path} has no qualcode.yaml, nor has a folder above it", "qualcode init, or qualcode demo")


class ChangedOnDisk(QualcodeError):
    """A file is not as it was when it was read, so that writing it would lose somebody's edit."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} changed on disk since it was read; nothing was written", "run the command again")


class CannotWrite(QualcodeError):
    """The system refuses to write a file."""

    def __init__(self, path: Path, problem: OSError) -> None:
        super().__init__(f"cannot write {path}: {problem.strerror or problem}", "nothing was changed; free space or ask for rights")


class CannotRead(QualcodeError):
    """The system refuses to read a file."""

    def __init__(self, path: Path, problem: OSError) -> None:
        super().__init__(f"cannot read {path}: {problem.strerror or problem}")
