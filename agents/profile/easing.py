"""Which of what is known of a person to set aside first, where all of it together leaves no film."""

from collections.abc import Iterator

from core.slate import Query

_RANGES = ("years", "runtime")


def eased(own: Query, plain: Query) -> Iterator[Query]:
    """The personal query with less and less that must hold by the profile alone.

    Each range is given up by itself, then each attribute, then all ranges, then all of them; the
    films known already stay left out throughout.
    """
    ranges = [name for name in _RANGES if getattr(own, name) != getattr(plain, name)]
    asked = len(plain.attributes)
    for name in ranges:
        yield _without(own, plain, name)
    for place in range(asked, len(own.attributes)):
        left = (*own.attributes[:place], *own.attributes[place + 1 :])
        yield own.model_copy(update={"attributes": left})
    if len(ranges) > 1:
        yield _without(own, plain, *ranges)
    if ranges or len(own.attributes) > asked:
        yield _without(own, plain, *ranges, "attributes")


def _without(own: Query, plain: Query, *names: str) -> Query:
    """The personal query with these as the conversation alone has them."""
    return own.model_copy(update={name: getattr(plain, name) for name in names})
