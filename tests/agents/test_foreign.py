"""Messages in other languages are recognised, English ones with foreign names are not."""

import pytest

from agents.rules.foreign import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quiero ver una película divertida esta noche", "es"),
        ("Je voudrais un film drôle pour ce soir", "fr"),
        ("Ich suche einen lustigen Film für heute Abend", "de"),
        ("Vorrei vedere un film divertente stasera", "it"),
        ("Eu quero assistir um filme bom esta noite, por favor", "pt"),
        ("Ik zoek een leuke film voor vanavond", "nl"),
        ("хочу посмотреть хороший фильм", "ru"),
        ("我想看一部电影", "zh"),
        ("面白い映画を教えてください", "ja"),
        ("재미있는 영화 추천해줘", "ko"),
        ("أريد مشاهدة فيلم", "ar"),
        ("אני רוצה לראות סרט", "he"),
        ("θέλω μια ταινία", "el"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "something like La Vita è bella",
        "I loved Das Leben der Anderen",
        "Y tu mamá también was great",
        "Amélie",
        "films by Céline Sciamma",
        "una",
        "hola",
        "",
        "12345 !!!",
        "what does que sera sera mean in that film?",
        "a film with Penélope Cruz and Javier Bardem",
        "something like 七人の侍 but funnier",
    ],
)
def test_english_with_foreign_names_is_english(text: str) -> None:
    assert foreign_language(text) is None
