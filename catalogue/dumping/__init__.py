"""The whole catalogue as readable files, one for each entry, and back."""

from .folder import DumpError
from .restoring import load
from .writing import dump

__all__ = ["DumpError", "dump", "load"]
