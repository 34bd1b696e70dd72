"""The menu at the left: my work, then the rooms of each pilot that the user may enter."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pilot.choices import Role
from pilot.models import Pilot

#: The most pilots that the menu unfolds; the others are one click away.
MOST_PILOTS = 3


def navigation(request):
    """Give base.html its menu (groups of ``{"label", "url", "icon", "count", "current"}``) and who is logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "who": None}
    return {"navigation": list(_groups(request, user)), "who": {"name": user.name, "role": user.role_label}}


def _item(request, label, icon, name, *args):
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:  # TEMPORARY until every room has landed
        url = "#"
    current = request.path == url if url in ("/",) or not args else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "count": None, "current": current}


def _groups(request, user):
    general = [_item(request, _("My work"), "inbox", "desk:work"), _item(request, _("Pilots"), "flag", "pilots")]
    if user.funds(Role.MANAGEMENT, Role.OWNER):
        general.append(_item(request, _("Figures"), "chart", "desk:dashboard"))
    general.append(_item(request, _("Reference"), "book", "reference"))
    yield {"title": None, "items": general}
    for pilot in Pilot.objects.visible_to(user).filter(pk__in=user.pilots()).exclude(state="closed")[:MOST_PILOTS]:
        yield {"title": pilot.title, "items": _rooms(request, user, pilot)}


def _rooms(request, user, pilot):
    slug = pilot.slug
    overview = _item(request, _("Overview"), "flag", "pilot", slug)
    overview["current"] = request.path == overview["url"]
    rooms = [overview]
    if user.has_role(Role.OWNER, pilot=pilot):
        rooms.append(_item(request, _("Policy choices"), "policy", "policy", slug))
    if pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER):
        rooms.append(_item(request, _("Companies"), "company", "companies:list", slug))
        rooms.append(_item(request, _("Candidates"), "people", "candidates:list", slug))
        rooms.append(_item(request, _("Matches"), "match", "candidates:matches", slug))
    if pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER, Role.TRAINER, Role.MENTOR):
        rooms.append(_item(request, _("Classes"), "class", "training:classes", slug))
    if pilot.pk in user.pilots(Role.OWNER, Role.PROVIDER):
        rooms.append(_item(request, _("Documents"), "sheet", "desk:documents", slug))
        rooms.append(_item(request, _("Co-financing"), "euro", "funding:plans", slug))
    return rooms
