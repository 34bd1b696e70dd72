"""The reference rows that a page about choices needs, each table read once, when it is asked for the first time."""

from functools import cached_property

from pilot.models import Occupation, Region, SbiCode, SourceSector


class Known:
    """Occupations, regions, sub-branches of the metal sector and source sectors, in their own order."""

    @cached_property
    def occupations(self):
        return list(Occupation.objects.select_related("region_most_difficulty", "recommended_for_fund"))

    @cached_property
    def regions(self):
        return list(Region.objects.all())

    @cached_property
    def sub_branches(self):
        return list(SbiCode.objects.filter(group_slug=SbiCode.METAL))

    @cached_property
    def sectors(self):
        return list(SourceSector.objects.select_related("fund"))
