"""Whether a message is in another language than English, judged by script and small words."""

import unicodedata

from retrieval.words import tokens

_SMALL_WORDS = {
    "es": "que una un por para los las el la quiero me gusta gustan pelicula peliculas hola algo puedes recomendar busco con de y o gracias ver noche esta muy mas buenos dias tienes como estas",
    "fr": "je tu nous vous que une un pour les des est film films bonjour quelque chose avec cherche veux voudrais aime pas salut de et ou merci regarder ce soir bon quel le la du au drole moi avez",
    "de": "ich und der die das ein eine einen suche film filme guten hallo etwas mit bitte fur mag nicht ist danke mir empfehlen kannst du heute abend lustig lustigen schauen mochte wir gibt es tag",
    "it": "che una un per gli il lo la film vorrei cerco ciao qualcosa con mi piace piacciono buongiorno e di grazie vedere stasera puoi consigliare consigli consigliarmi bello divertente italiano sono",
    "pt": "que uma um para os as filme filmes quero gosto ola algo com por favor voce recomendar de e ou obrigado assistir noite bom eu procuro me pode",
    "nl": "ik een het de film films zoek met voor graag iets leuk en niet van hallo wil kijken vanavond dank je kun mij goede wat",
    "sv": "jag en ett film filmer och med vill hej kan du tack som inte nagot se ikvall bra rolig",
    "pl": "chce film filmy dobry czy cos prosze dziekuje nie jest jakis polec mi na wieczor szukam",
    "tr": "bir film istiyorum merhaba ve icin bana oner misin iyi tesekkurler komik izlemek",
    "id": "saya mau film yang bagus tolong rekomendasi untuk dan tidak terima kasih apa",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_ENGLISH = frozenset(
    (
        "the a an i you he she it we they me my your his her is are was were be been am do "
        "does did have has had and or but not no to of in on at for with from by like want "
        "need film movie movies films something anything what who when where why how that "
        "this these those some any more can could would should will just so very good great "
        "please thanks hi hello love loved hate seen watch about if as there than then"
    ).split()
)
_SCRIPTS = {
    "CYRILLIC": "ru", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "ARABIC": "ar",
    "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "TAMIL": "ta",
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """The code of the language (ISO 639-1) of a text that is not English, else None."""
    return _by_script(text) or _by_small_words(text)


def _by_script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    strange = [c for c in letters if not unicodedata.name(c, "").startswith("LATIN")]
    if not letters or len(strange) * 2 <= len(letters):
        return None
    names = [unicodedata.name(c, "").split()[0] for c in strange]
    if "HIRAGANA" in names or "KATAKANA" in names:
        return "ja"
    return _SCRIPTS.get(max(set(names), key=names.count), "und")


def _by_small_words(text: str) -> str | None:
    words = [token.norm for token in tokens(text)]
    english = sum(word in _ENGLISH for word in words)
    counts = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    language, count = max(counts.items(), key=lambda pair: pair[1])
    if count >= 2 and count > english and count * 4 >= len(words):
        return language
    return None
