"""Where side entrants come from and the ways to reach them."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from .branches import ENGLISH
from .occupations import Occupation
from .parties import Party
from .rows import Named, ReferenceRow, belongs_to, line, parts, percentage, prose, reads_english, slug_key, whole


class SbiCode(ReferenceRow):
    """A code of the Dutch standard industrial classification (two digits)."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    description_nl = line(_("description"), required=True)
    group_slug = models.CharField(_("code of the group"), max_length=60)
    group_name_nl = line(_("group"))
    ssb_subsector = models.CharField(_("subsector in the statistics"), max_length=20, blank=True, default="")

    METAL = "metaalsector"

    class Meta:
        ordering = ["code"]
        verbose_name = _("SBI code")
        verbose_name_plural = _("SBI codes")

    def __str__(self):
        return f"{self.code} {self.description}"

    @property
    def description(self) -> str:
        """What the code stands for in the reader's language; a code added by hand is Dutch."""
        return (reads_english() and ENGLISH.get(self.code)) or self.description_nl

    @property
    def is_metal(self) -> bool:
        return self.group_slug == self.METAL


class SourceSector(Named):
    """A sector that side entrants come from."""

    slug = slug_key()
    also_called_nl = line(_("also called"))
    kind = models.CharField(_("kind"), max_length=20)
    is_main_source = models.BooleanField(_("main source"), null=True, blank=True)
    competes_for_inflow = models.BooleanField(_("competes for new people"), null=True, blank=True)
    sbi_codes = line(_("SBI codes"))
    fund = belongs_to(Party, _("fund"), optional=True)
    share_of_side_entry_ssb_pct = percentage(_("share of side entrants (%)"))
    side_entry_ssb_fte = whole(_("side entrants (fte)"))
    share_of_side_entry_technical_ebb_pct = percentage(_("share of technical side entrants (%)"))
    overlap_rank_technical_occupations = whole(_("rank of overlap in technical occupations"))
    fig_4_4_welder_pct = percentage(_("works here: welder (%)"))
    fig_4_4_machine_fitter_pct = percentage(_("works here: machine fitter (%)"))
    fig_4_4_mechanical_foreman_pct = percentage(_("works here: mechanical foreman (%)"))
    fig_4_4_machinist_pct = percentage(_("works here: machinist (%)"))
    note_en = prose(_("remark in English"))
    note_nl = prose(_("remark"))

    class Meta:
        ordering = [F("is_main_source").desc(nulls_last=True), "name_nl", "slug"]
        verbose_name = _("source sector")
        verbose_name_plural = _("source sectors")

    @property
    def sbi_list(self) -> list[str]:
        return parts(self.sbi_codes)


class Channel(Named):
    """A way to recruit people."""

    slug = slug_key()

    class Meta:
        ordering = ["name_nl", "slug"]
        verbose_name = _("recruitment channel")
        verbose_name_plural = _("recruitment channels")


class ChannelFact(ReferenceRow):
    """How much a channel is used or advised, for everyone or for one fund, one occupation or both."""

    ADVISED, MAIN, UNUSED = "advised", "main", "unused_potential"

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="facts", verbose_name=_("channel"))
    fund = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund"))
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="channel_facts", verbose_name=_("occupation")
    )
    candidate_group = models.CharField(_("kind of candidates"), max_length=20)
    use_level = models.CharField(_("use"), max_length=30)
    rank = whole(_("rank"))
    fact_en = prose(_("fact in English"))
    fact_nl = prose(_("fact"))

    class Meta:
        ordering = [
            "channel",
            F("fund").asc(nulls_first=True),
            F("occupation").asc(nulls_first=True),
            "candidate_group",
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "fund", "occupation", "candidate_group", "use_level"],
                nulls_distinct=False,
                name="channel_fact_once_per_scope",
            )
        ]
        verbose_name = _("fact about a channel")
        verbose_name_plural = _("facts about channels")

    def __str__(self):
        return self.text("fact_en")
