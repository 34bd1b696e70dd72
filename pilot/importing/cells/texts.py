"""Text, and numbers that are names: e-mail, telephone, postcode, Chamber of Commerce."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from localflavor.nl.forms import NLZipCodeField

from ..sheet import Cell, shown
from .every import Parser, empty_is, quoted, refuse


def text(most: int = 200, *, lines: bool = False) -> Parser:
    """Text of at most `most` characters; line breaks stay only with `lines`."""

    @empty_is("")
    def parse(cell):
        value = shown(cell)
        value = re.sub(r"\r\n?", "\n", value) if lines else " ".join(value.split())
        if len(value) > most:
            raise refuse(_("has %(count)s characters; at most %(most)s fit here") % {"count": len(value), "most": most})
        return value

    return parse


# An accent before the @ is allowed: such addresses exist, although Django's own validator refuses them.
LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")


@empty_is("")
def email(cell: Cell) -> str:
    """An e-mail address, in lower case."""
    value = unicodedata.normalize("NFC", shown(cell)).lower().removeprefix("mailto:")
    local, _at, domain = value.rpartition("@")
    try:
        validate_email(f"x@{domain}")
    except ValidationError:
        local = ""
    if not LOCAL_PART.fullmatch(local) or len(value) > 254:
        raise refuse(_("%(value)s is no e-mail address") % {"value": quoted(cell)})
    return value


@empty_is("")
def phone(cell: Cell) -> str:
    """A telephone number as digits, with + for another country; a Dutch one has ten digits."""
    value = shown(cell)
    digits = re.sub(r"[\s().\-/]", "", value.replace("(0)", "") if value.startswith(("+", "00")) else value)
    if re.fullmatch(r"[1-9]\d{8}", digits):
        raise refuse(
            _("%(value)s has 9 digits, a telephone number has 10; perhaps a zero in front was lost")
            % {"value": quoted(cell)}
        )
    if not re.fullmatch(r"0\d{9}|(?:\+|00)[1-9]\d{7,13}", digits):
        raise refuse(_("%(value)s is no telephone number") % {"value": quoted(cell)})
    return digits


_postcode = NLZipCodeField()


@empty_is("")
def postcode(cell: Cell) -> str:
    """A Dutch postcode, written as 1234 AB."""
    value = re.sub(r"[\s-]", "", shown(cell)).upper()
    try:
        # The validator takes digits of any script for digits.
        return _postcode.clean(value if value.isascii() else "?")
    except ValidationError:
        raise refuse(_("%(value)s is no postcode; write it as 1234 AB") % {"value": quoted(cell)}) from None


@empty_is("")
def kvk(cell: Cell) -> str:
    """A number of the Chamber of Commerce: eight digits."""
    digits = re.sub(r"[\s.]", "", shown(cell))
    if not digits.isascii() or not digits.isdigit():
        raise refuse(_("%(value)s is no KvK number; it has 8 digits") % {"value": quoted(cell)})
    if len(digits) == 7:
        raise refuse(
            _("%(value)s has 7 digits, it must be 8; perhaps a zero in front was lost") % {"value": quoted(cell)}
        )
    if len(digits) != 8:
        sentence = ngettext(
            "%(value)s has %(count)s digit, it must be 8", "%(value)s has %(count)s digits, it must be 8", len(digits)
        )
        raise refuse(sentence % {"value": quoted(cell), "count": len(digits)})
    return digits
