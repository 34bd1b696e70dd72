"""What somebody typed when the login had ended, thrown away by its writer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilot import held
from pilot.models import Held


@require_POST
def held_drop(request, key):
    """Throw away what one typed oneself, and open the page as it is on record."""
    row = get_object_or_404(Held.objects.visible_to(request.user), pk=key)
    page = row.page
    held.drop(request.user, str(key))
    messages.success(request, _("What you had typed is thrown away."))
    return redirect(page)
