"""Parties around a pilot: who is silent first, every contact with them, what was agreed. The owners' own pages."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import formats
from pilot.forms import ReasonForm
from pilot.models import PartyContact, PartyRole, PilotParty
from pilot.paging import keyset
from pilot.permissions import may_keep_contacts, require
from pilot.phases import contacts, involving
from pilot.phases.contact_forms import ContactForm, LogFilter, PartyEditForm, PartyForm
from pilot.phases.standing import Standing
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

State = PilotParty.State
#: Contacts on the page of one party.
SIZE = 20


def party_of(request, pk):
    """The party with its pilot, for owners only: for all others there is no such page (advice 8.2-19)."""
    rows = PilotParty.objects.visible_to(request.user).with_case().with_standing()
    return get_object_or_404(rows, pk=pk)


def trail(pilot, *further):
    return crumbs(pilot, (_("Parties"), reverse("parties", args=[pilot.slug])), *further)


@require_safe
def parties(request, slug):
    """Who was chosen, silent ones first, and who is advised and missing."""
    pilot = pilot_of(request, slug)
    require(may_keep_contacts(request.user, pilot))
    standing = Standing(pilot)
    standing.funds = [pilot_fund.fund for pilot_fund in pilot.pilot_funds.all()]
    chosen = contacts.in_order(involving.chosen(pilot))
    lacking = involving.missing(pilot, chosen, standing)
    needed = [one for one in lacking if one.needed]
    silent = [party for party in chosen if contacts.is_silent(party)]
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Parties"), "")),
        "lead": _lead(chosen, silent),
        "lines": [line(party) for party in chosen],
        "needed": needed,
        "useful": [one for one in lacking if not one.needed],
        "silent": silent[0] if silent else None,
        "silent_sentence": contacts.sentence(silent[0]) if silent else "",
        "silent_url": reverse("party_contact", args=[silent[0].pk]) if silent else "",
        "advised_url": reverse("party_advised", args=[pilot.slug]),
        "ended": list(PilotParty.objects.filter(pilot=pilot, state=State.ENDED).with_case().order_by("pk")),
    }
    return render(request, "pilot/parties.html", context)


def _lead(chosen, silent):
    if not chosen:
        return _("Choose who you will talk to. Each party gets a rhythm; silence is told on My work.")
    sentence = ngettext("You talk with %(count)d party.", "You talk with %(count)d parties.", len(chosen))
    told = sentence % {"count": len(chosen)}
    if not silent:
        return told + " " + _("Nobody is silent for too long.")
    return (
        told
        + " "
        + ngettext("%(count)d is silent for too long.", "%(count)d are silent for too long.", len(silent))
        % {"count": len(silent)}
    )


def line(party):
    """One party in the table: how it stands and what is next."""
    silent = contacts.is_silent(party)
    if silent:
        kind, word = "late", _("Silent")
    elif party.step_on and party.step_on < timezone.localdate():
        kind, word = "wait", _("Step is late")
    elif party.last_on is None:
        kind, word = "wait", _("Not spoken to yet")
    else:
        kind, word = "ok", _("In touch")
    days = contacts.silent_days(party)
    ago = ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days} if days else _("today")
    return {
        "party": party,
        # UWV as UWV says nothing more.
        "role": "" if str(party) == party.get_role_display() else party.get_role_display(),
        "silent": silent,
        "kind": kind,
        "word": word,
        "ago": ago if party.last_on else "",
        "speak_by": contacts.speak_by(party),
        "late": bool(party.step_on and party.step_on < timezone.localdate()),
    }


@require_POST
def party_advised(request, slug):
    """Choose one advised party by its key, or all that are needed."""
    pilot = pilot_of(request, slug)
    require(may_keep_contacts(request.user, pilot))
    lacking = involving.missing(pilot, involving.chosen(pilot))
    key = request.POST.get("key", "")
    wanted = [one for one in lacking if (one.key == key if key else one.needed)]
    try:
        made = contacts.take_advice(pilot, wanted, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        if made:
            names = ", ".join(str(party) for party in made)
            messages.success(request, _("Chosen: %(names)s. You keep the contact.") % {"names": names})
        else:
            messages.info(request, _("Nothing was missing any more."))
    return redirect("parties", pilot.slug)


@require_http_methods(["GET", "POST"])
def party_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_keep_contacts(request.user, pilot))
    form = PartyForm(request.POST or None, pilot=pilot, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = contacts.involve(pilot, by=request.user, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(party)s takes part now.") % {"party": made})
            return redirect(made)
    context = {
        "title": _("Choose a party"),
        "lead": _("Out of the reference list, or another by its name."),
        "crumbs": trail(pilot, (_("Choose a party"), "")),
        "form": form,
        "label": _("Choose"),
        "back": reverse("parties", args=[pilot.slug]),
    }
    return render(request, "pilot/form.html", context)


@require_safe
def party(request, pk):
    """One party: whom one speaks there, the steps that were agreed, every contact."""
    found = party_of(request, pk)
    rows = found.contacts.select_related("by")
    page = keyset(request, rows, "-on", "-pk", sentence="", size=SIZE)
    steps = list(found.contacts.filter(state=PartyContact.State.OPEN).order_by("follow_up_on", "pk")[:SIZE])
    involved = found.state == State.INVOLVED
    context = {
        "party": found,
        "pilot": found.pilot,
        "crumbs": trail(found.pilot, (str(found), "")),
        "rhythm": ngettext("%(days)d day", "%(days)d days", found.rhythm) % {"days": found.rhythm},
        "involved": involved,
        "silence": contacts.sentence(found) if involved and contacts.is_silent(found) else "",
        "speak_by": contacts.speak_by(found),
        "form": ContactForm() if involved else None,
        "steps": steps,
        "entries": [entry(contact) for contact in page.items],
        "pages": page.pages,
    }
    return render(request, "pilot/party.html", context)


def entry(contact, named=False):
    """A contact for ``_timeline.html``; ``named`` says with which party, for a list of several."""
    how = f"{contact.get_channel_display()}{f', {contact.with_whom}' if contact.with_whom else ''}."
    text = contact.text
    if contact.follow_up:
        step = _("Agreed: %(step)s, by %(day)s") % {
            "step": contact.follow_up,
            "day": formats.short_day(contact.follow_up_on),
        }
        text += f"\n{step} ({contact.get_state_display().lower()})"
    return {
        "when": formats.day(contact.on),
        "by": contact.by.name,
        "label": f"{contact.party}. {how}" if named else how,
        "text": text,
        "kind": {"open": "wait", "done": "ok"}.get(contact.state, ""),
        "url": "",
        "party_url": contact.party.get_absolute_url() if named else "",
    }


@require_http_methods(["GET", "POST"])
def party_contact(request, pk):
    """Write a contact down; ``?stap=`` names the agreed step that it carried out."""
    found = party_of(request, pk)
    step = _step_of(found, request.GET.get("stap", ""))
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.note(found, by=request.user, settles=step, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The contact with %(party)s is noted.") % {"party": found})
            return redirect(found)
    lead = _("What was said, and what you agreed. Only the owners of this pilot read it.")
    if step:
        lead = _("This settles the agreed step: %(step)s.") % {"step": step.follow_up}
    context = {
        "title": _("Contact with %(party)s") % {"party": found},
        "lead": lead,
        "crumbs": trail(found.pilot, (str(found), found.get_absolute_url()), (_("Note contact"), "")),
        "form": form,
        "label": _("Save"),
        "back": found.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


def _step_of(party, text):
    """The open step of this party that the address names, or ``None``."""
    if not text.isdecimal() or len(text) > 17:
        return None
    return party.contacts.filter(pk=text, state=PartyContact.State.OPEN).first()


@require_http_methods(["GET", "POST"])
def party_edit(request, pk):
    found = party_of(request, pk)
    form = PartyEditForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        contacts.edit(form, by=request.user)
        messages.success(request, _("The data of %(party)s were saved.") % {"party": found})
        return redirect(found)
    context = {
        "title": _("Data of %(party)s") % {"party": found},
        "lead": _("A name, address and telephone at work only. They are forgotten when the party or the pilot ends."),
        "crumbs": trail(found.pilot, (str(found), found.get_absolute_url()), (_("Data"), "")),
        "form": form,
        "label": _("Save"),
        "back": found.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def party_end(request, pk):
    found = party_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.end(found, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(party)s takes no part any more.") % {"party": found})
            return redirect("parties", found.pilot.slug)
    context = {
        "title": _("End the contact with %(party)s?") % {"party": found},
        "sentence": _("The contacts stay. Agreed steps are dropped, and silence is not told any more."),
        "crumbs": trail(found.pilot, (str(found), found.get_absolute_url()), (_("End"), "")),
        "form": form,
        "label": _("End the contact"),
        "danger": True,
        "back": found.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
def party_resume(request, pk):
    found = party_of(request, pk)
    try:
        contacts.resume(found, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("%(party)s takes part again.") % {"party": found})
    return redirect(found)


def _step(request, pk, verb, done):
    rows = PartyContact.objects.visible_to(request.user).select_related("party__pilot")
    contact = get_object_or_404(rows, pk=pk)
    try:
        verb(contact, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, done)
    return redirect(contact.party)


@require_POST
def step_settle(request, pk):
    return _step(request, pk, contacts.settle, _("The step is done."))


@require_POST
def step_drop(request, pk):
    return _step(request, pk, contacts.drop, _("The step is dropped."))


@require_safe
def party_log(request, slug):
    """Every contact with every party, newest first, by word and role."""
    pilot = pilot_of(request, slug)
    require(may_keep_contacts(request.user, pilot))
    rows = PartyContact.objects.filter(party__pilot=pilot).with_case()
    filters = LogFilter(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {"q": "", "rol": ""}
    for word in said["q"].split():
        rows = rows.filter(
            Q(text__icontains=word)
            | Q(follow_up__icontains=word)
            | Q(with_whom__icontains=word)
            | Q(party__name__icontains=word)
            | Q(party__party__name__icontains=word)
            | Q(party__organisation__name__icontains=word)
        )
    if said["rol"] in PartyRole.values:
        rows = rows.filter(party__role=said["rol"])
    page = keyset(request, rows, "-on", "-pk", sentence="")
    count = len(page.items)
    page.pages["sentence"] = ngettext("%(count)d contact on this page", "%(count)d contacts on this page", count) % {
        "count": count
    }
    context = {
        "pilot": pilot,
        "crumbs": trail(pilot, (_("All contacts"), "")),
        "entries": [entry(contact, named=True) for contact in page.items],
        "pages": page.pages,
        "filters": filters,
        "filtered": bool(said["q"] or said["rol"]),
        "clear": reverse("party_log", args=[pilot.slug]),
        "back": reverse("parties", args=[pilot.slug]),
    }
    return render(request, "pilot/party_log.html", context)
