"""The recruiting plan: what a class still needs, the chance to have it by a day, and what each channel brings."""

from datetime import timedelta

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from candidates import forecast, recruiting_plan
from candidates.models import Candidate
from candidates.permissions import may_recruit, may_see_people
from candidates.views.candidates import pilot_or_404
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot import charts, formats
from pilot.forms import DateField
from pilot.permissions import require
from pilot.phases import in_force, recruiting_blockers

STATE = Candidate.State
#: Days ahead of the day that is looked at when nobody names one: a recruiting round of some five months.
AHEAD = 150
FARTHEST = 730
LABELS = {
    STATE.REGISTERED: gettext_lazy("From registration to session"),
    STATE.INFORMED: gettext_lazy("From session to invitation"),
    STATE.INVITED: gettext_lazy("From invitation to interview"),
    STATE.INTERVIEWED: gettext_lazy("From interview to qualified"),
    STATE.QUALIFIED: gettext_lazy("From qualified to placed"),
}


class OutlookForm(forms.Form):
    """How many, by when, and how many people more; asked in the address."""

    aantal = forms.IntegerField(label=gettext_lazy("Places to fill"), min_value=1, max_value=200)
    voor = DateField(label=pgettext_lazy("by a day", "By"))
    erbij = forms.IntegerField(
        label=gettext_lazy("People more who register now"), min_value=0, max_value=2000, required=False
    )

    def clean_voor(self):
        day = self.cleaned_data["voor"]
        ahead = (day - timezone.localdate()).days
        if not 0 < ahead <= FARTHEST:
            raise forms.ValidationError(_("Choose a day within the coming two years."))
        return day


def _asked(request, target):
    """The form, and what was asked: number, day, people more; the usual where nothing or nonsense was asked."""
    usual = {"aantal": target, "voor": timezone.localdate() + timedelta(days=AHEAD), "erbij": 0}
    given = {name: request.GET[name] for name in usual if name in request.GET}
    if not given:
        return OutlookForm(initial=usual), usual
    form = OutlookForm({**usual, "voor": usual["voor"].isoformat(), **given})
    if not form.is_valid():
        return form, usual
    return form, {**form.cleaned_data, "erbij": form.cleaned_data["erbij"] or 0}


@require_safe
def plan(request, pilot):
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    policy = in_force(pilot)
    form, asked = _asked(request, policy.class_target if policy else 15)
    days, target = (asked["voor"] - timezone.localdate()).days, asked["aantal"]
    experience = recruiting_plan.experience_of(pilot)
    joined = experience.joined_by(asked["erbij"])
    outlook = forecast.outlook(joined, days, target)
    more = forecast.needed(joined, days, target)
    weakest, _raised = forecast.weakest_step(joined, days, target)
    funds = [one.fund.slug for one in pilot.pilot_funds.select_related("fund")]
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "recruiting_plan"),
        "crumbs": crumbs(pilot, (_("Recruiting plan"), "")),
        "form": form,
        "asked": asked,
        "outlook": outlook,
        "chance": _chance(outlook),
        "between": _between(outlook),
        "more": more,
        "more_sentence": _more(more, asked["voor"]),
        "kpis": _kpis(experience, target),
        "picture": _picture(joined, days, target, outlook, weakest),
        "weakest": _("The better step: ten in a hundred more go on. %(step)s it helps most.")
        % {"step": LABELS[weakest]},
        "steps": _steps(experience),
        "channels": _channels(recruiting_plan.yields(pilot, policy.occupation if policy else None, funds)),
        "recruiters": _recruiters(recruiting_plan.by_recruiter(pilot)),
        "backgrounds": _backgrounds(recruiting_plan.by_background(pilot, policy)),
        "may_recruit": may_recruit(request.user, pilot),
        "why_not": recruiting_blockers(pilot),
    }
    return render(request, "candidates/recruiting_plan.html", context)


def _chance(outlook):
    """The chance in words: nothing is certain, and nothing is out of the question."""
    if outlook.chance > 0.99:
        return _("over %(share)s") % {"share": formats.percent(99)}
    if outlook.chance < 0.01:
        return _("under %(share)s") % {"share": formats.percent(1)}
    return formats.percent(round(outlook.chance * 100))


def _between(outlook):
    if outlook.low == outlook.high:
        return _("Most probably %(number)d.") % {"number": outlook.median}
    numbers = {"low": outlook.low, "high": outlook.high, "median": outlook.median}
    return _("Eight times out of ten between %(low)d and %(high)d, %(median)d in the middle.") % numbers


def _more(more, day):
    said = {"day": formats.day(day), "share": formats.percent(80), "more": more}
    if more is None:
        return (
            _("However many people register now, a chance of %(share)s by %(day)s is out of reach. Choose a later day.")
            % said
        )
    if more == 0:
        return _("The people who are on their way are enough for a chance of more than %(share)s.") % said
    return _("For a chance of %(share)s by %(day)s, %(more)d more people have to register now.") % {
        **said,
        "more": more,
    }


def _kpis(experience, target):
    low, middle, high = forecast.share_all_the_way(experience)
    on_their_way = sum(step.waiting for step in experience.steps.values())
    share = {"low": formats.percent(round(low * 100)), "high": formats.percent(round(high * 100))}
    least, most = (round(target / rate) for rate in reversed(forecast.REPORT_SHARE))
    return [
        {
            "label": _("Placed, without a class"),
            "value": experience.placed,
            "note": _("of %(target)d") % {"target": target},
        },
        {"label": _("On their way"), "value": on_their_way, "note": _("from registered to qualified")},
        {
            "label": _("Of those who register, placed"),
            "value": formats.percent(round(middle * 100)),
            "note": _("between %(low)s and %(high)s") % share,
        },
        {
            "label": _("To register, for this many places"),
            "value": _("%(least)d to %(most)d") % {"least": least, "most": most},
            "note": _("at 75 to 95 percent who fall out"),
        },
    ]


def _picture(experience, days, target, outlook, weakest):
    """What would change the number placed: a row for each way, with its chance."""
    ways = [(_("As it goes now"), outlook)]
    ways += [
        (
            _("%(number)d more register") % {"number": number},
            forecast.outlook(experience.joined_by(number), days, target),
        )
        for number in (25, 50)
    ]
    ways.append((_("Four weeks later"), forecast.outlook(experience, days + 28, target)))
    ways.append((_("One step better"), forecast.outlook(experience, days, target, better=weakest)))
    rows = [
        {
            "label": _("%(way)s: %(chance)s") % {"way": way, "chance": _chance(one)},
            "low": one.low,
            "mid": one.median,
            "high": one.high,
        }
        for way, one in ways
    ]
    return charts.spans(
        rows,
        key="outlook",
        title=_("What would change it"),
        desc=_("People placed on that day: where eight of ten forecasts lie, and the middle one."),
        maximum=max(target, *(row["high"] for row in rows)),
    )


def _steps(experience):
    columns = [
        {"label": _("Step")},
        {"label": _("Stand before it"), "num": True},
        {"label": _("Went on"), "num": True},
        {"label": _("Fell out"), "num": True},
        {"label": _("Share that goes on"), "num": True},
        {"label": _("Days on average"), "num": True},
    ]
    rows = []
    for name, step in experience.steps.items():
        gone = step.passed + step.out
        share = formats.percent(round(100 * step.passed / gone)) if gone else "–"
        # Everybody's time before the step by those who left it: the usual estimate where some still wait.
        days = formats.whole(round(step.days / gone)) if gone else "–"
        rows.append({"cells": [str(LABELS[name]), step.waiting, step.passed, step.out, share, days]})
    return {"caption": _("Experience of this pilot by step"), "columns": columns, "rows": rows}


NUMBERS = (
    gettext_lazy("Registered"),
    gettext_lazy("Interviewed"),
    gettext_lazy("Qualified"),
    gettext_lazy("Placed"),
)


def _columns(first):
    return [{"label": first}, *({"label": str(label), "num": True} for label in NUMBERS)]


def _channels(lines):
    rows = []
    for line in lines:
        said = [*(str(fact) for fact in line.reasons[:1]), *(str(fact) for fact in line.cautions[:1])]
        name = {
            "text": str(line.channel) if line.channel else _("Channel not recorded"),
            "sub": ". ".join(said),
            "kind": "ok" if line.advised else "",
        }
        rows.append({"cells": [name, line.people, line.interviewed, line.qualified, line.placed]})
    return {"caption": _("What each channel brings"), "columns": _columns(_("Channel")), "rows": rows}


def _recruiters(lines):
    rows = [
        {"cells": [str(label), *(numbers[name] for name in ("people", "interviewed", "qualified", "placed"))]}
        for label, numbers in lines
    ]
    return {"caption": _("Who brought them in"), "columns": _columns(_("Brought in by")), "rows": rows}


def _backgrounds(lines):
    rows = [
        {"cells": [str(label), *(numbers[name] for name in ("people", "interviewed", "qualified", "placed"))]}
        for label, numbers in lines
    ]
    return {"caption": _("Background of who registered"), "columns": _columns(_("Former work")), "rows": rows}
