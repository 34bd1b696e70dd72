"""The standard interview with a company: what is asked on each criterion, and what a 1, a 3 and a 5 look like."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies.models import Criterion

#: From this score a criterion is met.
SUFFICIENT = 3
WORDS = {
    1: pgettext_lazy("score", "Not at all"),
    2: pgettext_lazy("score", "A little"),
    3: pgettext_lazy("score", "Sufficient"),
    4: pgettext_lazy("score", "Good"),
    5: pgettext_lazy("score", "Strong"),
}


class Question(NamedTuple):
    """What is asked, and what the answer sounds like at 1, 3 and 5."""

    text: str
    low: str
    mid: str
    high: str


QUESTIONS = {
    Criterion.VACANCY: Question(
        gettext_lazy("Which vacancy is it about, since when is it open, and what has been tried to fill it?"),
        gettext_lazy("There is no vacancy, or it was filled without much trouble before."),
        gettext_lazy("The vacancy is real and open for months; some ways to fill it were tried."),
        gettext_lazy("Open for a long time, several ways tried, and work is left undone because of it."),
    ),
    Criterion.HIRING: Question(
        gettext_lazy("What happens when somebody has learned the trade: which contract, from when?"),
        gettext_lazy("Wants somebody to learn for a while and promises nothing."),
        gettext_lazy("Intends to hire, if all goes well."),
        gettext_lazy("Names a contract and a date, and has the money for it."),
    ),
    Criterion.SECTOR: Question(
        gettext_lazy("Suppose the person leaves for a colleague company in two years: was it worth it then?"),
        gettext_lazy("Only if the person stays here; otherwise it is money lost."),
        gettext_lazy("Sees that the branch gains by it, and accepts that."),
        gettext_lazy("Trains for the branch already, and can say why."),
    ),
    Criterion.SPLIT: Question(
        gettext_lazy("What should somebody bring from the training, and what do you teach at the machine yourself?"),
        gettext_lazy("Expects the training to deliver somebody who knows this company's work."),
        gettext_lazy("Accepts that training is general and that the special part is learned here."),
        gettext_lazy("Has thought out what is learned here, by whom and in which order."),
    ),
    Criterion.LEARNING: Question(
        gettext_lazy("Where and with whom does somebody practise in the first months? May we see the place?"),
        gettext_lazy("No time, no place and nobody to learn from."),
        gettext_lazy("There is a workplace trainer and a place to practise; the trade can be learned in a fair time."),
        gettext_lazy("Trained people here before: a plan, a place, and a trainer who knows how."),
    ),
    Criterion.GUIDANCE: Question(
        gettext_lazy("About four hours a week go into guidance. Who gives them, and what is left undone for it?"),
        gettext_lazy("Has no hours for it, or thinks it costs nothing."),
        gettext_lazy("Makes the hours free and knows who gives them."),
        gettext_lazy("The hours stand in the planning, with somebody to take over."),
    ),
    Criterion.FORMS: Question(
        gettext_lazy("We went through the training forms of the pilot and what they cost. What do you think of them?"),
        gettext_lazy("Does not know the forms, or does not want to pay any of it."),
        gettext_lazy("Knows the forms and roughly what they cost."),
        gettext_lazy("Has chosen a form, and knows who pays what."),
    ),
}


def anchors(criterion):
    """The five scores of a criterion for ``_anchors.html``; 2 and 4 lie between the texts."""
    question = QUESTIONS[criterion]
    texts = {1: question.low, 3: question.mid, 5: question.high}
    return [{"value": value, "word": word, "text": texts.get(value, _("In between."))} for value, word in WORDS.items()]
