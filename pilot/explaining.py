"""Words of the trade and what they mean: one definition each, shown where a word stands first on a page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Term:
    """A word with its forms (divided by bars, the first names it) and its meaning in two sentences at most."""

    slug: str
    forms: Promise
    meaning: Promise

    @property
    def words(self):
        return [form for form in str(self.forms).split("|") if form]

    @property
    def name(self):
        return self.words[0]


def _term(slug, forms, meaning):
    return Term(slug, forms, meaning)


TERMS = {
    term.slug: term
    for term in (
        # the design
        _term(
            "knelpuntberoep",
            pgettext_lazy("forms of a word", "bottleneck occupation|bottleneck occupations"),
            _("An occupation for which companies cannot find enough people in their own sector. A pilot chooses one."),
        ),
        _term(
            "deelbranche",
            pgettext_lazy("forms of a word", "sub-branch|sub-branches"),
            _("A part of the metal sector, for example machining. Companies of a pilot come from the chosen ones."),
        ),
        _term(
            "herkomstsector",
            pgettext_lazy("forms of a word", "source sector|source sectors"),
            _("The sector in which somebody worked before, for example building or retail."),
        ),
        _term(
            "fonds",
            pgettext_lazy("forms of a word", "training fund|training funds"),
            _("A fund of employers and trade unions in one sector that pays for training: A+O Metalektro or OOM."),
        ),
        _term(
            "zij-instromer",
            pgettext_lazy("forms of a word", "side entrant|side entrants"),
            _("Somebody who comes from another sector and learns the occupation as an adult."),
        ),
        _term(
            "aanbieder",
            pgettext_lazy("forms of a word", "provider|providers"),
            _(
                "The commercial party that carries out the pilot for the funds: an agency or a pool of training "
                "companies. It does nothing before the owners have approved its proposal."
            ),
        ),
        _term(
            "kader",
            pgettext_lazy("forms of a word", "framework|frameworks"),
            _("What the owners ask of a provider on one topic. The proposal is held against it."),
        ),
        _term(
            "mandaat",
            pgettext_lazy("forms of a word", "mandate|mandates"),
            _("The decision by which somebody may sign for a fund, from one day until another."),
        ),
        _term(
            "vervanger",
            # In Dutch by more words than one: everybody who stands in for somebody is called “vervanger”.
            pgettext_lazy("forms of a word", "deputy|deputies"),
            _(
                "A colleague who stands in for the owner during a period that is known beforehand, with "
                "the same rights."
            ),
        ),
        _term(
            "crebo",
            pgettext_lazy("forms of a word", "CREBO/CROHO|CREBO|CROHO"),
            _(
                "The registers of recognised programmes: CREBO for vocational education (mbo), CROHO for higher "
                "education. A programme in it ends with a diploma."
            ),
        ),
        _term(
            "evc",
            pgettext_lazy("forms of a word", "EVC"),
            _(
                "Recognition of what somebody has learned in practice. It is set down in a certificate of experience "
                "and can shorten a programme."
            ),
        ),
        _term(
            "bbl",
            pgettext_lazy("forms of a word", "bbl|work-study route"),
            _("A way to a diploma in which one works most of the week, with a contract, and goes to school the rest."),
        ),
        _term(
            "sbi",
            pgettext_lazy("forms of a word", "SBI code|SBI codes|SBI"),
            _("The number that says what kind of business a company is in, from the Chamber of Commerce."),
        ),
        # parties
        _term(
            "stoof",
            pgettext_lazy("forms of a word", "STOOF"),
            _("The training fund of temporary staffing, now called Doorzaam. It can pay along for agency workers."),
        ),
        _term(
            "uwv",
            pgettext_lazy("forms of a word", "UWV"),
            _("The government body that pays unemployment benefit and may allow training or a trial placement."),
        ),
        # companies
        _term(
            "flexibele-schil",
            pgettext_lazy("forms of a word", "flexible workforce"),
            _("Agency workers and others without a fixed contract. Companies that have it hire side entrants sooner."),
        ),
        _term(
            "leeromgeving",
            pgettext_lazy("forms of a word", "learning environment"),
            _("What a company has to learn the trade in: varied work, machines, time and somebody who explains."),
        ),
        _term(
            "leerbedrijf",
            pgettext_lazy(
                "forms of a word",
                "recognised work placement company|recognised work placement companies|leerbedrijf",
            ),
            _("A company that SBB has recognised as a place to learn. The bbl is possible only there."),
        ),
        _term(
            "praktijkopleider",
            pgettext_lazy("forms of a word", "workplace trainer|workplace trainers"),
            _("The employee of the company who teaches the trade at work, about four hours a week."),
        ),
        _term(
            "commitment",
            pgettext_lazy("forms of a word", "commitment|commitments"),
            _(
                "The binding statement of a company: its vacancy, its guidance and its intention to hire. "
                "No match without."
            ),
        ),
        # candidates
        _term(
            "star",
            pgettext_lazy("forms of a word", "STAR"),
            _(
                "A way to ask through: what was the situation, what was your task, what did you do, and "
                "what came of it?"
            ),
        ),
        _term(
            "gespreksleidraad",
            pgettext_lazy("forms of a word", "interview kit|interview kits|kit"),
            _("The questions of the interview, with what counts as a 1 to 5 for each. Everybody is asked the same."),
        ),
        _term(
            "scoreformulier",
            pgettext_lazy("forms of a word", "scorecard|scorecards"),
            _("What one interviewer scored. It is sealed once handed in; both are opened when both are in."),
        ),
        _term(
            "competentie",
            pgettext_lazy("forms of a word", "competence|competences"),
            _("Something a person can do or is like that the occupation asks for, for example working accurately."),
        ),
        _term(
            "kerntaak",
            pgettext_lazy("forms of a word", "core task|core tasks"),
            _("One of the main tasks of the occupation, as the qualification file describes it."),
        ),
        _term(
            "kwalificatiedossier",
            pgettext_lazy("forms of a word", "qualification file|qualification files"),
            _("The national document that says what somebody with a diploma has to know and be able to do."),
        ),
        _term(
            "niveau",
            pgettext_lazy("forms of a word", "level|levels"),
            _("How far somebody masters a competence: basic, advanced, expert or total."),
        ),
        _term(
            "scholingsbehoefte",
            pgettext_lazy("forms of a word", "training need|training needs"),
            _("The difference between the level that the work asks for and the level that the candidate has now."),
        ),
        _term(
            "afsluitend-gesprek",
            pgettext_lazy("forms of a word", "closing conversation|closing conversations"),
            _("The talk after the company visits about what the candidate looks for. An introduction comes after it."),
        ),
        _term(
            "match",
            pgettext_lazy("forms of a word", "match|matches"),
            _("One candidate with one vacancy. Both say yes and the owner gives permission before it is a placement."),
        ),
        _term(
            "detachering",
            pgettext_lazy("forms of a word", "secondment"),
            _(
                "The candidate is employed by the provider and works at the company, until that takes the "
                "contract over."
            ),
        ),
        _term(
            "proefplaatsing",
            pgettext_lazy("forms of a word", "trial placement|trial placements"),
            _("Working unpaid for a short time while the benefit of UWV goes on. UWV decides; normally two months."),
        ),
        # money
        _term(
            "co-financiering",
            pgettext_lazy("forms of a word", "co-financing"),
            _("Several parties pay for one programme together. Every euro has exactly one payer."),
        ),
        _term(
            "deelfactuur",
            pgettext_lazy("forms of a word", "part-invoice|part-invoices"),
            _("The bill of the provider to a company for its own share only. Funds and UWV get their own claims."),
        ),
        _term(
            "regeling",
            pgettext_lazy("forms of a word", "scheme|schemes"),
            _("A subsidy or allowance with its own conditions that lowers what training costs."),
        ),
        _term(
            "declaratie",
            pgettext_lazy("forms of a word", "claim|claims"),
            _("The request to a fund, UWV or STOOF to pay the share that was agreed."),
        ),
        _term(
            "projectsheet",
            pgettext_lazy("forms of a word", "project sheet|project sheets"),
            _("The pilot on one page, in five parts, the same for all parties."),
        ),
    )
}
