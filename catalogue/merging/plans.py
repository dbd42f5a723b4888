"""What merging would do, in plain values."""

from dataclasses import asdict, dataclass, field
from hashlib import blake2b


class NotMerged(Exception):
    """Nothing was written; the message says why."""


@dataclass(frozen=True)
class Side:
    """One of the two entries as it was when the plan was made."""

    pk: int
    name: str
    slug: str
    revision: int
    publication: str
    is_public: bool


@dataclass(frozen=True)
class Group:
    """Rows of one kind."""

    label: str
    names: list[str]


@dataclass(frozen=True)
class Text:
    """A field of both entries."""

    label: str
    kept: str
    other: str


@dataclass(frozen=True)
class Count:
    label: str
    number: int


@dataclass
class MergePlan:
    """What becomes of everything that the entry that `goes` has."""

    stays: Side
    goes: Side
    moves: list[Group] = field(default_factory=list)
    same: list[Group] = field(default_factory=list)  # in both, so once afterwards
    dropped: list[str] = field(default_factory=list)  # relations
    added: list[Group] = field(default_factory=list)  # to lists of the one that stays
    filled: list[Text] = field(default_factory=list)
    differing: list[Text] = field(default_factory=list)
    follows: list[Count] = field(default_factory=list)  # whatever it says
    remarks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Another one means that something has changed; messages may come in meanwhile."""
        values = {**asdict(self), "follows": None}
        return blake2b(repr(values).encode(), digest_size=16).hexdigest()
