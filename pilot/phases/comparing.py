"""The difference between any two versions, told in sentences; and what changed since a fund signed last."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot import formats
from pilot.phases.standing import SEVERAL
from pilot.phases.wording import FIGURES, REASONS, WORDS, difference


def told(old, new):
    """Every difference between two versions as one sentence: ``[{"label", "sentence"}]``; empty when they agree."""
    return [
        {"name": change.name, "label": change.label, "sentence": _sentence(change, old, new)}
        for change in difference(old, new)
    ]


def _sentence(change, old, new):
    if change.name in SEVERAL:
        return _of_several(getattr(old, change.name).all(), getattr(new, change.name).all())
    if change.name in (*WORDS, *REASONS):
        return _of_words(change)
    if change.name in FIGURES:
        return _of_figure(change, getattr(old, change.name), getattr(new, change.name))
    if not change.was:
        return _("Chosen now: %(becomes)s.") % {"becomes": change.becomes}
    if not change.becomes:
        return _("%(was)s is not chosen any more.") % {"was": change.was}
    return _("From %(was)s to %(becomes)s.") % {"was": change.was, "becomes": change.becomes}


def _of_several(before, after):
    added = [str(one) for one in after if one not in before]
    gone = [str(one) for one in before if one not in after]
    said = []
    if added:
        said.append(_("Added: %(names)s.") % {"names": ", ".join(added)})
    if gone:
        said.append(_("Left out: %(names)s.") % {"names": ", ".join(gone)})
    return " ".join(said)


def _of_words(change):
    if not change.was:
        return _("Written now: “%(becomes)s”") % {"becomes": change.becomes}
    if not change.becomes:
        return _("Taken out: “%(was)s”") % {"was": change.was}
    return _("Was “%(was)s”, becomes “%(becomes)s”") % {"was": change.was, "becomes": change.becomes}


def _of_figure(change, before, after):
    step = _by(change.name, abs(Decimal(after) - Decimal(before)))
    values = {"was": change.was, "becomes": change.becomes, "by": step}
    if after > before:
        return _("Up by %(by)s, from %(was)s to %(becomes)s.") % values
    return _("Down by %(by)s, from %(was)s to %(becomes)s.") % values


def _by(name, step):
    if name == "average_cap":
        return formats.money(step)
    if name in ("soft_weight", "type_2_from", "type_3_from"):
        return _("%(count)s percentage points") % {"count": formats.figure(step)}
    return formats.figure(step)


def last_signed(policy, fund, versions):
    """The newest version before this one that the fund signed, or ``None``."""
    return next(
        (
            other
            for other in versions
            if other.number < policy.number and any(one.fund_id == fund.pk for one in other.signatures.all())
        ),
        None,
    )


def since(policy, fund, versions):
    """In one sentence what changed since the version that this fund signed; empty when it never signed one."""
    signed = last_signed(policy, fund, versions)
    if signed is None:
        return ""
    labels = [change.label for change in difference(signed, policy)]
    if not labels:
        return _("Nothing changed since version %(number)d, which %(fund)s signed.") % {
            "number": signed.number,
            "fund": fund,
        }
    return _("Changed since version %(number)d, which %(fund)s signed: %(labels)s.") % {
        "number": signed.number,
        "fund": fund,
        "labels": ", ".join(labels),
    }


def signature_note(signature):
    """Who signed, for whom and when: ``Y. de Wit, namens P. Eikenrode, 24 november 2026, 16.04 uur``."""
    said = [str(signature.by)]
    if signature.on_behalf_of_id:
        said.append(pgettext("signature", "on behalf of %(owner)s") % {"owner": signature.on_behalf_of})
    return ", ".join([*said, formats.moment(signature.at)])


def mandate_note(mandate):
    """The mandate a signature was set under: its document and its days."""
    about = {"document": mandate.document, "start": formats.day(mandate.start)}
    if mandate.end is None:
        return _("%(document)s, from %(start)s") % about
    return _("%(document)s, from %(start)s until %(end)s") % {**about, "end": formats.day(mandate.end)}
