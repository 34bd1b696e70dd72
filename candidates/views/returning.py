"""Somebody who took part in another pilot before: the same person, or somebody else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candidates import returning
from candidates.models import Candidate
from candidates.permissions import may_recruit, may_see_people
from candidates.views.cases import candidate_or_404
from pilot.permissions import require
from pilot.workflow import NotNow


@require_POST
def candidate_elsewhere(request, pk, other):
    """Say whether somebody is the one who took part in another pilot, whose people this user may see too."""
    person = candidate_or_404(request, pk)
    require(may_recruit(request.user, person.pilot))
    earlier = get_object_or_404(Candidate.objects.visible_to(request.user).select_related("pilot"), pk=other)
    require(may_see_people(request.user, earlier.pilot))
    if request.POST.get("same") != "yes":
        returning.not_the_same(person, [earlier], by=request.user)
        messages.success(request, _("It is on record that these are two people."))
        return redirect(person)
    try:
        filled = returning.link(person, earlier, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(
            request,
            _("It is on record where this person took part before. What was not filled in is taken over from there.")
            if filled
            else _("It is on record where this person took part before. Nothing had to be taken over."),
        )
    return redirect(person)
