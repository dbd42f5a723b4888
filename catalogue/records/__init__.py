"""The public record: the language of files, exports and the field handbook."""

from .record import INTERNAL, PARTS, InterventionRecord, Record

__all__ = ["INTERNAL", "PARTS", "InterventionRecord", "Record"]
