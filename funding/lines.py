"""The lines of a plan as forms: costs, who pays, own time; all on one page, without JavaScript."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from funding import allocation
from funding.models import Cost, Plan, Source
from pilot.formats import figure, money
from pilot.forms import MoneyField, NumberField

#: Empty lines under those that are there.
SPARE = 3
VAT = [(0, pgettext_lazy("VAT", "none")), (9, "9 %"), (21, "21 %")]


class LineForm(forms.Form):
    """A line that counts only with an amount. Inputs are named for their row.

    On a line that was stored before, emptying the amount takes the line away; on an empty line (``empty_permitted``)
    words without an amount are a mistake.
    """

    def __init__(self, *args, number=0, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _("%(label)s, line %(number)d") % {"label": field.label, "number": number + 1}
            field.widget.attrs["aria-label"] = field.label
            if name == "amount":
                field.widget.attrs["class"] = "w-s"

    @property
    def filled(self):
        return self.cleaned_data.get("amount") is not None


class CostForm(LineForm):
    kind = forms.ChoiceField(label=pgettext_lazy("cost", "Kind"), choices=Cost.Kind, required=False)
    description = forms.CharField(label=gettext_lazy("Description"), max_length=160, required=False)
    amount = MoneyField(label=gettext_lazy("Amount without VAT"), min_value=None, required=False)
    vat = forms.TypedChoiceField(
        label=gettext_lazy("VAT"), choices=VAT, coerce=int, empty_value=0, initial=0, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = Cost.Kind.TRAINING
        self.fields["vat"].widget.attrs["class"] = "w-auto pe-5"

    def has_changed(self):
        """A kind chosen on a line without anything else is no line."""
        return bool(set(self.changed_data) - {"kind", "vat"})

    def clean(self):
        said = super().clean()
        if (
            said.get("description")
            and said.get("amount") is None
            and "amount" not in self.errors
            and self.empty_permitted
        ):
            self.add_error("amount", _("Write what this costs, or leave the whole line empty."))
        if said.get("amount") is not None and said["amount"] <= 0:
            self.add_error("amount", _("A cost is an amount above zero."))
        return said


class PayerForm(LineForm):
    payer = forms.ChoiceField(label=gettext_lazy("Who pays"), required=False)
    amount = MoneyField(label=gettext_lazy("Amount"), min_value=None, required=False)
    explanation = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def __init__(self, *args, payers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.payers = {key: row for key, *row in payers}
        self.fields["payer"].widget.attrs["class"] = "w-m"
        self.fields["payer"].choices = [("", _("choose"))] + _grouped(payers)

    def clean(self):
        said = super().clean()
        amount = said.get("amount")
        if amount is not None and amount <= 0:
            self.add_error("amount", _("A contribution is an amount above zero."))
        if amount is not None and not said.get("payer") and "payer" not in self.errors:
            self.add_error("payer", _("Choose who pays this amount."))
        if said.get("payer") and amount is None and "amount" not in self.errors and self.empty_permitted:
            self.add_error("amount", _("Write what this payer gives, or choose nobody."))
        return said

    def line(self):
        """The contribution as a dict of fields."""
        _label, source, fund, scheme = self.payers[self.cleaned_data["payer"]]
        return {
            "source": source,
            "fund": fund,
            "scheme": scheme,
            "amount": self.cleaned_data["amount"],
            "explanation": self.cleaned_data["explanation"],
        }


def _grouped(payers):
    """Choices with the many schemes in a group of their own."""
    plain = [(key, label) for key, label, source, _fund, _scheme in payers if source != Source.SCHEME]
    schemes = [(key, label) for key, label, source, _fund, _scheme in payers if source == Source.SCHEME]
    return plain + ([(_("Schemes and other sectors"), schemes)] if schemes else [])


class LineFormSet(BaseFormSet):
    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "number": index or 0}

    @property
    def lines(self):
        return [form for form in self.forms if form.is_valid() and form.cleaned_data and form.filled]


class PayerLineFormSet(LineFormSet):
    def clean(self):
        seen = set()
        for form in self.forms:
            key = getattr(form, "cleaned_data", {}).get("payer")
            if key and form.filled:
                if key in seen:
                    form.add_error("payer", _("This payer stands here twice. Put both amounts on one line."))
                seen.add(key)


CostFormSet = formset_factory(
    CostForm, formset=LineFormSet, extra=SPARE, max_num=30, absolute_max=60, validate_max=True
)
PayerFormSet = formset_factory(
    PayerForm, formset=PayerLineFormSet, extra=SPARE, max_num=30, absolute_max=60, validate_max=True
)


class OwnTimeForm(forms.Form):
    """The candidate's own time: hours, which never enter the euros (advice 8.3.5-04)."""

    hours = NumberField(
        label=gettext_lazy("Own time of the candidate"),
        min_value=0,
        max_value=9999,
        max_digits=6,
        decimal_places=1,
        required=False,
        help_text=gettext_lazy(
            "In the whole training, for example half a day a week in the evening. It does not count in the euros."
        ),
    )
    why = forms.CharField(label=gettext_lazy("When"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hours"].widget.attrs.update({"class": "w-s", "data-unit": _("hours")})


class PlanLines:
    """All lines of one draft on one page: costs, who pays, own time. A stale save lists both values."""

    def __init__(self, plan, data=None):
        self.plan = plan
        self.data = data
        self.stale = ()
        self.version_shown = plan.version
        self.payers = allocation.possible_payers(plan.enrolment)
        stored = shown_lines(plan, self.payers)
        # What was sent stands by itself: a line that equals the stored one is no reason to leave it out.
        initial = stored if data is None else dict.fromkeys(stored)
        self.costs = CostFormSet(data, prefix="costs", initial=initial["costs"])
        self.contributions = PayerFormSet(
            data, prefix="payers", initial=initial["contributions"], form_kwargs={"payers": self.payers}
        )
        self.own = OwnTimeForm(data, initial=initial["own"])
        self.forms = (self.costs, self.contributions, self.own)

    @property
    def errors(self):
        each = [self.own.errors, *self.costs.errors, *self.contributions.errors]
        whole = [self.costs.non_form_errors(), self.contributions.non_form_errors()]
        return bool(self.stale) or any(each) or any(whole)

    def is_valid(self):
        """Say whether every line can be stored; the plan's row stays locked until the end of the transaction."""
        # Every form is asked, so that all errors are shown at once.
        valid = [form.is_valid() for form in self.forms]
        now = Plan.objects.select_for_update(of=("self",)).with_case().with_lines().get(pk=self.plan.pk)
        if str(now.version) != self.data.get("version"):
            self.stale = self._differences(now)
            # Moves the hidden version on: the next save is made in full sight of the other values.
            self.version_shown = now.version
            return False
        return all(valid)

    def cost_lines(self):
        return [form.cleaned_data for form in self.costs.lines]

    def contribution_lines(self):
        lines = [form.line() for form in self.contributions.lines]
        hours = self.own.cleaned_data.get("hours")
        if hours:
            lines.append({"source": Source.CANDIDATE, "hours": hours, "explanation": self.own.cleaned_data["why"]})
        return lines

    def _differences(self, now):
        """Rows of ``_stale.html``: every line on which the stored plan and what was typed differ."""
        mine, theirs = self._typed(), _stored(now)
        labels = list(dict.fromkeys([*theirs, *mine]))
        rows = [
            {"label": label, "yours": mine.get(label, "–"), "theirs": theirs.get(label, "–")}
            for label in labels
            if mine.get(label) != theirs.get(label)
        ]
        return rows or [{"label": _("State"), "yours": "–", "theirs": now.get_state_display()}]

    def _typed(self):
        typed = {}
        for form in self.costs.lines:
            line = form.cleaned_data
            kind = dict(Cost.Kind.choices)[line["kind"] or Cost.Kind.TRAINING]
            _put(typed, _cost_label(kind, line["description"]), _cost_text(line["amount"], line["vat"]))
        for form in self.contributions.lines:
            label = form.payers[form.cleaned_data["payer"]][0] if form.cleaned_data.get("payer") else "–"
            _put(typed, label, _payer_text(form.cleaned_data["amount"], form.cleaned_data["explanation"]))
        hours = getattr(self.own, "cleaned_data", {}).get("hours")
        if hours:
            _put(typed, str(Source.CANDIDATE.label), figure(hours))
        return typed


def _stored(plan):
    stored = {}
    for cost in plan.costs.all():
        _put(stored, _cost_label(cost.get_kind_display(), cost.description), _cost_text(cost.amount, cost.vat))
    for line in plan.contributions.all():
        if line.hours is not None:
            _put(stored, str(Source.CANDIDATE.label), figure(line.hours))
        else:
            _put(stored, line.payer, _payer_text(line.amount, line.explanation))
    return stored


def _put(lines, label, text):
    """Two lines of one name stand behind each other."""
    lines[label] = f"{lines[label]}; {text}" if label in lines else text


def _cost_label(kind, description):
    return f"{kind}: {description}" if description else str(kind)


def _cost_text(amount, vat):
    return f"{money(amount)} ({_('VAT')} {dict(VAT)[vat]})" if vat else money(amount)


def _payer_text(amount, explanation):
    return f"{money(amount)} ({explanation})" if explanation else money(amount)


def shown_lines(plan, payers):
    """The stored lines as initial values of the forms; a payer that may no longer pay is kept among the choices."""
    known = {row[0] for row in payers}
    contributions, own = [], {}
    for line in sorted(plan.contributions.all(), key=allocation.payer_order):
        if line.hours is not None:
            own = {"hours": int(line.hours) if line.hours == int(line.hours) else line.hours, "why": line.explanation}
            continue
        key = allocation.payer_key(line)
        if key not in known:
            payers.append((key, line.payer, line.source, line.fund, line.scheme))
            known.add(key)
        contributions.append({"payer": key, "amount": line.amount, "explanation": line.explanation})
    costs = [
        {"kind": cost.kind, "description": cost.description, "amount": cost.amount, "vat": cost.vat}
        for cost in plan.costs.all()
    ]
    return {"costs": costs, "contributions": contributions, "own": own}
