"""What every form of ours carries: CSRF token, once-only key, who fills it in, and the version of the row it edits."""

import uuid

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html

from pilot import held
from pilot.once import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def form_keys(context, form=None):
    """Render the hidden fields of a POST form: ``{% form_keys %}`` or ``{% form_keys form %}`` for an edit form."""
    # An include with `only` keeps the request as an attribute, not as a variable.
    request = context.get("request") or context.request
    html = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">',
        get_token(request),
        FIELD,
        uuid.uuid4(),
    )
    if (user := getattr(request, "user", None)) is not None and user.is_authenticated:
        html += format_html('<input type="hidden" name="{}" value="{}">', held.MARK, held.mark(user))
    version = getattr(form, "version_shown", None)
    if version is not None:
        html += format_html('<input type="hidden" name="version" value="{}">', version)
    return html
