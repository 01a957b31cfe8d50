"""A model's words become a draft, whatever pieces they come in, and fine sentences survive."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contracts import Draft
from agents.language_model.drafting import LONGEST_REPLY, Films, GrowingDraft
from agents.language_model.grounding import licence
from agents.language_model.names import Names
from catalog.store import Catalog
from core.conversation import Act
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests.worlds import made_up

CANDIDATES = (
    "Elle (2016)",
    "Amélie (2001)",
    "La Haine (1995)",
    "Portrait of a Lady on Fire (2019)",
    "Moon (2009)",
    "Lost in Translation (2003)",
    "Anatomy of a Fall (2023)",
    "Drive (2011)",
)
NAMED = ("Gravity (2013)", "Her (2013)")
SAID = "no horror, nothing over 100 minutes, from the 90s or newer"
EMPTY = Draft(act=Act.RECOMMEND, template="", claim=0.5, reason="because")
# As a good model would write about CANDIDATES and NAMED.
FINE = (
    "Because you liked {{topic1.title}}, start with {{1.title}}: it is a slow, quiet French film with Isabelle Huppert.",
    "If it was the quiet of {{topic1.title}} that you liked, start with {{5.title}}: it takes its time in the same way.",
    "{{5.title}} is about one person alone with a decision, and it ends well.",
    "{{7.title}} shares its courtroom setting and is a little colder.",
    "The safest bet for a group is {{2.title}}, because it is playful from start to end.",
    "For something drier there is {{6.title}}, and {{3.title}} is the short one at {{3.runtime}} minutes.",
    "These are lighter than the last ones.",
    "Then there is {{4.title}}, a slow-burning romance by Céline Sciamma.",
    "Sofia Coppola's {{6.title}} keeps the loneliness but adds a dry sense of humour.",
    "Ryan Gosling hardly says a word in {{8.title}}, and the tension comes from that.",
    "With Sandra Hüller in the lead, {{7.label}} is a gripping mystery about a marriage.",
    "At 96 minutes, {{5.title}} leaves you with most of your evening.",
    "It is also the only one of them that is in Japanese and English.",
    "Made in 1995, {{3.title}} still feels angry and alive.",
    "You said no horror, so I left those out.",
    "Sorry that the last ones were too dark!",
    "Honestly, none of these is really funny, but {{2.title}} comes closest.",
    "Something warm, then: {{2.title}} is whimsical, romantic and very French.",
    "A French thriller it is.",
    "Should it be a slow, quiet one that gets under the skin, or one that never stops moving?",
    "What would suit the evening better: something light to unwind with, or a story that keeps you guessing?",
    "I keep missing, sorry.",
    "Were those too childish, too scary, or simply too well known?",
    "Glad to hear it.",
    "Say when you want the next one.",
    "My records do not say who wrote the music, sorry.",
    "{{5.title}} is, at {{5.runtime}} minutes.",
    "Do you mind subtitles?",
    "Shall we stay in space, or come back down to earth?",
    "Since you loved how lonely {{topic1.title}} felt, {{5.title}} should speak to you.",
    "Like {{topic2.title}}, it is about loneliness in a big city, only gentler.",
    "It stars Vincent Cassel and was made by Mathieu Kassovitz, who also acts in {{2.title}}.",
    "Both are by Mathieu Kassovitz in one way or another: he directed {{3.title}} and acts in {{2.title}}.",
    "That leaves {{8.title}}: stylish, violent and surprisingly tender.",
    "Drive carefully if you choose that one at night.",
    "I'd begin with {{4.title}}, and I'd keep {{1.title}} for another day, because it's a hard one.",
    "Fair warning: {{1.title}} is disturbing, so perhaps not with the kids around.",
    "Paul Verhoeven made it, and Isabelle Huppert carries it.",
    "It's set in Tokyo, which is half the pleasure.",
    "Hi there, and welcome!",
    "Are you in the mood for comedy or drama tonight?",
    "Is this for a date, for friends, or just for you?",
    "How about a documentary for a change?",
    "OK, a shorter one this time: {{5.title}} runs {{5.runtime}} minutes.",
    "Two hours is the limit, so {{2.title}} just misses it.",
    "It is 26 minutes longer than {{5.title}}.",
    "Nothing here is older than the 90s.",
    "Next comes {{6.title}}, a bittersweet film about strangers.",
    "If you want a third, {{4.title}} is the most romantic of them.",
    "There's a mystery at its heart, but the marriage matters more.",
    "Not much happens in {{6.title}}, and that is the point.",
    "The pace of {{8.title}} is slow until it isn't.",
    "Expect long silences, beautiful pictures and one heartbreaking scene.",
    "Perhaps {{2.title}}?",
    "Good choice, enjoy {{3.title}} tonight!",
    "You could also go back to {{topic1.title}}; a second look pays.",
    "I only know films, so the weather is beyond me.",
    "Rainy Sunday? {{2.title}} was made for it.",
    "My pick is {{7.title}} (2023), a tense courtroom drama.",
    "Both {{5.title}} and {{topic1.title}} leave one person alone in space, yet {{5.title}} is the calmer film.",
    "Tell me a film that you loved lately, and I will look for its relatives.",
    "Great, here you go:\n\n{{2.title}} is the funny one, and {{6.title}} the sad one.",
    "1. {{2.title}}: playful and warm.\n2. {{6.title}}: quiet and a little sad.",
    "- {{8.title}} for the thrill\n- {{5.title}} for the silence",
    "**My pick:** {{2.title}}, because it is kind.",
    "The German actress Sandra Hüller is the reason to watch {{7.title}}.",
    "For a Christmas evening {{2.title}} would be lovely.",
    "Clooney and Bullock were great together, and {{5.title}} has that same calm.",
    "It has the calm of a fairy tale, though it is no children's film.",
    "Understood: no war, no gore, nothing over 100 minutes.",
    "Thanks for telling me; that helps.",
    "Would you rather laugh, cry or hold your breath?",
    "Its leading man, Oscar Isaac, has a small but memorable part.",
    "Love stories rarely feel this honest, and {{4.title}} earns every tear.",
    "Friends who liked {{topic2.title}} tend to like {{6.title}} too.",
    "Quiet films like {{6.title}} reward patience.",
    "Alone in space, far from home, a man discovers that he is not who he thought he was.",
    "A woman writes letters, a man drives a car, a detective waits: {{8.title}} is built from small moments.",
    "If {{1.title}} is too bleak, {{4.title}} is the gentle alternative with Adèle Haenel.",
    "Sam Rockwell plays nearly every part in {{5.title}}, and he is wonderful.",
)  # fmt: skip
ODDITIES = (
    "\x00", "\x1b[31m", "\r\n", "\t", "\u202e", "\u2028", "\ufeff", "{{", "}}", "{{1.", "{{9.title}}", "{{1.pitch}}",
    "{{topic1.label}}", "{{near1.title}}", "{{1.{{2.title}}}}", "[[ 7 * 7 ]]", "<b>", "**", "*", "_", "- ", "\n\n", "1. ",
    "...", "…", "?!", "Mr.", "dir.", "J.", "“", "'", "’s", "½", "٣", "ﬁ", "ß", "🎬", "é", "Ω", "300", "90s", ":\n", "(",
)  # fmt: skip
SLOTS = (
    "{{1.title}}",
    "{{2.label}}",
    "{{3.year}}",
    "{{4.runtime}}",
    "{{ 5.title }}",
    "{{topic1.title}}",
)
WORDS = (
    "Try", "it", "is", "slow", "and", "quiet.", "Because", "you", "liked", "Then!", "Vexing Zeppelins", "Ostler Halibuts",
    "Tindery", "Nobody", "with Ada Quibble1.", "Perhaps?", "at 89 minutes", "at 77 minutes", "\n", " ",
)  # fmt: skip
pieces_of_text = st.lists(
    st.one_of(st.sampled_from((*ODDITIES, *SLOTS, *WORDS)), st.text(max_size=8)), max_size=40
)
replies = st.builds(
    "".join, st.one_of(pieces_of_text, pieces_of_text.map(lambda p: [f"{x} " for x in p]))
)
Grown = Callable[..., GrowingDraft]


@pytest.fixture(scope="module")
def invented() -> Names:
    """The names of forty films whose titles occur nowhere else."""
    catalog, lexicon = made_up(), english_lexicon()
    return Names(catalog, Linker(catalog, lexicon), lexicon)


@pytest.fixture(scope="module")
def new(invented: Names) -> Callable[[], GrowingDraft]:
    """A draft about to grow: five candidates, and two films that the person named."""
    items = made_up().items_in_order

    def growing() -> GrowingDraft:
        films = Films(items[:5], items[5:7], are_cards=True)
        allowed = licence((*films.numbered, *films.named), "")
        return GrowingDraft(EMPTY, films, allowed, invented)

    return growing


@pytest.fixture(scope="module")
def real(default_catalog: Catalog, default_linker: Linker) -> Grown:
    """The finished draft of a text about real films."""
    names = Names(default_catalog, default_linker, english_lexicon())
    by_label = {item.label: item for item in default_catalog.values()}

    def grown(
        text: str, numbered: tuple[str, ...] = CANDIDATES, *, are_cards: bool = True
    ) -> GrowingDraft:
        films = Films(
            [by_label[i] for i in numbered], [by_label[i] for i in NAMED], are_cards=are_cards
        )
        allowed = licence((*films.numbered, *films.named), SAID)
        growing = GrowingDraft(EMPTY, films, allowed, names)
        growing.add(text)
        growing.finished()
        return growing

    return grown


def whole(new: Callable[[], GrowingDraft], text: str) -> GrowingDraft:
    growing = new()
    growing.add(text)
    growing.finished()
    return growing


def test_fine_sentences_survive(real: Grown) -> None:
    """What does not is named here with its reason: a place is not on record."""
    dropped = {text: growing.objections for text in FINE if (growing := real(text)).objections}
    assert len(dropped) <= len(FINE) / 10
    assert set(map(tuple, dropped.values())) <= {("the name Tokyo",)}


def test_fine_sentences_survive_together(real: Grown) -> None:
    for start in range(0, len(FINE), 5):
        texts = [
            text for text in FINE[start : start + 5] if "Tokyo" not in text and "\n" not in text
        ]
        assert real(" ".join(texts)).objections == []


def test_titles_written_out_become_slots(real: Grown) -> None:
    growing = real("Try Amélie (2001) first, then Drive. Gravity is close to Moon.")
    assert growing.objections == []
    assert growing.draft.template == (
        "Try {{1.label}} first, then {{2.title}}. {{topic1.title}} is close to {{3.title}}."
    )
    assert growing.draft.cards[0] != growing.draft.cards[1]


def test_the_longest_title_is_the_one_that_is_meant(real: Grown) -> None:
    numbered = ("The Matrix (1999)", "The Matrix Reloaded (2003)")
    assert (
        real("The Matrix Reloaded is loud.", numbered).draft.cards
        == real("{{2.title}} is loud.", numbered).draft.cards
    )


def test_a_word_that_opens_a_sentence_is_no_title(real: Grown) -> None:
    assert real("Drive carefully tonight.").draft.template == "Drive carefully tonight."
    assert real("Drive is quick.").draft.template == "{{1.title}} is quick."


def test_films_talked_about_become_topics(real: Grown) -> None:
    draft = real("{{2.title}} is longer than {{topic1.title}}.", are_cards=False).draft
    assert (draft.cards, len(draft.topics)) == ((), 2)
    assert draft.template == "{{topic1.title}} is longer than {{topic2.title}}."


def test_lists_and_emphasis_become_plain_words(new: Callable[[], GrowingDraft]) -> None:
    text = "# Here:\n- **{{1.title}}** is slow.\n2. *{{2.title}}* is *not*.\n"
    growing = whole(new, text)
    assert growing.draft.template == "Here:\n{{1.title}} is slow.\n{{2.title}} is not."


@pytest.mark.parametrize(
    "slot",
    [
        "{{6.title}}",
        "{{0.title}}",
        "{{1.genre}}",
        "{{topic3.title}}",
        "{{near1.title}}",
        "{{1.__class__}}",
    ],
)
def test_a_slot_of_nothing_costs_its_sentence_only(
    new: Callable[[], GrowingDraft], slot: str
) -> None:
    growing = whole(new, f"{{{{1.title}}}} is slow. Try {slot} too. Enjoy {{{{2.title}}}}!")
    assert growing.draft.template == "{{1.title}} is slow. Enjoy {{2.title}}!"
    assert growing.draft.cards == ("f0", "f1")
    assert len(growing.objections) == 1


def test_a_film_of_a_sentence_taken_out_gets_no_card(new: Callable[[], GrowingDraft]) -> None:
    growing = whole(new, "{{3.title}} is better than Gossamer Quorumette. {{2.title}} is fine.")
    assert growing.draft.cards == ("f1",)
    assert growing.draft.template == "{{1.title}} is fine."


def test_cards_stand_in_order_of_first_use(new: Callable[[], GrowingDraft]) -> None:
    growing = whole(
        new, "{{4.title}} and {{2.title}}. Then {{4.title}} again, and {{topic2.title}}."
    )
    assert (growing.draft.cards, growing.draft.topics) == (("f3", "f1"), ("f6",))


def test_an_endless_reply_stops_growing(new: Callable[[], GrowingDraft]) -> None:
    sentence = "It is slow and quiet. "
    text = sentence * (2 * LONGEST_REPLY // len(sentence))
    growing = new()
    drafts = [growing.add(sentence) for _ in range(2 * LONGEST_REPLY // len(sentence))]
    assert drafts[-1] == []
    assert 0 < len(growing.finished().template) <= LONGEST_REPLY
    assert growing.draft.template.endswith("quiet.")
    assert whole(new, text).draft == growing.draft


def test_nothing_said_is_an_empty_draft(new: Callable[[], GrowingDraft]) -> None:
    assert new().finished() == EMPTY
    assert whole(new, " \n ").draft == EMPTY


@given(text=replies, cuts=st.lists(st.integers(1, 40), max_size=60))
def test_the_pieces_do_not_matter(
    new: Callable[[], GrowingDraft], text: str, cuts: list[int]
) -> None:
    growing, rest = new(), text
    for size in cuts:
        growing.add(rest[:size])
        rest = rest[size:]
    growing.add(rest)
    assert growing.finished() == whole(new, text).draft


@given(text=replies, cuts=st.lists(st.integers(1, 40), max_size=20))
def test_a_draft_grows_by_the_same_steps_however_it_is_cut(
    new: Callable[[], GrowingDraft], text: str, cuts: list[int]
) -> None:
    growing, rest, steps = new(), text, []
    for size in cuts:
        steps += growing.add(rest[:size])
        rest = rest[size:]
    steps += growing.add(rest)
    assert steps == new().add(text)


@given(text=st.builds(lambda text, times: text * times, replies, st.integers(1, 30)))
def test_a_draft_only_grows(new: Callable[[], GrowingDraft], text: str) -> None:
    growing, last = new(), EMPTY
    for start in range(0, len(text), 7):
        for draft in growing.add(text[start : start + 7]):
            assert draft.template.startswith(last.template)
            last = draft
    finished = growing.finished()
    assert finished.template.startswith(last.template)
    assert finished.cards[: len(last.cards)] == last.cards
    assert finished.topics[: len(last.topics)] == last.topics


@given(text=replies)
def test_whatever_is_said_names_films_by_slots_alone(
    new: Callable[[], GrowingDraft], text: str
) -> None:
    draft = whole(new, text).draft
    assert len(set(draft.cards)) == len(draft.cards)
    assert set(draft.cards) <= {f"f{n}" for n in range(5)}
    assert set(draft.topics) <= {"f5", "f6"}
    bare = re.sub(r"\{\{(?:topic)?\d\.(?:title|label|year|runtime)\}\}", "", draft.template)
    assert not re.search(r"[{}\x00<>]", bare)
    assert [film.title for film in made_up().values() if film.title.lower() in bare.lower()] == []
    for group, number in re.findall(r"\{\{(topic)?(\d)", draft.template):
        assert 1 <= int(number) <= len(draft.topics if group else draft.cards)
