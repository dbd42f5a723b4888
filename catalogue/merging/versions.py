"""Texts that somebody cited stay at their address, whatever their entry was merged into."""

from django.db.models import Case, F, SlugField, Value, When

from ..models import Intervention, Version


def move_versions(stays: Intervention, goes: Intervention, after: int) -> None:
    """Number those of `goes` anew, behind the last of `stays`, which is `after`.

    Each keeps the first address it had: those it had later follow from it, because a whole
    entry moves by the same number.
    """
    own = {"old_slug": ""}
    Version.objects.filter(intervention=goes).update(
        intervention=stays,
        number=F("number") + after,
        old_slug=Case(
            When(**own, then=Value(goes.slug, output_field=SlugField())),
            default=F("old_slug"),
        ),
        old_number=Case(When(**own, then=F("number")), default=F("old_number")),
    )


def moved_version(slug: str, number: int) -> tuple[str, int] | None:
    """Where the text number `number` of the merged entry `slug` can be read: entry and number."""
    public = Intervention.objects.published()
    own = Version.objects.filter(
        old_slug=slug_when_merged(slug), intervention__in=public
    )
    last = own.select_related("intervention").order_by("-old_number").first()
    # The last text of an entry is always its own, not of what was merged into it before.
    if last is None or not 0 < number <= (last.old_number or 0):
        return None
    return last.intervention.slug, number + last.number - (last.old_number or 0)


def slug_when_merged(slug: str) -> str:
    """The last address of an entry that had the address `slug` once, as its texts tell."""
    if Version.objects.filter(old_slug=slug).exists():
        return slug
    renamed = Version.objects.filter(
        intervention__old_slugs__slug=slug, record__korte_naam=slug
    )
    return renamed.exclude(old_slug="").values_list("old_slug", flat=True).first() or (
        slug
    )
