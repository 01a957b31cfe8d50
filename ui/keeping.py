"""The buttons for the whole of what is known: take it along, bring it in, share it, forget it."""

from base64 import b64encode
from html import escape

LARGEST_IMPORT = 5_000_000  # bytes
FILE_NAME = "parley-profile.json"
RETRAIN = "python app.py train"
SHARE = "Let Parley learn from which films I like (never from my words)"
FILES = (
    "Import reads the JSON file that you downloaded here, ratings.csv, watched.csv or diary.csv of"
    " a Letterboxd export, or ratings.csv of an IMDb export, up to 5 MB. A MovieLens folder is read"
    " by <code>python app.py profile import</code>."
)
SURE = (
    (
        "forget_conversation",
        "Forget this conversation",
        "It is deleted, with everything learned in it.",
    ),
    (
        "forget_everything",
        "Forget everything about me",
        "All of your conversations and all of the above are deleted.",
    ),
)


def keeping(*, shares: bool, awaiting: int) -> str:
    """Those buttons; the ones that forget ask once more, in their place.

    `awaiting` is how many people's forgotten films some trained weights still reflect.
    """
    sure = "".join(
        f'<details class="sure" name="sure"><summary class="act">{words}</summary><p>{warning}'
        f' <button type="button" class="act act-final" data-deed="{deed}">Really forget'
        f"</button></p></details>"
        for deed, words, warning in SURE
    )
    return (
        f'{_sharing(shares=shares)}<div class="keeping"><button type="button" class="act"'
        ' data-deed="export">Download as JSON</button><label class="act">Import'
        f'<input type="file" class="unseen" data-largest="{LARGEST_IMPORT}"'
        f' accept=".json,.csv,application/json,text/csv"></label>{sure}</div>'
        f'<p class="aside">{FILES}</p>{_awaiting(awaiting)}'
    )


def export_link(text: str) -> str:
    """An export as a link to itself: the browser saves it, and no file is left on the server."""
    code = b64encode(text.encode()).decode()
    return (
        f'<p class="export"><a download="{FILE_NAME}"'
        f' href="data:application/json;base64,{code}">{FILE_NAME}</a></p>'
    )


def of_weights(before: int, after: int) -> str:
    """What trained weights have of something forgotten, by how many people awaited retraining."""
    if not after:
        return "No trained weights contain any of it."
    later = f"await retraining ({RETRAIN}); from the next start on it is out of all else."
    if after > before:
        return f"The weights that were learned with it {later}"
    return f"Weights that were learned with it, if any were, {later}"


def _sharing(*, shares: bool) -> str:
    """A switch, off until it is pressed."""
    deed, checked = ("end_learning", "true") if shares else ("allow_learning", "false")
    return (
        f'<p class="sharing"><button type="button" class="act switch" role="switch"'
        f' aria-checked="{checked}" data-deed="{deed}"><span class="tick" aria-hidden="true">'
        f"</span>{escape(SHARE)}</button></p>"
    )


def _awaiting(people: int) -> str:
    if not people:
        return ""
    whose = "one person" if people == 1 else f"{people:,} people"
    return (
        f'<p class="aside awaiting">From the next start on, what {whose} had forgotten is out of every'
        f" search; the weights learned with it await retraining (<code>{RETRAIN}</code>).</p>"
    )
