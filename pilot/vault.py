"""Files lie locked in the database: whoever gets hold of it, or of a backup, reads none without the key beside it.

AES-256-GCM under the first of ``settings.FILE_KEYS``; each file is bound to its own SHA-256, so that no content is
passed off as another. To rotate, put the new key in front: what is written from then on is under it, each night the
rest follows (``uploads.relock``), and once ``Blob.key`` names the old one nowhere it may go.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

#: Bytes of what makes every locking another one, in front of the content.
NONCE = 12


class KeyMissing(Exception):
    """A file was locked with a key that is not among ``settings.FILE_KEYS``, or it was tampered with."""


def _keys():
    """The keys by their marks, the one to write with first."""
    keys = [hashlib.sha256(f"pilot.vault {key}".encode()).digest() for key in settings.FILE_KEYS]
    return {hashlib.sha256(key).hexdigest()[:8]: key for key in keys}


def mark():
    """The mark of the key that files are written with now: it tells keys apart and says nothing of them."""
    return next(iter(_keys()))


def lock(content, sha256):
    """Return the bytes of a file locked with the newest key; ``sha256`` is the hash of the bytes themselves."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_keys()[mark()]).encrypt(nonce, content, sha256.encode())


def unlock(locked, sha256, key):
    """Return the bytes of a file again; raises ``KeyMissing``. Without a mark it was kept before files were locked."""
    if not key:
        return locked
    try:
        return AESGCM(_keys()[key]).decrypt(locked[:NONCE], locked[NONCE:], sha256.encode())
    except (KeyError, InvalidTag) as error:
        raise KeyMissing(f"file {sha256[:12]} is locked with key {key}, which does not open it") from error
