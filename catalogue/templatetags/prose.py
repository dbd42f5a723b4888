import re
from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Plain text as paragraphs; lines that begin with "- " become a list."""
    if not text:
        return SafeString("")
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return SafeString("\n".join(html for block in blocks for html in html_of(block)))


def html_of(block: str) -> list[str]:
    parts: list[str] = []
    lines = block.split("\n")
    while lines:
        is_list = lines[0].startswith("- ")
        taken = []
        while lines and lines[0].startswith("- ") == is_list:
            taken.append(escape(lines.pop(0).removeprefix("- ")))
        if is_list:
            parts.append(
                "<ul>" + "".join(f"<li>{line}</li>" for line in taken) + "</ul>"
            )
        else:
            parts.append("<p>" + "<br>".join(taken) + "</p>")
    return parts
