"""The verb `train`: the chat learns from imported conversations."""

from time import perf_counter

from commands.assembly import read_settings
from commands.terminal import console, explained

_SHOWN = 8


def train() -> None:
    """Learn from imported conversations: the reasoner and the ranker; a broken run goes on."""
    from catalog.store import load_catalog
    from commands.learning import school
    from core.errors import ParleyError
    from retrieval.encoder import SentenceEncoder

    with explained():
        settings, out = read_settings(), console()
        with out.status("Reading the conversations ...") as status:

            def tell(stage: str) -> None:
                status.update(f"Learning: {stage} ...")

            taught = school(
                settings,
                load_catalog(settings.data_folder),
                SentenceEncoder(),
                lambda done, total: tell(f"text {done:,} of {total:,}"),
            )
            if not taught.dialogues:
                raise ParleyError(
                    "There are no conversations to learn from. "
                    "Import some with `python app.py data import redial PATH`."
                )
            begin, was_out = perf_counter(), taught.is_out
            learned = taught.learned(tell)
        seconds = perf_counter() - begin
        out.print(
            f"{'Had learned' if was_out else 'Learned'} from {len(taught.dialogues):,} conversations"
            + (
                "."
                if was_out
                else f" in {seconds / 60:.1f} minutes. The chat uses it from its next start."
            ),
            highlight=False,
        )
        if learned.ranker:
            shares = list(learned.ranker.importance().items())[:_SHOWN]
            told = ", ".join(f"{name.replace('_', ' ')} {share:.2f}" for name, share in shares)
            out.print(f"What the ranking goes by most (shares of gain): {told}.", highlight=False)
