from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class Limit(FileUploadHandler):
    """Keeps no more of what is uploaded than shows that it is too large for an import.

    Counts all files of a request together. What follows is read and forgotten, so that whoever
    sends it gets an answer in words.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.room = settings.IMPORT_MAX_MB * 2**20

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        fits = self.room >= 0
        self.room -= len(raw_data)
        return raw_data if fits else None

    def file_complete(self, file_size: int) -> None:
        """The file itself is kept by the handlers after this one."""
