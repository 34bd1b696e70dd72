"""Forms of planning interviews: one, many at once, moved, and held by somebody else."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import busy
from candidates.assigning import Slot
from pilot.forms import DateField, DateTimeField
from pilot.models import User

#: Parts of days that are given at once, and rooms.
PARTS, MOST_ROOMS, MOST_SLOTS = 4, 8, 60
#: No interview is shorter, in minutes.
SHORTEST = 15


class MinutesField(forms.IntegerField):
    """A length in minutes; left empty it is the usual one."""

    def __init__(self, *, usual, lowest=SHORTEST, **kwargs):
        self.usual = usual
        widget = forms.NumberInput(attrs={"class": "w-s", "data-unit": _("minutes")})
        super().__init__(required=False, min_value=lowest, max_value=240, initial=usual, widget=widget, **kwargs)

    def clean(self, value):
        found = super().clean(value)
        return self.usual if found is None else found


class WhenWhereForm(forms.Form):
    """When and where; a moment outside office hours is asked about once."""

    at = DateTimeField(label=_("Date and time"))
    minutes = MinutesField(label=_("Length"), usual=60)
    place = forms.CharField(label=_("Place"), max_length=160, help_text=_("For a call: by video or by telephone."))
    room = forms.CharField(
        label=_("Room"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-m"}),
        help_text=_("With a room, nobody else is planned in it at that time."),
    )
    link = forms.URLField(label=_("Link of the call"), max_length=300, required=False, assume_scheme="https")
    anyway = forms.BooleanField(
        label=_("Yes, I mean this moment"), required=False, widget=forms.HiddenInput, label_suffix=""
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("at") and cleaned.get("minutes") and not cleaned.get("anyway"):
            asked = busy.unusual(cleaned["at"], cleaned["minutes"])
            if asked:
                self.fields["anyway"].widget = forms.CheckboxInput()
                self.add_error("anyway", [*asked, _("Tick this if you mean it.")])
        return cleaned

    @property
    def chosen(self):
        """What the verb asks: moment, length, place, room and link."""
        return {name: self.cleaned_data[name] for name in ("at", "minutes", "place", "room", "link")}


class InterviewForm(WhenWhereForm):
    """When, where, and which two people."""

    selector = forms.ModelChoiceField(
        label=_("Selector"), queryset=User.objects.none(), help_text=_("Asks about soft and hard skills.")
    )
    specialist = forms.ModelChoiceField(
        label=_("Branch specialist"), queryset=User.objects.none(), help_text=_("Asks mainly about hard skills.")
    )

    def __init__(self, *args, selectors, specialists, **kwargs):
        super().__init__(*args, **kwargs)
        for name, people in (("selector", selectors), ("specialist", specialists)):
            self.fields[name].queryset = people
            self.fields[name].widget.attrs["class"] = "w-m"

    @property
    def chosen(self):
        """What the verb asks, the two people included."""
        return super().chosen | {name: self.cleaned_data[name] for name in ("selector", "specialist")}


class MoveForm(WhenWhereForm):
    """Another moment or place, and why."""

    reason = forms.CharField(
        label=_("Why is it moved?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues; the candidate hears when and where."),
    )


class ReplaceForm(forms.Form):
    """Who holds the interview instead, and why."""

    person = forms.ModelChoiceField(label=_("Who holds it instead?"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].widget.attrs["class"] = "w-m"


class TimeField(forms.TimeField):
    """A time of the day, 13:30 or 13.30."""

    def __init__(self, **kwargs):
        widget = forms.TimeInput(attrs={"type": "time", "class": "w-s"}, format="%H:%M")
        super().__init__(input_formats=["%H:%M", "%H.%M"], widget=widget, **kwargs)


class FreeTimesForm(forms.Form):
    """When, where and by whom interviews can be held: parts of days, rooms, people."""

    minutes = MinutesField(label=_("Length of an interview"), usual=45)
    pause = MinutesField(label=_("Between two interviews"), usual=15, lowest=0)
    place = forms.CharField(label=_("Place"), max_length=160)
    rooms = forms.CharField(
        label=_("Rooms"),
        max_length=400,
        required=False,
        help_text=_("With a comma between them. As many interviews at the same time as there are rooms."),
    )

    def __init__(self, *args, selectors, specialists, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            first = number == 1
            words = {"n": number}
            self.fields[f"day_{number}"] = DateField(label=_("Day %(n)s") % words, required=first)
            self.fields[f"from_{number}"] = TimeField(label=_("From (day %(n)s)") % words, required=first)
            self.fields[f"until_{number}"] = TimeField(label=_("Until (day %(n)s)") % words, required=first)
        for name, label, people in (
            ("selectors", _("Selectors"), selectors),
            ("specialists", _("Branch specialists"), specialists),
        ):
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=[(str(person.pk), person.name) for person in people],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Nobody ticked: all of them."),
            )

    @property
    def folded(self):
        """The second day and further, which most leave empty."""
        names = [f"{name}_{number}" for number in range(2, PARTS + 1) for name in ("day", "from", "until")]
        return [self[name] for name in names]

    @property
    def shown(self):
        """All other fields."""
        hidden = {field.name for field in self.folded}
        return [field for field in self if field.name not in hidden]

    @property
    def more_days(self):
        """Whether something was typed at a further day."""
        return any(field.value() for field in self.folded)

    def clean(self):
        cleaned = super().clean()
        self.slots = []
        names = [name.strip() for name in (cleaned.get("rooms") or "").split(",") if name.strip()]
        if len(names) != len({name.lower() for name in names}) or len(names) > MOST_ROOMS:
            self.add_error("rooms", _("Name every room once, eight at most."))
        if any(len(name) > 80 for name in names):
            self.add_error("rooms", _("The name of a room is too long."))
        if self.errors:
            return cleaned
        for number in range(1, PARTS + 1):
            day, begin, until = (cleaned.get(f"{name}_{number}") for name in ("day", "from", "until"))
            if not day:
                continue
            if begin is None or until is None or until <= begin:
                self.add_error(f"until_{number}", _("Say from when until when; until comes after from."))
                continue
            if day < timezone.localdate():
                self.add_error(f"day_{number}", _("This day is past."))
                continue
            self.slots += [Slot(at, room) for at in _moments(day, begin, until, cleaned) for room in names or [""]]
        self.slots = sorted(set(self.slots))
        if not self.errors and not self.slots:
            self.add_error("until_1", _("No interview fits in this time."))
        if len(self.slots) > MOST_SLOTS:
            self.add_error(None, _("This is more than 60 interviews. Give fewer times at once."))
        return cleaned


def _moments(day, begin: time, until: time, cleaned):
    """The moments at which an interview begins in one part of a day."""
    zone = timezone.get_current_timezone()
    now = datetime.combine(day, begin, tzinfo=zone)
    last = datetime.combine(day, until, tzinfo=zone)
    while now + timedelta(minutes=cleaned["minutes"]) <= last:
        yield now.astimezone(UTC)
        now += timedelta(minutes=cleaned["minutes"] + cleaned["pause"])


#: How the fields of a row are drawn.
SHAPES = {
    "take": "form-check-input",
    "at": "form-control",
    "room": "form-control",
    "selector": "form-select",
    "specialist": "form-select",
}


class RowForm(forms.Form):
    """One proposed interview; every part of it can be changed by hand."""

    candidate = forms.IntegerField(widget=forms.HiddenInput)
    take = forms.BooleanField(label=_("Plan"), required=False)
    at = DateTimeField(label=_("Date and time"))
    room = forms.CharField(label=_("Room"), max_length=80, required=False)
    selector = forms.ChoiceField(label=_("Selector"))
    specialist = forms.ChoiceField(label=_("Branch specialist"))

    def __init__(self, *args, selectors=(), specialists=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name, people in (("selector", selectors), ("specialist", specialists)):
            self.fields[name].choices = people
        # In a table the heads of the columns are the labels.
        for name, kind in SHAPES.items():
            self.fields[name].widget.attrs |= {"aria-label": self.fields[name].label, "class": kind}


class AllForm(forms.Form):
    """What all proposed interviews have in common."""

    minutes = forms.IntegerField(min_value=SHORTEST, max_value=240, widget=forms.HiddenInput)
    place = forms.CharField(max_length=160, widget=forms.HiddenInput)


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS)
