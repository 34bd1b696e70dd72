"""The way from any page to a line in the journal."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from pilot.choices import Role
from pilot.models import Pilot
from pilot.permissions import may_write_journal

register = template.Library()


@register.simple_tag(takes_context=True)
def note_address(context):
    """Where a line about this page is written; empty for who may not write in this pilot, or in any.

    Two actions from any page: this link, and saving. The view behind it finds out which record the page is about.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    pilot = context.get("pilot")
    if isinstance(pilot, Pilot) and pilot.pk:
        may = may_write_journal(user, pilot)
    else:
        may = bool(user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER))
    return f"{reverse('note')}?{urlencode({'terug': request.get_full_path()})}" if may else ""
