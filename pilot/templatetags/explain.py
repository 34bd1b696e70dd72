"""Explanations of words of the trade: a button that opens a sentence, by keyboard and touch, without a script."""

from django import template
from django.utils.safestring import mark_safe

from pilot.explaining import TERMS
from pilot.wordmarks import marked

register = template.Library()


class ExplainingNode(template.Node):
    """Content in which each word of the trade opens its meaning, where it stands first."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist, name=""):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        content = mark_safe(marked(self.nodelist.render(context)))  # noqa: S308 - rendered by the engine just now
        if not self.name:
            return content
        context[self.name] = content
        return ""


@register.tag
def explaining(parser, token):
    """`{% explaining %}…{% endexplaining %}`: what stands between is the content of a page.

    `{% explaining as content %}` keeps it for later: what stands before it may then depend on it.
    """
    name = token.split_contents()[2] if " as " in token.contents else ""
    nodelist = parser.parse(("endexplaining",))
    parser.delete_first_token()
    return ExplainingNode(nodelist, name)


@register.simple_tag
def meanings():
    """All words with their meaning, by name, for the list of words."""
    rows = [{"label": found.name, "value": found.meaning} for found in TERMS.values()]
    return sorted(rows, key=lambda row: row["label"].casefold())
