"""The menu at the left: my work, then the rooms of each pilot that the user may enter."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from pilot.addresses import reverse
from pilot.choices import IN_PILOT, Role
from pilot.models import Pilot

#: The most pilots that the menu unfolds; the others are one click away.
MOST_PILOTS = 3
RUNS = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)
FUND = (Role.OWNER, Role.MANAGEMENT)
#: Label, icon, address and the roles that may enter (none: everybody).
GENERAL = [
    (_("My work"), "inbox", "desk:work", ()),
    (_("Pilots"), "flag", "pilots", ()),
    (_("Figures"), "chart", "desk:dashboard", FUND),
    (_("What worked"), "flag", "lessons", FUND),
    (_("Supervision"), "clock", "supervision", (Role.OWNER,)),
    (_("Mandates"), "lock", "mandates", (*FUND, Role.MANAGER)),
    (_("Terms"), "check", "terms", FUND),
    (_("Reference"), "book", "reference", ()),
]
ROOMS = [
    (_("Overview"), "flag", "pilot", ()),
    (_("Policy choices"), "policy", "policy", (Role.OWNER,)),
    (_("People"), "user", "people", IN_PILOT),
    (_("Journal"), "chat", "journal", IN_PILOT),
    (_("Parties"), "mail", "parties", (Role.OWNER,)),
    (_("Providers"), "link", "appointments", (Role.OWNER, Role.PROVIDER)),
    (_("Companies"), "company", "companies:list", RUNS),
    (_("Candidates"), "people", "candidates:list", RUNS),
    (_("Matches"), "match", "candidates:matches", RUNS),
    (_("Programmes"), "book", "training:programmes", (*RUNS, Role.TRAINER)),
    (_("Classes"), "class", "training:classes", (*RUNS, Role.TRAINER, Role.MENTOR)),
    (_("Documents"), "sheet", "desk:documents", (Role.OWNER, Role.PROVIDER)),
    (_("Co-financing"), "euro", "funding:plans", (Role.OWNER, Role.PROVIDER)),
    (_("Budgets"), "euro", "funding:budgets", (Role.OWNER,)),
]
#: Rooms of whoever was given the role, also before a provider is approved and after its end.
BEFOREHAND = {"appointments"}


def navigation(request):
    """Give base.html its menu (groups of ``{"label", "url", "icon", "count", "current"}``) and who is logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "who": None}
    return {"navigation": SimpleLazyObject(lambda: _menu(request)), "who": SimpleLazyObject(lambda: _who(user))}


def _menu(request):
    # Asked for by base.html alone, and once for a page: panels are rendered with the request too.
    if not hasattr(request, "_menu"):
        groups = list(_groups(request.user))
        _mark_current(groups, request.path, getattr(request, "crumbs", ()))
        request._menu = _unfolded(groups)
    return request._menu


def _who(user):
    return {"name": user.name, "role": user.role_label}


def _groups(user):
    mine = {assignment.role for assignment in user.running}
    yield {"title": None, "items": [_item(*one) for *one, roles in GENERAL if not roles or mine & set(roles)]}
    open_pilots = {one.pilot for one in user.running if one.pilot_id and one.pilot.state != Pilot.State.CLOSED}
    for pilot in sorted(open_pilots, key=lambda pilot: (pilot.title, pilot.pk)):
        mine = {role for role in IN_PILOT if pilot.pk in user.pilots(role)}
        given = {one.role for one in user.running if one.pilot_id == pilot.pk}
        rooms = [
            _item(label, icon, name, pilot.slug)
            for label, icon, name, roles in ROOMS
            if not roles or set(roles) & (given if name in BEFOREHAND else mine)
        ]
        yield {"title": pilot.title, "items": rooms}


def _unfolded(groups):
    """The general rooms, those of the pilot that the page is of, and those of others: ``MOST_PILOTS`` in all."""
    general, *pilots = groups
    here = [group for group in pilots if any(item["current"] for item in group["items"])]
    return [general, *(here + [group for group in pilots if group not in here])[:MOST_PILOTS]]


def _item(label, icon, name, *args):
    return {"label": label, "url": reverse(name, args), "icon": icon, "count": None, "current": False}


def _mark_current(groups, path, crumbs=()):
    """Mark the room of the page: the longest address that its own begins with or that its breadcrumbs lead to."""
    items = [item for group in groups for item in group["items"]]
    within = [item for item in items if item["url"] in crumbs or item["url"] == path or _below(path, item["url"])]
    if within:
        max(within, key=lambda item: len(item["url"]))["current"] = True


def _below(path, url):
    return url != "/" and path.startswith(url)
