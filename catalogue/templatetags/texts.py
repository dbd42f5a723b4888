"""Django's own `i18n`, built in, with a `translate` and a `url` that look a constant up once a
language.

A page has dozens of them, and looking them up each time took a tenth of its time.
"""

from django.template import Context, Library, Node
from django.template.base import Parser, Token
from django.template.defaulttags import url as django_url
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags = dict(i18n.register.tags)
register.filters = dict(i18n.register.filters)


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_constant = text.var.lookups is None and not text.filters
    if is_constant and not (node.asvar or node.noop or node.message_context):
        return Constant(node)
    return node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    is_constant = not (node.view_name.is_var or node.view_name.filters)
    if is_constant and not (node.args or node.kwargs or node.asvar):
        return Constant(node)
    return node


class Constant(Node):
    def __init__(self, node: Node) -> None:
        self.node = node
        self.drawn: dict[str, str] = {}

    def render(self, context: Context) -> str:
        # Asking for the language takes longer than the rest: once for each page.
        known = vars(context)
        language = known.get("spoken") or known.setdefault("spoken", get_language())
        if language not in self.drawn:
            self.drawn[language] = self.node.render(context)
        return self.drawn[language]
