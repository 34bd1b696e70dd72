"""Explanations of words of the trade: a button that opens a sentence, by keyboard and touch, without a script."""

from django import template
from django.utils.safestring import mark_safe

from pilot.explaining import TERMS
from pilot.wordmarks import marked

register = template.Library()


class ExplainingNode(template.Node):
    """Content in which each word of the trade opens its meaning, where it stands first."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return mark_safe(marked(self.nodelist.render(context)))  # noqa: S308 - rendered by the engine just now


@register.tag
def explaining(parser, token):
    """`{% explaining %}…{% endexplaining %}`: what stands between is the content of a page."""
    nodelist = parser.parse(("endexplaining",))
    parser.delete_first_token()
    return ExplainingNode(nodelist)


@register.simple_tag
def meanings():
    """All words with their meaning, by name, for the list of words."""
    rows = [{"label": found.name, "value": found.meaning} for found in TERMS.values()]
    return sorted(rows, key=lambda row: row["label"].casefold())
