"""A form that comes in after the login ended is not lost: its words are held for that user and shown again, unsaved.

Whose it was is signed into every form (``MARK``), because by then nobody is logged in. Nothing is carried out: after
logging in the same page opens with everything typed in its place (``pilot.refilling``), and its user saves or throws it
away. Held are at most an hour, encrypted with the installation's key; files and the login's own forms are not.
"""

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, transaction
from django.dispatch import receiver
from django.http import QueryDict
from django.utils import timezone

from pilot.models import User
from pilot.models.held import Held
from pilot.once import KEYS, MARK, PARAM, exempt

KEPT = timedelta(hours=1)
#: In the session of somebody who just logged in: something is held.
WAITS = "typed_waits"
#: More characters than this are no form that somebody typed; and so many forms of one user are held at once.
MOST_CHARACTERS, MOST_FORMS = 200_000, 20


def mark(user):
    """The signed value that says who fills a form in."""
    return _signer().sign(str(user.pk))


def _signer():
    return Signer(salt="pilot.held")


def writer(data):
    """The user whose page the form came from, or ``None`` when that is not signed or the account is closed."""
    try:
        pk = _signer().unsign(data.get(MARK, ""))
    except BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def hold(request):
    """Hold what was posted for whoever typed it; return the ``Held``, or ``None`` where there is nothing to hold."""
    if request.resolver_match is None or exempt(request):
        return None
    typed = [(name, values) for name, values in request.POST.lists() if name not in KEYS]
    user = writer(request.POST)
    if user is None or not typed or sum(len(value) for _name, values in typed for value in values) > MOST_CHARACTERS:
        return None
    said = json.dumps({"typed": typed, "files": bool(request.FILES)})
    fields = {"content": _lock().encrypt(said.encode()), "at": timezone.now()}
    where = {"user": user, "action": request.path[:300], "page": page_of(request)[:1000]}
    # Held or not, the login page must come.
    try:
        with transaction.atomic():
            found = Held.objects.update_or_create(**where, defaults=fields)[0]
            Held.objects.filter(pk__in=Held.objects.filter(user=user).values("pk")[MOST_FORMS:]).delete()
    except DatabaseError:
        return None
    return found


def page_of(request):
    """Path and query of the page on which the form stood.

    A form that goes to its own page may say more than that page's address (which item it is about); for any other the
    browser says where it stood.
    """
    came = urlsplit(request.headers.get("Referer", ""))
    here = came.path + (f"?{came.query}" if came.query else "")
    own = came.netloc == request.get_host() and came.path.startswith("/") and not came.path.startswith("//")
    return without(here if own and came.path != request.path else request.get_full_path())


def without(path):
    """The address without the mark of what was put back in it."""
    parts = urlsplit(path)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != PARAM])
    return parts.path + (f"?{query}" if query else "")


def address(row):
    """Where its user reads it again."""
    return f"{row.page}{'&' if '?' in row.page else '?'}{PARAM}={row.key}"


def rows(user):
    """What this user typed less than an hour ago and did not save, the newest first."""
    if not user.is_authenticated:
        return Held.objects.none()
    return Held.objects.visible_to(user).filter(at__gt=timezone.now() - KEPT)


def found(user, key):
    """What this user typed less than an hour ago under this key, or ``None``."""
    return rows(user).filter(pk=key).first() if _is_key(key) else None


@receiver(user_logged_in)
def look_after_login(sender, request, user, **_more):
    """Leave word in the session that something waits, so that no page has to ask the database for it."""
    if rows(user).exists():
        request.session[WAITS] = True


def typed(row):
    """Return what was typed as a ``QueryDict``, and whether files were with it; nothing when the key has changed."""
    data = QueryDict(mutable=True)
    try:
        said = json.loads(_lock().decrypt(bytes(row.content)))
    except InvalidToken:
        return data, False
    for name, values in said["typed"]:
        data.setlist(name, values)
    return data, said["files"]


def drop(user, key):
    """Throw away what a user typed: it was saved, or it is not wanted."""
    if _is_key(key):
        Held.objects.visible_to(user).filter(pk=key).delete()


def forget_due(now=None):
    """Throw away what is older than an hour; return how many. Runs with every sweep."""
    return Held.objects.filter(at__lte=(now or timezone.now()) - KEPT).delete()[0]


def _is_key(key):
    return len(key) == 36 and key.replace("-", "").isalnum() and all(c in "0123456789abcdef-" for c in key)


def _lock():
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"pilot.held {settings.SECRET_KEY}".encode()).digest()))
