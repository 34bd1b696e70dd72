"""Regions and bottleneck occupations, and what resembles those occupations elsewhere."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.wording import fold

from .parties import Party
from .rows import (
    Named,
    ReferenceRow,
    belongs_to,
    line,
    parts,
    percent_between_0_and_100,
    percentage,
    prose,
    reads_english,
    slug_key,
    whole,
)


class Region(Named):
    """A labour market region: companies that hire side entrants against the difficulty per occupation (fig 4.13)."""

    slug = slug_key()
    side_entrants_pct = percentage(_("companies that hire side entrants (%)"))
    difficulty_service_mechanic_pct = percentage(_("difficulty service mechanic (%)"))
    difficulty_cnc_machinist_pct = percentage(_("difficulty CNC machinist (%)"))
    difficulty_engineer_pct = percentage(_("difficulty engineer (%)"))
    employment_2013_fte = whole(_("employment in 2013 (fte)"))
    employment_share_2013_pct = percentage(_("share of employment in 2013 (%)"))
    employment_share_note = prose(_("remark on employment"))
    filled_demand_change_2013_2020_pct = percentage(_("change of filled demand 2013-2020 (%)"))
    labour_demand_change_2013_2020_pct = percentage(_("change of labour demand 2013-2020 (%)"))
    labour_demand_change_note = prose(_("remark on labour demand"))
    labour_supply_change_2013_2020_pct = percentage(_("change of labour supply 2013-2020 (%)"))
    labour_supply_change_note = prose(_("remark on labour supply"))
    labour_market_outlook = prose(_("outlook of the labour market in English"))
    labour_market_outlook_nl = prose(_("outlook of the labour market"))
    competing_sectors_employment = line(_("employment in competing sectors in English"))
    competing_sectors_employment_nl = line(_("employment in competing sectors"))
    suggested_pilot_region = models.BooleanField(_("suggested for a pilot"), null=True, blank=True)

    class Meta:
        ordering = ["name_nl", "slug"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Occupation(Named):
    """A bottleneck occupation a pilot can train for."""

    slug = slug_key()
    rank_hardest_to_fill = whole(_("rank among the hardest to fill"))
    kd = line(_("qualification file"))
    kd_competence_count = whole(_("competences in the qualification file"))
    kd_core_task_count = whole(_("core tasks in the qualification file"))
    skm_functions_nl = prose(_("functions in SkillsKompas"))
    skm_function_count = whole(_("number of functions in SkillsKompas"))
    skm_competence_count = whole(_("competences in SkillsKompas"))
    skm_competences_all_functions = whole(_("competences of all functions in SkillsKompas"))
    recommended_for = models.CharField(_("recommended for"), max_length=20, blank=True, default="")
    recommended_for_fund = belongs_to(Party, _("recommended for the fund"), optional=True)
    pct_high_difficulty = percentage(_("companies with much difficulty (%)"))
    pct_open_to_side_entrants = percentage(_("companies open to side entrants (%)"))
    pct_with_flex_shell = percentage(_("companies with a flexible workforce (%)"))
    flex_shell_n = whole(_("companies asked about a flexible workforce"))
    uwv_shortage_until_2019 = models.BooleanField(_("UWV expected a shortage until 2019"), null=True, blank=True)
    funds_reporting_bottleneck = line(_("funds that report the bottleneck in English"))
    funds_reporting_bottleneck_nl = line(_("funds that report the bottleneck"))
    sub_branches_most_difficulty = line(_("sub-branches with most difficulty"))
    sbi_codes = line(_("SBI codes"))
    company_size_effect = line(_("effect of company size in English"))
    company_size_effect_nl = line(_("effect of company size"))
    region_most_difficulty = belongs_to(Region, _("region with most difficulty"), optional=True)
    ebb_occupations_nl = prose(_("occupations in the labour force survey"))
    pct_of_ebb_jobs_in_metal_sector = percentage(_("of these jobs inside the metal sector (%)"))
    pct_willing_over_1500_eur = percentage(_("companies willing to pay over € 1,500 (%)"))
    investment_note = prose(_("willingness to invest in English"))
    investment_note_nl = prose(_("willingness to invest"))
    training_preference = line(_("preferred training in English"))
    training_preference_nl = line(_("preferred training"))
    oom_company_type_nl = line(_("kind of company at OOM"))
    oom_side_entrants_2010_2015 = whole(_("side entrants at OOM 2010-2015"))
    oom_side_entrants_pct = percentage(_("side entrants at OOM (%)"))
    oom_technical_trainings = whole(_("technical trainings at OOM"))
    oom_technical_trainings_pct = percentage(_("technical trainings at OOM (%)"))
    oom_crebo_croho = whole(_("CREBO or CROHO courses at OOM"))
    oom_crebo_croho_pct = percentage(_("CREBO or CROHO courses at OOM (%)"))

    class Meta:
        ordering = ["rank_hardest_to_fill", "slug"]
        verbose_name = _("bottleneck occupation")
        verbose_name_plural = _("bottleneck occupations")

    @property
    def sbi_list(self) -> list[str]:
        return parts(self.sbi_codes)


class OccupationCompetence(ReferenceRow):
    """A competence of an occupation, with the level SkillsKompas suggests for experienced workers."""

    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="competences", verbose_name=_("occupation"))
    position = whole(_("position"))
    competence_nl = line(_("competence"), required=True)
    framework = line(_("framework"))
    kd = line(_("qualification file"))
    shared_with_skm = models.BooleanField(_("also in SkillsKompas"), null=True, blank=True)
    skm_level_nl = models.CharField(_("level in SkillsKompas"), max_length=20, blank=True, default="")
    skm_level_en = models.CharField(_("level in SkillsKompas in English"), max_length=20, blank=True, default="")
    is_general = models.BooleanField(_("general competence"), null=True, blank=True)
    general_basis = line(_("why it counts as general"))

    class Meta:
        ordering = ["occupation", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "competence_nl"], name="competence_once_per_occupation")
        ]
        verbose_name = _("competence of an occupation")
        verbose_name_plural = _("competences of the occupations")

    def __str__(self):
        return self.competence_nl


class CoreTask(ReferenceRow):
    """A core task of an occupation according to its qualification file."""

    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="core_tasks", verbose_name=_("occupation"))
    position = whole(_("position"))
    core_task_nl = line(_("core task"), required=True)
    kd = line(_("qualification file"))
    report_search_keywords_nl = line(_("search words"))

    class Meta:
        ordering = ["occupation", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "core_task_nl"], name="core_task_once_per_occupation")
        ]
        verbose_name = _("core task")
        verbose_name_plural = _("core tasks")

    def __str__(self):
        return self.core_task_nl


class RelatedFunction(ReferenceRow):
    """A function elsewhere whose competences overlap with those of an occupation (overlap = matching / required)."""

    occupation = models.ForeignKey(
        Occupation, models.PROTECT, related_name="related_functions", verbose_name=_("occupation")
    )
    position = whole(_("position"))
    function_name = line(_("function"), required=True)
    name_key = models.CharField(max_length=250, db_index=True, editable=False)
    function_name_printed = line(_("function as printed"))
    name_status = models.CharField(_("state of the name"), max_length=20, blank=True, default="")
    function_code = models.CharField(_("function code"), max_length=20, blank=True, default="")
    fund = line(_("fund"))
    matching_competences = whole(_("matching competences"))
    total_competences = models.PositiveSmallIntegerField(_("required competences"), validators=[MinValueValidator(1)])
    overlap_pct = models.PositiveSmallIntegerField(_("overlap (%)"), validators=[MaxValueValidator(100)])

    class Meta:
        ordering = ["occupation", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "name_key"], name="related_function_once_per_occupation"),
            models.CheckConstraint(
                condition=Q(total_competences__gt=0, matching_competences__lte=F("total_competences")),
                name="related_function_matches_no_more_than_required",
            ),
            percent_between_0_and_100("overlap_pct", "related_function_overlap_is_a_percentage"),
        ]
        verbose_name = _("related function")
        verbose_name_plural = _("related functions")

    def __str__(self):
        return self.function_name

    def save(self, **kwargs):
        self.name_key = fold(self.function_name)
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(**kwargs)


class RelatedQualification(ReferenceRow):
    """A qualification file that resembles that of an occupation, found on its competences or on a keyword."""

    occupation = models.ForeignKey(
        Occupation, models.PROTECT, related_name="related_qualifications", verbose_name=_("occupation")
    )
    position = whole(_("position"))
    kd_name = line(_("qualification file"), required=True)
    matched_on = models.CharField(_("found on"), max_length=20)
    keyword_nl = models.CharField(_("search word"), max_length=100, blank=True, default="")
    threshold_pct = whole(_("threshold (%)"))

    class Meta:
        ordering = ["occupation", "matched_on", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "matched_on", "keyword_nl", "kd_name"],
                name="related_qualification_once_per_search",
            )
        ]
        verbose_name = _("related qualification file")
        verbose_name_plural = _("related qualification files")

    def __str__(self):
        return self.kd_name


class CriterionRank(ReferenceRow):
    """How companies rank a selection criterion for an occupation; without occupation: for all three together."""

    occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="criterion_ranks", verbose_name=_("occupation")
    )
    criterion_nl = line(_("criterion"), required=True)
    criterion_en = line(_("criterion in English"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    sample_n = whole(_("companies asked"))

    class Meta:
        ordering = [F("occupation").asc(nulls_first=True), "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "criterion_nl"], nulls_distinct=False, name="criterion_rank_once_per_occupation"
            )
        ]
        verbose_name = _("rank of a selection criterion")
        verbose_name_plural = _("ranks of the selection criteria")

    def __str__(self):
        return f"{self.rank}. {self.name}"

    @property
    def name(self) -> str:
        return self.criterion_en if reads_english() and self.criterion_en else self.criterion_nl


class ReferenceTraining(ReferenceRow):
    """A technical training that side entrants took most often, with how often."""

    group_slug = models.CharField(_("code of the group"), max_length=60)
    group_nl = line(_("kind of company"))
    position = whole(_("position"))
    name = line(_("training"), required=True)
    number = models.CharField(_("number"), max_length=20)
    count = whole(_("times taken"))
    related_occupation = belongs_to(Occupation, _("occupation"), optional=True)
    period = models.CharField(_("period"), max_length=20, blank=True, default="")
    fund = line(_("fund"))

    class Meta:
        ordering = ["group_slug", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group_slug", "number"], name="reference_training_once_per_group")
        ]
        verbose_name = _("training taken by side entrants")
        verbose_name_plural = _("trainings taken by side entrants")

    def __str__(self):
        return self.name
