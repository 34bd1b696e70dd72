"""A company, as it holds in every pilot."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.models import Organisation, Region, SbiCode, Versioned
from pilot.words import Both, Holds, Names, Texts, plain

#: What companies are found by.
WORDS = Both(Names("name", "town"), Texts("sub_branch"))


class CompanyQuerySet(models.QuerySet):
    def found(self, text):
        """Those with every word of ``text`` in name, town or sub-branch, or whose KvK number begins with it."""
        named = Q(name__icontains=text) | Q(town__icontains=text)
        if text.isdecimal():
            named |= Q(kvk__startswith=text)
        words = plain(text)
        hits = Company.objects.filter(Holds(WORDS, words)).order_by().values("pk") if words else ()
        return self.filter(named | Q(pk__in=hits))

    def visible_to(self, user):
        cases = Company._meta.get_field("participations").related_model
        return self.filter(participations__in=cases.objects.visible_to(user)).distinct()


class Kept:
    """Without those that turned out to be another of the list: they only point to the one that stays."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into__isnull=True)


class CompanyManager(Kept, models.Manager.from_queryset(CompanyQuerySet)):
    pass


class Company(Versioned):
    """A company, known by its number in the trade register."""

    name = models.CharField(_("name"), max_length=160)
    kvk = models.CharField(
        _("trade register number (KvK)"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}$", _("A KvK number has 8 digits."))],
    )
    sbi = models.ForeignKey(
        SbiCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("SBI code")
    )
    sub_branch = models.CharField(_("sub-branch in the fund's own words"), max_length=80, blank=True)
    fund = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    flexible_workforce = models.BooleanField(_("flexible workforce"), null=True, blank=True)
    recognised = models.BooleanField(_("recognised work placement company"), null=True, blank=True)

    # Was recorded twice: this one only points to the one that stays, and its number leads there.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = CompanyManager()
    #: With those that only point to another.
    everyone = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [GinIndex(WORDS, name="company_words")]
        constraints = [models.CheckConstraint(condition=Q(kvk__regex=r"^\d{8}$"), name="company_kvk_has_8_digits")]

    def __str__(self):
        return self.name
