"""Files larger than we read are not kept while they come in: the form gets their name and size, and says so."""

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LimitHandler(FileUploadHandler):
    """First of settings.FILE_UPLOAD_HANDLERS: passes on at most settings.UPLOAD_LARGEST_BYTES of a file."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start + len(raw_data) <= settings.UPLOAD_LARGEST_BYTES else None

    def file_complete(self, file_size):
        if file_size <= settings.UPLOAD_LARGEST_BYTES:
            return None
        file = SimpleUploadedFile(self.file_name, b"", self.content_type)
        file.size = file_size
        return file
