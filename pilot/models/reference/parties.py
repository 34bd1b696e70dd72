"""Who and what there is to work with: parties, schemes, qualifications, and the advice itself."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rows import ReferenceRow, belongs_to, line, prose, slug_key


class Party(ReferenceRow):
    """An organisation, site or initiative that plays a part in a pilot; never a person."""

    slug = slug_key()
    name = line(_("name"), required=True)
    full_name = line(_("full name"))
    kind = models.CharField(_("kind"), max_length=40)
    role_en = prose(_("role in English"))
    role_nl = prose(_("role"))
    website = line(_("website"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    document = models.CharField(_("document"), max_length=20, blank=True, default="")

    class Meta:
        ordering = ["name", "slug"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")

    def __str__(self):
        return self.name


class Scheme(ReferenceRow):
    """A subsidy, contribution or other support that the documents name; today's amounts live in funding."""

    slug = slug_key()
    name = line(_("name"), required=True)
    provider = line(_("given by"))
    provider_party = belongs_to(Party, _("party"), optional=True)
    kind = models.CharField(_("kind"), max_length=30)
    audience = models.CharField(_("for whom"), max_length=20)
    what_for = prose(_("what for in English"))
    what_for_nl = prose(_("what for"))
    conditions = prose(_("conditions in English"))
    conditions_nl = prose(_("conditions"))
    amount_if_stated = line(_("amount in English"))
    amount_if_stated_nl = line(_("amount"))
    document = models.CharField(_("document"), max_length=20, blank=True, default="")

    class Meta:
        ordering = ["name", "slug"]
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")

    def __str__(self):
        return self.name


class MboQualification(ReferenceRow):
    """A vocational qualification with its CREBO number and level (2-4)."""

    crebo = models.CharField("CREBO", max_length=10, primary_key=True)
    profile = line(_("profile"), required=True)
    dossier = line(_("qualification file"))
    dossier_crebo = models.CharField(_("CREBO of the file"), max_length=10, blank=True, default="")
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1), MaxValueValidator(4)])

    class Meta:
        ordering = ["dossier", "level", "crebo"]
        verbose_name = _("mbo qualification")
        verbose_name_plural = _("mbo qualifications")

    def __str__(self):
        return f"{self.profile} ({self.crebo}, mbo {self.level})"


class AdviceRule(ReferenceRow):
    """A rule of the advice; the id is its section and number, for example `8.3.5-02`."""

    id = models.CharField(_("number"), max_length=20, primary_key=True)
    section = models.CharField(_("section"), max_length=20)
    phase = models.CharField(_("phase"), max_length=40)
    rule_en = prose(_("rule in English"))
    rule_nl = prose(_("rule"))
    kind = models.CharField(_("kind"), max_length=20)
    sequence = models.PositiveSmallIntegerField(_("order"), null=True, blank=True)
    operator = models.CharField(_("comparison"), max_length=20, blank=True, default="")
    value = line(_("value"))
    value_min = models.DecimalField(_("lowest value"), max_digits=10, decimal_places=2, null=True, blank=True)
    value_max = models.DecimalField(_("highest value"), max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True, default="")
    actor = models.CharField(_("who"), max_length=120, blank=True, default="")
    label_nl = models.CharField(_("word in the report"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["id"]
        verbose_name = _("rule of the advice")
        verbose_name_plural = _("rules of the advice")

    def __str__(self):
        return f"{self.id} {self.text('rule_en')}"


class Fact(ReferenceRow):
    """A figure or name of the documents that fits no other table."""

    id = models.CharField(_("number"), max_length=20, primary_key=True)
    topic = models.CharField(_("subject"), max_length=40)
    fact_en = prose(_("fact in English"))
    fact_nl = prose(_("fact"))
    value = line(_("value in English"))
    value_nl = line(_("value"))
    unit = models.CharField(_("unit"), max_length=60, blank=True, default="")

    class Meta:
        ordering = ["id"]
        verbose_name = _("other fact")
        verbose_name_plural = _("other facts")

    def __str__(self):
        return self.text("fact_en")
