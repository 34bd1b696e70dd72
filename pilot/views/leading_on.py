"""Old addresses of a record that was merged into another lead to the one that stays."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect


def leads_on(model):
    """Make a view about one row of ``model`` lead on from a merged row, for who may know of the one that stays.

    Only for reading: what was typed about the former record is not sent on.
    """

    def decorate(view):
        @wraps(view)
        def following(request, pk, **rest):
            try:
                return view(request, pk=pk, **rest)
            except Http404:
                pointer = model.everyone.filter(pk=pk, merged_into__isnull=False).first()
                if pointer is None or request.method not in ("GET", "HEAD"):
                    raise
                stays = get_object_or_404(model.objects.visible_to(request.user), pk=pointer.merged_into_id)
                return redirect(request.resolver_match.view_name, pk=stays.pk, **rest)

        return following

    return decorate
